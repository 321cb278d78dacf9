"""Mutants of the decision that no test can kill, by module and change, each with the reason."""

from __future__ import annotations

from typing import Final

EQUIVALENT: Final[dict[str, str]] = {
    "decide: return False [other truth]": "more doubts are tried; only those that flip it are named",
    "decide: both = sorted(doubts & _ATOM_BY_ATOM) [left operand alone]": "more readings, the same sets",
    "decide: key = (id(atom), reading & self.doubts[id(atom)]) [left operand alone]": "doubts of other atoms change nothing",
    "decide: step = demand.path[0] if demand.path else None [condition negated]": "one group for all, more slowly",
}
