"""The KMS keys that topics are encrypted with, and their policies, which other resources may set."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, flag, look, text
from trailgate_evaluator.readers.terraform.references.links import Is, OneOf, attribute, link
from trailgate_evaluator.readers.terraform.resources.policies import Read, read_policy
from trailgate_evaluator.readers.terraform.world.world import World

_KEY: Final = frozenset({"aws_kms_key"})
_KEY_OR_ALIAS: Final = frozenset({"aws_kms_key", "aws_kms_alias"})
_STATES: Final = {True: "Enabled", False: "Disabled"}
_SPEC: Final = "customer_master_key_spec"
_AWS_ALIAS: Final = "alias/aws/"


class Keys:
    """The keys of one world, with the `aws_kms_key_policy` that replaces the policy of each, or may."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._policies: dict[str, Instance] = {}
        self._perhaps: dict[str, Instance] = {}
        for policy in world.instances.of("aws_kms_key_policy"):
            named = text(policy, "key_id")
            if isinstance(named, str):
                if (key := self._called(named)) is not None:
                    self._policies[key.address] = policy
                continue
            match link(world, policy, attribute("key_id"), _KEY):
                case Is(key):
                    self._policies[key.address] = policy
                case OneOf(keys):
                    self._perhaps.update({key.address: policy for key in keys})
                case _:
                    self._perhaps[""] = policy

    def of_topic(self, topic: Instance) -> Any:
        """The key of a topic as the document writes it; None where it is not encrypted."""
        world = self._world
        value = world.settled(topic, "kms_master_key_id", text(topic, "kms_master_key_id"), None)
        if value is None:
            return None
        key: Instance | None = None
        if isinstance(value, str):
            name = value.rpartition(":")[2] if value.startswith("arn:") else value
            if name.startswith(_AWS_ALIAS):
                return {"id": world.shown(value), "manager": "AWS", "policy": None}
            key = self._named(value)
            found = world.shown(value)
        else:
            reached = link(world, topic, attribute("kms_master_key_id"), _KEY_OR_ALIAS)
            key = reached.instance if isinstance(reached, Is) else None
            if key is not None and key.type == "aws_kms_alias":
                key = self._of_alias(key)
            if key is None:
                return world.unknown(topic, "kms_master_key_id")
            found = f"tf:{key.address}"
        arn, enabled = (None, True) if key is None else (look(key, "arn"), flag(key, "is_enabled", default=True))
        return {
            "id": found,
            "arn": arn if isinstance(arn, str) and not world.is_secret(arn) else None,
            "state": _STATES.get(enabled) if isinstance(enabled, bool) and key is not None else None,
            "spec": None if key is None else self._spec(topic, key),
            "manager": "CUSTOMER",
            "policy": self._policy(topic, key),
        }

    def _spec(self, topic: Instance, key: Instance) -> Any:
        """What kind of key it is; the provider makes symmetric ones where nothing is written."""
        spec = self._world.settled(key, _SPEC, text(key, _SPEC), None)
        if spec is UNKNOWN or (isinstance(spec, str) and self._world.is_secret(spec)):
            return self._world.unknown_of(topic, "kms_master_key_id", key, None)
        return spec or "SYMMETRIC_DEFAULT"

    def _named(self, value: str) -> Instance | None:
        """The managed key of an id, ARN or alias."""
        for alias in self._world.instances.of("aws_kms_alias"):
            if value in (look(alias, "name"), look(alias, "arn")):
                return self._of_alias(alias)
        return self._called(value)

    def _of_alias(self, alias: Instance) -> Instance | None:
        target = link(self._world, alias, attribute("target_key_id"), _KEY)
        return target.instance if isinstance(target, Is) else self._called(str(look(alias, "target_key_id")))

    def _called(self, value: str) -> Instance | None:
        for key in self._world.instances.of("aws_kms_key"):
            if value in (look(key, "arn"), look(key, "id"), look(key, "key_id")):
                return key
        return None

    def _policy(self, topic: Instance, key: Instance | None) -> Any:
        owner = None if key is None else self._policies.get(key.address)
        perhaps = None if key is None else self._perhaps.get(key.address, self._perhaps.get(""))
        if owner is None and perhaps is not None:
            return self._world.unknown_of(topic, "kms_master_key_id", perhaps, None)
        source = owner or key
        value = None if source is None else look(source, "policy")
        if owner is None and key is not None and value is UNKNOWN and self._has_default_policy(key):
            return {"statements": []}
        read = Read(None) if source is None else read_policy(self._world, source, "policy")
        if read.policy is None:
            return self._world.unknown_of(topic, "kms_master_key_id", source, read.why)
        return read.policy

    def _has_default_policy(self, key: Instance) -> bool:
        """Whether AWS gives the key its default policy: the account's own principals, no service."""
        return not key.existing and self._world.is_left_to_aws(key, "policy")
