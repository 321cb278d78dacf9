"""What a pattern is made for: the records that it asks for by name, and whether it looks for a control's records at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern.answers.coverage import RECORD_NAME
from trailgate_evaluator.languages.filter_pattern.answers.repair import repaired
from trailgate_evaluator.languages.filter_pattern.matching.matcher import holds
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import (
    Compare,
    JsonPattern,
    Name,
    Role,
    Selector,
    TermsPattern,
    Text,
    atoms_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Pattern

SOURCE = "eventSource"
_NOBODYS = "\u2205"
"""A text that nothing is called: a test that it meets narrows nothing."""


def names_of(text: str, records: Iterable[str]) -> set[str]:
    """The records that a pattern, freed of its plain mistakes, asks for by name: what it is meant for, whatever it misses."""
    return _names(_mended(text), records)


def seeks(text: str, asked: Mapping[str, Any], matched: Mapping[str, str]) -> bool:
    """Whether a pattern looks for a control's records: a test on their names or their source narrows it to them.

    `asked` is what the policies require, `matched` the answer for each record. A pattern that names some of the records for
    another service, as that for AWS Organizations does, looks for that service's; one that names most of them is meant for
    them and has a wrong guard.
    """
    pattern = _mended(text)
    source = asked.get("constants", {}).get(SOURCE)
    if isinstance(source, str) and _asks_for_source(pattern, source):
        return True
    names = _names(pattern, asked["records"])
    if any(matched.get(name) in {"always", "sometimes", "undecided"} for name in names):
        return True
    return bool(names) and (2 * len(names) >= len(asked["records"]) or not _other_services(pattern, source))


def _mended(text: str) -> Pattern | None:
    mended = repaired(text)
    return None if mended is None else parse(mended)


def _names(pattern: Pattern | None, records: Iterable[str]) -> set[str]:
    match pattern:
        case JsonPattern():
            asked = list(_asking(pattern, RECORD_NAME))
            plain = {atom.value.source for atom in asked if isinstance(atom.value, Text)}
            wild = [atom for atom in asked if not isinstance(atom.value, Text) or "*" in atom.value.source]
            return {name for name in records if name in plain or any(_holds(atom, RECORD_NAME, name) for atom in wild)}
        case TermsPattern():
            return _words(pattern) & set(records)
        case _:
            return set()


def _asks_for_source(pattern: Pattern | None, source: str) -> bool:
    match pattern:
        case JsonPattern():
            return any(_holds(atom, SOURCE, source) for atom in _asking(pattern, SOURCE))
        case TermsPattern():
            return source in _words(pattern)
        case _:
            return False


def _other_services(pattern: Pattern | None, source: object) -> bool:
    """Whether it asks for the events of a service, and not of this one."""
    asked = _asking(pattern, SOURCE) if isinstance(pattern, JsonPattern) else ()
    services = [atom.value.source for atom in asked if isinstance(atom.value, Text)]
    return any(service.endswith(".amazonaws.com") and service != source for service in services)


def _words(pattern: TermsPattern) -> set[str]:
    return {term.what for term in pattern.terms if isinstance(term.what, str) and term.role is not Role.EXCLUDED}


def _asking(pattern: JsonPattern, field: str) -> Iterator[Compare]:
    """The tests by which a pattern asks for certain values of a field of the record."""
    for atom in atoms_of(pattern.condition):
        match atom:
            case Compare(operator="=", selector=Selector(steps=(Name(name=name),))) if name == field:
                if not _holds(atom, field, _NOBODYS):
                    yield atom
            case _:
                pass


def _holds(atom: Compare, field: str, value: str) -> bool:
    try:
        return holds(atom, {field: value})
    except BoundReached:
        return False
