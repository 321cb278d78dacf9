"""Rules that copy metrics to another account, whose alarms may watch the copies: of filters' metrics AWS does not say."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.estates.accounts import (
    ARCHIVE,
    AUDIT,
    MANAGEMENT,
    MEMBER,
    METRICS_RULE,
    RULE,
    calls,
    estate,
    refused,
    ruled,
    without,
    written,
)
from tests.estates.generated import emptied
from tests.estates.judging import judged, statuses
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.report import orders, sentences
from trailgate_evaluator.report.cause import cause_of

Json = dict[str, Any]
METRICS: Json = METRICS_RULE


@pytest.fixture(scope="module")
def engine() -> Any:
    with open_engine() as opened:
        yield opened


def _estate(group: str = ARCHIVE, rule: Json = METRICS, *, watched: bool = False) -> dict[str, Json]:
    """The filter's own account has no alarm; a rule copies all metrics to an account that has one of that name, or none."""
    made = estate(group=group, members=(MEMBER, AUDIT))
    made[group] = emptied(made[group], "DescribeAlarms")
    made[MANAGEMENT] = ruled(made[MANAGEMENT], rule)
    if watched:
        (there,) = calls(estate(group=AUDIT)[AUDIT], "DescribeAlarms")
        kept = [call for call in made[AUDIT]["calls"] if call["operation"] != "DescribeAlarms"]
        made[AUDIT] = {**made[AUDIT], "calls": [*kept, there]}
    return made


def _asked_in_vain(made: dict[str, Json]) -> dict[str, Json]:
    return {**made, AUDIT: refused(made[AUDIT], "DescribeAlarms")}


def _not_asked(made: dict[str, Json]) -> dict[str, Json]:
    kept = [call for call in made[AUDIT]["calls"] if call["operation"] != "DescribeAlarms"]
    return {**made, AUDIT: {**made[AUDIT], "calls": kept}}


def _of(**changes: Any) -> Json:
    found = copy.deepcopy(METRICS)
    for name, value in changes.items():
        found["Source"][name] = value
    return found


def _querying(query: str) -> dict[str, Json]:
    """The alarm there fetches metrics by a query of its own."""
    made = _estate(watched=True)
    for call in calls(made[AUDIT], "DescribeAlarms"):
        for alarm in call["pages"][0]["MetricAlarms"]:
            for name in ("Namespace", "MetricName", "Dimensions", "Statistic", "Period"):
                alarm.pop(name, None)
            alarm["Metrics"] = [{"Id": "q1", "Expression": query, "Period": 300, "ReturnData": True}]
    return made


ESTATES: dict[str, tuple[dict[str, Json], tuple[str, str] | None]] = {
    "no_alarm_there": (_estate(), None),
    "an_alarm_there": (_estate(watched=True), ("copy_undecided", AUDIT)),
    "a_query_there": (_querying("SELECT SUM(IAMPolicyChanges) FROM CISBenchmark"), ("copy_undecided", AUDIT)),
    "a_query_of_others": (_querying('SELECT AVG(CPUUtilization) FROM "AWS/EC2"'), None),
    "not_given": (without(_estate(watched=True), AUDIT), ("not_supplied", AUDIT)),
    "alarms_refused": (_asked_in_vain(_estate()), ("denied", AUDIT)),
    "alarms_not_asked": (_not_asked(_estate()), ("not_collected", AUDIT)),
    "of_another_region": (_estate(rule=_of(Regions=["eu-west-1"]), watched=True), None),
    "of_another_account": (_estate(rule=_of(Scope=f"AccountId = '{MEMBER}'"), watched=True), None),
    "of_a_unit": (_estate(rule=_of(Scope="OrganizationUnitId = 'ou-1'"), watched=True), ("copy_undecided", AUDIT)),
    "of_logs_alone": (_estate(rule={**RULE, "Source": {**RULE["Source"], "Regions": ["eu-west-1"]}}, watched=True), None),
    "in_management": (_estate(group=MANAGEMENT, watched=True), ("copy_undecided", AUDIT)),
    "in_management_not_given": (without(_estate(group=MANAGEMENT), AUDIT), ("not_supplied", AUDIT)),
}


@pytest.mark.parametrize("name", sorted(ESTATES))
def test_an_alarm_on_a_copy_may_be_the_one_that_is_missing(name: str, engine: Engine, tmp_path: Path) -> None:
    made, doubt = ESTATES[name]
    report = judged(written(tmp_path, made), opened=engine)
    assert set(statuses(report).values()) == {"fail" if doubt is None else "unknown"}
    gaps = {(gap["link"], gap["reason"], gap["account"]) for result in report["results"] for gap in result["gaps"]}
    assert gaps == (set() if doubt is None else {("alarm", *doubt)})


@pytest.mark.parametrize("group", [ARCHIVE, MANAGEMENT])
def test_where_an_alarm_stands_beside_the_filter_nothing_is_in_doubt(group: str, engine: Engine, tmp_path: Path) -> None:
    made = estate(group=group, members=(MEMBER,))
    made[MANAGEMENT] = ruled(made[MANAGEMENT], METRICS)
    report = judged(written(tmp_path, made), opened=engine)
    assert {(result["status"], result["effective"], len(result["gaps"])) for result in report["results"]} == {("pass", "yes", 0)}


def test_what_is_said_names_the_alarm_and_where_to_watch_instead(engine: Engine, tmp_path: Path) -> None:
    for result in judged(written(tmp_path, _estate(watched=True)), opened=engine)["results"]:
        (gap,) = result["gaps"]
        told = sentences.of_gap(gap, result)
        assert told.startswith("Whether alarm iam-policy-changes sees the metric cannot be told: a centralization rule copies ")
        assert "Watch the metric in the account and region of its filter." in orders.of_gap(gap, result)
        assert cause_of(result) == "alarm iam-policy-changes: Metric may be copied to the alarm's account"
