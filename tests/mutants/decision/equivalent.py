"""Mutants of the decision that no test can kill, by module and change, each with the reason."""

from __future__ import annotations

from typing import Final

# ruff: noqa: E501 - a key is a line of the source, whole

EQUIVALENT: Final[dict[str, str]] = {
    "decide: return False [other truth]": "more doubts are tried; only those that flip it are named",
    "decide: both = sorted(doubts & _ATOM_BY_ATOM) [left operand alone]": "more readings, the same sets",
    "decide: key = (id(atom), reading & self.doubts[id(atom)]) [left operand alone]": "doubts of other atoms change nothing",
    "decide: step = demand.path[0] if demand.path else None [condition negated]": "one group for all, more slowly",
    "decide: if surely_missed is None and self._find(self._formula(self._narrowest, wanted=False)) is None: [Is becomes IsNot]": (
        "a short cut lost: single readings say the same"
    ),
    "decide: if surely_hit is None and self._find(self._formula(self._widest, wanted=True)) is None: [Is becomes IsNot]": (
        "the same"
    ),
    "decide: doubts = self._prepared.doubts[id(atom)] - found [left operand alone]": ("a doubt found twice"),
    "decide: others = sorted(self._prepared.doubts[id(atom)] - {doubt}) [left operand alone]": ("readings compared twice"),
    "decide: self.together = any(steps[:1] == (Wildcard.PROPERTY,) for steps in self.selectors) [Eq becomes NotEq]": (
        "one group for all, more slowly, or all begin with a wildcard"
    ),
    "decide: demand.path[0] for demand, value in zip(self._prepared.demands, values, strict=True) if value is None and demand.path [or]": (
        "a key of more parts: fewer answers shared"
    ),
    "decide: wild = any(not isinstance(name, Name) for name in names) [not left out]": (
        "constants that settle no wildcard demand add nothing to the others"
    ),
    "decide: for count in range(len(doubts) + 1): [one more]": ("no reading has more doubts than there are"),
    "decide: for count in range(len(others) + 1): [one more]": ("the same"),
    "decide: if one != other and self._node(one, wanted=True) != self._node(other, wanted=True): [or]": (
        "more doubts are tried; only those that flip it are named"
    ),
    "decide: readings = [frozenset({*chosen, *more}) for count in range(len(both) + 1) for more in combinations(both, count)] [one more]": (
        "no reading has more doubts than there are"
    ),
    "decide: demand.path[0] for demand, value in zip(self._prepared.demands, values, strict=True) if value is None and demand.path [other truth]": (
        "both are of one length"
    ),
    "formula: self._failed.update(passed) [left out]": ("failures forgotten: the same search, longer"),
    "formula: passed.append(state) [left out]": ("failures forgotten: the same search, longer"),
    "formula: break [left out]": ("a failure is found again: the same search, longer"),
    "formula: needed = True [other truth]": ("leaving out a needed demand is tried too, and fails"),
    "formula: return self._formulas.replaced(node, impossible) if impossible else node [condition negated]": (
        "nothing is pruned: the same search, longer"
    ),
    "formula: changed.add(group) [left out]": ("nothing is pruned: the same search, longer"),
    "formula: if changed and not self._formulas.branch(node)[1]: [not left out]": (
        "pruned at another time: the same search, longer"
    ),
    "formula: if (group := self._group_of(demand)) in groups and not self._possible(chosen[group] | {demand}) [left operand alone]": (
        "nothing is pruned: the same search, longer"
    ),
    "formula: continue [left out]": ("line 151: the needed branch is searched again and ends alike; the other two are killed"),
    'formula: if key[0] == "and": [one more]': ("every demand is tried both ways: the same search, longer"),
    "formula: alone = [part for part in key[1] if not isinstance(self._keys[part], tuple)] [not left out]": (
        "another order of the same search"
    ),
    "formula: if isinstance(key, tuple) and key[0] == kind: [one more]": ("nested formulas are not flattened: the same formula"),
}
