"""What may stand in the account though the plan does not show it, as gaps with a scope.

A plan is a closed world, except: a topic outside it and its subscriptions; a trail, where a filter sits on some group
and no trail is in sight; groups, filters and alarms of an account that it does not work in; and, in a partial plan, each
block that has no instance yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from trailgate_evaluator.document.parts import (
    Json,
    Link,
    alarm_scope,
    gap,
    is_unknown,
    log_group_scope,
    metric_filter_scope,
    subscription_scope,
    topic_scope,
    trail_scope,
)
from trailgate_evaluator.terraform.places import is_symbol, parse_arn
from trailgate_evaluator.terraform.world import LINKS, World

_ALIVE: Final = frozenset({"confirmed", "needs_confirmation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the plan says beside its instances.

    `left_out` are the blocks of a partial plan that have no instance: type to addresses. `removed_topics` are topics
    that lose a subscription by this plan; `trail_removed` says that a trail goes.
    """

    left_out: dict[str, list[str]] = field(default_factory=dict)
    left_out_reason: str = "partial_plan"
    removed_topics: frozenset[str] = frozenset()
    trail_removed: bool = False


def hide(world: World, resources: dict[str, dict[str, Json]], circumstances: Circumstances, account: str) -> None:
    """Write the gaps of everything that may be hidden into the world's gaps."""
    _trails(world, resources, circumstances, account)
    _outside_groups(world, resources)
    _topics(world, resources)
    _subscriptions(world, resources, circumstances)
    _left_out(world, resources, circumstances, account)


def _write(world: World, link: Link, scope: str, near: Json | None, reason: str, **told: Any) -> None:
    account, region = (None, None) if near is None else (near["account"], near["region"])
    told.setdefault("account", account)
    told.setdefault("region", region)
    if near is not None:
        told.setdefault("at", near.get("at"))
        told.setdefault("address", near.get("address"))
    world.gaps.setdefault(f"{scope}#{reason}", gap(link, reason, scope=scope, **told))


def _trails(world: World, resources: dict[str, dict[str, Json]], how: Circumstances, account: str) -> None:
    if resources["trails"] or how.trail_removed or not resources["metric_filters"]:
        return
    near = next(iter(resources["metric_filters"].values()))
    _write(world, "trail", trail_scope(account), near, "outside_plan", account=account, region=None, attribute="log_group_name")


def _outside_groups(world: World, resources: dict[str, dict[str, Json]]) -> None:
    """A group of an account that the plan does not work in: filters and alarms may stand there."""
    ours = world.places.accounts()
    for trail in resources["trails"].values():
        group = resources["log_groups"].get(trail["log_group"]) if isinstance(trail["log_group"], str) else None
        if group is None or is_symbol(group["account"]) or group["account"] in ours or any(map(is_symbol, ours)):
            continue
        told = {"account": group["account"], "region": group["region"], "attribute": "cloud_watch_logs_group_arn"}
        _write(world, "log_group", log_group_scope(group["id"]), trail, "outside_plan", **told)
        _write(world, "metric_filter", metric_filter_scope(group["id"]), trail, "outside_plan", **told)
        _write(world, "alarm", alarm_scope(group["account"], group["region"]), trail, "outside_plan", **told)


def _topics(world: World, resources: dict[str, dict[str, Json]]) -> None:
    for alarm in resources["alarms"].values():
        for action in _ids(alarm["actions"]):
            arn = parse_arn(action)
            if action in resources["topics"] or arn is None or arn.service != "sns":
                continue
            told = {"account": arn.account, "region": arn.region, "id": action, "attribute": "alarm_actions"}
            _write(world, "topic", topic_scope(action), alarm, "outside_plan", **told)
            _write(world, "subscription", subscription_scope(action), alarm, "outside_plan", **told)


def _ids(actions: list[Any]) -> Iterator[str]:
    for action in actions:
        if isinstance(action, str):
            yield action
        elif is_unknown(action):
            yield from action["unknown"].get("candidates") or ()


def _subscriptions(world: World, resources: dict[str, dict[str, Json]], how: Circumstances) -> None:
    """A topic that stood before may have subscriptions made elsewhere; one that is made here has none but ours."""
    served = {s["topic"] for s in resources["subscriptions"].values() if s["state"] in _ALIVE and isinstance(s["topic"], str)}
    for found, topic in resources["topics"].items():
        if world.by_id[found].existing and found not in served and found not in how.removed_topics:
            _write(world, "subscription", subscription_scope(found), topic, "outside_plan", id=found)


def _left_out(world: World, resources: dict[str, dict[str, Json]], how: Circumstances, account: str) -> None:
    for kind, addresses in how.left_out.items():
        link = LINKS[kind]
        for address in addresses:
            told = {"address": address, "account": account, "region": None, "at": None}
            for scope in _scopes(link, resources, account):
                _write(world, link, scope, None, how.left_out_reason, **told)


def _scopes(link: Link, resources: dict[str, dict[str, Json]], account: str) -> list[str]:
    """The scopes in which a block that has no instance may make something."""
    match link:
        case "trail":
            return [trail_scope(account)]
        case "metric_filter":
            return [metric_filter_scope(found) for found in resources["log_groups"]]
        case "alarm":
            places = {(f["account"], f["region"]) for f in resources["metric_filters"].values()}
            return [alarm_scope(*place) for place in sorted(places)]
        case "subscription":
            return [subscription_scope(found) for found in resources["topics"]]
        case _:
            return []
