"""The answer to `trailgate pattern`: what one pattern covers of every control, with whole records that it misses.

Shape: `policies/schemas/pattern_answer.schema.json`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern.answers.covering import covering
from trailgate_evaluator.languages.filter_pattern.answers.description import NEVER, is_line_break_text
from trailgate_evaluator.languages.filter_pattern.answers.floods import floods
from trailgate_evaluator.languages.filter_pattern.answers.holding import is_excluded
from trailgate_evaluator.languages.filter_pattern.answers.nesting import nested, overlaid
from trailgate_evaluator.languages.filter_pattern.answers.purpose import sought
from trailgate_evaluator.languages.filter_pattern.answers.repair import repaired
from trailgate_evaluator.languages.filter_pattern.answers.samples import telling, whole_identity, whole_record
from trailgate_evaluator.languages.filter_pattern.answers.sparing import Spared, spared
from trailgate_evaluator.languages.filter_pattern.answers.suggestion import suggest
from trailgate_evaluator.languages.filter_pattern.matching.matcher import matches
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached, PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import LONGEST, language_of, parse
from trailgate_evaluator.languages.filter_pattern.syntax.printer import print_pattern
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import JsonPattern, Name, atoms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.coverage import Coverage
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord, Requirements
    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Pattern


def answer(text: str, required: Requirements) -> dict[str, Any]:
    """The answer for one pattern, as plain JSON."""
    try:
        pattern = parse(text)
    except PatternError as error:
        return _refused(text, error, required)
    canonical = print_pattern(pattern)
    ordinary = floods(text, required.ordinary)[0]
    found = {
        control: {name: covering(text, one) for name, one in records.items()} for control, records in required.controls.items()
    }
    matched = {control: {name: one.matched for name, one in ones.items()} for control, ones in found.items()}
    looking = sought(text, required, matched)
    return {
        "pattern": text,
        "valid": True,
        "language": language_of(text),
        "error": None,
        "canonical": canonical if len(canonical) <= LONGEST else text,
        "controls": {
            control: {
                "covers": _covers(answers.values()),
                "sought": control in looking,
                "ordinary": ordinary,
                **_excluding(required, control),
                "records": {name: _record(text, pattern, required.controls[control][name], one) for name, one in answers.items()},
                "suggestion": _suggestion(text, required.controls[control], answers) if control in looking else None,
            }
            for control, answers in found.items()
        },
    }


def _refused(text: str, error: PatternError, required: Requirements) -> dict[str, Any]:
    line_break_text = is_line_break_text(text, required)
    looking = sought(text, required, {control: dict.fromkeys(records, "never") for control, records in required.controls.items()})
    return {
        "pattern": text,
        "valid": False,
        "language": language_of(text),
        "error": {
            "kind": error.kind,
            "span": list(error.span),
            "message": error.message,
            "line_break_text": line_break_text,
            "suggestion": repaired(text, otherwise=not line_break_text),
        },
        "canonical": None,
        "controls": {
            control: {
                "covers": "no",
                "sought": control in looking,
                "ordinary": [],
                **_excluding(required, control),
                "records": {name: dict(NEVER) for name in records},
                "suggestion": None,
            }
            for control, records in required.controls.items()
        },
    }


def _excluding(required: Requirements, control: str) -> dict[str, list[str]]:
    found = sorted(required.excluding(control))
    return {"excluding": found} if found else {}


def _covers(answers: Iterable[Coverage]) -> str:
    """Whether a control's records are all matched always."""
    matched = {"never" if one.hopeless else one.matched for one in answers}
    return "yes" if matched <= {"always"} else "no" if matched & {"sometimes", "never"} else "undecided"


def _suggestion(text: str, records: Mapping[str, RequiredRecord], found: Mapping[str, Coverage]) -> str | None:
    """The pattern with the smallest change; none for one that covers all. What is excluded it leaves out if the pattern does."""
    if {one.matched for one in found.values()} <= {"always"}:
        return None
    required = list(records.values())
    suggested = suggest(text, [part for one in required for part in one.parts])
    if suggested is None or suggested == text:
        return None
    leaves_out = any(one.excluded for one in required) and spared(text, required) == Spared(text=text)
    return spared(suggested, required).text if leaves_out else suggested


def _record(text: str, pattern: Pattern, record: RequiredRecord, found: Coverage) -> dict[str, Any]:
    clause = None
    if found.blame is not None:
        start, end = found.blame.span
        clause = {"text": text[start:end], "span": [start, end]}
    missed = None if found.counterexample is None else _whole(pattern, record, found.counterexample)
    return {"matched": found.matched, "clause": clause, "counterexample": missed, "why": found.why}


def _whole(pattern: Pattern, required: RequiredRecord, deciding: dict[str, Any]) -> dict[str, Any]:
    """The counterexample as a whole record, unless the fields added would be matched."""
    fields = overlaid(nested(telling(required.model)), deciding)
    record = whole_record(fields)
    if isinstance(pattern, JsonPattern):
        below = _steps_below(pattern, "userIdentity")
        for atom in atoms_of(pattern.condition):
            first = atom.selector.steps[0] if atom.selector.steps else None
            if isinstance(first, Name) and first.name not in deciding:
                record.pop(first.name, None)
            elif isinstance(first, Name):
                record[first.name] = fields[first.name]
        if below is not None and isinstance(record.get("userIdentity"), dict):
            record["userIdentity"] = whole_identity(record["userIdentity"], below)
    try:
        return deciding if matches(pattern, record) or is_excluded(record, required) else record
    except BoundReached:
        return deciding


def _steps_below(pattern: JsonPattern, name: str) -> set[str] | None:
    """The properties of a field that the pattern looks at; None where it may look at any."""
    found: set[str] = set()
    for atom in atoms_of(pattern.condition):
        match atom.selector.steps:
            case ():  # the record itself
                continue
            case (Name(name=first), Name(name=below), *_) if first == name:
                found.add(below)
            case (Name(name=first), _, *_) if first == name:
                return None
            case (Name(), *_):
                continue
            case _:
                return None
    return found
