"""Changes by which an alarm watches a metric, and goes off at the first record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.fix.account.change import Change
from trailgate_evaluator.fix.repairs.topics import Receiver, acting, receivers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.fix.account.view import View

Json = dict[str, Any]

FIRST_RECORD: Final[Json] = {
    "statistic": "Sum",
    "operator": "GreaterThanOrEqualToThreshold",
    "threshold": 1,
    "period": 300,
    "evaluation_periods": 1,
    "datapoints_to_alarm": 1,
    "treat_missing": "notBreaching",
    "evaluate_low_sample": None,
    "unit": None,
}
"""One record alone, in five minutes, moves the alarm into ALARM, and silence moves it back."""


def repairs(view: View, found: Json) -> Iterator[Change]:
    """Changes by which something watches the metric where a break stands."""
    metric_filter = view.entry("metric_filters", found["after"].get("metric_filter"))
    if metric_filter is None or not view.is_for_control(metric_filter):
        return  # another control's metric: its alarm is that control's
    metric = metric_of(view, metric_filter)
    if found["code"] == "alarm_composite_conditional" and metric is not None:
        yield from _own_actions(view, str(found["id"]), metric)
    if metric is not None:
        near = view.entry("alarms", found["id"])
        if near is not None and _is_dead(view, near, metric):
            yield _pointed(view, near, metric)
        yield from new_alarms(view, metric)


def new_alarms(view: View, metric: Json) -> Iterator[Change]:
    """A new alarm on the metric for each topic that could be told, the best first."""
    if view.may_change(metric["account"]):
        for receiver in receivers(view, metric["account"], metric["region"]):
            yield _new(view, metric, receiver)


def metric_of(view: View, metric_filter: Json) -> Json | None:
    """The metric that the filter writes, as an alarm names it; None where its parts are not constants."""
    if not metric_filter["transformations"]:
        return None
    written = metric_filter["transformations"][0]
    constants = view.constants
    dimensions: Json = {}
    for name, path in written["dimensions"].items() if isinstance(written["dimensions"], dict) else ():
        value = constants.get(str(path).removeprefix("$."))
        if not isinstance(value, str):
            return None
        dimensions[name] = value
    for name in written["system_dimensions"] if isinstance(written["system_dimensions"], list) else ():
        dimensions[name] = metric_filter["account" if name == "@aws.account" else "region"]
    if not isinstance(written["namespace"], str) or not isinstance(written["name"], str):
        return None
    return {
        "account": metric_filter["account"],
        "region": metric_filter["region"],
        "namespace": written["namespace"],
        "name": written["name"],
        "dimensions": dimensions,
    }


def _is_dead(view: View, alarm: Json, metric: Json) -> bool:
    """Whether an alarm of the place watches a metric of the same name that nothing here writes: it was meant for this one."""
    if alarm["kind"] != "metric" or not view.owned(alarm) or alarm["region"] != metric["region"] or alarm["at"] is None:
        return False
    watched = alarm["metric"]
    if not all(isinstance(watched[part], str) for part in ("account", "region", "namespace", "name")):
        return False
    if (watched["account"], watched["name"]) != (metric["account"], metric["name"]) or watched["namespace"].startswith("AWS/"):
        return False
    fed = {
        (t["namespace"], t["name"]) for f in view.document["metric_filters"].values() for t in f["transformations"] if _known(t)
    }
    return watched["namespace"] == metric["namespace"] or (watched["namespace"], watched["name"]) not in fed


def _known(written: Json) -> bool:
    return isinstance(written["namespace"], str) and isinstance(written["name"], str)


def _pointed(view: View, alarm: Json, metric: Json) -> Change:
    dimensions = [{"Name": name, "Value": value} for name, value in sorted(metric["dimensions"].items())]
    overrides = {"Namespace": metric["namespace"], "MetricName": metric["name"], "Dimensions": dimensions}
    why = f"Alarm {view.said(alarm['id'])} is to watch the metric that the filter writes."
    return changed(alarm, {"metric": metric}, overrides, why)


def changed(alarm: Json, attributes: Json, overrides: Json, why: str) -> Change:
    """An alarm that exists with other parameters; `overrides` in the words of PutMetricAlarm, None leaves a member out."""
    return Change(
        kind="change_alarm",
        target=alarm["id"],
        account=alarm["account"],
        region=alarm["region"],
        patch={"alarms": {alarm["id"]: attributes}},
        parameters=overrides,
        why=why,
        edits=True,
    )


def _own_actions(view: View, composite: str, metric: Json) -> Iterator[Change]:
    """The composite's child that watches the metric tells somebody itself."""
    for identity, composites in sorted(view.document["index"]["composites_by_child"].items()):
        child = view.entry("alarms", identity)
        if composite in composites and child is not None and child["kind"] == "metric" and child["metric"] == metric:
            for receiver in receivers(view, child["account"], child["region"]):
                yield from acting(view, child, receiver)


def _new(view: View, metric: Json, receiver: Receiver) -> Change:
    account, region = metric["account"], metric["region"]
    name = view.free_name("alarms", view.new_name, account, region)
    identity = view.new_id("alarms", name, account, region)
    alarm = {
        "id": identity,
        "name": name,
        "account": account,
        "region": region,
        "at": None,
        "kind": "metric",
        "metric": metric,
        "firing": FIRST_RECORD,
        "actions": [receiver.id],
        "actions_enabled": True,
        "state": None,
        "muted_by": [],
        "evaluation": {"state": None, "warm_up": None, "window": "sliding"},
    }
    return Change(
        kind="put_metric_alarm",
        target=identity,
        account=account,
        region=region,
        patch={"alarms": {identity: alarm}, **receiver.patch},
        why=f"A new alarm, {name}, watches metric {metric['namespace']}/{metric['name']} and tells topic {receiver.name}.",
        note=receiver.note,
        weight=1 + receiver.new,
        creates=(*receiver.creates, ("alarms", identity)),
    )
