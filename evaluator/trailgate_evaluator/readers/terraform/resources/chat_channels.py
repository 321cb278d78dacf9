"""Chat channels of Amazon Q Developer (AWS Chatbot): the service subscribes each topic that it is given, and confirms it.

https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html
"""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.document.parts import Json
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.resources import actions
from trailgate_evaluator.readers.terraform.world.world import LINKS, World

_CHANNELS: Final = tuple(kind for kind in LINKS if "_chatbot_" in kind)
_ENDPOINT: Final = "https://global.sns-api.chatbot.amazonaws.com"
_TOPICS: Final = "sns_topic_arns"


def read(world: World) -> dict[str, Json]:
    """The subscriptions that the chat channels make, by id: one for each topic."""
    found: dict[str, Json] = {}
    for instance in world.instances.of(*_CHANNELS):
        for number, entry in enumerate(_of_channel(world, instance)):
            entry["id"] = f"{entry['id']}#{number}"
            found[entry["id"]] = entry
    return found


def _of_channel(world: World, instance: Instance) -> list[Json]:
    if world.settled(instance, _TOPICS, instance.values.get(_TOPICS), None) is None and not world.is_written(instance, _TOPICS):
        return []
    topics, by_reference = actions.read(world, instance, _TOPICS)
    told = world.entry(instance, "configuration_name") | {
        "name": instance.name,
        "protocol": "https",
        "endpoint": _ENDPOINT,
        "state": "confirmed",
        "filter_policy": False,
    }
    if by_reference:
        told["resolved_by"] = {"topic": "reference"}
    for topic in topics:
        if isinstance(topic, dict):
            topic.pop("symbol", None)
    return [told | {"topic": topic} for topic in topics]
