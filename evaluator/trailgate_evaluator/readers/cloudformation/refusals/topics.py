"""What SNS refuses of a topic, and of subscriptions, in resources of their own or written within topics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.readers.cloudformation.intrinsics.values import as_text
from trailgate_evaluator.readers.cloudformation.refusals.told import is_told, list_of, text_of
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.world.world import boolean
from trailgate_evaluator.readers.declared import endpoints
from trailgate_evaluator.readers.declared.arns import parse_arn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

_PROTOCOLS: Final = frozenset({"application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"})


def topic_name(_: World, resource: Resource) -> bool:
    """Whether its name is none that SNS takes."""
    name, fifo = text_of(resource.get("TopicName")), boolean(resource.get("FifoTopic"))
    if name is None or not is_told(resource.get("FifoTopic")):
        return False
    return not endpoints.is_topic_name(name) or name.endswith(".fifo") != (fifo is True)


def _subscriptions(world: World, resource: Resource) -> Iterator[tuple[str | None, Any, bool | None]]:
    """Protocol, endpoint and whether the topic is a FIFO one, of each that the resource makes."""
    if resource.type == names.SUBSCRIPTION:
        arn = as_text(resource.get("TopicArn"))
        own = world.by_id.get(world.arns.get(arn, "")) if arn is not None else None
        told = parse_arn(arn)
        fifo = _is_fifo(own) if own is not None else None if told is None else told.resource.endswith(".fifo")
        yield text_of(resource.get("Protocol")), resource.get("Endpoint"), fifo
        return
    for one in list_of(resource.get("Subscription")):
        if isinstance(one, dict):
            yield text_of(one.get("Protocol")), one.get("Endpoint"), _is_fifo(resource)


def _is_fifo(topic: Resource) -> bool | None:
    fifo = boolean(topic.get("FifoTopic")) if is_told(topic.get("FifoTopic")) else None
    return fifo if isinstance(fifo, bool) else False if topic.get("FifoTopic") is None else None


def protocol(world: World, resource: Resource) -> bool:
    """Whether a protocol is none that SNS has."""
    return any(protocol is not None and protocol not in _PROTOCOLS for protocol, _, _ in _subscriptions(world, resource))


def fifo_endpoint(world: World, resource: Resource) -> bool:
    """Whether anything but a queue is subscribed to a FIFO topic."""
    told = _subscriptions(world, resource)
    return any(protocol is not None and protocol != "sqs" and fifo is True for protocol, _, fifo in told)


def fifo_queue(world: World, resource: Resource) -> bool:
    """Whether a FIFO queue is subscribed to a standard topic."""
    for _, endpoint, fifo in _subscriptions(world, resource):
        queue = parse_arn(endpoint)
        if queue is not None and queue.service == "sqs" and queue.resource.endswith(".fifo") and fifo is False:
            return True
    return False


def firehose_without_role(_: World, resource: Resource) -> bool:
    """Whether a delivery stream is subscribed without a role."""
    if resource.type == names.TOPIC:
        return any(
            isinstance(one, dict) and text_of(one.get("Protocol")) == "firehose" for one in list_of(resource.get("Subscription"))
        )
    return text_of(resource.get("Protocol")) == "firehose" and resource.get("SubscriptionRoleArn") in (None, "")


def _offends(world: World, resource: Resource, offends: Callable[[object, str], bool]) -> bool:
    """Whether an endpoint that is told offends for its protocol."""
    told = ((protocol, text_of(endpoint)) for protocol, endpoint, _ in _subscriptions(world, resource))
    return any(text is not None and offends(protocol, text) for protocol, text in told)


def other_scheme(world: World, resource: Resource) -> bool:
    """Whether an address begins otherwise than its protocol."""
    return _offends(world, resource, endpoints.is_of_other_scheme)


def no_endpoint(world: World, resource: Resource) -> bool:
    """Whether a subscription has nobody to tell."""
    return any(protocol in _PROTOCOLS and endpoint is None for protocol, endpoint, _ in _subscriptions(world, resource))


def no_address(world: World, resource: Resource) -> bool:
    """Whether an e-mail endpoint surely is no address: nothing, or a text without @."""
    return _offends(world, resource, endpoints.is_no_address)


def no_arn(world: World, resource: Resource) -> bool:
    """Whether what takes messages by its ARN is given by something else, as a queue by its address."""
    return _offends(world, resource, endpoints.is_no_arn)
