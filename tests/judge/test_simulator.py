"""The simulator of alarms against the tables that AWS publishes, and plain cases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.judge.simulator import Alarm, Point, State, Written, effect, evaluate

PLAIN = Alarm(
    statistic="Sum",
    operator="GreaterThanOrEqualToThreshold",
    threshold=1,
    period=300,
    evaluation_periods=1,
    datapoints_to_alarm=1,
    treat_missing="missing",
)
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")

THREE_OF_THREE = [
    ("0-X-X", "OK", "OK", "OK", "OK"),
    ("0----", "OK", "OK", "OK", "OK"),
    ("-----", "INSUFFICIENT_DATA", "retain", "ALARM", "OK"),
    ("0XX-X", "ALARM", "ALARM", "ALARM", "ALARM"),
    ("--X--", "ALARM", "retain", "ALARM", "OK"),
]
TWO_OF_THREE = [
    ("0-X-X", "ALARM", "ALARM", "ALARM", "ALARM"),
    ("00X0X", "ALARM", "ALARM", "ALARM", "ALARM"),
    ("0-X--", "OK", "OK", "ALARM", "OK"),
    ("----0", "OK", "OK", "ALARM", "OK"),
    ("---X-", "ALARM", "retain", "ALARM", "OK"),
]


@pytest.mark.parametrize("before", ["OK", "ALARM"])
@pytest.mark.parametrize(("needed", "row"), [*((3, row) for row in THREE_OF_THREE), *((2, row) for row in TWO_OF_THREE)])
def test_every_row_of_the_published_tables_comes_out(needed: int, row: tuple[str, ...], before: State) -> None:
    marks: dict[str, Point] = {"0": False, "X": True, "-": None}
    points = [marks[mark] for mark in row[0]]
    for treatment, expected in zip(TREATMENTS, row[1:], strict=True):
        alarm = replace(PLAIN, evaluation_periods=3, datapoints_to_alarm=needed, treat_missing=treatment)
        assert evaluate(points, alarm, before) == (before if expected == "retain" else expected)


@pytest.mark.parametrize(
    ("changed", "written", "expected"),
    [
        ({}, Written(value=1), "yes"),
        ({"threshold": 2}, Written(value=1), "no"),
        ({"operator": "GreaterThanThreshold"}, Written(value=1), "no"),
        ({"statistic": "SampleCount"}, Written(value=0), "yes"),
        ({"statistic": "p99"}, Written(value=1), "yes"),
        ({"statistic": "p99", "ignores_low_samples": True}, Written(value=1), "no"),
        ({"unit": "Bytes"}, Written(value=1), "no"),
        ({"unit": "Count"}, Written(value=1, unit="Count"), "yes"),
        ({"unit": "None"}, Written(value=1), "yes"),
        ({"treat_missing": "breaching"}, Written(value=1), "no"),
        ({"treat_missing": "ignore"}, Written(value=1), "yes"),
        ({"evaluation_periods": 3, "datapoints_to_alarm": 3}, Written(value=1), "yes"),
        ({"evaluation_periods": 3, "datapoints_to_alarm": 3, "treat_missing": "notBreaching"}, Written(value=1), "no"),
        ({"evaluation_periods": 3, "datapoints_to_alarm": 2, "treat_missing": "ignore"}, Written(value=1), "no"),
        ({"evaluation_periods": 2, "datapoints_to_alarm": 2}, Written(value=1, default=0), "unknown"),
        ({"evaluation_periods": 2, "datapoints_to_alarm": 2, "treat_missing": "ignore"}, Written(value=1, default=0), "no"),
        ({"evaluation_periods": 2, "datapoints_to_alarm": 2}, Written(value=1, default=1), "no"),
        ({"evaluation_periods": 3}, Written(value=1), "yes"),
        ({}, Written(value=1, default=0), "yes"),
        ({"statistic": "Average"}, Written(value=1, default=0), "unknown"),
        ({"statistic": "Average", "period": 60}, Written(value=1, default=0), "yes"),
        ({"statistic": "Minimum", "operator": "LessThanThreshold"}, Written(value=0, default=1), "yes"),
        ({"period": 10}, Written(value=1), "yes"),
        ({"period": 86_400}, Written(value=1), "yes"),
        ({"statistic": "SampleCount"}, Written(value=1, default=0), "no"),
    ],
)
def test_one_record_acts_as_worked_out_by_hand(changed: dict[str, object], written: Written, expected: str) -> None:
    assert effect(replace(PLAIN, **changed), written) == expected  # type: ignore[arg-type]
