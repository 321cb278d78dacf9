"""The smallest change to a pattern that makes it cover required records, keeping every clause that is not to blame."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .coverage import RECORD_NAME, Coverage, RecordModel, coverage
from .json_parser import any_of
from .parser import LONGEST, parse
from .printer import print_pattern
from .syntax import And, Compare, Condition, JsonPattern, Name, Or, Selector, Text, atoms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_CHANGES = 64


def suggest(text: str, models: Sequence[RecordModel]) -> str | None:
    """A pattern that matches every one of these records always, or None where no small change is known or it grows too long.

    A clause that narrows is left out; a record that nothing names is named where its like are named. The decision checks each
    change, and the whole.
    """
    pattern = parse(text)
    if not isinstance(pattern, JsonPattern):
        return None
    for _ in range(MOST_CHANGES):
        missed = next(((model, found) for model in models if (found := coverage(text, model)).matched != "always"), None)
        if missed is None:
            return text
        changed = _changed(text, *missed)
        if changed is None:
            return None
        text = changed
    return None


def _changed(text: str, model: RecordModel, found: Coverage) -> str | None:
    """The first changed pattern that covers the record."""
    pattern = parse(text)
    if not isinstance(pattern, JsonPattern):
        return None
    for condition in _candidates(pattern.condition, model, found):
        candidate = print_pattern(replace(pattern, condition=condition))
        if len(candidate) <= LONGEST and coverage(candidate, model).matched == "always":
            return candidate
    return None


def _candidates(whole: Condition, model: RecordModel, found: Coverage) -> Iterator[Condition]:
    name = dict(model.constants)[RECORD_NAME]
    named = Compare(selector=Selector(steps=(Name(name=RECORD_NAME),)), operator="=", value=Text(source=name))
    if found.blame is not None:
        guilty = found.blame.condition
        if any(atom.selector.steps == named.selector.steps for atom in atoms_of(guilty)):
            yield _exchanged(whole, guilty, any_of([guilty, named])) or whole
        elif (left := _exchanged(whole, guilty, None)) is not None:
            yield left
    for place in _lists_of_names(whole, named):
        yield _exchanged(whole, place, any_of([place, named])) or whole
    yield any_of([whole, named])


def _lists_of_names(condition: Condition, named: Compare) -> Iterator[Condition]:
    if isinstance(condition, Or) and any(
        isinstance(part, Compare) and part.selector == named.selector for part in condition.parts
    ):
        yield condition
    if isinstance(condition, And | Or):
        for part in condition.parts:
            yield from _lists_of_names(part, named)


def _exchanged(condition: Condition, old: Condition, new: Condition | None) -> Condition | None:
    """The condition with one part exchanged for another, or left out of a conjunction; None where nothing would be left."""
    if condition is old:
        return new
    if isinstance(condition, And):
        kept = [one for part in condition.parts if (one := _exchanged(part, old, new)) is not None]
        return None if not kept else kept[0] if len(kept) == 1 else And(parts=_flat(kept, And), span=condition.span)
    if isinstance(condition, Or):
        exchanged = [_exchanged(part, old, new) for part in condition.parts]
        parts = [part for part in exchanged if part is not None]
        return any_of(parts) if len(parts) == len(exchanged) else None
    return condition


def _flat(parts: Sequence[Condition], kind: type[And]) -> tuple[Condition, ...]:
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else (part,))
    return tuple(flat)
