"""What the document says of a pattern: its language, whether AWS would take it, and what it matches of every required record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.filter_pattern.answers.aim import named_by
from trailgate_evaluator.languages.filter_pattern.answers.covering import covering, of_parts
from trailgate_evaluator.languages.filter_pattern.answers.floods import floods
from trailgate_evaluator.languages.filter_pattern.answers.of_account import alike_in
from trailgate_evaluator.languages.filter_pattern.answers.purpose import sought
from trailgate_evaluator.languages.filter_pattern.answers.repair import repaired
from trailgate_evaluator.languages.filter_pattern.answers.requirements import RECORD_NAME
from trailgate_evaluator.languages.filter_pattern.decision.record_model import texts_of
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import SETTLED_BY_USE
from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import language_of, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.coverage import Coverage
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord, Requirements

NEVER: Final[Mapping[str, Any]] = {"matched": "never", "clause": None, "counterexample": None, "why": None}
"""The answer for a record of a pattern that matches none, with nothing to tell of why."""
_WORD = re.compile(r"[A-Za-z0-9_]+")


_MOST_SHARED: Final = 256
"""As many patterns are described at once for all accounts."""


def describe(text: str, required: Requirements, *, accepted: bool = False) -> dict[str, Any]:
    """The entry of a pattern in a document's `patterns`; `required` is what the policies ask.

    `accepted`: AWS has taken the pattern, so whether it would is not in doubt. A pattern that does not see the account's number
    says the same of all accounts that are asked for the same but for their number.
    """
    alike = alike_in(required, [text])
    if alike is required:
        return _described(text, required, accepted=accepted)
    key, known = (text, accepted), alike.described
    if key not in known:
        if len(known) >= _MOST_SHARED:
            known.clear()
        known[key] = _described(text, alike, accepted=accepted)
    return dict(known[key])


def _described(text: str, required: Requirements, *, accepted: bool) -> dict[str, Any]:
    described: dict[str, Any] = {
        "text": text,
        "language": language_of(text),
        "valid": True,
        "error": None,
        "line_break_text": False,
        "doubts": [],
        "named": {control: sorted(named_by(text, records)) for control, records in required.controls.items()},
        "sought": [],
        "ordinary": [],
        "coverage": {},
    }
    described["ordinary"], open_classes = floods(text, required.ordinary, accepted=accepted)
    if open_classes:
        described["ordinary_undecided"] = open_classes
    try:
        doubts = set(parse(text).doubts) - (SETTLED_BY_USE if accepted else frozenset())
    except PatternError as error:
        described["valid"] = False
        described["error"] = {"kind": error.kind, "span": list(error.span), "message": error.message}
        described["line_break_text"] = is_line_break_text(text, required)
        described["coverage"] = {
            control: {name: {**NEVER, **_excluding(one)} for name, one in records.items()}
            for control, records in required.controls.items()
        }
        described["sought"] = sought(text, required, described["coverage"])
        return described
    for control, records in required.controls.items():
        answers = {name: covering(text, one, accepted=accepted) for name, one in records.items()}
        doubts.update(doubt for answer in answers.values() for doubt in answer.doubts)
        described["coverage"][control] = {
            name: _entry(answer, text) | _misses(text, records[name], answer, accepted=accepted) | _excluding(records[name])
            for name, answer in answers.items()
        }
    described["sought"] = sought(text, required, described["coverage"])
    described["doubts"] = sorted(doubts)
    return described


def _misses(text: str, record: RequiredRecord, answer: Coverage, *, accepted: bool) -> dict[str, Any]:
    """`misses` "failed_calls" where the pattern matches every record of a successful call, and not those of failed ones."""
    if answer.matched != "sometimes" or not record.succeeded:
        return {}
    return {"misses": "failed_calls"} if of_parts(text, record.succeeded, accepted=accepted).matched == "always" else {}


def _excluding(record: RequiredRecord) -> dict[str, Any]:
    """`excluding`, where the answer is one for the rest of the record."""
    return {"excluding": record.excluding} if record.excluded else {}


def is_line_break_text(text: str, required: Requirements) -> bool:
    """Whether the only mistakes are blanks inside words that the policies know, as in text copied across a line break."""
    mended = repaired(text, only=frozenset({"blank_in_word"}))
    if mended is None:
        return False
    known = {RECORD_NAME}
    for records in required.controls.values():
        for record in records.values():
            known.update(name for path, _ in record.model.fields for name in path.split("."))
            known |= texts_of(spec for _, spec in record.model.fields)
    return set(_WORD.findall(mended)) - set(_WORD.findall(text)) <= known


def _entry(answer: Coverage, text: str) -> dict[str, Any]:
    clause = None
    if answer.blame is not None:
        start, end = answer.blame.span
        clause = {"text": text[start:end], "span": [start, end]}
    told = {"matched": answer.matched, "clause": clause, "counterexample": answer.counterexample, "why": answer.why}
    return told | ({"covers": "no"} if answer.hopeless else {})
