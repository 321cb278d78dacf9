"""What SNS refuses of a topic or a subscription of a plan."""

from __future__ import annotations

from trailgate_evaluator.readers.declared import endpoints
from trailgate_evaluator.readers.declared.arns import parse_arn
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, look, text
from trailgate_evaluator.readers.terraform.world.world import World


def topic_name(_: World, instance: Instance) -> bool:
    """Whether its name is none that SNS takes."""
    name = look(instance, "name")
    return isinstance(name, str) and bool(name) and not endpoints.is_topic_name(name)


def is_fifo(world: World, found: object) -> bool | None:
    """Whether a topic of the document is a FIFO topic; None where nobody can tell."""
    own = world.by_id.get(found) if isinstance(found, str) else None
    if own is not None and own.type == "aws_sns_topic":
        fifo = look(own, "fifo_topic")
        return None if fifo is UNKNOWN else fifo is True
    arn = parse_arn(found)
    return None if arn is None else arn.resource.endswith(".fifo")


def fifo_endpoint(world: World, instance: Instance) -> bool:
    """Whether anything but a queue is subscribed to a FIFO topic."""
    protocol = text(instance, "protocol")
    return isinstance(protocol, str) and protocol != "sqs" and is_fifo(world, world.topic_of.get(instance.address)) is True


def fifo_queue(world: World, instance: Instance) -> bool:
    """Whether a FIFO queue is subscribed to a standard topic."""
    queue = parse_arn(look(instance, "endpoint"))
    fifo = queue is not None and queue.service == "sqs" and queue.resource.endswith(".fifo")
    return fifo and is_fifo(world, world.topic_of.get(instance.address)) is False


def firehose_without_role(_: World, instance: Instance) -> bool:
    """Whether a delivery stream is subscribed without a role."""
    return text(instance, "protocol") == "firehose" and look(instance, "subscription_role_arn") in (None, "")


def other_scheme(_: World, instance: Instance) -> bool:
    """Whether an address begins otherwise than its protocol."""
    protocol, endpoint = text(instance, "protocol"), text(instance, "endpoint")
    return isinstance(endpoint, str) and endpoints.is_of_other_scheme(protocol, endpoint)


def no_address(_: World, instance: Instance) -> bool:
    """Whether an e-mail endpoint surely is no address: nothing, or a text without @."""
    protocol, endpoint = text(instance, "protocol"), look(instance, "endpoint")
    if endpoint is None:
        return protocol in endpoints.MAILED
    return isinstance(endpoint, str) and endpoints.is_no_address(protocol, endpoint)


def no_arn(_: World, instance: Instance) -> bool:
    """Whether what takes messages by its ARN is given by something else, as a queue by its address."""
    protocol, endpoint = text(instance, "protocol"), look(instance, "endpoint")
    if endpoint is None:
        return protocol in endpoints.BY_ARN
    return isinstance(endpoint, str) and endpoints.is_no_arn(protocol, endpoint)
