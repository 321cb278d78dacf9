"""What AWS calls the resources of a template: what `Ref` and `Fn::GetAtt` give of each type.

Source: CloudFormation's template reference, "Return values" of each type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from trailgate_evaluator.readers.cloudformation.intrinsics.marks import mark
from trailgate_evaluator.readers.cloudformation.intrinsics.values import LATER, Unknown, as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource

TRAIL: Final = "AWS::CloudTrail::Trail"
LOG_GROUP: Final = "AWS::Logs::LogGroup"
METRIC_FILTER: Final = "AWS::Logs::MetricFilter"
ALARM: Final = "AWS::CloudWatch::Alarm"
COMPOSITE: Final = "AWS::CloudWatch::CompositeAlarm"
TOPIC: Final = "AWS::SNS::Topic"
SUBSCRIPTION: Final = "AWS::SNS::Subscription"
TOPIC_POLICY: Final = "AWS::SNS::TopicPolicy"
INLINE_POLICY: Final = "AWS::SNS::TopicInlinePolicy"
KEY: Final = "AWS::KMS::Key"
ALIAS: Final = "AWS::KMS::Alias"
STACK: Final = "AWS::CloudFormation::Stack"
HUB: Final = "AWS::SecurityHub::Hub"
PARAMETER: Final = "AWS::SSM::Parameter"


class _Named(NamedTuple):
    """The property that names a resource, its service, and what stands before the name in its ARN."""

    property: str
    service: str
    before: str


_NAMED: Final[Mapping[str, _Named]] = {
    TRAIL: _Named("TrailName", "cloudtrail", "trail/"),
    LOG_GROUP: _Named("LogGroupName", "logs", "log-group:"),
    METRIC_FILTER: _Named("FilterName", "logs", "metric-filter:"),
    ALARM: _Named("AlarmName", "cloudwatch", "alarm:"),
    COMPOSITE: _Named("AlarmName", "cloudwatch", "alarm:"),
    TOPIC: _Named("TopicName", "sns", ""),
    KEY: _Named("", "kms", "key/"),
    ALIAS: _Named("AliasName", "kms", ""),
}


ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    TRAIL: frozenset({"Arn", "SnsTopicArn"}),
    LOG_GROUP: frozenset({"Arn"}),
    METRIC_FILTER: frozenset(),
    ALARM: frozenset({"Arn"}),
    COMPOSITE: frozenset({"Arn"}),
    TOPIC: frozenset({"TopicArn", "TopicName"}),
    SUBSCRIPTION: frozenset({"Arn"}),
    TOPIC_POLICY: frozenset({"Id"}),
    INLINE_POLICY: frozenset(),
}
"""What `Fn::GetAtt` may ask of the types of the chain."""


def name_of(resource: Resource) -> str:
    """The resource's name at AWS, with marks where it is not known; what AWS makes up is a mark of its own."""
    property_of = _NAMED[resource.type].property
    value = resource.get(property_of) if property_of else None
    if value is None:
        return mark(f"own {resource.address}.name")
    text = as_text(value)
    return mark(f"value {resource.address}.{property_of}") if text is None else text


def is_made_up(resource: Resource) -> bool:
    """Whether AWS makes the name up, of the stack's name, the logical id and what is random."""
    property_of = _NAMED[resource.type].property
    return bool(property_of) and resource.get(property_of) is None


def arn_of(resource: Resource) -> str:
    """The resource's ARN, with marks; of a log group without the `:*` that CloudFormation puts behind it."""
    named, place = _NAMED[resource.type], resource.stack.place
    name = name_of(resource)
    if resource.type == LOG_GROUP and name.startswith("arn:"):
        return name
    return f"arn:{place.partition}:{named.service}:{place.region}:{place.account}:{named.before}{name}"


def ref(resource: Resource) -> Any:
    """What `Ref` gives."""
    match resource.type:
        case kind if kind == TOPIC:
            return arn_of(resource)
        case kind if kind in _NAMED:
            return name_of(resource)
        case kind if kind == PARAMETER and as_text(resource.get("Name")) is not None:
            return as_text(resource.get("Name"))
        case kind if kind.startswith("AWS::") and "::MODULE" not in kind:
            return mark(f"own {resource.address}")
        case _:
            return mark(f"value {resource.address}")


def attribute(resource: Resource, name: str) -> Any:
    """What `Fn::GetAtt` gives."""
    kind = resource.type
    if kind in _NAMED:
        if name in {"Arn", "TopicArn"}:
            return f"{arn_of(resource)}:*" if kind == LOG_GROUP else arn_of(resource)
        if name in {"TopicName", "KeyId", _NAMED[kind].property}:
            return name_of(resource)
    if kind == PARAMETER and name == "Value":
        return resource.get("Value")
    if kind.startswith("AWS::CloudFormation::") or not kind.startswith("AWS::") or "::MODULE" in kind:
        return mark(f"value {resource.address}.{name}")
    if name.lower().endswith(("arn", "id", "name")):
        return mark(f"own {resource.address}.{name}")
    return Unknown(LATER, f"{resource.address}.{name}")
