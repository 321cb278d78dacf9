"""Settings of topics and alarms that resources of other types put there: policies and mute rules of stacks, data protection.

What a stack sets of a topic or alarm that it does not name is its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from trailgate_evaluator.document.parts import Json, Link, attribute_gap_id, gap, is_unknown, unknown
from trailgate_evaluator.embedded import embedded_json
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, look, text
from trailgate_evaluator.readers.terraform.references.links import Is, attribute, link
from trailgate_evaluator.readers.terraform.world.makers import OF_ANYTHING, PROVISIONED, STACKS, has_type, named, of_anything
from trailgate_evaluator.readers.terraform.world.world import LINKS, World

_REASON: Final = "made_by_another"
_TOPIC: Final = frozenset({"aws_sns_topic"})
_DATA_PROTECTION: Final = "aws_sns_topic_data_protection_policy"
_KINDS: Final = {"topics": "policy", "alarms": "muted_by"}
_LINKS: Final[dict[str, Link]] = {"topics": "topic", "alarms": "alarm"}
_OF_CLOUDFORMATION: Final = {
    "topics": ("AWS::SNS::TopicPolicy", "AWS::SNS::TopicInlinePolicy"),
    "alarms": ("AWS::CloudWatch::AlarmMuteRule",),
}
"""By kind of resource: the types that set something of one that stands elsewhere."""

_OF_AWSCC: Final = {
    "awscc_sns_topic_policy": "AWS::SNS::TopicPolicy",
    "awscc_sns_topic_inline_policy": "AWS::SNS::TopicInlinePolicy",
}
_MAY_SET: Final = STACKS | OF_ANYTHING | PROVISIONED | _OF_AWSCC.keys() | {"aws_cloudcontrolapi_resource"}


def doubt(world: World, resources: dict[str, dict[str, Json]]) -> None:
    """Make unknown what such resources may set."""
    for instance in world.instances.every:
        if instance.type not in _MAY_SET or instance.mode != "managed":
            continue
        for kind in _KINDS:
            types = _setters(world, instance, kind)
            if types is not None:
                for entry in _named(world, instance, resources[kind]):
                    _write(world, instance, kind, entry, types)
    for instance in world.instances.of(_DATA_PROTECTION):
        if _refuses(look(instance, "policy")):
            for entry in _protected(world, instance, resources["topics"]):
                _write(world, instance, "topics", entry)


def _setters(world: World, instance: Instance, kind: str) -> tuple[str, ...] | None:
    """The types by which an instance may set such things, none where nothing says any; None where it sets nothing."""
    if instance.type in STACKS:
        return _of_template(look(instance, "template_body"), kind)
    if instance.type == "aws_cloudcontrolapi_resource":
        return _of_template(look(instance, "type_name"), kind)
    if instance.type in _OF_AWSCC:
        return _of_template(_OF_AWSCC[instance.type], kind)
    if instance.type in PROVISIONED:
        block = world.block(instance)
        return () if block is not None and block.provisioned else None
    return () if instance.type in OF_ANYTHING else None


def _of_template(told: object, kind: str) -> tuple[str, ...] | None:
    """By which types a template sets such things; one that is not known, or may hold what it does not name, may."""
    if not isinstance(told, str) or not told:
        return ()
    return of_anything(told) or tuple(name for name in _OF_CLOUDFORMATION[kind] if has_type(told, name)) or None


def _named(world: World, instance: Instance, entries: dict[str, Json]) -> Iterator[Json]:
    """The entries that an instance refers to, or names by ARN or name."""
    reaches = world.resolver.whole(instance, frozenset(LINKS)).reaches
    reached = {world.ids[one.address] for reach in reaches for one in reach.instances}
    said = json.dumps(instance.values, default=str, ensure_ascii=False)
    for entry in entries.values():
        name = entry["name"]
        by_name = isinstance(name, str) and bool(name) and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", said) is not None
        if entry["id"] in reached or by_name:
            yield entry


def _protected(world: World, instance: Instance, topics: dict[str, Json]) -> Iterator[Json]:
    """The topics that a data protection policy is for, or may be."""
    arn = text(instance, "arn")
    if arn is UNKNOWN and isinstance(meant := link(world, instance, attribute("arn"), _TOPIC), Is):
        arn = world.ids[meant.instance.address]
    for topic in topics.values():
        own = world.by_id.get(topic["id"])
        may_be = isinstance(arn, str) and own is not None and own.type in _TOPIC and world.may_be(own, arn)
        if not isinstance(arn, str) or may_be or topic["id"] in (arn, world.by_arn.get(arn)):
            yield topic


def _refuses(policy: object) -> bool:
    """Whether a data protection policy keeps back messages, or may: auditing and masking keep none."""
    if policy is None:
        return False
    try:
        statements = embedded_json(policy)["Statement"] if isinstance(policy, str) else None
        return statements is None or any("Deny" in one["Operation"] for one in statements)
    except (ValueError, KeyError, TypeError):
        return True


def _write(world: World, instance: Instance, kind: str, entry: Json, types: tuple[str, ...] = ()) -> None:
    name = _KINDS[kind]
    if is_unknown(entry[name]):
        return
    called = attribute_gap_id(entry["id"], name)
    about: dict[str, Any] = {"account": entry["account"], "region": entry["region"], "id": entry["id"], "at": world.at(instance)}
    about |= {"attribute": name, "address": entry.get("address"), "name": named(instance, types)}
    world.gaps[called] = gap(_LINKS[kind], _REASON, **about)
    entry[name] = unknown(_REASON, called)
