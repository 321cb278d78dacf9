"""Topic subscriptions of a template: resources of their own, those written within topics, and chat channels'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.filter_policies import drops_messages
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain
from trailgate_evaluator.readers.cloudformation.intrinsics.values import as_text, unknown_in
from trailgate_evaluator.readers.cloudformation.resources import actions
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.world.world import choices
from trailgate_evaluator.readers.declared.arns import parse_arn

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

_CONFIRMED_BY_AWS: Final = frozenset({"application", "firehose", "lambda", "sms", "sqs"})
_CHANNELS: Final = ("AWS::Chatbot::SlackChannelConfiguration", "AWS::Chatbot::MicrosoftTeamsChannelConfiguration")
_CHAT: Final = "https://global.sns-api.chatbot.amazonaws.com"


def read(world: World) -> dict[str, Json]:
    """Every subscription by its id."""
    found: dict[str, Json] = {}
    for resource in world.of(names.SUBSCRIPTION):
        entry = world.entry(resource)
        entry |= {"name": resource.logical, "topic": _topic(world, resource, "TopicArn", resource.get("TopicArn"))}
        entry |= _how(world, resource, resource.get("Protocol"), resource.get("Endpoint"))
        entry["filter_policy"] = _filtered(world, resource)
        found[entry["id"]] = entry
    for resource in world.of(names.TOPIC):
        for number, one in enumerate(_inline(world, resource)):
            entry = world.entry(resource)
            own = f"{resource.address}.Subscription[{number}]"
            topic = entry["id"]
            entry |= {"id": f"tf:{own}", "name": own, "address": own, "topic": topic, "filter_policy": False}
            found[entry["id"]] = entry | one
    for resource in world.of(*_CHANNELS):
        for number, value in enumerate(_listed(resource.get("SnsTopicArns"))):
            entry = world.entry(resource)
            entry |= {
                "id": f"tf:{resource.address}[{number}]",
                "name": resource.logical,
                "topic": _topic(world, resource, "SnsTopicArns", value),
                "protocol": "https",
                "endpoint": _CHAT,
                "state": "confirmed",
                "filter_policy": False,
            }
            found[entry["id"]] = entry
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _topic(world: World, resource: Resource, property_of: str, value: Any) -> Any:
    ids: list[Any] = []
    for choice in choices(value):
        text = as_text(choice)
        if text is None:
            return world.unknown(resource, property_of, unknown_in(value))
        one = actions.topic(world, resource, property_of, text)
        if one not in ids:
            ids.append(one)
    if len(ids) == 1:
        return ids[0]
    closed = all(isinstance(one, str) for one in ids)
    return world.unknown(resource, property_of, unknown_in(value), candidates=ids if closed else None)


def _inline(world: World, topic: Resource) -> list[Json]:
    """Those that a topic is written with; one that may be left out, or of which nothing is known, is not known to be."""
    value = topic.get("Subscription")
    if value is None:
        return []
    found: list[Json] = []
    for one in _elements(value):
        if isinstance(one, dict):
            found.append(_how(world, topic, one.get("Protocol"), one.get("Endpoint")))
        else:
            told = unknown_in(one)
            state = world.unknown(topic, "Subscription", told)
            found.append({"protocol": state, "endpoint": None, "state": state})
    return found


def _elements(value: Any) -> list[Any]:
    """The elements of a list; a list that is one of several is one element of which nothing is known."""
    return value if isinstance(value, list) else [value]


def _how(world: World, resource: Resource, protocol: Any, endpoint: Any) -> Json:
    """Protocol, endpoint and the state that the deployment leaves it in."""
    told, address = as_text(protocol), as_text(endpoint)
    known = told is not None and is_plain(told)
    attribute = "Protocol" if resource.type == names.SUBSCRIPTION else "Subscription"
    return {
        "protocol": told if known else world.unknown(resource, attribute, unknown_in(protocol)),
        "endpoint": address if address is not None and is_plain(address) else None,
        "state": _state(resource, told if known else None, endpoint),
    }


def _state(resource: Resource, protocol: str | None, endpoint: Any) -> str:
    """`confirmed` where AWS confirms it, `needs_confirmation` where somebody must after deployment."""
    if protocol not in _CONFIRMED_BY_AWS:
        return "needs_confirmation"
    arn, account = parse_arn(endpoint), resource.stack.place.account
    elsewhere = arn is not None and is_plain(account) and arn.account != account
    return "needs_confirmation" if elsewhere else "confirmed"


def _filtered(world: World, resource: Resource) -> Any:
    value = resource.get("FilterPolicy")
    if value is None:
        return False
    if isinstance(value, dict):
        return bool(value)
    if isinstance(value, str) and is_plain(value):
        return drops_messages(value)
    return world.unknown(resource, "FilterPolicy", unknown_in(value))
