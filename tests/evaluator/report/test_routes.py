"""Routes that were seen are told of a control that does not pass, and of the records that it asks for."""

from __future__ import annotations

from typing import Any

import pytest

from trailgate_evaluator.report.routes import other_routes

Json = dict[str, Any]

RULE = "EventBridge rule iam in us-east-1 may match these records and sends them to "


def result(status: str = "fail", **route: Any) -> Json:
    seen = {"kind": "event_rule", "id": "r", "name": "iam", "region": "us-east-1", "targets": [], **route}
    seen.setdefault("records", ["CreatePolicy", "PutUserPolicy"])
    return {"status": status, "records": {"carried": ["x"], "unknown": [], "missing": ["PutUserPolicy"]}, "other_routes": [seen]}


@pytest.mark.parametrize(
    ("route", "told"),
    [
        ({"targets": ["arn:aws:sns:us-east-1:1:a"]}, RULE + "sns:us-east-1:1:a."),
        ({"targets": None}, RULE + "targets that were not read."),
        ({"kind": "log_alarm"}, "Log alarm iam in us-east-1 queries the trail's log group and tells nobody."),
        (
            {"kind": "telemetry_rule", "targets": ["/g"]},
            "Telemetry rule iam in us-east-1 has CloudTrail's records delivered to /g.",
        ),
    ],
)
def test_a_route_is_told_in_one_sentence(route: Json, told: str) -> None:
    assert other_routes(result(**route)) == [told]
    assert other_routes(result("unknown", **route)) == [told]


def test_a_pass_needs_no_other_route() -> None:
    assert other_routes(result("pass")) == []


def test_a_route_of_records_that_reach_a_person_anyway_is_not_told() -> None:
    assert other_routes(result(records=["x"])) == []


def test_a_report_of_an_older_version_tells_of_none() -> None:
    assert other_routes({"status": "fail", "records": {}}) == []


def test_what_a_name_holds_stays_in_its_line() -> None:
    (told,) = other_routes(result(name="a\n::set-output::b"))
    assert "\n" not in told
