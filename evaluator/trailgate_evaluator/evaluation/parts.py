"""From an input of the roll to what is kept of it: read, judged, and told of the other accounts of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from trailgate_evaluator.evaluation.run import Part
from trailgate_evaluator.exports import read
from trailgate_evaluator.inputs.collecting import uncollected
from trailgate_evaluator.report.build import in_report_order
from trailgate_evaluator.report.others import named_of, told_apart
from trailgate_evaluator.report.unusable import told_unusable

if TYPE_CHECKING:
    from collections.abc import Callable

    from trailgate_evaluator.evaluation.roll import Around, Given
    from trailgate_evaluator.evaluation.run import Judge

_Told = TypeVar("_Told")
_Told_co = TypeVar("_Told_co", covariant=True)


class Shape(Protocol[_Told_co]):
    """What is to be kept of a part; it has to travel between processes."""

    def __call__(self, part: Part, /) -> _Told_co:
        """Makes it."""


def as_it_is(part: Part) -> Part:
    """The part itself, for a report that is built of all of them."""
    return part


def shaped(judge: Judge, around: Around, shape: Shape[_Told]) -> Callable[[Given, int], _Told]:
    """A function that judges one input of the roll, with its number, and shapes the part."""
    names = around.called()

    def judged(given: Given, index: int) -> _Told:
        with uncollected():
            source = next(iter(read([given], judge.choices.plan_files))) if isinstance(given, str) else given
            part = judge.part(source, index)
            del source
            results = named_of(part.results, names)
            if around.gathered is None:
                results = told_apart(results, around.accounts)
            else:
                results = told_unusable(results, around.gathered.unusable)
            benchmark = judge.choices.benchmark
            return shape(Part(entry=part.entry, results=in_report_order(results, judge.controls, benchmark)))

    return judged
