"""Large accounts: every page counts, one gap tells for all alarms of a place, and the work grows with the account."""

from __future__ import annotations

import time

from tests.evaluator.snapshot.samples import (
    ACCOUNT,
    ALARM,
    ALARM_ROW,
    ALL_ALARM_TYPES,
    REGION,
    Json,
    call,
    snapshot,
    source,
    without,
)
from trailgate_evaluator.document.index import index_of
from trailgate_evaluator.snapshot import read_snapshot

PAGE = 100


def account_of(alarms: int) -> Json:
    rows = [
        ALARM_ROW | {"AlarmName": f"a{number}", "AlarmArn": f"{ALARM}-{number}", "MetricName": f"M{number % 50}"}
        for number in range(alarms)
    ]
    pages = [{"MetricAlarms": rows[start : start + PAGE]} for start in range(0, alarms, PAGE)]
    describe = call("cloudwatch:DescribeAlarms", {"AlarmTypes": ALL_ALARM_TYPES}, *pages)
    rest = [each for each in without("cloudwatch:DescribeAlarms") if each["operation"] != "ListAlarmMuteRules"]
    return snapshot([*rest, describe])


def seconds(alarms: int) -> float:
    content = account_of(alarms)
    start = time.process_time()
    parts = read_snapshot(source(content))
    index_of(parts.resources, parts.gaps)
    return time.process_time() - start


def test_every_page_counts_and_one_gap_tells_for_all_alarms_of_a_place() -> None:
    parts = read_snapshot(source(account_of(2000)))
    assert len(parts.resources["alarms"]) == 2000
    assert list(parts.gaps) == [f"{ACCOUNT}|{REGION}#muted_by"]


def test_ten_times_the_alarms_take_about_ten_times_the_time() -> None:
    seconds(200)
    small = min(seconds(2_000) for _ in range(3))
    large = min(seconds(20_000) for _ in range(2))
    assert large < 25 * small
