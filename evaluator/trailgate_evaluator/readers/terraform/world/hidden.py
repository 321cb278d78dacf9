"""What may stand in the account though the plan does not show it, as gaps with a scope.

A plan is a closed world, except: a topic outside it and its subscriptions; a trail, where a filter sits on some group
and no trail is in sight; groups, filters and alarms of an account that it does not work in; and, in a partial plan, each
block that has no instance yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from trailgate_evaluator.document.parts import (
    PLAN_SCOPE,
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
from trailgate_evaluator.readers.declared.arns import Place, is_symbol, parse_arn
from trailgate_evaluator.readers.declared.topics import ids, outside_topic, served
from trailgate_evaluator.readers.terraform.world import makers
from trailgate_evaluator.readers.terraform.world.world import LINKS, World


class Circumstances(Struct, frozen=True, kw_only=True):
    """What the plan says beside its instances.

    `left_out` are the blocks of a partial plan that have no instance: type to addresses and provider keys.
    `removed_topics` are topics that lose a subscription by this plan; `trail_removed` says that a trail goes,
    `cannot_be_applied` that Terraform will not apply the plan.
    """

    left_out: dict[str, list[tuple[str, str | None]]] = field(default_factory=dict)
    left_out_reason: str = "partial_plan"
    removed_topics: frozenset[str] = frozenset()
    trail_removed: bool = False
    cannot_be_applied: bool = False


def hide(world: World, resources: dict[str, dict[str, Json]], circumstances: Circumstances, account: str) -> None:
    """Write the gaps of everything that may be hidden into the world's gaps."""
    _trails(world, resources, circumstances, account)
    _outside_groups(world, resources)
    _unreadable_filters(world, resources)
    _topics(world, resources)
    _subscriptions(world, resources, circumstances)
    _left_out(world, resources, circumstances, account)
    makers.hide(world, resources, account)
    if circumstances.cannot_be_applied:
        _write(world, "trail", PLAN_SCOPE, None, "plan_errored")


def _write(world: World, link: Link, scope: str, near: Json | None, reason: str, **told: Any) -> None:
    account, region = (None, None) if near is None else (near["account"], near["region"])
    told.setdefault("account", account)
    told.setdefault("region", region)
    if near is not None:
        told.setdefault("at", near.get("at"))
        told.setdefault("address", near.get("address"))
    world.gaps.setdefault(f"{scope}#{reason}", gap(link, reason, scope=scope, **told))


def _trails(world: World, resources: dict[str, dict[str, Json]], how: Circumstances, account: str) -> None:
    """A filter on some group, and no trail in sight: some trail that others manage may deliver to it."""
    listed, unmade = resources["metric_filters"], "aws_cloudwatch_log_metric_filter" in how.left_out
    if resources["trails"] or how.trail_removed or "aws_cloudtrail" in how.left_out or not (listed or unmade):
        return
    near = next(iter(listed.values()), None)
    groups = None if unmade or not resources["log_groups"] else list(resources["log_groups"])
    told = {"account": account, "region": None, "attribute": "log_group_name", "candidates": groups}
    _write(world, "trail", trail_scope(account), near, "outside_plan", **told)


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


def _unreadable_filters(world: World, resources: dict[str, dict[str, Json]]) -> None:
    """A filter whose metrics are not known writes some that we cannot see."""
    for address in world.unreadable:
        entry = resources["metric_filters"][world.ids[address]]
        known = [entry["log_group"]] if isinstance(entry["log_group"], str) else list(resources["log_groups"])
        for found in known:
            told = {"id": entry["id"], "attribute": "metric_transformation"}
            _write(world, "metric_filter", metric_filter_scope(found), entry, "known_after_apply", **told)


def _topics(world: World, resources: dict[str, dict[str, Json]]) -> None:
    """A topic that others manage; where the plan subscribes to it, it is there, or the apply would fail."""
    alive = served(resources["subscriptions"])
    for alarm in resources["alarms"].values():
        for action in ids(alarm["actions"]):
            arn = parse_arn(action)
            if action in resources["topics"] or action in world.destroyed or arn is None or arn.service != "sns":
                continue
            if action in alive and arn.region == alarm["region"]:
                topic = {"id": action, "name": arn.resource, "account": arn.account, "region": arn.region, "at": alarm["at"]}
                resources["topics"][action] = outside_topic(world.gaps, world.outside_policies, topic)
                continue
            told = {"account": arn.account, "region": arn.region, "id": action, "attribute": "alarm_actions"}
            _write(world, "topic", topic_scope(action), alarm, "outside_plan", **told)
            _write(world, "subscription", subscription_scope(action), alarm, "outside_plan", **told)


def _subscriptions(world: World, resources: dict[str, dict[str, Json]], how: Circumstances) -> None:
    """A topic that stood before may have subscriptions made elsewhere; one that is made here has none but ours."""
    alive = served(resources["subscriptions"])
    for found, topic in resources["topics"].items():
        own = world.by_id.get(found)
        if own is not None and own.existing and found not in alive and found not in how.removed_topics:
            waiting = next(
                (s for s in resources["subscriptions"].values() if s["topic"] == found and s["state"] == "pending"), None
            )
            if waiting is None:
                _write(world, "subscription", subscription_scope(found), topic, "outside_plan", id=found)
            else:
                _write(world, "subscription", subscription_scope(found), waiting, "pending_confirmation", id=waiting["id"])


def _left_out(world: World, resources: dict[str, dict[str, Json]], how: Circumstances, account: str) -> None:
    """Each block of a partial plan that has no instance yet."""
    for kind, blocks in how.left_out.items():
        if kind not in LINKS:
            continue
        link = LINKS[kind]
        for address, provider in blocks:
            own = world.places.of_provider(provider)
            for scope, place in _scopes(link, resources, account, own):
                told = {"address": address, "account": place.account, "region": place.region, "at": None}
                _write(world, link, scope, None, how.left_out_reason, **told)


def _scopes(link: Link, resources: dict[str, dict[str, Json]], account: str, own: Place) -> Iterator[tuple[str, Place]]:
    """The scopes in which a block that has no instance may make something, and where."""
    match link:
        case "trail":
            yield trail_scope(account), Place(account, own.region)
        case "metric_filter":
            for found, group in resources["log_groups"].items():
                yield metric_filter_scope(found), Place(group["account"], group["region"])
        case "alarm":
            yield alarm_scope(*own), own
        case "subscription":
            for found, topic in resources["topics"].items():
                yield subscription_scope(found), Place(topic["account"], topic["region"])
        case _:
            return
