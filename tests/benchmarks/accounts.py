"""Snapshots of accounts with as many alarms as wanted, grown from a fixture."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "fixtures" / "snapshots" / "pass_whole_chain" / "snapshot.json"
PAGE = 100
ON_THE_METRIC = 10
"""One alarm in so many watches the metric that the control asks for; the others watch metrics of their own."""


def account_with_alarms(count: int) -> dict[str, Any]:
    """The fixture's account with `count` metric alarms, in pages as AWS returns them."""
    snapshot: dict[str, Any] = json.loads(FIXTURE.read_text())
    call = next(call for call in snapshot["calls"] if call["operation"] == "DescribeAlarms")
    model = next(alarm for page in call["pages"] for alarm in page["MetricAlarms"])
    alarms = [_alarm(model, number) for number in range(count)]
    empty = {**call["pages"][0], "MetricAlarms": []}
    call["pages"] = [{**empty, "MetricAlarms": alarms[start : start + PAGE]} for start in range(0, count, PAGE)]
    return snapshot


def write_account(folder: Path, count: int) -> Path:
    """The file of such an account."""
    path = folder / f"alarms-{count}.json"
    path.write_text(json.dumps(account_with_alarms(count)))
    return path


def _alarm(model: dict[str, Any], number: int) -> dict[str, Any]:
    alarm = copy.deepcopy(model)
    alarm["AlarmName"] = f"alarm-{number:06}"
    alarm["AlarmArn"] = alarm["AlarmArn"].rpartition(":")[0] + f":alarm-{number:06}"
    if number % ON_THE_METRIC:
        alarm["MetricName"] = f"metric-{number:06}"
        alarm["Dimensions"] = [{"Name": "InstanceId", "Value": f"i-{number:06}"}]
    return alarm
