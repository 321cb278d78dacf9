"""Large accounts: every page counts, one gap tells for all alarms of a place, and the work grows with the account."""

from __future__ import annotations

from tests.calls import calls_of
from tests.evaluator.readers.snapshot.samples import (
    ACCOUNT,
    ALARM,
    ALARM_ROW,
    ALL_ALARM_TYPES,
    REGION,
    Json,
    call,
    read_chain,
    snapshot,
    source,
    without,
)
from trailgate_evaluator.document.index import index_of
from trailgate_evaluator.readers.snapshot import read_snapshot

PAGE = 100


def account_of(alarms: int) -> Json:
    rows = [
        ALARM_ROW | {"AlarmName": f"iam-changes-{number}", "AlarmArn": f"{ALARM}-{number}", "MetricName": f"M{number % 50}"}
        for number in range(alarms)
    ]
    pages = [{"MetricAlarms": rows[start : start + PAGE]} for start in range(0, alarms, PAGE)]
    describe = call("cloudwatch:DescribeAlarms", {"AlarmTypes": ALL_ALARM_TYPES}, *pages)
    rest = [each for each in without("cloudwatch:DescribeAlarms") if each["operation"] != "ListAlarmMuteRules"]
    return snapshot([*rest, describe])


def calls(alarms: int) -> int:
    given = source(account_of(alarms))

    def run() -> None:
        parts = read_snapshot(given)
        index_of(parts.resources, parts.gaps)

    return calls_of(run)


def test_every_page_counts_and_one_gap_tells_for_all_alarms_of_a_place() -> None:
    parts = read_chain(source(account_of(2000)))
    assert len(parts.resources["alarms"]) == 2000
    assert list(parts.gaps) == [f"{ACCOUNT}|{REGION}#muted_by"]


def test_ten_times_the_alarms_are_about_ten_times_the_work() -> None:
    calls(200)
    assert 8 * calls(1_000) < calls(10_000) < 12 * calls(1_000)
