"""Many inputs shared among the workers of a cluster: files go there with the work, what has an address is read there.

What comes of an input is what would come of it here: a worker that does not read the very bytes that were seen here says so,
and the input is judged here.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec import Struct

from trailgate_evaluator.cluster.failed import bare
from trailgate_evaluator.cluster.ordered import in_order
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.evaluation.parts import Shape, shaped
from trailgate_evaluator.evaluation.run import Judge
from trailgate_evaluator.inputs import Unreadable
from trailgate_evaluator.inputs.brought import brought
from trailgate_evaluator.inputs.opening import can_be_opened_again, opened
from trailgate_evaluator.inputs.reading import read_found
from trailgate_evaluator.inputs.urls import is_url, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from trailgate_evaluator.cluster.cluster import Cluster
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.evaluation.roll import Around, Given

_Told = TypeVar("_Told")

MOST_SENT: Final = 64 << 20
"""The most bytes of a file that are sent; a larger one is judged here."""

_BY_ITSELF: Final = frozenset({"aws_snapshot", "terraform_plan", "terraform_state"})
"""What needs no file beside it."""


@dataclass(frozen=True, slots=True)
class Task:
    """An input of the roll: its number, itself or its name, the digest that it has here, and its bytes where it is a file."""

    index: int
    given: Given
    digest: str | None
    data: bytes | None = field(repr=False)


class NotThere(Struct, frozen=True):
    """Told by a worker of an input that is not there, or not as it is here: `found` says why."""

    found: str


def refuse_other_engine(choices: Choices) -> None:
    """Raises `UsageError` for another engine than the embedded one, which no worker has."""
    if choices.engine != "wasm" or choices.policies is not None or choices.opa_url is not None:
        raise UsageError(
            expected="the embedded engine, of which each worker has its own",
            found="another one",
            where="--scheduler",
            what_to_do="Leave out --scheduler, or --engine, --opa-url and --policies.",
        )


def refuse_unshared(choices: Choices) -> None:
    """The same, also for what belongs to one input, and for settings that are there but once."""
    refuse_other_engine(choices)
    if choices.settings is not None and not can_be_opened_again(choices.settings):
        raise UsageError(
            expected="settings that are there a second time, for the workers",
            found="what is read through a pipe",
            where="--settings",
            what_to_do="Write them into a file.",
        )
    of_one = {
        "--graph": choices.graph,
        "--baseline": choices.baseline,
        "--source": choices.source,
        "--json": choices.plan_json,
        "--parameters": choices.parameters,
        "--replaces": choices.replaces,
    }
    for option, value in (of_one | {"--estate": choices.estate}).items():
        if value is not None:
            raise UsageError(
                expected="inputs to share",
                found=f"{option}, which belongs to one",
                where="--scheduler",
                what_to_do="Leave --scheduler out: one input is never shared.",
            )


def on_cluster(
    tasks: Sequence[tuple[int, Given]],
    digests: Sequence[str | None],
    choices: Choices,
    around: Around,
    shape: Shape[_Told],
    *,
    here: Judge,
    cluster: Cluster,
) -> Iterator[tuple[int, _Told]]:
    """Each input's number with what `shape` makes of its part, in order; `digests` are those of the whole roll.

    Raises as `judge` does, and as `Cluster.take` does.
    """
    settings = None if choices.settings is None else _bytes_of(choices.settings)
    files = {} if settings is None else {choices.settings: settings}
    work = (_task(index, given, digests[index]) for index, given in tasks)
    judged_here: Callable[[Given, int], _Told] | None = None
    killed = partial(_killed, shape=shape, here=here)
    for task, told in in_order(cluster, work, begun, (choices, around, shape, files), killed=killed):
        if not isinstance(told, NotThere):
            yield task.index, told
            continue
        if judged_here is None:
            if task.data is None and isinstance(task.given, str) and is_url(task.given):
                cluster.say(
                    f"a worker does not read {task.given} as it is read here (it found {told.found}): what is so is judged here."
                )
            judged_here = shaped(here, around, shape)
        yield task.index, judged_here(task.given, task.index)


def begun(choices: Choices, around: Around, shape: Shape[_Told], files: dict[str, bytes]) -> Callable[[Task], _Told | NotThere]:
    """What a worker does with each input, once it has an engine; `files` are those that the choices name."""
    with brought(files), ExitStack() as opening:
        judge = Judge(opening.enter_context(open_engine()), choices, around.gathered)
        judged = shaped(judge, around, shape)
        kept = opening.pop_all()
    return partial(_done, judged, choices, kept)


def _done(judged: Callable[[Given, int], _Told], choices: Choices, _kept: ExitStack, task: Task) -> Any:
    given = task.given
    if not isinstance(given, str):
        return judged(given, task.index)
    if task.data is None and not is_url(given):
        return NotThere("no file of that name")
    with brought({} if task.data is None else {given: task.data}):
        source = read_found(given, choices.plan_files)
    if isinstance(source, Unreadable):
        return NotThere(source.error.found)
    if source.kind not in _BY_ITSELF:
        return NotThere("a template, beside which other files may count")
    return judged(source, task.index) if source.digest == task.digest else NotThere("other bytes")


def _task(index: int, given: Given, digest: str | None) -> Task:
    if isinstance(given, Unreadable):
        bare(given.error)
    is_read_there = not isinstance(given, str) or (is_url(given) and whole(given) == given)
    return Task(index, given, digest, None if is_read_there else _bytes_of(str(given)))


def _bytes_of(name: str) -> bytes | None:
    """The bytes of a file as they lie here; None where it cannot be read any more, or is too large to be sent."""
    try:
        with opened(name) as file:
            data = file.read(MOST_SENT + 1)
    except InputError:
        return None
    return data if len(data) <= MOST_SENT else None


def _killed(task: Task, shape: Shape[_Told], here: Judge) -> _Told:
    part = here.killed(
        task.given,
        task.index,
        expected="an input that a worker has the memory for",
        found="that each worker which judged it was killed",
        what_to_do="Judge it by itself, without --scheduler, where more memory is free.",
    )
    return shape(part)
