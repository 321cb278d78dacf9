"""SNS topics of a plan, with the policy and the key that decide whether an alarm reaches them."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.document.parts import Json
from trailgate_evaluator.document.statements import NotAPolicyError, policy_of
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, flag, look, text
from trailgate_evaluator.readers.terraform.references.links import Is, attribute, link
from trailgate_evaluator.readers.terraform.world.world import World

TOPIC: Final = frozenset({"aws_sns_topic"})
_KEY: Final = frozenset({"aws_kms_key"})
_KEY_OR_ALIAS: Final = frozenset({"aws_kms_key", "aws_kms_alias"})
_AWS_ALIAS: Final = "alias/aws/"


def read(world: World) -> dict[str, Json]:
    """Every managed topic by its id."""
    policies = _separate_policies(world)
    found: dict[str, Json] = {}
    for instance in world.instances.of(*TOPIC):
        entry = world.entry(instance, "name")
        owner = policies.pop(entry["id"], None)
        if owner is None and entry["id"] in world.bare_topics:
            # What Terraform puts in the place of a policy that it takes away is not in the plan.
            entry["policy"] = world.unknown(instance, "policy")
        else:
            entry["policy"] = _policy(world, instance) if owner is None else _separate(world, instance, owner)
        entry["key"] = _key(world, instance)
        entry["fifo"] = world.or_unknown(instance, "fifo_topic", flag(instance, "fifo_topic", default=False), default=False)
        entry["max_message_size"] = None  # the provider does not set it
        found[entry["id"]] = entry
    world.outside_policies = {topic: _parsed(world, look(owner, "policy")) for topic, owner in policies.items()}
    return found


def _separate_policies(world: World) -> dict[str, Instance]:
    """`aws_sns_topic_policy` instances by the id of the topic that they replace the policy of."""
    found: dict[str, Instance] = {}
    for instance in world.instances.of("aws_sns_topic_policy"):
        arn = text(instance, "arn")
        if isinstance(arn, str):
            found[arn] = instance
        elif arn is UNKNOWN:
            match link(world, instance, attribute("arn"), TOPIC):
                case Is(topic):
                    found[world.ids[topic.address]] = instance
                case _:
                    pass
    return found


def _policy(world: World, instance: Instance) -> Any:
    value = world.settled(instance, "policy", text(instance, "policy"), None)
    if value is None:
        return None
    parsed = _parsed(world, value)
    return world.unknown(instance, "policy") if parsed is None else parsed


def _separate(world: World, topic: Instance, owner: Instance) -> Any:
    value = look(owner, "policy")
    parsed = _parsed(world, value)
    return world.unknown(topic, "policy", name=owner.address) if parsed is None else parsed


def _parsed(world: World, value: object) -> Json | None:
    """The statements of a policy's text; None where there is none that can be read and shown."""
    if not isinstance(value, str) or world.is_secret(value):
        return None
    try:
        return policy_of(value)
    except NotAPolicyError:
        return None


def _key(world: World, instance: Instance) -> Any:
    value = world.settled(instance, "kms_master_key_id", text(instance, "kms_master_key_id"), None)
    if value is None:
        return None
    key: Instance | None = None
    if isinstance(value, str):
        name = value.rpartition(":")[2] if value.startswith("arn:") else value
        if name.startswith(_AWS_ALIAS):
            return {"id": world.shown(value), "manager": "AWS", "policy": None}
        key = _named_key(world, value)
        found = world.shown(value)
    else:
        reached = link(world, instance, attribute("kms_master_key_id"), _KEY_OR_ALIAS)
        key = reached.instance if isinstance(reached, Is) else None
        if key is not None and key.type == "aws_kms_alias":
            key = _of_alias(world, key)
        if key is None:
            return world.unknown(instance, "kms_master_key_id")
        found = f"tf:{key.address}"
    arn, enabled = (None, True) if key is None else (look(key, "arn"), flag(key, "is_enabled", default=True))
    return {
        "id": found,
        "arn": arn if isinstance(arn, str) and not world.is_secret(arn) else None,
        "state": "Disabled" if enabled is False else None,
        "manager": "CUSTOMER",
        "policy": _key_policy(world, instance, key),
    }


def _named_key(world: World, value: str) -> Instance | None:
    """The managed key of an id, ARN or alias."""
    for alias in world.instances.of("aws_kms_alias"):
        if value in (look(alias, "name"), look(alias, "arn")):
            return _of_alias(world, alias)
    return _key_called(world, value)


def _of_alias(world: World, alias: Instance) -> Instance | None:
    target = link(world, alias, attribute("target_key_id"), _KEY)
    return target.instance if isinstance(target, Is) else _key_called(world, str(look(alias, "target_key_id")))


def _key_called(world: World, value: str) -> Instance | None:
    for key in world.instances.of("aws_kms_key"):
        if value in (look(key, "arn"), look(key, "id"), look(key, "key_id")):
            return key
    return None


def _key_policy(world: World, topic: Instance, key: Instance | None) -> Any:
    value = None if key is None else look(key, "policy")
    if key is not None and value is UNKNOWN and not key.existing and not world.is_written(key, "policy"):
        # AWS's default key policy: the account's own principals, no service.
        return {"statements": []}
    parsed = _parsed(world, value)
    if parsed is None:
        return world.unknown(topic, "kms_master_key_id", name=None if key is None else key.address)
    return parsed
