"""What SNS refuses of a topic or a subscription of a plan."""

from __future__ import annotations

import re
from typing import Final

from trailgate_evaluator.readers.declared.arns import parse_arn
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, look, text
from trailgate_evaluator.readers.terraform.world.world import World

_TOPIC_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\.fifo")
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+")
_BY_ARN: Final = frozenset({"application", "firehose", "lambda", "sqs"})


def topic_name(_: World, instance: Instance) -> bool:
    """Whether its name is none that SNS takes."""
    name = look(instance, "name")
    return isinstance(name, str) and bool(name) and _TOPIC_NAME.fullmatch(name) is None


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
    return protocol in ("http", "https") and isinstance(endpoint, str) and not endpoint.lower().startswith(f"{protocol}://")


def no_address(_: World, instance: Instance) -> bool:
    """Whether an e-mail endpoint surely is no address: nothing, or a text without @."""
    endpoint = look(instance, "endpoint")
    mailed = text(instance, "protocol") in ("email", "email-json")
    return mailed and (endpoint is None or (isinstance(endpoint, str) and _ADDRESS.fullmatch(endpoint) is None))


def no_arn(_: World, instance: Instance) -> bool:
    """Whether what takes messages by its ARN is given by something else, as a queue by its address."""
    protocol, endpoint = text(instance, "protocol"), look(instance, "endpoint")
    return protocol in _BY_ARN and (endpoint is None or (isinstance(endpoint, str) and not endpoint.startswith("arn:")))
