"""An input that was read and not judged is told in each format that lists inputs, and sets no outcome."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluator.formats.estates import estate
from tests.evaluator.formats.showing import shown
from trailgate_evaluator.report.unjudged import said_of, unjudged, whose

OLD = {"reason": "newer_snapshot", "by": "new.json"}
CLOSED = {"reason": "account_closed", "state": "SUSPENDED", "account_name": "Team 3"}


def made() -> dict[str, Any]:
    report = estate([0, 2])
    for name, kind, why in (("old.json", "aws_snapshot", OLD), ("123456789013", "listed_account", CLOSED)):
        entry = {"index": len(report["inputs"]), "name": name, "kind": kind, "digest": None, "as_of": None, "error": None}
        report["inputs"].append({**entry, "not_judged": why})
    return report


def test_what_is_said_of_it() -> None:
    assert [told for _, told in unjudged(made())] == [
        "old.json does not count: new.json is a newer snapshot of the same account.",
        "Account 123456789013 (Team 3) is suspended, as its organization's list says, and not judged.",
    ]
    copy = {"name": "a.json", "not_judged": {"reason": "copy", "by": "b.json"}}
    assert said_of(copy) == "a.json does not count: it tells the same as b.json."
    other = {"name": "1", "not_judged": {"reason": "account_closed", "state": "ODD", "account_name": None}}
    assert said_of(other) == "Account 1 is in the state ODD, as its organization's list says, and not judged."


def test_a_row_of_one_has_its_account_and_name() -> None:
    report = made()
    report["inputs"][1]["name"] = "new.json"
    old, closed = (whose(entry, report) for entry in report["inputs"] if "not_judged" in entry)
    second = next(result["subject"] for result in report["results"] if result["input"] == 1)
    assert old == (second["account"], second.get("account_name"))
    assert closed == ("123456789013", "Team 3")
    line = next(line for line in shown("csv", report).splitlines() if "Team 3" in line)
    assert line.startswith("'123456789013,'123456789013,not") or ",'123456789013," in line
    assert "123456789013 Team 3 not judged" in shown("xlsx", report)


@pytest.mark.parametrize("name", ["text", "markdown", "html", "csv", "xlsx", "junit"])
def test_each_format_that_lists_inputs_tells_it_once_or_where_it_lists_them(name: str) -> None:
    told = shown(name, made()).replace("&#39;", "'").replace("\\", "")
    assert "new.json is a newer snapshot of the same account" in told
    assert told.count("Account 123456789013 (Team 3) is suspended") == (3 if name == "xlsx" else 1), (
        "a workbook has it in overview, findings and inputs"
    )
