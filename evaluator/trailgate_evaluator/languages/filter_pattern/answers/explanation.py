"""The clause that lets a record slip through, and what it says in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, assert_never

from trailgate_evaluator.languages.filter_pattern.matching.matcher import holds
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import DOUBTS
from trailgate_evaluator.languages.filter_pattern.syntax.printer import print_selector, print_value
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import (
    And,
    Atom,
    Compare,
    Condition,
    Is,
    NotExists,
    Number,
    Or,
    Span,
    atoms_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """The condition to blame for a record that is not matched, and what it asks in words."""

    condition: Condition
    words: str

    @property
    def span(self) -> Span:
        """Where it stands in the pattern."""
        return self.condition.span


def blame(condition: Condition, event: Mapping[str, Any] | list[Any], dead: Callable[[Atom], bool]) -> Blame:
    """The smallest condition to blame for an event that does not match; `dead` atoms hold for no record of the shape."""
    guilty = _guilty(condition, event, dead)
    return Blame(condition=guilty, words=_words(guilty, event))


def _guilty(condition: Condition, event: Mapping[str, Any] | list[Any], dead: Callable[[Atom], bool]) -> Condition:
    match condition:
        case And():
            false = [part for part in condition.parts if not holds(part, event)]
            hopeless = [part for part in false if _dead(part, dead)]
            return _guilty((hopeless or false)[0], event, dead)
        case Or():
            alive = [part for part in condition.parts if not _dead(part, dead)]
            near = alive or [
                part for part in condition.parts if isinstance(part, And) and any(holds(one, event) for one in part.parts)
            ]
            if not near:
                return condition
            return _guilty(min(near, key=lambda part: _false_atoms(part, event)), event, dead)
        case _:
            return condition


def _dead(condition: Condition, dead: Callable[[Atom], bool]) -> bool:
    match condition:
        case And():
            return any(_dead(part, dead) for part in condition.parts)
        case Or():
            return all(_dead(part, dead) for part in condition.parts)
        case _:
            return dead(condition)


def _false_atoms(condition: Condition, event: Mapping[str, Any] | list[Any]) -> int:
    if isinstance(condition, And | Or):
        counts = [_false_atoms(part, event) for part in condition.parts]
        return sum(counts) if isinstance(condition, And) else min(counts)
    return 0 if holds(condition, event) else 1


def _words(condition: Condition, event: Mapping[str, Any] | list[Any]) -> str:
    if isinstance(condition, And | Or):
        names = sorted({print_selector(atom.selector).removeprefix("$.") for atom in atoms_of(condition)})
        told = event if isinstance(event, dict) else {}
        values = ", ".join(f"{name} {told[name]}" for name in names if isinstance(told.get(name), str))
        return f"no alternative holds for {values}" if values else f"no alternative on {', '.join(names)} holds"
    return f"only matches when {_asked(condition)}"


def _asked(atom: Atom) -> str:
    name = print_selector(atom.selector).removeprefix("$.")
    match atom:
        case NotExists():
            return f"{name} is absent"
        case Is():
            return f"{name} is {atom.what.lower()}"
        case Compare(operator="="):
            return f"{name} is {_value(atom)}"
        case Compare(operator="!="):
            return f"{name} is there and is not {_value(atom)}"
        case Compare():
            return f"{name} is a number {atom.operator} {print_value(atom.value)}"
        case _:
            assert_never(atom)


def _value(atom: Compare) -> str:
    written = print_value(atom.value)
    if written == '"*"':
        return "any string or number"
    return written if isinstance(atom.value, Number) or written.startswith('"') else f"matched by {written}"


def doubts_in_words(names: Iterable[str]) -> str:
    """The doubts that leave an answer open: each name with its two readings."""
    readings = {doubt.name: f"{doubt.name} ({doubt.first}, or {doubt.second})" for doubt in DOUBTS}
    return "; ".join(readings[name] for name in names)
