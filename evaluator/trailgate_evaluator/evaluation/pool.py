"""Many inputs shared among processes, each with an engine of its own; what comes of them comes back in order."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.evaluation.parts import Shape, shaped
from trailgate_evaluator.evaluation.run import Judge
from trailgate_evaluator.evaluation.workers import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.evaluation.roll import Around, Given

    Task = tuple[int, Given]
    Begin = Callable[..., Callable[[Task], Any]]

_Told = TypeVar("_Told")
_open: Final = ExitStack()
"""What a process of the pool has open until it ends."""


def in_processes(
    tasks: Sequence[Task],
    choices: Choices,
    around: Around,
    shape: Shape[_Told],
    here: Judge,
    *,
    processes: int,
    begin: Begin | None = None,
) -> Iterator[tuple[int, _Told]]:
    """Each input's number with what `shape` makes of its part, on the embedded engine; raises as `judge` does.

    An input on which two processes are killed is one that cannot be read; `here` says so. `begin` judges otherwise (for tests).
    """
    told = partial(_too_much, shape=shape, here=here)
    given = (choices, around, shape)
    return in_order([(task[0], task) for task in tasks], begin or begun, given, processes=processes, killed=told)


def begun(choices: Choices, around: Around, shape: Shape[_Told]) -> Callable[[Task], _Told]:
    """What a process of the pool does with each input, once it has an engine."""
    return partial(_judged, shaped(Judge(_open.enter_context(open_engine()), choices, around.gathered), around, shape))


def _judged(judged: Callable[[Given, int], _Told], task: Task) -> _Told:
    index, given = task
    return judged(given, index)


def _too_much(task: Task, shape: Shape[_Told], here: Judge) -> _Told:
    index, given = task
    part = here.killed(
        given,
        index,
        expected="an input that this machine has the memory for",
        found="that the process which judged it was killed, twice",
        what_to_do="Judge it by itself where more memory is free, or with fewer --jobs.",
    )
    return shape(part)
