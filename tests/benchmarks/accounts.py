"""Snapshots of accounts with as many alarms as wanted, grown from a fixture."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "fixtures" / "snapshots" / "pass_whole_chain" / "snapshot.json"
PAGE = 100


def account_with_alarms(count: int, *, watching: int = 10) -> dict[str, Any]:
    """The fixture's account with `count` metric alarms, in pages as AWS returns them.

    One in `watching` watches the metric that the control asks for; each of the others watches a metric of its own.
    """
    snapshot: dict[str, Any] = json.loads(FIXTURE.read_text())
    call = next(call for call in snapshot["calls"] if call["operation"] == "DescribeAlarms")
    model = next(alarm for page in call["pages"] for alarm in page["MetricAlarms"])
    alarms = [_alarm(model, number, on_the_metric=number % watching == 0) for number in range(count)]
    empty = {**call["pages"][0], "MetricAlarms": []}
    call["pages"] = [{**empty, "MetricAlarms": alarms[start : start + PAGE]} for start in range(0, count, PAGE)]
    return snapshot


def write_account(folder: Path, count: int, *, watching: int) -> Path:
    """The file of such an account."""
    path = folder / f"alarms-{count}.json"
    path.write_text(json.dumps(account_with_alarms(count, watching=watching)))
    return path


def _alarm(model: dict[str, Any], number: int, *, on_the_metric: bool) -> dict[str, Any]:
    alarm = copy.deepcopy(model)
    alarm["AlarmName"] = f"alarm-{number:06}"
    alarm["AlarmArn"] = alarm["AlarmArn"].rpartition(":")[0] + f":alarm-{number:06}"
    if not on_the_metric:
        alarm["MetricName"] = f"metric-{number:06}"
        alarm["Dimensions"] = [{"Name": "InstanceId", "Value": f"i-{number:06}"}]
    return alarm
