"""A pattern narrowed by what is excluded of the records that it is for, so that it matches what is left and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from trailgate_evaluator.languages.filter_pattern.answers.clause import selector_of, sources_of
from trailgate_evaluator.languages.filter_pattern.answers.coverage import coverage
from trailgate_evaluator.languages.filter_pattern.decision.languages import Exactly
from trailgate_evaluator.languages.filter_pattern.decision.remainder import narrowed
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.json_parser import any_of
from trailgate_evaluator.languages.filter_pattern.syntax.parser import LONGEST, parse
from trailgate_evaluator.languages.filter_pattern.syntax.printer import print_condition
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import (
    And,
    Compare,
    Condition,
    Is,
    JsonPattern,
    NotExists,
    Number,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, Spec

_FAILURE: Final = "errorCode"
_BESIDE_A_FAILURE: Final = "errorMessage"
"""CloudTrail writes it beside an `errorCode` alone, so an exclusion of either needs a clause for the one."""


class Spared(Struct, frozen=True, kw_only=True):
    """A pattern, and the ids of the exclusions of which it matches records all the same."""

    text: str
    matched: tuple[str, ...] = ()


def spared(text: str, records: Sequence[RequiredRecord]) -> Spared:
    """The valid pattern without what is excluded of these records, as far as a pattern can say so in its length.

    What is left of each record it matches as before; the decision says so of every clause that is added.
    """
    excluded = list(dict.fromkeys(one for record in records for one in record.excluded))
    said = {identity for identity, taken in excluded if _paths(taken) == {_FAILURE}}
    sparable = [one for one in excluded if one[0] not in said or _paths(one[1]) != {_BESIDE_A_FAILURE}]
    left_in: dict[str, None] = {}
    for identity, taken in sparable:
        if _matches_some(text, records, taken):
            clause = _none_of(taken, records)
            longer = None if clause is None else _and(text, clause)
            if longer is None or len(longer) > LONGEST or not _does(longer, text, records, taken):
                left_in[identity] = None
            else:
                text = longer
    return Spared(text=text, matched=tuple(left_in))


def _paths(taken: RecordModel) -> set[str]:
    return {path for path, _ in taken.fields}


def _matches_some(text: str, records: Sequence[RequiredRecord], taken: RecordModel) -> bool:
    models = (narrowed(record.model, taken.fields) for record in records)
    return any(coverage(text, model).matched != "never" for model in models if model is not None)


def _does(longer: str, text: str, records: Sequence[RequiredRecord], taken: RecordModel) -> bool:
    """Whether the longer pattern matches nothing that is taken, and all that is left as the other one does."""
    return not _matches_some(longer, records, taken) and all(
        coverage(longer, part).matched == "always"
        for record in records
        for part in record.parts
        if coverage(text, part).matched == "always"
    )


def _and(text: str, clause: Condition) -> str | None:
    """The pattern and one more clause, its own text kept; None where the clause cannot be written, as with quotes in it."""
    pattern, written = parse(text), print_condition(clause)
    if not isinstance(pattern, JsonPattern) or not _reads_as(written, clause):
        return None
    inner = text.strip()[1:-1].strip()
    whole = inner if isinstance(pattern.condition, And) else f"({inner})"
    return f"{{ {whole} && ({written}) }}"


def _reads_as(written: str, clause: Condition) -> bool:
    try:
        return parse(f"{{ {written} }}") == JsonPattern(condition=clause)
    except PatternError:
        return False


def _none_of(taken: RecordModel, records: Sequence[RequiredRecord]) -> Condition | None:
    """That a record lacks one of the fields; None where no pattern says so."""
    found = [condition for path, spec in taken.fields for condition in _other(path, spec, always=_always_there(path, records))]
    conditions = [one for one in found if one is not None]
    return any_of(conditions) if conditions and len(conditions) == len(found) else None


def _always_there(path: str, records: Sequence[RequiredRecord]) -> bool:
    specs = [dict(record.model.fields).get(path) for record in records]
    return all(spec is not None and spec.present for spec in specs)


def _other(path: str, spec: Spec, *, always: bool) -> Iterator[Condition | None]:
    """The ways in which a field is not what the spec says; None for one that cannot be written."""
    selector = selector_of(path)
    if spec.present and not always:
        yield NotExists(selector=selector)
    flags = spec.kinds & {Kind.TRUE, Kind.FALSE}
    if len(flags) == 1:
        yield Is(selector=selector, what="FALSE" if Kind.TRUE in flags else "TRUE")
    if spec.numbers:
        listed = [one for one in spec.constants if isinstance(one, int | float) and not isinstance(one, bool)]
        values = [Number(source=str(one)) for one in listed]
        yield _all_of([Compare(selector=selector, operator="!=", value=value) for value in values])
    if any(not one.negated for one in spec.strings):
        texts = sources_of(replace(spec, constants=tuple(one for one in spec.constants if isinstance(one, str))))
        yield _all_of([Compare(selector=selector, operator="!=", value=Text(source=text)) for text in texts])
    for one in spec.strings:
        if one.negated and isinstance(one.among, Exactly):
            yield Compare(selector=selector, operator="=", value=Text(source=one.among.text))


def _all_of(conditions: list[Condition]) -> Condition | None:
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else And(parts=tuple(conditions))
