"""`csv`: a row per finding, and a row for each result without one, as spreadsheets read them (RFC 4180).

What a spreadsheet would take for a formula, a number or a day begins with an apostrophe: account numbers keep their zeros.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.regular import regex
from trailgate_evaluator.report import findings as flat
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.names import account_name
from trailgate_evaluator.report.services import named_regions
from trailgate_evaluator.report.standing import standing_of, worst_first
from trailgate_evaluator.report.unjudged import unjudged, whose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.formats.page import Page

Json = dict[str, Any]

COLUMNS: Final = (
    "input", "account", "control", "title", "severity", "benchmarks", "status", "effective", "outcome", "outcome_by", "standing",
    "cause", "kind", "level", "link", "code", "resource", "name", "records", "sentence", "advice", "at", "address", "fingerprint",
    "account_by", "account_name", "role_given",
)  # fmt: skip
_FORMULA: Final = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
"""What begins a formula in some spreadsheet; East Asian ones read the full-width forms alike."""
_NUMBER: Final = regex(r"[0-9][0-9.,:/eE+\- %]*")
"""What a spreadsheet reads as a number, a time or a day, and shows as something else: an account number as 1.11122E+11."""
_LONGEST: Final = 2000


def render(report: Json, page: Page) -> str:
    """The rows in the report's order, under one row of column names; no cell starts a formula."""
    del page
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in rows(report):
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return out.getvalue()


def rows(report: Json) -> Iterator[Json]:
    """A row per finding, and one for each result or input without, the worst first: {column: value}."""
    for entry in report["inputs"]:
        if entry["error"] is not None:
            said = sentences.of_error(entry["error"], entry["name"])
            yield {
                "input": entry["name"], "outcome": "unreadable", "kind": "unreadable", "level": "error", "sentence": said,
                "advice": entry["error"]["what_to_do"],
            }  # fmt: skip
    for result in worst_first(report["results"]):
        name = report["inputs"][result["input"]]["name"]
        about = _about(result, name, report["controls"].get(result["control"], {}))
        found = list(flat.of_result(result, name))
        for finding in found:
            yield {
                **about, "kind": finding.kind, "level": finding.level, "link": finding.link, "code": finding.code,
                "resource": finding.id, "name": finding.name, "records": _records(finding.records), "sentence": finding.sentence,
                "advice": finding.advice, "at": finding.at, "address": finding.address, "fingerprint": finding.fingerprint,
            }  # fmt: skip
        if not found:
            yield {**about, "sentence": sentences.of_result(result), "fingerprint": result["fingerprint"]}
    for entry, said in unjudged(report):
        account, called = whose(entry, report)
        yield {
            "input": entry["name"], "account": account, "account_name": called, "outcome": "not_judged", "kind": "not_judged",
            "level": "note", "sentence": said,
        }  # fmt: skip


def _records(records: Sequence[str]) -> str:
    listed, others = named_regions(records)
    return " ".join(listed) + (f"{' and ' if listed else ''}{others}" if others else "")


def _about(result: Json, name: str, control: Json) -> Json:
    benchmarks = " ".join(f"{key}:{number}" for key, number in sorted(control.get("benchmarks", {}).items()))
    return {
        "input": name, "account": result["subject"]["account"], "control": result["control"], "title": control.get("title"),
        "severity": control.get("severity"), "benchmarks": benchmarks, "status": result["status"],
        "effective": result["effective"], "outcome": result["outcome"], "outcome_by": result["outcome_by"],
        "standing": standing_of(result), "cause": cause_of(result), "account_by": result["subject"].get("account_by"),
        "account_name": account_name(result["subject"]), "role_given": result.get("role_given"),
    }  # fmt: skip


def _cell(value: object) -> str:
    return marked("" if value is None else one_line(str(value), _LONGEST))


def marked(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula, a number or a day."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or _NUMBER.fullmatch(text.strip()) else text
