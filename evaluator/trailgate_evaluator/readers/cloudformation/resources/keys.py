"""The KMS keys that topics are encrypted with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain, shown, split
from trailgate_evaluator.readers.cloudformation.intrinsics.values import Unknown, as_text, unknown_in
from trailgate_evaluator.readers.cloudformation.resources.policies import read_policy
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.world.world import MISSING, boolean

if TYPE_CHECKING:
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

_STATES: Final = {True: "Enabled", False: "Disabled"}
_AWS_ALIAS: Final = "alias/aws/"


class Keys:
    """The keys of a world, by every text that names one: id, ARN, or the name or ARN of an alias."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._named: dict[str, Resource] = {}
        for key in world.of(names.KEY):
            self._named |= {names.name_of(key): key, names.arn_of(key): key}
        for alias in world.of(names.ALIAS):
            target = as_text(alias.get("TargetKeyId"))
            if target is not None and (found := self._named.get(target)) is not None:
                self._named |= {names.name_of(alias): found, names.arn_of(alias): found}

    def of_topic(self, topic: Resource) -> Any:
        """The key of a topic as the document writes it; None where it is not encrypted."""
        world, value = self._world, topic.get("KmsMasterKeyId")
        text = as_text(value)
        if value is None or text == "":
            return None
        if text is None:
            return world.unknown(topic, "KmsMasterKeyId", unknown_in(value))
        name = split(text, ":")[-1] if text.startswith("arn:") else text
        if name.startswith(_AWS_ALIAS):
            return {"id": shown(text), "manager": "AWS", "policy": None}
        key = self._named.get(text)
        if key is None and not is_plain(text):
            return world.unknown(topic, "KmsMasterKeyId", unknown_in(text))
        if key is None:
            policy = world.unknown(topic, "key", Unknown("outside_plan", None))
            return {"id": text, "arn": None, "state": None, "spec": None, "manager": "CUSTOMER", "policy": policy}
        enabled = boolean(key.get("Enabled"))
        spec = as_text(key.get("KeySpec"))
        return {
            "id": f"tf:{key.address}",
            "arn": None,
            "state": None if enabled is MISSING else _STATES[enabled is not False],
            "spec": "SYMMETRIC_DEFAULT"
            if key.get("KeySpec") is None
            else spec
            if spec and is_plain(spec)
            else self._hidden(topic),
            "manager": "CUSTOMER",
            "policy": self._policy(topic, key),
        }

    def _hidden(self, topic: Resource) -> Any:
        return self._world.unknown(topic, "KmsMasterKeyId")

    def _policy(self, topic: Resource, key: Resource) -> Any:
        """The key's policy; where none is written, AWS's default lets in the account's own principals and no service."""
        value = key.get("KeyPolicy")
        if value is None:
            return {"statements": []}
        read = read_policy(self._world, value)
        if read.policy is not None and key.doubt is None:
            return read.policy
        why = key.doubt or read.why or Unknown("known_after_apply")
        name = f"{why.name or key.address} ({key.where('KeyPolicy')})"
        return self._world.unknown(topic, "KmsMasterKeyId", Unknown(why.reason, name))
