"""The smallest change to a pattern that makes it cover required records, keeping every clause that is not to blame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from trailgate_evaluator.languages.filter_pattern.answers.clause import clause_of
from trailgate_evaluator.languages.filter_pattern.answers.coverage import Coverage, coverage
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import REFUSING
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.json_parser import any_of
from trailgate_evaluator.languages.filter_pattern.syntax.parser import LONGEST, parse
from trailgate_evaluator.languages.filter_pattern.syntax.printer import print_pattern
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import (
    And,
    Compare,
    Condition,
    JsonPattern,
    Or,
    atoms_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel

MOST_CHANGES = 64
MOST_CLAUSES = 8
STEPS = 400_000
_EACH = 200


def suggest(text: str, models: Sequence[RecordModel]) -> str | None:
    """A pattern that matches every one of these records always, or None where no small change is known or it grows too long.

    Clauses that narrow are left out; a record that nothing names is named where its like are named. The decision checks each
    change, and the whole, within a bound of work.
    """
    try:
        return _Search().suggest(text, models)
    except BoundReached:
        return None


class _Search:
    """The changes tried for one pattern, and what their decisions cost."""

    def __init__(self) -> None:
        self._work = Work(STEPS)

    def suggest(self, text: str, models: Sequence[RecordModel]) -> str | None:
        for _ in range(MOST_CHANGES):
            pattern = parse(text)
            if not isinstance(pattern, JsonPattern):
                return None
            missed = next((model for model in models if not self._covered(text, model)), None)
            if missed is None:
                return text
            changes = (print_pattern(replace(pattern, condition=one)) for one in self._candidates(text, pattern, missed))
            changed = next((one for one in changes if len(one) <= LONGEST and self._covered(one, missed)), None)
            if changed is None:
                return None
            text = changed
        return None

    def _covered(self, text: str, model: RecordModel) -> bool:
        return self._coverage(text, model).matched == "always"

    def _coverage(self, text: str, model: RecordModel) -> Coverage:
        found = coverage(text, model)
        self._work.spend(_EACH + found.steps)
        return found

    def _candidates(self, text: str, pattern: JsonPattern, model: RecordModel) -> Iterator[Condition]:
        """The condition as it is, printed plainly; without what is to blame; with the record's name among its like, or alone."""
        whole = pattern.condition
        named = clause_of(model)
        if pattern.doubts & REFUSING:
            yield whole
        if named is None:
            return
        found = self._coverage(text, model)
        if found.blame is not None and _names(found.blame.condition, named):
            yield _exchanged(whole, found.blame.condition, any_of([found.blame.condition, named])) or whole
        yield from self._without_blamed(pattern, model, named)
        for place in _lists_of_names(whole, named):
            yield _exchanged(whole, place, any_of([place, named])) or whole
        yield any_of([whole, named])

    def _without_blamed(self, pattern: JsonPattern, model: RecordModel, named: Condition) -> Iterator[Condition]:
        """The condition with one clause to blame after another left out, as long as there are such that name no record."""
        for _ in range(MOST_CLAUSES):
            text = print_pattern(pattern)
            if len(text) > LONGEST:
                return
            parsed = parse(text)
            assert isinstance(parsed, JsonPattern)  # noqa: S101 - printed from one
            blamed = self._coverage(text, model).blame
            if blamed is None or _names(blamed.condition, named):
                return
            left = _exchanged(parsed.condition, blamed.condition, None)
            if left is None:
                return
            yield left
            pattern = replace(parsed, condition=left)


def _names(condition: Condition, named: Condition) -> bool:
    """Whether the condition looks at a field by which the record is told."""
    telling = {atom.selector.steps for atom in atoms_of(named)}
    return any(atom.selector.steps in telling for atom in atoms_of(condition))


def _lists_of_names(condition: Condition, named: Condition) -> Iterator[Condition]:
    if isinstance(condition, Or) and any(
        isinstance(part, Compare) and isinstance(named, Compare) and part.selector == named.selector for part in condition.parts
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
