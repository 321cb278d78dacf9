"""The formulas that say when a condition holds, or does not, for records of one shape: under readings of what is in doubt."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from trailgate_evaluator.languages.filter_pattern.decision.formula import FALSE, TRUE, Formulas, Node
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import And, Atom, Condition, Or

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trailgate_evaluator.languages.filter_pattern.decision.prepared import Prepared
    from trailgate_evaluator.languages.filter_pattern.decision.settling import Settling
    from trailgate_evaluator.languages.filter_pattern.decision.value_test import Question
    from trailgate_evaluator.languages.filter_pattern.syntax.doubts import Reading


class Readings:
    """One condition and one shape."""

    def __init__(self, prepared: Prepared, settling: Settling, formulas: Formulas) -> None:
        self._prepared = prepared
        self._settling = settling
        self._formulas = formulas
        self._doubts: dict[int, Reading] = {}
        self._by_reading: dict[tuple[int, Reading, bool], Node] = {}

    def narrowest(self, *, wanted: bool) -> Node:
        """The formula with every atom read as narrowly as any reading allows: true where the condition holds, or does not."""
        return self._formula(self._prepared.narrowest, strict=True, wanted=wanted)

    def widest(self, *, wanted: bool) -> Node:
        """The same with every atom read as widely."""
        return self._formula(self._prepared.widest, strict=False, wanted=wanted)

    def under(self, reading: Reading, *, wanted: bool) -> Node:
        """The formula under a reading that is true where the condition is; not `wanted`, where it is not."""
        return self._read(self._prepared.condition, reading, wanted=wanted)

    def open_doubts(self) -> Reading:
        """The doubts on which, for records of this shape, the answer of some atom rests."""
        return self._doubts_of(self._prepared.condition)

    def _read(self, condition: Condition, reading: Reading, *, wanted: bool) -> Node:
        """The formula that is true where the condition is (or, not wanted, is not), made once for all readings of its doubts."""
        key = id(condition), reading & self._doubts.get(id(condition), reading), wanted
        if key not in self._by_reading:
            if isinstance(condition, And | Or):
                parts = [self._read(part, reading, wanted=wanted) for part in condition.parts]
                node = self._formulas.all_of(parts) if isinstance(condition, And) == wanted else self._formulas.any_of(parts)
            else:
                node = self._node(self._prepared.question(condition, reading), wanted=wanted)
            self._by_reading[key] = node
        return self._by_reading[key]

    def _formula(self, questions: Mapping[int, Sequence[Question]], *, strict: bool, wanted: bool) -> Node:
        """The formula that is true where the condition is (or, not wanted, is not), of atoms that ask several questions each.

        Of an atom all must hold where it is read `strict`, else one.
        """
        formulas, node_of = self._formulas, self._node

        def build(condition: Condition) -> Node:
            if isinstance(condition, And | Or):
                parts = [build(part) for part in condition.parts]
                return formulas.all_of(parts) if isinstance(condition, And) == wanted else formulas.any_of(parts)
            asked = questions[id(condition)]
            if len(asked) == 1:
                return node_of(asked[0], wanted=wanted)
            nodes = [node_of(question, wanted=wanted) for question in asked]
            return formulas.all_of(nodes) if strict == wanted else formulas.any_of(nodes)

        return build(self._prepared.condition)

    def _node(self, question: Question, *, wanted: bool) -> Node:
        if isinstance(question, bool):
            return TRUE if question == wanted else FALSE
        settled = self._settling.settle(question)
        if settled is not None:
            return TRUE if settled == wanted else FALSE
        return self._formulas.demand(question if wanted else question.opposite())

    def _settled(self, question: Question) -> bool | None:
        return question if isinstance(question, bool) else self._settling.settle(question)

    def _doubts_of(self, condition: Condition) -> Reading:
        """The doubts on which, for records of this shape, the answer of some atom of the condition rests."""
        if isinstance(condition, And | Or):
            found: Reading = frozenset().union(*(self._doubts_of(part) for part in condition.parts))
        else:
            doubts = () if self._surely(condition) else sorted(self._prepared.doubts[id(condition)])
            found = frozenset(doubt for doubt in doubts if self._tells(condition, doubt))
        self._doubts[id(condition)] = found
        return found

    def _surely(self, atom: Atom) -> bool:
        """Whether it holds however narrowly it is read, or does not however widely: then no reading has another answer."""
        narrowest, widest = self._prepared.narrowest[id(atom)], self._prepared.widest[id(atom)]
        return all(self._settled(one) is True for one in narrowest) or all(self._settled(one) is False for one in widest)

    def _tells(self, atom: Atom, doubt: str) -> bool:
        """Whether some reading of the atom's other doubts is changed by this one."""
        others = sorted(self._prepared.doubts[id(atom)] - {doubt})
        for count in range(len(others) + 1):
            for chosen in combinations(others, count):
                one, other = (
                    self._prepared.question(atom, frozenset(chosen) | more) for more in (frozenset(), frozenset({doubt}))
                )
                if one != other and self._node(one, wanted=True) != self._node(other, wanted=True):
                    return True
        return False
