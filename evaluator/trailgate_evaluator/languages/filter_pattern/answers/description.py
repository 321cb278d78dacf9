"""What the document says of a pattern: its language, whether AWS would take it, and what it matches of every required record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.filter_pattern.answers.aim import named_by
from trailgate_evaluator.languages.filter_pattern.answers.coverage import Coverage, missed_at_once
from trailgate_evaluator.languages.filter_pattern.answers.covering import covering, of_parts
from trailgate_evaluator.languages.filter_pattern.answers.floods import floods
from trailgate_evaluator.languages.filter_pattern.answers.holding import holds
from trailgate_evaluator.languages.filter_pattern.answers.of_account import alike_in
from trailgate_evaluator.languages.filter_pattern.answers.purpose import sought
from trailgate_evaluator.languages.filter_pattern.answers.repair import repaired
from trailgate_evaluator.languages.filter_pattern.answers.requirements import RECORD_NAME
from trailgate_evaluator.languages.filter_pattern.decision.record_model import texts_of
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import SETTLED_BY_USE
from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import language_of, parse
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord, Requirements

_NOTHING: Final[Mapping[str, Any]] = {"clause": None, "counterexample": None, "why": None}
NEVER: Final[Mapping[str, Any]] = {"matched": "never", **_NOTHING}
"""The answer for a record of a pattern that matches none, with nothing to tell of why."""
_PLAIN: Final[Mapping[str, Any]] = {"matched": "never"}
_UNTOLD: Final[Mapping[str, Coverage]] = {matched: Coverage(matched=matched) for matched in ("never", "sometimes")}
_WORD = regex(r"[A-Za-z0-9_]+")


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
        "never": [],
    }
    described["ordinary"], open_classes = floods(text, required.ordinary, accepted=accepted)
    if open_classes:
        described["ordinary_undecided"] = open_classes
    answers: Mapping[str, Mapping[str, Coverage]]
    try:
        doubts = set(parse(text).doubts) - (SETTLED_BY_USE if accepted else frozenset())
    except PatternError as error:
        described["valid"] = False
        described["error"] = {"kind": error.kind, "span": list(error.span), "message": error.message}
        described["line_break_text"] = is_line_break_text(text, required)
        answers = {control: dict.fromkeys(records, _UNTOLD["never"]) for control, records in required.controls.items()}
    else:
        answers = {
            control: {name: _answer(text, one, accepted=accepted) for name, one in records.items()}
            for control, records in required.controls.items()
        }
        doubts.update(doubt for records in answers.values() for answer in records.values() for doubt in answer.doubts)
        described["doubts"] = sorted(doubts)
    matched = {control: {name: answer.matched for name, answer in records.items()} for control, records in answers.items()}
    described["sought"] = sought(text, required, matched)
    for control, records in required.controls.items():
        told = {name: _told(text, records[name], answer, accepted=accepted) for name, answer in answers[control].items()}
        if control in described["sought"]:
            whys = {name: _why(text, records[name], answer, accepted=accepted) for name, answer in answers[control].items()}
            described["coverage"][control] = {name: {**told[name], **whys[name]} for name in told}
        elif all(entry == _PLAIN for entry in told.values()):
            described["never"].append(control)
        else:
            described["coverage"][control] = told
    return described


def covered(text: str, record: RequiredRecord, *, accepted: bool = False) -> dict[str, Any]:
    """All that is to say of one record, as of one that the pattern is made for: the answer, and why it is missed."""
    try:
        answer = covering(text, record, accepted=accepted)
    except PatternError:
        answer = _UNTOLD["never"]
    return _told(text, record, answer, accepted=accepted) | _why(text, record, answer, accepted=accepted)


def _answer(text: str, record: RequiredRecord, *, accepted: bool) -> Coverage:
    """The answer for a record of a valid pattern; not why, where it is known at once that some are missed."""
    at_once = missed_at_once(text, record.parts[0]) if len(record.parts) == 1 else None
    return covering(text, record, accepted=accepted) if at_once is None else _UNTOLD[at_once]


def _told(text: str, record: RequiredRecord, answer: Coverage, *, accepted: bool) -> dict[str, Any]:
    """What the law asks of any pattern.

    `covers` "no": it does not match always, whatever is not known; `misses` "failed_calls" where it matches every record of a
    successful call, and not those of failed ones; `excluding`, where the answer is one for the rest of the record. `why` one is
    undecided is told of any, too.
    """
    told: dict[str, Any] = {"matched": answer.matched}
    if answer.matched == "undecided":
        told["why"] = answer.why
    if answer.hopeless:
        told["covers"] = "no"
    if answer.matched == "sometimes" and record.succeeded:
        missed = answer.counterexample
        some_missed = missed is not None and any(holds(missed, part) for part in record.succeeded)
        some_missed = some_missed or any(missed_at_once(text, part) for part in record.succeeded)
        always = not some_missed and of_parts(text, record.succeeded, accepted=accepted).matched == "always"
        told |= {"misses": "failed_calls"} if always else {}
    return told | ({"excluding": record.excluding} if record.excluded else {})


def _why(text: str, record: RequiredRecord, answer: Coverage, *, accepted: bool) -> dict[str, Any]:
    """Why a pattern misses a record that it is made for; of any other nobody is told that."""
    if any(answer is one for one in _UNTOLD.values()):
        try:
            answer = covering(text, record, accepted=accepted)
        except PatternError:
            return dict(_NOTHING)
    clause = None
    if answer.blame is not None:
        start, end = answer.blame.span
        clause = {"text": text[start:end], "span": [start, end]}
    return {"clause": clause, "counterexample": answer.counterexample, "why": answer.why}


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
