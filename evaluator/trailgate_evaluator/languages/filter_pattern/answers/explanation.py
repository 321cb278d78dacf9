"""The clause that lets a record slip through, and what it says in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from msgspec import Struct

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


_FEW = 4


class Blame(Struct, frozen=True, kw_only=True):
    """The condition to blame for a record that is not matched, and what it asks in words."""

    condition: Condition
    words: str

    @property
    def span(self) -> Span:
        """Where it stands in the pattern."""
        return self.condition.span


def blame(condition: Condition, event: Mapping[str, Any] | list[Any], dead: Callable[[Atom], bool]) -> Blame:
    """The smallest condition to blame for an event that does not match; `dead` atoms hold for no record of the shape.

    It is one whose loss widens the pattern: a part of a conjunction, or the whole. Of alternatives none is to blame by
    itself, since without it the rest would match less.
    """
    told: dict[int, bool] = {}

    def once(atom: Atom) -> bool:
        if id(atom) not in told:
            told[id(atom)] = dead(atom)
        return told[id(atom)]

    guilty = _guilty(condition, event, once)
    return Blame(condition=guilty, words=_words(guilty, event, once))


def _guilty(condition: Condition, event: Mapping[str, Any] | list[Any], dead: Callable[[Atom], bool]) -> Condition:
    match condition:
        case And():
            false = [part for part in condition.parts if not holds(part, event)]
            hopeless = [part for part in false if _dead(part, dead)]
            return _guilty((hopeless or false)[0], event, dead)
        case Or():
            return _guilty_alternative(condition, event, dead) or condition
        case _:
            return condition


def _guilty_alternative(condition: Or, event: Mapping[str, Any] | list[Any], dead: Callable[[Atom], bool]) -> Condition | None:
    """The one part of an alternative without which it would match, of the nearest alternative; None where the whole is to blame.

    Where only one alternative may match such records, the fault lies in it, also where it has several.
    """
    alive = [part for part in condition.parts if not _dead(part, dead)]
    near = [
        part
        for part in alive or condition.parts
        if isinstance(part, And) and (alive or any(holds(one, event) for one in part.parts))
    ]
    for part in sorted(near, key=lambda part: _false_atoms(part, event)):
        guilty = _guilty(part, event, dead)
        if len(alive) == 1 or not alive or _holds_without(part, guilty, event):
            return guilty
    return None


def _holds_without(condition: Condition, guilty: Condition, event: Mapping[str, Any] | list[Any]) -> bool:
    """Whether the event matches once a part of a conjunction is left out."""
    match condition:
        case And():
            return all(part is guilty or _holds_without(part, guilty, event) for part in condition.parts)
        case Or():
            return any(_holds_without(part, guilty, event) for part in condition.parts)
        case _:
            return condition is guilty or holds(condition, event)


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


def _words(condition: Condition, event: Mapping[str, Any] | list[Any], dead: Callable[[Atom], bool]) -> str:
    if isinstance(condition, Or):
        alive = [part for part in condition.parts if not _dead(part, dead)]
        atoms = [part for part in alive if not isinstance(part, And | Or)]
        if 0 < len(alive) == len(atoms) <= _FEW:
            return f"only matches when {' or '.join(map(_asked, atoms))}"
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
