"""One record tried against a pattern: matched or not, and why not."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern.answers.explanation import blame, doubts_in_words
from trailgate_evaluator.languages.filter_pattern.matching.matcher import FIRST, matches
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import REFUSING
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import JsonPattern, TermsPattern, atoms_of

if TYPE_CHECKING:
    from trailgate_evaluator.languages.filter_pattern.syntax.doubts import Reading
    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Pattern

MOST_DOUBTS = 6


def trial(text: str, event: Any) -> dict[str, Any]:
    """`matched` true, false or "undecided", `clause` {text, span} or null, `why` or null, for a valid pattern and one event."""
    pattern = parse(text)
    try:
        readings = readings_of(pattern)
        matched = {reading: matches(pattern, event, reading) for reading in readings}
    except BoundReached as reached:
        return {"matched": "undecided", "clause": None, "why": f"bound: {reached.bound}"}
    refusing = sorted(pattern.doubts & REFUSING)
    if len(set(matched.values())) > 1 or (refusing and matched[FIRST]):
        doubts = {doubt for reading in readings for doubt in reading}
        telling = sorted(doubt for doubt in doubts if any(matched[one] != matched[one ^ {doubt}] for one in readings))
        return {"matched": "undecided", "clause": None, "why": f"doubt: {doubts_in_words(telling or refusing)}"}
    if matched[FIRST]:
        return {"matched": True, "clause": None, "why": None}
    if not isinstance(pattern, JsonPattern) or not isinstance(event, dict | list):
        why = "the event is not a JSON object" if isinstance(pattern, JsonPattern) else None
        return {"matched": False, "clause": None, "why": why}
    guilty = blame(pattern.condition, event, lambda _: True)
    start, end = guilty.span
    return {"matched": False, "clause": {"text": text[start:end], "span": [start, end]}, "why": guilty.words}


def readings_of(pattern: Pattern) -> list[Reading]:
    """Every way to read what is in doubt about a pattern, the first readings first."""
    from trailgate_evaluator.languages.filter_pattern.decision.value_test import doubts_of

    doubts: set[str] = set()
    if isinstance(pattern, JsonPattern):
        doubts = {doubt for atom in atoms_of(pattern.condition) for doubt in doubts_of(atom)}
    elif isinstance(pattern, TermsPattern):
        doubts = set(pattern.doubts - REFUSING)
    ordered = sorted(doubts)[:MOST_DOUBTS]
    return [frozenset(chosen) for count in range(len(ordered) + 1) for chosen in combinations(ordered, count)]
