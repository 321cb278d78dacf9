"""What a pattern is made for: the records that it asks for, and whether it looks for a control's records at all."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.languages.filter_pattern.answers.clause import EVERYWHERE
from trailgate_evaluator.languages.filter_pattern.answers.repair import repaired
from trailgate_evaluator.languages.filter_pattern.answers.requirements import RECORD_NAME, SOURCE
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Demand, question_of
from trailgate_evaluator.languages.filter_pattern.decision.witness import common_text
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.matching.matcher import holds
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import (
    Compare,
    JsonPattern,
    Name,
    Role,
    TermsPattern,
    Text,
    atoms_of,
)
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import Spec
    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Pattern

_STEPS: Final = 10_000
_CACHED: Final = 16384
_PLAIN: Final = regex(r"""(?P<quote>"?)(?P<text>[A-Za-z0-9.:_-]+)(?P=quote)""")
"""What stands for itself in a pattern."""
_NOBODYS: Final = "\u2205"
"""A text that nothing is called: a test that it meets narrows nothing."""


def named_by(text: str, records: Mapping[str, RequiredRecord]) -> set[str]:
    """The records that a pattern, freed of its plain mistakes, asks for: what it is meant for, whatever it misses.

    A record is asked for by its `eventName`; one that may have any, by another field that tells it.
    """
    return {name for name, one in records.items() if _is_asked_for(text, one)}


def seeks(
    text: str,
    records: Mapping[str, RequiredRecord],
    matched: Mapping[str, str],
    *,
    shared: bool = False,
) -> bool:
    """Whether a pattern looks for a control's records: a test on what tells them, or on their source, narrows it to them.

    `matched` is the answer for each record; `shared`: other controls' records are of the same source. A pattern that names some
    of the records for another service, as that for AWS Organizations does, looks for that service's; one that names most of them
    is meant for them and has a wrong guard.
    """
    met = {name for name, answer in matched.items() if answer in {"always", "sometimes", "undecided"}}
    names = named_by(text, records)
    sources = {one.source for one in records.values() if one.source is not None}
    if any(_asks_for(text, SOURCE, source) for source in sources) and (names or not shared or not _asks_by_name(text)):
        return True
    if names & met:
        return not _narrowed_elsewhere(text, records)
    return bool(names) and (2 * len(names) >= len(records) or not _other_services(text, sources))


@lru_cache(maxsize=256)
def _mended(text: str) -> Pattern | None:
    mended = repaired(text)
    return None if mended is None else parse(mended)


def _is_asked_for(text: str, record: RequiredRecord) -> bool:
    """Whether a pattern asks for a field by which such a record is told, with a value that it may have."""
    if record.name is not None:
        return _asks_for(text, RECORD_NAME, record.name)
    return any(_may_ask_for(text, path, spec) for path, spec in record.model.fields)


@lru_cache(maxsize=_CACHED)
def _may_ask_for(text: str, path: str, spec: Spec) -> bool:
    if path in EVERYWHERE or not spec.strings or all(one.negated for one in spec.strings):
        return False
    return any(_may_meet(atom, spec) for asked, atom in _asking(text) if asked == path)


def _may_meet(atom: Compare, spec: Spec) -> bool:
    """Whether some text that the spec allows meets the test."""
    asked = question_of(atom, frozenset())
    texts = asked.test.strings if isinstance(asked, Demand) else asked
    if isinstance(texts, bool):
        return texts
    try:
        return common_text([*spec.strings, texts], Work(_STEPS)) is not None
    except BoundReached:
        return False


@lru_cache(maxsize=_CACHED)
def _asks_for(text: str, field: str, value: str) -> bool:
    pattern = _mended(text)
    if isinstance(pattern, TermsPattern):
        return value in _words(pattern)
    plain, others = _values(text, field)
    return value in plain or any(_meets(atom, field, value) for atom in others)


@lru_cache(maxsize=1024)
def _values(text: str, field: str) -> tuple[frozenset[str], tuple[Compare, ...]]:
    """The texts that a pattern asks for in a field, as they are, and the tests that others may meet."""
    atoms = [atom for path, atom in _asking(text) if path == field]
    written = [_PLAIN.fullmatch(atom.value.source) if isinstance(atom.value, Text) else None for atom in atoms]
    plain = frozenset(one["text"] for one in written if one is not None)
    return plain, tuple(atom for atom, one in zip(atoms, written, strict=True) if one is None)


def _asks_by_name(text: str) -> bool:
    return any(path == RECORD_NAME for path, _ in _asking(text))


def _narrowed_elsewhere(text: str, records: Mapping[str, RequiredRecord]) -> bool:
    """Whether records that may have any name or source are asked for under certain ones: some others' purpose."""
    asked = {path for path, _ in _asking(text)}
    named = any(one.name is not None for one in records.values())
    placed = any(one.source is not None for one in records.values())
    return (RECORD_NAME in asked and not named) or (SOURCE in asked and not placed)


def _other_services(text: str, sources: set[str]) -> bool:
    """Whether it asks for the events of a service, and not of these."""
    services = [atom.value.source for path, atom in _asking(text) if path == SOURCE and isinstance(atom.value, Text)]
    return any(service.endswith(".amazonaws.com") and service not in sources for service in services)


def _words(pattern: TermsPattern) -> set[str]:
    return {term.what for term in pattern.terms if isinstance(term.what, str) and term.role is not Role.EXCLUDED}


@lru_cache(maxsize=256)
def _asking(text: str) -> tuple[tuple[str, Compare], ...]:
    """The tests by which a JSON pattern asks for certain values of a field of the record, each with the field's dotted path."""
    pattern = _mended(text)
    return tuple(_tests(pattern)) if isinstance(pattern, JsonPattern) else ()


def _tests(pattern: JsonPattern) -> Iterator[tuple[str, Compare]]:
    for atom in atoms_of(pattern.condition):
        if not isinstance(atom, Compare) or atom.operator != "=":
            continue
        names = [step.name for step in atom.selector.steps if isinstance(step, Name)]
        if names and len(names) == len(atom.selector.steps) and not _meets(atom, ".".join(names), _NOBODYS):
            yield ".".join(names), atom


def _meets(atom: Compare, path: str, value: str) -> bool:
    """Whether a record with this text at that path meets the test."""
    record: object = value
    for name in reversed(path.split(".")):
        record = {name: record}
    try:
        return isinstance(record, dict) and holds(atom, record)
    except BoundReached:
        return False
