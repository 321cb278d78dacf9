"""What the document says of a pattern: its language, whether AWS would take it, and what it matches of every required record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .coverage import RECORD_NAME, coverage, record_model
from .doubts import SETTLED_BY_USE
from .errors import PatternError
from .parser import language_of, parse
from .repair import repaired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .coverage import Coverage

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
        "coverage": {},
    }
    try:
        doubts = set(parse(text).doubts) - (SETTLED_BY_USE if accepted else frozenset())
    except PatternError as error:
        described["valid"] = False
        described["error"] = {"kind": error.kind, "span": list(error.span), "message": error.message}
        described["line_break_text"] = is_line_break_text(text, required)
        described["coverage"] = {
            control: {name: _entry(None) for name in asked["records"]} for control, asked in required.items()
        }
        return described
    for control, asked in required.items():
        answers = {
            name: coverage(text, record_model(name, asked.get("constants", {}), asked.get("typed", {})), accepted=accepted)
            for name in asked["records"]
        }
        doubts.update(doubt for answer in answers.values() for doubt in answer.doubts)
        described["coverage"][control] = {name: _entry(answer, text) for name, answer in answers.items()}
    described["doubts"] = sorted(doubts)
    return described


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
