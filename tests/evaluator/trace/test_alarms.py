"""What real records did to the alarms: hand-made timelines, and the slow simulator of alarms beside it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.asking import of_one
from tests.judge import simulator
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.paint import Paint
from trailgate_evaluator.inputs import read_one
from trailgate_evaluator.trace import Tracer
from trailgate_evaluator.trace.alarm_course import MORE, Course, course, evaluated
from trailgate_evaluator.trace.backtest import Backtest
from trailgate_evaluator.trace.course_text import course_text
from trailgate_evaluator.trace.period_data import Data, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.trace.alarm_course import State

Json = dict[str, Any]
FIXTURES = Path(__file__).parents[3] / "fixtures"
PASSES = FIXTURES / "snapshots" / "pass_whole_chain" / "snapshot.json"
START = datetime(2026, 11, 1, tzinfo=UTC)
ALARM = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:iam-policy-changes"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


def rule(**settings: Any) -> Rule:
    usual: Json = {"statistic": "Sum", "comparison": "GreaterThanOrEqualToThreshold", "threshold": 1, "one": 1}
    return Rule(**{**usual, "needed": 1, "periods": 1, "treat_missing": "notBreaching", **settings})


def data(*amounts: int, required: int = 0) -> Data:
    found = Data(required=required)
    for amount in amounts:
        found.add(amount)
    return found


def record(minutes: float, name: str = "PutUserPolicy", **fields: Any) -> Json:
    at = (START + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    constants = {"eventSource": "iam.amazonaws.com", "eventType": "AwsApiCall", "recipientAccountId": "111122223333"}
    return {"eventName": name, "eventTime": at, "awsRegion": "us-east-1", **constants, **fields}


def followed(engine: Engine, records: list[Json], change: Any = lambda _document: None) -> Json:
    """What the alarms of an account with everything right went through, after a change of its document."""
    document = DocumentMaker(engine, of_one()).documents(read_one(str(PASSES))).after
    change(document)
    counted = Backtest(Tracer(engine, document))
    for number, one in enumerate(records):
        counted.take(one, "records", number)
    answer: Json = counted.answer()
    return answer


@given(
    points=st.lists(st.sampled_from([True, False, None]), min_size=7, max_size=7),
    periods=st.integers(1, 5),
    needed=st.integers(1, 5),
    treat=st.sampled_from(["missing", "ignore", "breaching", "notBreaching"]),
    state=st.sampled_from(["OK", "ALARM", "INSUFFICIENT_DATA"]),
)
def test_one_look_says_what_the_slow_simulator_says(
    points: list[bool | None], periods: int, needed: int, treat: str, state: State
) -> None:
    needed = min(needed, periods)
    slow = simulator.Alarm(
        statistic="Sum", operator="GreaterThanOrEqualToThreshold", threshold=1, period=60, evaluation_periods=periods,
        datapoints_to_alarm=needed, treat_missing=treat,
    )  # fmt: skip
    seen = points[-(periods + MORE) :]
    assert evaluated(rule(periods=periods, needed=needed, treat_missing=treat), seen, state) == simulator.evaluate(
        seen, slow, state
    )


@given(
    breaching=st.sets(st.integers(0, 40)),
    below=st.sets(st.integers(0, 40)),
    periods=st.integers(1, 3),
    treat=st.sampled_from(["missing", "ignore", "breaching", "notBreaching"]),
)
def test_gaps_are_passed_over_as_if_each_period_were_looked_at(
    breaching: set[int], below: set[int], periods: int, treat: str
) -> None:
    given_rule = rule(periods=periods, needed=periods, treat_missing=treat)
    there = {number: data(1 if number in breaching else 0, required=1) for number in breaching | below}
    state: State = "INSUFFICIENT_DATA"
    in_alarm = unseen = 0
    changes: list[tuple[int, State]] = []
    for at in range(41):
        unseen += state == "ALARM" and at in there
        window = [given_rule.breaches(there.get(number)) for number in range(at - periods - MORE + 1, at + 1)]
        before, state = state, evaluated(given_rule, [bool(one) if one is not None else None for one in window], state)
        changes += [] if state == before else [(at, state)]
        in_alarm += state == "ALARM"
    told = Course(periods=41, in_alarm=in_alarm, required=len(there), unseen=unseen, changes=tuple(changes), last=40)
    assert course(given_rule, there, 0, 40) == told


@pytest.mark.parametrize(
    ("statistic", "threshold", "breaches"),
    [("Sum", 6, True), ("Sum", 7, False), ("Average", 2, True), ("Average", 3, False), ("Minimum", 1, True),
     ("Minimum", 2, False), ("Maximum", 3, True), ("Maximum", 4, False), ("SampleCount", 3, True), ("SampleCount", 4, False)],
)  # fmt: skip
def test_each_statistic_of_the_data_of_a_period(statistic: str, threshold: int, breaches: bool) -> None:
    assert rule(statistic=statistic, threshold=threshold).breaches(data(1, 2, 3)) is breaches
    assert rule(statistic=statistic, threshold=threshold).breaches(None) is None


@pytest.mark.parametrize(
    ("statistic", "comparison", "threshold", "breaches"),
    [
        ("tc90", "GreaterThanOrEqualToThreshold", 1, "unsure"),
        ("TC(10%:90%)", "GreaterThanOrEqualToThreshold", 2, False),
        ("tc90", "LessThanOrEqualToThreshold", 1, True),
        ("ts90", "GreaterThanOrEqualToThreshold", 5, "unsure"),
        ("TS(:95%)", "GreaterThanOrEqualToThreshold", 6, False),
        ("ts90", "LessThanThreshold", 6, True),
    ],
)
def test_a_trimmed_count_or_sum_may_be_of_a_part_of_a_sample(
    statistic: str, comparison: str, threshold: int, breaches: object
) -> None:
    assert rule(statistic=statistic, comparison=comparison, threshold=threshold).breaches(data(5)) is breaches


def test_one_change_moves_the_alarm_and_one_soon_after_it_comes_unseen(engine: Engine) -> None:
    records = [record(2), record(7), record(59), record(60, "AssumeRole", eventSource="sts.amazonaws.com")]
    told = followed(engine, records)["course"]
    assert (told["from"], told["to"], told["undated"]) == ("2026-11-01T00:02:00Z", "2026-11-01T01:01:00Z", 0)
    (alarm,) = told["alarms"]
    assert alarm["id"] == ALARM
    assert (alarm["period"], alarm["periods"], alarm["required"], alarm["unseen"]) == (300, 13, 3, 1)
    assert alarm["in_alarm"] == 6  # periods 0 to 3 and 11 to 12: those with data, and two more while the next ones have none
    assert alarm["cannot_tell"] is None


def test_a_filter_that_matches_everything_never_rests(engine: Engine) -> None:
    def flood(document: Json) -> None:
        for entry in document["patterns"].values():
            entry["text"] = "{ $.eventName = * }"

    noise = [record(minute, "AssumeRole", eventSource="sts.amazonaws.com") for minute in range(120)]
    (alarm,) = followed(engine, [*noise, record(60), record(90)], flood)["course"]["alarms"]
    assert (alarm["periods"], alarm["in_alarm"], alarm["required"], alarm["unseen"]) == (24, 24, 2, 2)


def test_default_values_stand_in_the_minutes_that_have_other_events(engine: Engine) -> None:
    def breaching_by_default(document: Json) -> None:
        (name,) = document["index"]["amounts_written"]
        document["index"]["amounts_written"][name] = [{"value": 0, "default": 1}]

    noise = [record(5 * number, "AssumeRole", eventSource="sts.amazonaws.com") for number in range(12)]
    (alarm,) = followed(engine, noise, breaching_by_default)["course"]["alarms"]
    assert (alarm["periods"], alarm["in_alarm"], alarm["required"]) == (12, 12, 0)


def _by_the_clock(period: int, zone: str | None = None) -> Any:
    def change(document: Json) -> None:
        document["alarms"][ALARM]["firing"]["period"] = period
        document["alarms"][ALARM]["evaluation"].update({"window": "wall_clock"} | ({} if zone is None else {"time_zone": zone}))

    return change


def test_a_week_by_the_clock_begins_on_monday(engine: Engine) -> None:
    sunday_and_monday = [record(60), record(25 * 60)]
    (sliding,) = followed(engine, sunday_and_monday, _firing(period=604_800))["course"]["alarms"]
    assert (sliding["periods"], sliding["required"], sliding["unseen"]) == (1, 2, 0)
    (alarm,) = followed(engine, sunday_and_monday, _by_the_clock(604_800))["course"]["alarms"]
    assert (alarm["periods"], alarm["in_alarm"], alarm["required"], alarm["unseen"]) == (2, 2, 2, 1)


def test_a_composite_of_a_week_by_the_clock_changes_on_monday(engine: Engine) -> None:
    def composed(document: Json) -> None:
        _by_the_clock(604_800)(document)
        literal = {"alarm": ALARM, "state": "ALARM", "negated": False}
        alarm = {name: document["alarms"][ALARM][name] for name in ("account", "region")}
        document["alarms"]["c"] = {"id": "c", "name": "c", "kind": "composite", "clauses": [[literal]], **alarm}
        document["index"]["composites_by_child"] = {ALARM: ["c"]}

    told = followed(engine, [record(60), record(23 * 60), record(25 * 60)], composed)["course"]["alarms"]
    (composite,) = (one for one in told if one["id"] == "c")
    assert (composite["period"], composite["periods"], composite["required"], composite["unseen"]) == (86_400, 2, 3, 1)


@pytest.mark.parametrize(
    ("period", "zone", "why"),
    [
        (86_400, "UTC", None),
        (86_400, "UTC+00:00", None),
        (86_400, "Z", None),
        (86_400, "+02:00", "its periods begin by the clock of +02:00"),
        (3600, "GMT-08:00", None),
        (3600, "Etc/UTC", None),
        (3600, "+05:30", "its periods begin by the clock of +05:30"),
        (3600, "Asia/Kolkata", "its periods begin by the clock of Asia/Kolkata"),
        (300, "Asia/Kolkata", None),
        (600, None, "its settings are none that CloudWatch takes"),
    ],
)
def test_of_another_zone_it_is_told_where_its_clock_decides(
    engine: Engine, period: int, zone: str | None, why: str | None
) -> None:
    (alarm,) = followed(engine, [record(0)], _by_the_clock(period, zone))["course"]["alarms"]
    assert alarm["cannot_tell"] == why


def _math(document: Json) -> None:
    alarm = document["alarms"][ALARM]
    query = {"metric": alarm["metric"], "expression": None, "uses": [], "functions": [], "returned": False}
    sums = {"metric": None, "expression": "m1 + m2", "uses": ["m1", "m2"], "functions": [], "returned": True}
    document["alarms"][ALARM] = {**alarm, "kind": "math", "queries": {"m1": query, "m2": query, "e": sums}}


def _statistic(name: str) -> Any:
    return lambda document: document["alarms"][ALARM]["firing"].update({"statistic": name})


def _hidden(document: Json) -> None:
    document["index"]["filters_hidden"] = {"111122223333|us-east-1": ["gap"]}


def _transformed(document: Json) -> None:
    for entry in document["metric_filters"].values():
        entry["transformed"] = True


def _from_the_record(document: Json) -> None:
    for amounts in document["index"]["amounts_written"].values():
        amounts[0]["value"] = None


def _pattern(text: str, *, valid: bool = True) -> Any:
    def change(document: Json) -> None:
        for entry in document["patterns"].values():
            entry.update({"text": text, "valid": valid})

    return change


def _writers_refused(document: Json) -> None:
    for entry in document["metric_filters"].values():
        entry["writers_listed"] = {"unknown": {"gap": "refused", "reason": "denied"}}


def _of_another_group(document: Json) -> None:
    for filters in document["index"]["metric_filters_by_metric"].values():
        filters.append("elsewhere")


def _another_unit(document: Json) -> None:
    for entry in document["metric_filters"].values():
        entry["transformations"] = [*entry["transformations"], {**entry["transformations"][0], "unit": "Count"}]
    for amounts in document["index"]["amounts_written"].values():
        amounts.extend(list(amounts))


def _not_evaluated(document: Json) -> None:
    document["alarms"][ALARM]["evaluation"]["state"] = "EVALUATION_ERROR"


def _firing(**settings: int) -> Any:
    return lambda document: document["alarms"][ALARM]["firing"].update(settings)


@pytest.mark.parametrize(
    ("change", "why"),
    [(_math, "metric math is not worked out: m1 + m2"), (_statistic("PR(:7)"), "PR(:7)"),
     (_statistic("TM(2:7)"), "TM(2:7)"), (_hidden, "not read"), (_transformed, "other events"),
     (_from_the_record, "value of the record"), (_pattern("{ $.eventName = Put*Policy }"), "not certain"),
     (_pattern("{ $.eventName ~ 7 }", valid=False), "not certain"), (_pattern("[first, second]"), "not certain"),
     (_writers_refused, "not read"), (_of_another_group, "another log group"), (_another_unit, "several units"),
     (_not_evaluated, "itself cannot evaluate"), (_firing(period=10), "shorter than a minute"),
     (_firing(evaluation_periods=2_000_000_000), "none that CloudWatch takes")],
)  # fmt: skip
def test_what_cannot_be_worked_out_is_said(engine: Engine, change: Any, why: str) -> None:
    (alarm,) = followed(engine, [record(1)], change)["course"]["alarms"]
    assert why in alarm["cannot_tell"]
    assert (alarm["periods"], alarm["in_alarm"], alarm["unseen"]) == (None, None, None)


def test_records_without_a_time_are_counted_and_move_nothing(engine: Engine) -> None:
    told = followed(engine, [record(1, eventTime="yesterday"), record(1, eventTime=7)])["course"]
    assert told == {"from": None, "to": None, "bin": None, "undated": 2, "unwritten": 0, "alarms": []}


@pytest.mark.parametrize(
    "at", ["9999-12-31T23:59:30Z", "0001-01-01T00:00:00+14:00", "1969-12-31T23:59:59Z", "2016-12-31T23:59:60Z"]
)
def test_a_time_that_no_record_has_is_none(engine: Engine, at: str) -> None:
    told = followed(engine, [record(1), record(2, eventTime=at)])["course"]
    assert (told["from"], told["to"], told["undated"]) == ("2026-11-01T00:01:00Z", "2026-11-01T00:02:00Z", 1)


def test_a_record_that_is_written_twice_is_one_record(engine: Engine) -> None:
    def twice(document: Json) -> None:
        for entry in document["metric_filters"].values():
            entry["transformations"] = [*entry["transformations"], entry["transformations"][0]]
        for amounts in document["index"]["amounts_written"].values():
            amounts.extend(list(amounts))

    (alarm,) = followed(engine, [record(2), record(7)], twice)["course"]["alarms"]
    assert (alarm["required"], alarm["unseen"]) == (2, 1)


def test_an_alarm_of_another_unit_sees_nothing(engine: Engine) -> None:
    def seconds(document: Json) -> None:
        document["alarms"][ALARM]["firing"]["unit"] = "Seconds"

    (alarm,) = followed(engine, [record(2), record(7)], seconds)["course"]["alarms"]
    assert (alarm["in_alarm"], alarm["required"], alarm["unseen"]) == (0, 0, 0)


def test_every_control_that_is_asked_for_has_its_counts(engine: Engine) -> None:
    document = (
        DocumentMaker(engine, Choices()).documents(read_one(str(FIXTURES / "controls" / "pass_all" / "snapshot.json"))).after
    )
    counted = Backtest(Tracer(engine, document))
    root: Json = {"userIdentity": {"type": "Root"}}
    for number, one in enumerate([record(0), record(1, **root), record(2, "GetUser", errorCode="AccessDenied", readOnly=True)]):
        counted.take(one, "records", number)
    told = {name: one["records"] for name, one in counted.answer()["controls"].items() if one["records"]}
    assert told == {"iam-policy-change-alarm": 2, "root-usage-alarm": 1, "unauthorized-api-call-alarm": 1}


def test_the_text_tells_the_alarms_in_a_table(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in [record(2), record(7), record(59)]), "utf-8")
    assert main(["trace", str(PASSES), "--record", str(file), "--control", "4.4"]) == 0
    out = capfd.readouterr().out
    assert "What they did to the alarms, from 2026-11-01T00:02:00Z to 2026-11-01T01:00:00Z" in out
    assert "iam-policy-changes         12       41 %          3          1" in out
    said = "Periods are taken as they begin by the clock. CloudWatch moves the window of each on every minute"
    assert said in " ".join(out.split())


@pytest.mark.parametrize(
    ("window", "period", "sliding"), [("sliding", 300, True), ("sliding", 60, False), ("wall_clock", 300, False)]
)
def test_a_window_that_slides_over_longer_periods_than_a_minute_is_told(
    engine: Engine, window: str, period: int, sliding: bool
) -> None:
    def windowed(document: Json) -> None:
        document["alarms"][ALARM]["evaluation"]["window"] = window
        document["alarms"][ALARM]["firing"]["period"] = period

    course = followed(engine, [record(2)], windowed)["course"]
    assert [one["sliding"] for one in course["alarms"]] == [sliding]
    assert ("CloudWatch moves the window" in "\n".join(course_text(course, Paint(Page())))) == sliding
