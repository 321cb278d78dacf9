"""The condition by which a pattern asks for one required record, and for as little else as it can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.languages.filter_pattern.answers.requirements import RECORD_NAME
from trailgate_evaluator.languages.filter_pattern.decision.languages import Expression
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.syntax.json_parser import any_of
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import (
    Anchor,
    And,
    CharacterClass,
    Compare,
    Condition,
    Name,
    NotExists,
    Selector,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailgate_evaluator.languages.filter_pattern.decision.languages import TextSet
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, Spec
    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Repeat

EVERYWHERE: Final = frozenset(
    [
        "awsRegion",
        "eventCategory",
        "eventID",
        "eventSource",
        "eventTime",
        "eventType",
        "eventVersion",
        "managementEvent",
        "readOnly",
        "recipientAccountId",
        "sourceIPAddress",
    ]
)
"""Fields that every record has, and that do not tell what it is about."""
_ABOUT_FAILURE: Final = frozenset({"errorCode", "errorMessage"})


def clause_of(model: RecordModel) -> Condition | None:
    """A condition on every field that tells such a record from others; None where none does, or one cannot be written."""
    parts: list[Condition] = []
    for path, spec in sorted(model.fields, key=lambda one: (one[0] != RECORD_NAME, one[0])):
        if path in EVERYWHERE:
            continue
        if spec.kinds == {Kind.ABSENT}:
            parts += [] if path in _ABOUT_FAILURE else [NotExists(selector=selector_of(path))]
        elif spec.kinds == {Kind.STRING} and any(not one.negated for one in spec.strings):
            sources = sources_of(spec)
            if not sources:
                return None
            selector = selector_of(path)
            parts.append(any_of([Compare(selector=selector, operator="=", value=Text(source=source)) for source in sources]))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else And(parts=tuple(parts))


def selector_of(path: str) -> Selector:
    """The field at a dotted path."""
    return Selector(steps=tuple(Name(name=name) for name in path.split(".")))


def sources_of(spec: Spec) -> list[str]:
    """How a filter pattern writes the texts of a spec; nothing where it cannot write each."""
    if spec.unknown:
        return []
    if spec.constants:
        return [] if any("*" in value for value in spec.constants) else list(spec.constants)
    for one in spec.strings:
        if not one.negated and (sources := _with_wildcards(one)):
            return sources
    return []


def _with_wildcards(texts: TextSet) -> list[str]:
    if not isinstance(texts.among, Expression):
        return []
    written = [_source(repeats) for repeats in texts.among.alternatives]
    sources = [source for source in written if source is not None]
    return sources if len(sources) == len(written) else []


def _source(repeats: Sequence[Repeat]) -> str | None:
    """The texts of one alternative, with a * at an end alone."""
    source = ""
    for repeat in repeats:
        if isinstance(repeat.one, Anchor):
            continue
        written = _written(repeat)
        if written is None:
            return None
        source += written
    return None if "*" in source[1:-1] else source


def _written(repeat: Repeat) -> str | None:
    """One character, or the * for any text; None where a pattern has nothing for it."""
    one = repeat.one
    if not isinstance(one, CharacterClass):
        return None
    if one.negated and not one.characters and (repeat.least, repeat.most) == (0, None):
        return "*"
    if not one.negated and len(one.characters) == 1 and (repeat.least, repeat.most) == (1, 1):
        character = next(iter(one.characters))
        return None if character == "*" else character
    return None
