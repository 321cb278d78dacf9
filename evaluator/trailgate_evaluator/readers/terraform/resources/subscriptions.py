"""Topic subscriptions of a plan, and what state the apply leaves them in."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.document.filter_policies import drops_messages
from trailgate_evaluator.document.parts import Json
from trailgate_evaluator.readers.declared.arns import is_symbol, parse_arn
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, flag, look, text
from trailgate_evaluator.readers.terraform.references.links import Is, Literal, Nowhere, OneOf, attribute, hints, link
from trailgate_evaluator.readers.terraform.resources.actions import topic_of_text
from trailgate_evaluator.readers.terraform.resources.topics import TOPIC
from trailgate_evaluator.readers.terraform.world.world import World

_CONFIRMED_BY_AWS: Final = frozenset({"application", "firehose", "lambda", "sms", "sqs"})
_BY_HTTP: Final = frozenset({"http", "https"})


def read(world: World) -> dict[str, Json]:
    """Every managed subscription by its id."""
    found: dict[str, Json] = {}
    for instance in world.instances.of("aws_sns_topic_subscription"):
        entry = world.entry(instance, "name")
        topic, by_reference = _topic(world, instance)
        if instance.untouched and world.is_made_anew(topic):
            # AWS takes a topic's subscriptions with it: one that stays as it is where its topic is made anew may be gone.
            topic = world.unknown(instance, "topic_arn")
        protocol, endpoint = text(instance, "protocol"), text(instance, "endpoint")
        entry |= {
            "name": instance.name,
            "topic": topic,
            "protocol": world.or_unknown(instance, "protocol", protocol),
            "endpoint": world.shown(endpoint) if isinstance(endpoint, str) else None,
            "state": _state(world, instance, protocol),
            "filter_policy": _filtered(world, instance),
        }
        if by_reference:
            entry["resolved_by"] = {"topic": "reference"}
        if isinstance(topic, str):
            world.topic_of[instance.address] = topic
        found[entry["id"]] = entry
    return found


def _topic(world: World, instance: Instance) -> tuple[Any, bool]:
    value = look(instance, "topic_arn")
    if isinstance(value, str):
        return topic_of_text(world, instance, "topic_arn", value), False
    match link(world, instance, attribute("topic_arn"), TOPIC):
        case Is(topic):
            return world.ids[topic.address], True
        case OneOf(topics):
            return world.unknown(instance, "topic_arn", candidates=[world.ids[t.address] for t in topics]), True
        case Literal(str(constant)):
            return topic_of_text(world, instance, "topic_arn", constant), False
        case Nowhere(reason, called, local):
            missing = world.unknown(instance, "topic_arn", reason=reason, name=called, hints=hints(world, TOPIC))
            return missing | ({"symbol": local} if local else {}), False
        case _:
            return world.unknown(instance, "topic_arn"), False


def _state(world: World, instance: Instance, protocol: object) -> Any:
    """`confirmed` where AWS or the apply confirms, `needs_confirmation` where somebody must after it."""
    arn = look(instance, "arn")
    if instance.existing and isinstance(arn, str):
        if arn == "Deleted":
            return "deleted"
        pending = look(instance, "pending_confirmation") is True or parse_arn(arn) is None
        return "pending" if pending else "confirmed"
    if protocol in _CONFIRMED_BY_AWS:
        return "needs_confirmation" if _belongs_elsewhere(world, instance) else "confirmed"
    if protocol in _BY_HTTP and flag(instance, "endpoint_auto_confirms", default=False) is True:
        return "confirmed"
    return "needs_confirmation"


def _belongs_elsewhere(world: World, instance: Instance) -> bool:
    """Whether the endpoint is another account's: then its owner must confirm."""
    endpoint = parse_arn(look(instance, "endpoint"))
    account = world.place_of[instance.address].account
    return endpoint is not None and not is_symbol(account) and endpoint.account != account


def _filtered(world: World, instance: Instance) -> Any:
    value = world.settled(instance, "filter_policy", text(instance, "filter_policy"), None)
    if value is UNKNOWN:
        return world.unknown(instance, "filter_policy")
    return drops_messages(value)
