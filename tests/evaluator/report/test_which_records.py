"""Where no list of records stands beside a sentence, it names those that it is about."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluator.fix.judging import FIXTURES
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.report.which_records import naming

RESULT: dict[str, Any] = {"records": {"carried": ["A"], "missing": ["B", "C", "D", "E"], "unknown": []}, "gaps": []}


@pytest.mark.parametrize(
    ("records", "said"),
    [
        (["B"], "It misses B (1 of 5 records)."),
        (["E", "D", "C", "B"], "It misses B, C, D and 1 more (4 of 5 records)."),
        (["A", "B", "C", "D", "E"], "It misses these records."),
        ([], "It misses these records."),
    ],
)
def test_the_records_are_named_where_they_are_not_all(records: list[str], said: str) -> None:
    assert naming("It misses these records.", records, RESULT) == said


def test_records_that_hang_on_a_role_which_nobody_tells_are_none_of_those_asked_for() -> None:
    gaps = [{"reason": "role_unknown", "records": ["D", "E"]}, {"reason": "denied", "records": ["B"]}]
    assert naming("It misses these records.", ["B"], {**RESULT, "gaps": gaps}) == "It misses B (1 of 3 records)."


def test_what_is_said_of_a_kind_of_records_stays() -> None:
    said = "No event selector of trail x records management events, and these records are some."
    assert naming(said, ["B"], RESULT) == said


@pytest.mark.parametrize("form", ["text", "github", "gitlab", "markdown"])
def test_a_report_of_all_controls_names_the_record(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = FIXTURES / "controls" / "fail_4_4" / "snapshot.json"
    assert main(["evaluate", str(path), "--control", "*", "--format", form]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "never matches DetachGroupPolicy (1 of 16 records)." in told
