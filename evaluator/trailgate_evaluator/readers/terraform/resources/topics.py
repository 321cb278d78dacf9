"""SNS topics of a plan, with the policy that decides whether an alarm may publish to them."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.document.parts import Json
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, flag, text
from trailgate_evaluator.readers.terraform.references.links import Is, OneOf, attribute, link
from trailgate_evaluator.readers.terraform.resources.keys import Keys
from trailgate_evaluator.readers.terraform.resources.policies import read_policy
from trailgate_evaluator.readers.terraform.world.world import World

TOPIC: Final = frozenset({"aws_sns_topic"})


def read(world: World) -> dict[str, Json]:
    """Every managed topic by its id."""
    policies, doubtful = _separate_policies(world)
    keys = Keys(world)
    found: dict[str, Json] = {}
    for instance in world.instances.of(*TOPIC):
        entry = world.entry(instance, "name")
        owner = policies.pop(entry["id"], None)
        if owner is None and entry["id"] in world.bare_topics:
            # What Terraform puts in the place of a policy that it takes away is not in the plan.
            entry["policy"] = world.unknown(instance, "policy")
        elif owner is None and (perhaps := doubtful.get(entry["id"], doubtful.get(""))) is not None:
            entry["policy"] = world.unknown_of(instance, "policy", perhaps, None)
        else:
            entry["policy"] = _policy(world, instance) if owner is None else _separate(world, instance, owner)
        entry["key"] = keys.of_topic(instance)
        entry["fifo"] = world.or_unknown(instance, "fifo_topic", flag(instance, "fifo_topic", default=False), default=False)
        entry["max_message_size"] = None  # the provider does not set it
        twin = found.get(entry["id"], entry)
        for name in ("policy", "key"):
            if twin[name] != entry[name]:
                entry[name] = world.unknown(instance, name, reason="name_contested")
        found[entry["id"]] = entry
    world.outside_policies = {topic: read_policy(world, owner, "policy").policy for topic, owner in policies.items()}
    return found


def _separate_policies(world: World) -> tuple[dict[str, Instance], dict[str, Instance]]:
    """`aws_sns_topic_policy` instances by the id of the topic that they replace the policy of, and of those that they may.

    Where nothing tells the topic, it may be any: that policy stands under no name.
    """
    found: dict[str, Instance] = {}
    perhaps: dict[str, Instance] = {}
    for instance in world.instances.of("aws_sns_topic_policy"):
        arn = text(instance, "arn")
        if isinstance(arn, str):
            found[world.by_arn.get(arn, arn)] = instance
            alike = (i for i in world.instances.of(*TOPIC) if world.may_be(i, arn))
            perhaps.update({world.ids[topic.address]: instance for topic in alike})
        elif arn is UNKNOWN:
            match link(world, instance, attribute("arn"), TOPIC):
                case Is(topic):
                    found[world.ids[topic.address]] = instance
                case OneOf(topics):
                    perhaps.update({world.ids[topic.address]: instance for topic in topics})
                case _:
                    perhaps[""] = instance
    return found, perhaps


def _policy(world: World, instance: Instance) -> Any:
    value = world.settled(instance, "policy", text(instance, "policy"), None)
    if value is None:
        return None
    read = read_policy(world, instance, "policy")
    return world.unknown_of(instance, "policy", instance, read.why) if read.policy is None else read.policy


def _separate(world: World, topic: Instance, owner: Instance) -> Any:
    read = read_policy(world, owner, "policy")
    return world.unknown_of(topic, "policy", owner, read.why) if read.policy is None else read.policy
