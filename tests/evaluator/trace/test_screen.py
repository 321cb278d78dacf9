"""What people see of a backtest: a line a control and an alarm, and details only of what was missed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.aws.cloudtrail_records import named, refused
from tests.conformance.test_real_records import NAMED, NOT_ASKED_FOR, OTHERS
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.inputs import read_one
from trailgate_evaluator.trace import Tracer
from trailgate_evaluator.trace.backtest import Backtest, exit_code
from trailgate_evaluator.trace.backtest_text import backtest_text

Json = dict[str, Any]
CONTROLS = Path(__file__).parents[3] / "fixtures" / "controls"
NUMBERS = [f"4.{number}" for number in range(1, 16)]
START = datetime(2026, 11, 1, tzinfo=UTC)


def a_day(records: list[Json]) -> list[Json]:
    """The records, one each hour."""
    at = [START + timedelta(hours=number) for number in range(len(records))]
    return [{**one, "eventTime": when.strftime("%Y-%m-%dT%H:%M:%SZ")} for one, when in zip(records, at, strict=True)]


MADE_UP = [*(record for record, _ in OTHERS.values()), *NOT_ASKED_FOR.values()]
ONE_EACH = [named(number, name) for number, name in dict(NAMED).items()]
EVERYTHING = a_day([*ONE_EACH, *(named(*one) for one in NAMED[:16]), *MADE_UP])


@pytest.fixture(scope="module")
def answers() -> Iterator[Any]:
    """What is said of an account over some records, by the controls that are asked for: its exit code, text, and counts."""
    with open_engine("wasm") as engine:

        def ask(account: Path, records: list[Json], *controls: str) -> tuple[int, str, Json]:
            document = DocumentMaker(engine, Choices(controls=controls)).documents(read_one(str(account / "snapshot.json"))).after
            counted = Backtest(Tracer(engine, document))
            for number, record in enumerate(records):
                counted.take(record, "records.json", number)
            found = counted.answer()
            return exit_code(found), backtest_text(found, Page()), found

        yield ask


def test_fifteen_controls_and_their_alarms_fit_a_screen(answers: Any) -> None:
    code, text, counted = answers(CONTROLS / "pass_all", EVERYTHING)
    assert code == 0
    assert len(text.splitlines()) <= 42
    assert max(map(len, text.splitlines())) <= 100
    controls = [line.split()[0] for line in text.splitlines() if line.startswith("  4.")]
    assert controls == NUMBERS
    assert "PutUserPolicy" not in text
    assert f"Each record of {len(counted['calls'])} API calls would have told a person; --control tells" in text
    assert {one["number"] for one in counted["controls"].values()} == set(NUMBERS)


def test_only_calls_that_were_missed_are_told_of_several_controls_and_what_stopped_them_by_number(answers: Any) -> None:
    code, text, counted = answers(CONTROLS / "fail_trail_no_reads", a_day(MADE_UP))
    assert code == 1
    table = text.split("API call")[1].split("What they did")[0]
    assert [line.split()[0] for line in table.splitlines()[1:3]] == ["DescribeTable", "DescribeVpcs"]
    assert "PutUserPolicy" not in table
    assert "2  trail org: Trail records writes only (4.1 and 4.3: DescribeTable and DescribeVpcs)" in text
    assert "; 7 of them no trail writes to where these alarms look." in " ".join(text.split())
    (cause,) = counted["causes"]
    assert cause["controls"] == ["unauthorized-api-call-alarm", "root-usage-alarm"]


def test_a_cause_that_all_controls_share_is_told_once(answers: Any, tmp_path: Path) -> None:
    snapshot = json.loads((CONTROLS / "pass_all" / "snapshot.json").read_bytes())
    for call in snapshot["calls"]:
        if call["operation"] == "GetTrailStatus":
            call["pages"][0]["IsLogging"] = False
    (tmp_path / "snapshot.json").write_text(json.dumps(snapshot))
    code, text, _ = answers(tmp_path, a_day([*ONE_EACH, *MADE_UP]))
    stopped = text.split("What stopped them")[1].split("Records that")[0].split("\n\n")[0]
    assert code == 1
    assert stopped.count("trail org:") == 1
    assert "4.1 to 4.15" in stopped
    assert len(text.splitlines()) <= 70


def test_of_one_control_every_call_is_told_and_those_missed_first(answers: Any) -> None:
    calls = a_day([named("4.10", "CreateSecurityGroup"), named("4.10", "ModifySecurityGroupRules")])
    _, text, _ = answers(CONTROLS / "fail_4_10", calls, "4.10")
    assert "Control " not in text
    table = text.split("API call")[1].splitlines()
    assert [line.split()[0] for line in table[1:3]] == ["ModifySecurityGroupRules", "CreateSecurityGroup"]
    assert "--control tells" not in text


def test_controls_without_a_record_are_told_in_one_line(answers: Any) -> None:
    _, text, counted = answers(
        CONTROLS / "pass_all", a_day([named("4.4", "PutUserPolicy"), refused(named("4.5", "StopLogging"))])
    )
    assert [line.split()[0] for line in text.splitlines() if line.startswith("  4.")] == ["4.1", "4.4", "4.5"]
    assert "  No record of 4.2, 4.3 and 4.6 to 4.15" in text.splitlines()
    assert sum(not one["records"] for one in counted["controls"].values()) == 12


def _alarm(number: int, cannot_tell: str | None = None) -> Json:
    about = {
        "id": f"a{number}",
        "name": f"alarm-{number}",
        "account": "1",
        "region": "r",
        "period": 60,
        "sliding": False if cannot_tell is None else None,
        "cannot_tell": cannot_tell,
    }
    return {**about, "periods": 10, "in_alarm": 5, "required": 0, "unseen": 0}


def test_what_is_not_shown_is_counted() -> None:
    counts = {"records": 40, "carried": 10, "lost": 30, "unknown": 0, "effective": 10, "excluded": 0}
    causes = [
        {"link": "alarm", "code": "alarm_none", "id": f"m{n}", "calls": ["A"], "controls": ["c"], "records": 1, "where": "lost"}
        for n in range(30)
    ]
    listed = [
        {
            "eventTime": None,
            "eventName": "A",
            "errorCode": None,
            "who": None,
            "eventID": None,
            "at": f"f#{number}",
            "where": "lost",
        }
        for number in range(30)
    ]
    alarms = [*map(_alarm, range(25)), *(_alarm(number, "it is open") for number in range(25, 35)), _alarm(40, "it is closed")]
    counted: Json = {
        "records": 50, "not_required": 10, "excluded": 0, "no_records": 0, "duplicates": 0, "required": counts, "exclusions": {},
        "controls": {"c": {"number": "4.4", **counts}}, "calls": {f"Call{number:02}": counts for number in range(25)},
        "course": {"from": "a", "to": "b", "undated": 0, "unwritten": 0, "alarms": alarms},
        "causes": causes, "causes_left_out": 3, "not_told": listed, "not_told_left_out": 0,
        "no_records_in": [], "unreadable": [], "unreadable_files": 0, "left_aside": {},
        "skipped": [f"f{number}.txt" for number in range(9)], "skipped_files": 9,
    }  # fmt: skip
    text = backtest_text(counted, Page())
    assert "  and 5 more; --format json has them all" in text
    assert "  and 5 more, which were in ALARM for less of the time; --format json has them all" in text
    assert "? alarm-25, alarm-26, alarm-27, alarm-28, alarm-29 and 5 more: cannot tell, since it is open." in " ".join(
        text.split()
    )
    assert "? alarm-40: cannot tell, since it is closed." in text
    assert "  and 13 more causes; --format json lists 30" in text
    assert "    and 10 more; --format json lists 30" in text
    assert "f0.txt, f1.txt, f2.txt, f3.txt, f4.txt and 4 more" in " ".join(text.split())


def test_alarms_that_nothing_moved_are_told_in_one_line(answers: Any) -> None:
    _, text, counted = answers(CONTROLS / "pass_all", a_day([named("4.4", "PutUserPolicy")]))
    in_one_line = " ".join(text.split())
    assert (
        "Never in ALARM, and no required record came to cis-4.1, cis-4.10, cis-4.11, cis-4.12, cis-4.13 and 9 more."
        in in_one_line
    )
    assert [line.split()[0] for line in text.splitlines() if line.startswith("  cis-")] == ["cis-4.4"]
    assert len(counted["course"]["alarms"]) == 15
