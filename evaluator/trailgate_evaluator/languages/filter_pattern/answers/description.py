"""What the document says of a pattern: its language, whether AWS would take it, and what it matches of every required record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern.answers.aim import names_of, seeks
from trailgate_evaluator.languages.filter_pattern.answers.coverage import RECORD_NAME, coverage, record_model
from trailgate_evaluator.languages.filter_pattern.answers.floods import floods
from trailgate_evaluator.languages.filter_pattern.answers.repair import repaired
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import SETTLED_BY_USE
from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import language_of, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.coverage import Coverage

_WORD = re.compile(r"[A-Za-z0-9_]+")


def describe(text: str, required: Mapping[str, Mapping[str, Any]], *, accepted: bool = False) -> dict[str, Any]:
    """The entry of a pattern in a document's `patterns`; `required` is what the policies ask, by control.

    `accepted`: AWS has taken the pattern, so whether it would is not in doubt.
    """
    described: dict[str, Any] = {
        "text": text,
        "language": language_of(text),
        "valid": True,
        "error": None,
        "line_break_text": False,
        "doubts": [],
        "named": {control: sorted(names_of(text, asked["records"])) for control, asked in required.items()},
        "sought": [],
        "ordinary": [],
        "coverage": {},
    }
    described["ordinary"], open_classes = floods(text, required.values(), accepted=accepted)
    if open_classes:
        described["ordinary_undecided"] = open_classes
    try:
        doubts = set(parse(text).doubts) - (SETTLED_BY_USE if accepted else frozenset())
    except PatternError as error:
        described["valid"] = False
        described["error"] = {"kind": error.kind, "span": list(error.span), "message": error.message}
        described["line_break_text"] = is_line_break_text(text, required)
        described["coverage"] = {
            control: {name: _entry(None) for name in asked["records"]} for control, asked in required.items()
        }
        described["sought"] = _sought(text, required, described["coverage"])
        return described
    for control, asked in required.items():
        answers = {
            name: coverage(text, record_model(name, asked.get("constants", {}), asked.get("typed", {})), accepted=accepted)
            for name in asked["records"]
        }
        doubts.update(doubt for answer in answers.values() for doubt in answer.doubts)
        described["coverage"][control] = {
            name: _entry(answer, text) | _misses(text, name, asked, answer, accepted=accepted) for name, answer in answers.items()
        }
    described["sought"] = _sought(text, required, described["coverage"])
    described["doubts"] = sorted(doubts)
    return described


def _sought(text: str, required: Mapping[str, Mapping[str, Any]], covered: Mapping[str, Any]) -> list[str]:
    """The controls whose records the pattern looks for."""
    return sorted(
        control
        for control, asked in required.items()
        if seeks(text, asked, {name: entry["matched"] for name, entry in covered[control].items()})
    )


def _misses(text: str, name: str, asked: Mapping[str, Any], answer: Coverage, *, accepted: bool) -> dict[str, Any]:
    """`misses` "failed_calls" where the pattern matches every record of a successful call, and not those of failed ones."""
    succeeded = asked.get("succeeded")
    if answer.matched != "sometimes" or not succeeded:
        return {}
    model = record_model(name, asked.get("constants", {}), {**asked.get("typed", {}), **succeeded})
    return {"misses": "failed_calls"} if coverage(text, model, accepted=accepted).matched == "always" else {}


def is_line_break_text(text: str, required: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the only mistakes are blanks inside words that the policies know, as in text copied across a line break."""
    mended = repaired(text, only=frozenset({"blank_in_word"}))
    if mended is None:
        return False
    known = {RECORD_NAME}
    for asked in required.values():
        known.update(asked["records"])
        for path, value in asked.get("constants", {}).items():
            known.update(path.split("."))
            known |= {value} if isinstance(value, str) else set()
    return set(_WORD.findall(mended)) - set(_WORD.findall(text)) <= known


def _entry(answer: Coverage | None, text: str = "") -> dict[str, Any]:
    if answer is None:
        return {"matched": "never", "clause": None, "counterexample": None, "why": None}
    clause = None
    if answer.blame is not None:
        start, end = answer.blame.span
        clause = {"text": text[start:end], "span": [start, end]}
    return {"matched": answer.matched, "clause": clause, "counterexample": answer.counterexample, "why": answer.why}
