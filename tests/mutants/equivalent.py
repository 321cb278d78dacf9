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
}
