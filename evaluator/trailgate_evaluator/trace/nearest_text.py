"""The near misses of a record, for people: the controls and the filter that come closest, and what is otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.formats.paint import Paint

Json = dict[str, Any]

_FEW: Final = 4
_LONGEST: Final = 80


def nearest_text(trace: Json, paint: Paint) -> Iterator[str]:
    """A sentence for each of the nearest controls, and one for the nearest filter."""
    for one in trace["nearest_controls"]:
        called = " ".join(one_line(text) for text in (one["number"], one["control"]) if text)
        differs = [
            f"{one_line(each['field'])} is {_was(each)} (asked for: {one_line(each['expected'], _LONGEST)})"
            for each in one["differs"]
        ]
        yield from paint.wrap(f"Nearest to it is {called}, {one_line(one['record'])}: {_joined(differs)}.", "  ")
    found = trace["nearest_filter"]
    if found is not None:
        refused = [
            f"by {one_line(each['text'], _LONGEST)}, where {one_line(each['field'])} is {_was(each)}" for each in found["clauses"]
        ]
        yield from paint.wrap(f"Metric filter {one_line(found['name'])} comes closest, and refuses it {_joined(refused)}.", "  ")


def _was(found: Json) -> str:
    return "absent" if found["was"] is None else one_line(found["was"], _LONGEST)


def _joined(said: list[str]) -> str:
    more = f"; and {len(said) - _FEW} more" if len(said) > _FEW else ""
    return "; ".join(said[:_FEW]) + more
