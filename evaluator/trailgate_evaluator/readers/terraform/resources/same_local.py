"""Two attributes that are the same local value are the same thing, though nobody knows which.

An alarm's action and a subscription's topic, or a trail's log group and a metric filter's, may both be `local.x` of one
module. Then the thing exists, or the apply would fail, and the local's name stands for its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from trailgate_evaluator.document.parts import (
    Json,
    Link,
    attribute_gap_id,
    gap,
    metric_filter_scope,
    subscription_scope,
    unknown,
)
from trailgate_evaluator.readers.terraform.plan_json.addresses import longest
from trailgate_evaluator.readers.terraform.plan_json.configuration import expressions_in, listed_in
from trailgate_evaluator.readers.terraform.plan_json.paths import MISSING, known_at
from trailgate_evaluator.readers.terraform.references.walk import local_value
from trailgate_evaluator.readers.terraform.world.world import World

_OF_A_GROUP: Final = (".arn", ".id", ".name")


def share(world: World, resources: dict[str, dict[str, Json]]) -> None:
    """Give both ends of a shared local one id, and take every `symbol` out again."""
    subscribed = [(_taken(entry["topic"]), entry) for entry in resources["subscriptions"].values()]
    notified = [
        (_taken(action), alarm, number)
        for alarm in resources["alarms"].values()
        for number, action in enumerate(alarm["actions"] if isinstance(alarm["actions"], list) else ())
    ]
    filtered = [(_of_group(_taken(entry["log_group"])), entry) for entry in resources["metric_filters"].values()]
    delivered = [(_of_group(_taken(entry["log_group"])), entry) for entry in resources["trails"].values()]
    if not any(symbol for symbol, *_ in (*notified, *delivered)):
        return
    parts = _taken_apart(world)
    for symbol, alarm, number in notified if _is_one(world, "aws_sns_topic") else ():
        topics = [entry for other, entry in subscribed if symbol is not None and other == symbol]
        if symbol is None or symbol in parts or not topics or any(not _together(alarm, entry) for entry in topics):
            continue
        alarm["actions"][number] = symbol
        topic = _entry(world, "topic", symbol, topics[0], ("policy", "key", "fifo")) | {"max_message_size": None}
        if any(entry["protocol"] != "sqs" for entry in topics):
            topic["fifo"] = False  # a FIFO topic takes no subscription but a queue's
        resources["topics"][symbol] = topic
        for entry in topics:
            entry["topic"] = symbol
            _may_be_of(world, "subscription", entry, (subscription_scope(t) for t in resources["topics"] if t != symbol))
    for symbol, trail in delivered if _is_one(world, "aws_cloudwatch_log_group") else ():
        filters = [entry for other, entry in filtered if symbol is not None and other == symbol]
        if symbol is None or symbol in parts or not filters or any(not _together(filters[0], entry) for entry in filters):
            continue
        trail["log_group"] = symbol
        group = _entry(world, "log_group", symbol, filters[0], ("transformer",))
        resources["log_groups"][symbol] = group | {"class": "STANDARD"}
        for entry in filters:
            entry["log_group"] = symbol
            _may_be_of(world, "metric_filter", entry, (metric_filter_scope(g) for g in resources["log_groups"] if g != symbol))


def _is_one(world: World, kind: str) -> bool:
    """Whether at most one such resource is not known yet: of several a function may choose another at either end."""
    return sum(known_at(instance, ("arn",)) is MISSING for instance in world.instances.of(kind)) <= 1


def _taken(value: Any) -> str | None:
    symbol = value.pop("symbol", None) if isinstance(value, dict) else None
    return symbol if isinstance(symbol, str) else None


def _of_group(symbol: str | None) -> str | None:
    """A log group's name and ARN are one identity, so `local.group.name` and `local.group.arn` are one group."""
    ending = next((e for e in _OF_A_GROUP if symbol is not None and symbol.endswith(e)), "")
    return None if symbol is None else symbol.removesuffix(ending)


def _together(one: Json, other: Json) -> bool:
    return (one["account"], one["region"]) == (other["account"], other["region"])


def _entry(world: World, link: Link, found: str, near: Json, attributes: tuple[str, ...]) -> Json:
    entry: Json = {"id": found, "name": found.removeprefix("tf:"), "account": near["account"], "region": near["region"]}
    entry["at"] = near["at"]
    for attribute in attributes:
        called = attribute_gap_id(found, attribute)
        about = {"account": near["account"], "region": near["region"], "id": found, "at": near["at"]}
        world.gaps[called] = gap(link, "unresolved_local", attribute=attribute, name=entry["name"], **about)
        entry[attribute] = unknown("unresolved_local", called)
    return entry


def _may_be_of(world: World, link: Link, entry: Json, scopes: Iterable[str]) -> None:
    """The local may be another resource of the plan by another name: then what is given it is that one's."""
    for scope in scopes:
        about = {"account": entry["account"], "region": entry["region"], "id": entry["id"], "at": entry["at"]}
        world.gaps.setdefault(
            f"{scope}#unresolved_local",
            gap(link, "unresolved_local", scope=scope, address=entry["address"], **about),
        )


def _taken_apart(world: World) -> set[str]:
    """The locals that some expression takes a part of: a function may choose another part at either end."""
    found: set[str] = set()
    paths = {instance.module for instance in world.instances.every} | {()}
    for module, written in _expressions(world):
        for steps in longest(listed_in(written)):
            if steps[0] == "local" and len(steps) > 2:  # noqa: PLR2004 - local, its name, and what is taken of it
                for path in paths:
                    if tuple(name for name, _ in path) == module:
                        found.add(local_value(path, str(steps[1]), ()))
    return found


def _expressions(world: World) -> Iterator[tuple[tuple[str, ...], Any]]:
    for path, module in world.configuration.modules.items():
        for block in module.blocks.values():
            for written in expressions_in([block.expressions, block.repetition]):
                yield path, written
        for call in module.calls.values():
            for written in expressions_in([call.expressions, call.repetition]):
                yield path, written
        for written in expressions_in(module.outputs):
            yield path, written
