"""SNS topics of a template, with the policy and the key that decide whether an alarm may publish to them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.embedded import embedded_json
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain
from trailgate_evaluator.readers.cloudformation.intrinsics.values import Unknown, as_text, unknown_in
from trailgate_evaluator.readers.cloudformation.resources import actions
from trailgate_evaluator.readers.cloudformation.resources.keys import Keys
from trailgate_evaluator.readers.cloudformation.resources.policies import read_policy
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.world.world import choices

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

_ANY: Final = ""
"""Stands for every topic, where nothing tells which one a policy is for."""


def read(world: World) -> dict[str, Json]:
    """Every topic by its id; what the template puts on topics of others goes into the world."""
    policies, doubtful = _policies(world)
    keys = Keys(world)
    found: dict[str, Json] = {}
    for resource in world.of(names.TOPIC):
        entry = world.entry(resource, "TopicName")
        owners = policies.pop(entry["id"], [])
        entry["policy"] = _policy(world, resource, owners, doubtful.get(entry["id"], doubtful.get(_ANY)))
        entry["key"] = keys.of_topic(resource)
        entry["fifo"] = world.flag(resource, "FifoTopic", default=False)
        entry["max_message_size"] = None
        if _keeps_back(resource.get("DataProtectionPolicy")):
            entry["policy"] = world.unknown(resource, "policy", reason="made_by_another", why=_named(resource))
        found[entry["id"]] = entry
    for topic, owners in policies.items():
        told = None
        if len(owners) == 1 and owners[0].doubt is None:
            told = read_policy(world, owners[0].get("PolicyDocument")).policy
        world.outside_policies[topic] = told
    return found


def _named(resource: Resource) -> Unknown:
    return Unknown("made_by_another", f"DataProtectionPolicy of {resource.address}")


def _policies(world: World) -> tuple[dict[str, list[Resource]], dict[str, Resource]]:
    """The resources that set policies by the id of the topic that each is surely for, and of those that it may be for."""
    surely: dict[str, list[Resource]] = {}
    perhaps: dict[str, Resource] = {}
    for resource in world.of(names.TOPIC_POLICY, names.INLINE_POLICY):
        property_of = "Topics" if resource.type == names.TOPIC_POLICY else "TopicArn"
        value = resource.get(property_of)
        for element in value if isinstance(value, list) else [value]:
            for choice in choices(element):
                text = as_text(choice)
                if text is None:
                    perhaps[_ANY] = resource
                    continue
                found = actions.topic(world, resource, property_of, text)
                if isinstance(found, str) and len(choices(element)) == 1:
                    surely.setdefault(found, []).append(resource)
                    continue
                ids = [found] if isinstance(found, str) else found["unknown"].get("candidates", [_ANY])
                perhaps.update(dict.fromkeys(ids, resource))
    return surely, perhaps


def _policy(world: World, topic: Resource, owners: list[Resource], perhaps: Resource | None) -> Any:
    """What the template sets, AWS's default where it sets nothing; unknown where several do, or one may."""
    uncertain = next((one for one in owners if one.doubt is not None), perhaps)
    if uncertain is not None:
        why = uncertain.doubt or unknown_in(uncertain.get("Topics")) or Unknown("known_after_apply", uncertain.address)
        return world.unknown(topic, "policy", why)
    if not owners:
        return None
    read = [read_policy(world, one.get("PolicyDocument")) for one in owners]
    if any(one.policy is None or one.policy != read[0].policy for one in read):
        hidden = [one.why for one in read if one.policy is None]
        why = (hidden[0] if hidden else None) or Unknown("unreadable_expression" if hidden else "name_contested")
        where = owners[0].where("PolicyDocument")
        return world.unknown(topic, "policy", Unknown(why.reason, f"{why.name} ({where})" if why.name else where))
    return read[0].policy


def _keeps_back(policy: Any) -> bool:
    """Whether a data protection policy keeps back messages, or may: auditing and masking keep none."""
    if policy is None:
        return False
    if unknown_in(policy) is not None:
        return True
    try:
        content = embedded_json(policy if isinstance(policy, str) and is_plain(policy) else json.dumps(policy))
        return any("Deny" in one["Operation"] for one in content["Statement"])
    except (ValueError, KeyError, TypeError):
        return True
