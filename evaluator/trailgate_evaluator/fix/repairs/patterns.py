"""Filter patterns for required records, written as short as they can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailgate_evaluator.languages.filter_pattern.answers.clause import clause_of
from trailgate_evaluator.languages.filter_pattern.answers.requirements import RECORD_NAME, SOURCE
from trailgate_evaluator.languages.filter_pattern.syntax.parser import LONGEST
from trailgate_evaluator.languages.filter_pattern.syntax.printer import print_condition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailgate_evaluator.fix.account.view import View
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord


def generated(view: View, records: Sequence[str]) -> str:
    """A pattern that matches these records always, as many of them as fit."""
    required = view.required.controls[view.control]
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
            break
        clauses.append(clause)
        text = candidate
    return text


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
