"""What the document says of a pattern: its language, whether AWS would take it, and what it matches of every required record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern.answers.coverage import RECORD_NAME, coverage, record_model
from trailgate_evaluator.languages.filter_pattern.answers.repair import repaired
from trailgate_evaluator.languages.filter_pattern.matching.matcher import holds
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import SETTLED_BY_USE
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached, PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import language_of, parse
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import (
    Compare,
    JsonPattern,
    Name,
    Role,
    TermsPattern,
    Text,
    atoms_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


def names_of(text: str, records: Iterable[str]) -> set[str]:
    """The records that a pattern, freed of its plain mistakes, asks for by name: what it is meant for, whatever it misses."""
    mended = repaired(text)
    pattern = None if mended is None else parse(mended)
    match pattern:
        case JsonPattern():
            asked = [atom for atom in atoms_of(pattern.condition) if isinstance(atom, Compare) and _asks_for_name(atom)]
            plain = {atom.value.source for atom in asked if isinstance(atom.value, Text)}
            wild = [atom for atom in asked if not isinstance(atom.value, Text) or "*" in atom.value.source]
            return {name for name in records if name in plain or any(_holds(atom, name) for atom in wild)}
        case TermsPattern():
            words = {term.what for term in pattern.terms if isinstance(term.what, str) and term.role is not Role.EXCLUDED}
            return words & set(records)
        case _:
            return set()


def _asks_for_name(atom: Compare) -> bool:
    match atom.selector.steps:
        case (Name(name=name),):
            return name == RECORD_NAME and atom.operator == "="
        case _:
            return False


def _holds(atom: Compare, name: str) -> bool:
    try:
        return holds(atom, {RECORD_NAME: name})
    except BoundReached:
        return False


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
