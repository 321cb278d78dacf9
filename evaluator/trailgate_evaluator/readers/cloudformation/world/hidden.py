"""What may stand in the account though the template does not show it, as gaps with a scope.

A template is a closed world, except: a topic outside it and its subscriptions; a trail, where a filter sits on some group and
no trail is in sight; groups, filters and alarms of an account that no stack here is deployed in.
"""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.document.parts import (
    Json,
    Link,
    alarm_scope,
    gap,
    log_group_scope,
    metric_filter_scope,
    subscription_scope,
    topic_scope,
    trail_scope,
)
from trailgate_evaluator.readers.cloudformation.intrinsics.values import unknown_in
from trailgate_evaluator.readers.cloudformation.resources.log_groups import is_elsewhere
from trailgate_evaluator.readers.cloudformation.world.world import World
from trailgate_evaluator.readers.declared.arns import parse_arn
from trailgate_evaluator.readers.declared.topics import ids, outside_topic, served

_OUTSIDE: Final = "outside_plan"


def hide(world: World, resources: dict[str, dict[str, Json]], account: str) -> None:
    """Write the gaps of everything that may be hidden into the world's gaps."""
    _trails(world, resources, account)
    _outside_groups(world, resources)
    _unreadable_filters(world, resources)
    _topics(world, resources)


def _write(world: World, link: Link, scope: str, near: Json | None, reason: str, **told: Any) -> None:
    for name in ("account", "region", "at", "address"):
        told.setdefault(name, None if near is None else near.get(name))
    world.gaps.setdefault(f"{scope}#{reason}", gap(link, reason, scope=scope, **told))


def _trails(world: World, resources: dict[str, dict[str, Json]], account: str) -> None:
    """A filter on some group, and no trail in sight: some trail that others manage may deliver to it."""
    if resources["trails"] or not resources["metric_filters"]:
        return
    near = next(iter(resources["metric_filters"].values()))
    told = {"account": account, "region": None, "attribute": "LogGroupName", "candidates": list(resources["log_groups"]) or None}
    _write(world, "trail", trail_scope(account), near, _OUTSIDE, **told)


def _outside_groups(world: World, resources: dict[str, dict[str, Json]]) -> None:
    """A group of an account that no stack is deployed in: filters and alarms may stand there."""
    ours = {world.place(one)[0] for one in world.every}
    for trail in resources["trails"].values():
        group = resources["log_groups"].get(trail["log_group"]) if isinstance(trail["log_group"], str) else None
        if group is None or not is_elsewhere(group, ours):
            continue
        told = {"account": group["account"], "region": group["region"], "attribute": "CloudWatchLogsLogGroupArn"}
        _write(world, "log_group", log_group_scope(group["id"]), trail, _OUTSIDE, **told)
        _write(world, "metric_filter", metric_filter_scope(group["id"]), trail, _OUTSIDE, **told)
        _write(world, "alarm", alarm_scope(group["account"], group["region"]), trail, _OUTSIDE, **told)


def _unreadable_filters(world: World, resources: dict[str, dict[str, Json]]) -> None:
    """A filter whose metrics are not known writes some that we cannot see."""
    for address in world.unreadable:
        entry = resources["metric_filters"][world.ids[address]]
        known = [entry["log_group"]] if isinstance(entry["log_group"], str) else list(resources["log_groups"])
        for found in known:
            told = {"id": entry["id"], "attribute": "MetricTransformations"}
            _write(world, "metric_filter", metric_filter_scope(found), entry, "known_after_apply", **told)


def _topics(world: World, resources: dict[str, dict[str, Json]]) -> None:
    """A topic that others manage; where the template subscribes to it, it is there, or the deployment would fail."""
    alive = served(resources["subscriptions"])
    for alarm in resources["alarms"].values():
        for action in ids(alarm["actions"]):
            arn = parse_arn(action)
            is_topic = action in world.outside_texts or (arn is not None and arn.service == "sns")
            if action in resources["topics"] or not is_topic:
                continue
            region = alarm["region"] if arn is None else arn.region
            account = alarm["account"] if arn is None else arn.account
            if action in alive and region == alarm["region"]:
                name = action.removeprefix("tf:") if arn is None else action.rpartition(":")[2]
                topic = {"id": action, "name": name, "account": account, "region": region, "at": alarm["at"]}
                resources["topics"][action] = outside_topic(world.gaps, world.outside_policies, topic)
            elif arn is not None:
                told: dict[str, Any] = {"account": account, "region": region, "id": action, "attribute": "AlarmActions"}
                _write(world, "topic", topic_scope(action), alarm, _OUTSIDE, **told)
                _write(world, "subscription", subscription_scope(action), alarm, _OUTSIDE, **told)
        alarm["actions"] = [_untold(world, alarm, action, resources["topics"]) for action in alarm["actions"]]


def _untold(world: World, alarm: Json, action: Any, topics: dict[str, Json]) -> Any:
    """An action by a text that nobody knows, and that may be any topic: what is not known, in its place."""
    hidden = [one for one in ids([action]) if one in world.outside_texts and one not in topics]
    if not hidden:
        return action
    resource, property_of, written = world.outside_texts[hidden[0]]
    return world.unknown(world.by_id.get(alarm["id"], resource), property_of, unknown_in(written))
