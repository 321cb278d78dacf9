"""A condition made ready to be decided for many shapes of records."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from msgspec import Struct

from trailgate_evaluator.languages.filter_pattern.decision.value_test import Demand, Question, doubts_of, question_of
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import (
    BOOLEAN_COMPARED,
    INNER_WILDCARD,
    NULL_COMPARED,
    REGEX_NEWLINE,
    STRING_ESCAPE,
    WILDCARD_NOT_EXISTS,
    Reading,
)
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Atom, Compare, Condition, Name, Wildcard, atoms_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.languages.filter_pattern.decision.answer import Decision
    from trailgate_evaluator.languages.filter_pattern.decision.shape import Shape
    from trailgate_evaluator.languages.filter_pattern.decision.values import ValueSolver

Records: TypeAlias = "dict[frozenset[Demand], dict[str, Any] | None]"
"""The properties that a record needs to meet some demands at once; None where none does."""
Seen: TypeAlias = "Shape | tuple[bool, ...]"
"""What demands on any property see of one: its shape, or of the one text that it has which of their tests that passes."""
Left: TypeAlias = "tuple[tuple[bool | None, ...], tuple[tuple[str, Seen], ...]]"
"""What a shape says of some demands, and what is seen of the properties that those hang on of which it says nothing."""
DEEPEST: Final = 100
"""A selector has no more steps."""
_ATOM_BY_ATOM = frozenset({INNER_WILDCARD, STRING_ESCAPE})


class Below(Struct, frozen=True):
    """What a shape says of all demands on one property, worked out once for all shapes that say the same of it.

    Where work met a `bound` it says nothing. `values` has met all that was asked so far.
    """

    left: Left
    settled: Mapping[Demand, bool | None]
    records: Records
    steps: int
    bound: str | None = None
    values: ValueSolver | None = None


class Prepared:
    """A condition made ready to be decided for many shapes: what its atoms ask under every reading, worked out once.

    Raises `BoundReached` where a number, a regular expression or a selector is too long.
    """

    def __init__(self, condition: Condition) -> None:
        self.condition = condition
        self.atoms = tuple({id(atom): atom for atom in atoms_of(condition)}.values())
        self.selectors = frozenset(atom.selector.steps for atom in self.atoms)
        if any(len(steps) > DEEPEST for steps in self.selectors):
            raise BoundReached(f"a selector of more than {DEEPEST} steps")
        self.narrowest = {id(atom): _variants(atom, widest=False) for atom in self.atoms}
        self.widest = {id(atom): _variants(atom, widest=True) for atom in self.atoms}
        self.doubts = {id(atom): doubts_of(atom) for atom in self.atoms}
        self._questions: dict[tuple[int, Reading], Question] = {}
        asked = [question for lists in (self.narrowest, self.widest) for questions in lists.values() for question in questions]
        self.demands = tuple(dict.fromkeys(question for question in asked if isinstance(question, Demand)))
        self.by_name: dict[str | None, list[Demand]] = {}
        for demand in self.demands:
            self.by_name.setdefault(_first_name(demand), []).append(demand)
        self.decided: dict[object, Decision] = {}
        self.below: dict[object, Below] = {}
        self.seen: dict[Shape, Seen] = {}
        self.anywhere: dict[Shape, tuple[tuple[str, Seen], ...]] = {}
        self.constants: dict[object, list[dict[str, str]] | BoundReached] = {}
        self.together = any(steps[:1] == (Wildcard.PROPERTY,) for steps in self.selectors)

    def question(self, atom: Atom, reading: Reading) -> Question:
        """What an atom asks under a reading."""
        key = (id(atom), reading & self.doubts[id(atom)])
        if key not in self._questions:
            self._questions[key] = question_of(atom, key[1])
        return self._questions[key]


def _first_name(demand: Demand) -> str | None:
    """The property that a demand is on; None where it may be on any, or is on the record itself."""
    step = demand.path[0] if demand.path else None
    return step.name if isinstance(step, Name) else None


def _variants(atom: Atom, *, widest: bool) -> list[Question]:
    """The readings of one atom that are the narrowest (or widest) between them."""
    doubts = doubts_of(atom)
    chosen: set[str] = set()
    if widest:
        chosen |= doubts & {NULL_COMPARED, BOOLEAN_COMPARED, WILDCARD_NOT_EXISTS}
    if REGEX_NEWLINE in doubts and isinstance(atom, Compare) and (atom.operator == "=") == widest:
        chosen.add(REGEX_NEWLINE)
    both = sorted(doubts & _ATOM_BY_ATOM)
    readings = [frozenset({*chosen, *more}) for count in range(len(both) + 1) for more in combinations(both, count)]
    return list(dict.fromkeys(question_of(atom, reading) for reading in readings))
