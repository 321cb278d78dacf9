"""The inputs of a run, and the estate that the snapshots among them are where they are judged together."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from trailgate_evaluator.estate import gather
from trailgate_evaluator.exports import read
from trailgate_evaluator.exports.reading import unheard
from trailgate_evaluator.inputs import Source
from trailgate_evaluator.inputs.collecting import set_aside, uncollected
from trailgate_evaluator.inputs.kept_objects import forget, keeping
from trailgate_evaluator.inputs.opening import can_be_opened_again
from trailgate_evaluator.inputs.urls import called

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trailgate_evaluator.estate import Gathered, Listed
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.exports.reading import PassedOver
    from trailgate_evaluator.inputs import Unreadable


def given(
    paths: list[str], choices: Choices, count: int, passed_over: PassedOver = unheard
) -> tuple[Iterable[Source | Unreadable | Listed], Gathered | None]:
    """What is to be judged, one after the other, and the estate; `count` is how many files the paths stand for.

    `passed_over` hears of files that nothing was made of, as `exports.read` tells. Files are read twice, once to see what is
    there, so that only one is in memory at a time; one alone, and what can be read only once, is kept, and an object of a store
    lies here meanwhile.
    """
    if not choices.join:
        return read(paths, choices.plan_files, passed_over), None
    kept: dict[str, Source | Unreadable] = {}
    with uncollected(), keeping():
        seen = _first_look(read(paths, choices.plan_files, passed_over), kept, keep_all=count == 1)
        gathered = gather(seen, partial(again, kept), choices.most_apart, spares=True)
        if kept:
            set_aside()
    return chain(_second_look(paths, choices, kept), gathered.missing), gathered


def _first_look(
    inputs: Iterable[Source | Unreadable], kept: dict[str, Source | Unreadable], *, keep_all: bool
) -> Iterator[Source | Unreadable]:
    for one in once(inputs):
        if keep_all or is_read_once(one):
            kept[one.name] = one
        yield one


def is_read_once(one: Source | Unreadable) -> bool:
    """Whether an input has to be kept: it is there only once, or was made: by Terraform of a plan file, here of an export."""
    made = getattr(one, "packed", None) is not None or getattr(one, "made", False)
    return made or not can_be_opened_again(one.name)


def _second_look(paths: list[str], choices: Choices, kept: dict[str, Source | Unreadable]) -> Iterator[Source | Unreadable]:
    def looked_at() -> Iterator[Source | Unreadable]:
        for path in dict.fromkeys(paths):
            if (name := called(path)) in kept:
                yield kept[name]
            else:
                yield from read([path], choices.plan_files)

    try:
        yield from once(looked_at())
    finally:
        forget()


def once(inputs: Iterable[Source | Unreadable]) -> Iterator[Source | Unreadable]:
    """Each input the first time that it comes: a file may be named beside the folder that it lies in."""
    seen: set[str] = set()
    for one in inputs:
        told = one.name if isinstance(one, Source) else f"{one.name}: {one.error}"
        if not seen & {one.name, told}:
            seen.add(told)
            yield one


def again(kept: dict[str, Source | Unreadable], name: str) -> Source:
    """The input of that name, from what is kept, else read once more; raises `InputError` where it cannot be read."""
    found = kept[name] if name in kept else next(iter(read([name])))
    if isinstance(found, Source):
        return found
    raise found.error
