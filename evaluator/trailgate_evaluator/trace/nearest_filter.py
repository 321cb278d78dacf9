"""Of the filters that get a record and do not match it, the one that comes closest, and what in it refuses the record."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.languages.filter_pattern import parse
from trailgate_evaluator.languages.filter_pattern.answers.trial import trial
from trailgate_evaluator.languages.filter_pattern.matching.json_text import compact
from trailgate_evaluator.languages.filter_pattern.matching.matcher import holds
from trailgate_evaluator.languages.filter_pattern.syntax.printer import print_selector, print_value
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import And, Atom, Compare, Index, JsonPattern, Name, Or
from trailgate_evaluator.trace.fields import ABSENT, at, utf8

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Condition

Json = dict[str, Any]

_LONGEST: Final = 200
"""The most characters of a value that are told, and of two texts that are compared."""


class _Miss(Struct, frozen=True, kw_only=True):
    """The atoms that refuse a record, how many others ask for a value that it has, and how alike the refused values are."""

    refused: tuple[Atom, ...] = ()
    held: int = 0
    alike: float = 0.0

    @property
    def distance(self) -> tuple[int, int, float]:
        return len(self.refused), -self.held, -self.alike


def nearest_filter(document: Mapping[str, Any], record: Json, groups: Collection[str], controls: Collection[str]) -> Json | None:
    """{id, name, pattern, clauses: [{text, span, field, was}]}; None where some filter matches, or may, or none gets the record.

    `groups` get the record, the empty name standing for any; filters made for one of `controls` come first. `was` is the
    field's value as JSON, null where it is not there.
    """
    found: list[tuple[tuple[Any, ...], Json]] = []
    for one in document["metric_filters"].values():
        if isinstance(one["log_group"], str) and one["log_group"] not in groups and "" not in groups:
            continue
        pattern = document["patterns"].get(one["pattern"]) if isinstance(one["pattern"], str) else None
        if pattern is None or not pattern["valid"]:
            continue
        if trial(pattern["text"], record)["matched"] is not False:
            return None
        parsed = parse(pattern["text"])
        if isinstance(parsed, JsonPattern):
            miss = _miss(parsed.condition, record)
            made_for_others = bool(controls) and not set(controls) & set(pattern.get("sought", controls))
            found.append(((made_for_others, *miss.distance, one["id"]), _with_clauses(one, miss, pattern["text"], record)))
    return min(found, key=lambda each: each[0])[1] if found else None


def refusing_filter(document: Mapping[str, Any], record: Json, identity: str) -> Json | None:
    """The same of the filter of that id; None where no clause of its pattern refuses the record."""
    one = document["metric_filters"].get(identity)
    pattern = document["patterns"].get(one["pattern"]) if one is not None and isinstance(one["pattern"], str) else None
    if pattern is None or not pattern["valid"]:
        return None
    parsed = parse(pattern["text"])
    miss = _miss(parsed.condition, record) if isinstance(parsed, JsonPattern) else _Miss()
    return _with_clauses(one, miss, pattern["text"], record) if miss.refused else None


def _with_clauses(metric_filter: Json, miss: _Miss, text: str, record: Json) -> Json:
    clauses = [_told(atom, text, record) for atom in miss.refused]
    return {**{name: metric_filter[name] for name in ("id", "name", "pattern")}, "clauses": clauses}


def _miss(condition: Condition, record: Json) -> _Miss:
    """What of a condition has to be otherwise for the record to match: of alternatives, the nearest."""
    match condition:
        case And():
            parts = [_miss(part, record) for part in condition.parts]
            return _Miss(
                refused=tuple(atom for part in parts for atom in part.refused),
                held=sum(part.held for part in parts),
                alike=sum(part.alike for part in parts),
            )
        case Or():
            return min((_miss(part, record) for part in condition.parts), key=lambda part: part.distance)
        case _ if holds(condition, record):
            return _Miss(held=_asks_for_a_value(condition))
        case _:
            return _Miss(refused=(condition,), alike=_alike(condition, record))


def _asks_for_a_value(atom: Atom) -> bool:
    """What asks for absence, or for another value, is true of most records, and brings a filter no nearer to one."""
    return isinstance(atom, Compare) and atom.operator == "="


def _alike(atom: Atom, record: Json) -> float:
    value = _value(atom, record)
    if not isinstance(atom, Compare) or not isinstance(value, str):
        return 0.0
    return similarity(print_value(atom.value).strip('"'), value)


def similarity(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1."""
    return SequenceMatcher(None, one[:_LONGEST], other[:_LONGEST], autojunk=False).ratio()


def _told(atom: Atom, text: str, record: Json) -> Json:
    start, end = atom.span
    value = _value(atom, record)
    field = print_selector(atom.selector).removeprefix("$.")
    return {"text": text[start:end], "span": [start, end], "field": field, "was": in_json(value)}


def in_json(value: Any) -> str | None:
    """A value as JSON, the end of a long one left out; None where there is none."""
    if value is ABSENT:
        return None
    text = utf8(compact(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _value(atom: Atom, record: Json) -> Any:
    """What stands where an atom looks; absent where it looks at several places."""
    steps = atom.selector.steps
    path = _path(steps)
    return at(record, path) if len(path) == len(steps) else ABSENT


def _path(steps: Iterable[Any]) -> tuple[str | int, ...]:
    return tuple(step.name if isinstance(step, Name) else step.index for step in steps if isinstance(step, Name | Index))
