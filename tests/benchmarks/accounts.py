"""Snapshots of accounts with as many alarms as wanted, and fleets of accounts, grown from fixtures."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "fixtures" / "snapshots" / "pass_whole_chain" / "snapshot.json"
"""An account with one filter, that of control 4.4."""
FIFTEEN = ROOT / "fixtures" / "controls" / "pass_all" / "snapshot.json"
"""An account with a filter and an alarm for each of the fifteen controls."""
ACCOUNT = "111122223333"
PAGE = 100


def account_with_alarms(count: int, *, watching: int = 10, fixture: Path = FIXTURE) -> dict[str, Any]:
    """The fixture's account with `count` metric alarms, in pages as AWS returns them.

    One in `watching` watches what an alarm of the fixture does, each of these in turn; the others watch metrics of their own.
    """
    snapshot: dict[str, Any] = json.loads(fixture.read_text())
    call = next(call for call in snapshot["calls"] if call["operation"] == "DescribeAlarms")
    models = [alarm for page in call["pages"] for alarm in page["MetricAlarms"]]
    alarms = [
        _alarm(models[number // watching % len(models)], number, on_the_metric=number % watching == 0) for number in range(count)
    ]
    empty = {**call["pages"][0], "MetricAlarms": []}
    call["pages"] = [{**empty, "MetricAlarms": alarms[start : start + PAGE]} for start in range(0, count, PAGE)]
    return snapshot


def write_account(folder: Path, count: int, *, watching: int, fixture: Path = FIXTURE) -> Path:
    """The file of such an account."""
    path = folder / f"alarms-{count}.json"
    path.write_text(json.dumps(account_with_alarms(count, watching=watching, fixture=fixture)))
    return path


def write_fleet(folder: Path, count: int) -> list[str]:
    """The files of so many accounts with fifteen filters each, which differ in their numbers alone."""
    text = FIFTEEN.read_text()
    paths = [folder / f"{number:012}.json" for number in range(1, count + 1)]
    for path in paths:
        path.write_text(text.replace(ACCOUNT, path.stem))
    return [str(path) for path in paths]


def _alarm(model: dict[str, Any], number: int, *, on_the_metric: bool) -> dict[str, Any]:
    alarm = copy.deepcopy(model)
    alarm["AlarmName"] = f"alarm-{number:06}"
    alarm["AlarmArn"] = alarm["AlarmArn"].rpartition(":")[0] + f":alarm-{number:06}"
    if not on_the_metric:
        alarm["MetricName"] = f"metric-{number:06}"
        alarm["Dimensions"] = [{"Name": "InstanceId", "Value": f"i-{number:06}"}]
    return alarm
