"""Filter patterns for required records, written as short as they can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from trailgate_evaluator.languages.filter_pattern.answers.clause import clause_of
from trailgate_evaluator.languages.filter_pattern.answers.requirements import RECORD_NAME, SOURCE
from trailgate_evaluator.languages.filter_pattern.answers.sparing import spared
from trailgate_evaluator.languages.filter_pattern.syntax.parser import LONGEST
from trailgate_evaluator.languages.filter_pattern.syntax.printer import print_condition

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from trailgate_evaluator.fix.account.view import View
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord


class Written(Struct, frozen=True, kw_only=True):
    """The text of a pattern, and what there is to say of it."""

    text: str
    note: str | None = None


def narrowest(view: View, name: str, text: str, records: Sequence[str]) -> Iterator[Written]:
    """The pattern of the filter without what the settings exclude of these records; then as it is, where others need it so.

    Who accepts that nobody hears of some records does not want an alarm on them.
    """
    required = view.required.controls[view.control]
    every = [required[record] for record in records]
    found = spared(text, every)
    yield Written(text=found.text, note=_counted_too(name, found.matched))
    if found.text != text:
        excluded = {identity for record in every for identity in record.excluding}
        yield Written(text=text, note=_counted_too(name, sorted(excluded)))


def _counted_too(name: str, exclusions: Sequence[str]) -> str | None:
    if not exclusions:
        return None
    said = ", ".join(exclusions)
    return f"Metric filter {name} also counts what the settings exclude ({said}): its pattern cannot leave out just that."


def generated(view: View, records: Sequence[str], beside: Collection[str] = ()) -> str:
    """A pattern that matches these records always, as many of them as fit; those `beside` too, if all fit."""
    required = view.required.controls[view.control]
    if beside:
        text, of_all = _of(required, {*records, *beside})
        if of_all:
            return text
    return _of(required, records)[0]


def _of(required: Mapping[str, RequiredRecord], records: Collection[str]) -> tuple[str, bool]:
    """A pattern for as many of the records as fit, and whether all do."""
    sources = {required[record].source for record in records}
    source = sources.pop() if len(sources) == 1 else None
    clauses: list[str] = []
    text = ""
    for record in sorted(records):
        clause = _clause(required[record])
        if clause is None or clause in clauses:
            continue
        candidate = _joined([*clauses, clause], source)
        if len(candidate) > LONGEST:
            return text, False
        clauses.append(clause)
        text = candidate
    return text, True


def _joined(clauses: list[str], source: str | None) -> str:
    """The pattern that asks for any of the clauses, of that source where all are of one."""
    if len(clauses) == 1 and " && " in clauses[0]:
        return f"{{ {clauses[0]} }}" if source is None else f"{{ ($.{SOURCE} = {source}) && {clauses[0]} }}"
    alternatives = " || ".join(f"({one})" for one in clauses)
    return f"{{ {alternatives} }}" if source is None else f"{{ ($.{SOURCE} = {source}) && ({alternatives}) }}"


def _clause(record: RequiredRecord) -> str | None:
    condition = clause_of(record.model)
    if condition is None:
        return None
    plain = f"$.{RECORD_NAME} = {record.name}"
    return plain if print_condition(condition) == f'$.{RECORD_NAME} = "{record.name}"' else print_condition(condition)
