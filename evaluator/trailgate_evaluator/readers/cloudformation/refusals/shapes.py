"""The properties that the types of the chain have, and those that none may leave out.

Source: CloudFormation's resource provider schemas; a test holds this against them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from trailgate_evaluator.readers.cloudformation.stacks import names


@dataclass(frozen=True, slots=True)
class Shape:
    """A mapping's properties: all that it may have, those that it must have, and the shapes of the mappings within them."""

    known: frozenset[str]
    required: frozenset[str] = frozenset()
    within: Mapping[str, Shape] = field(default_factory=dict)


def _shape(known: str, required: str = "", **within: Shape) -> Shape:
    return Shape(frozenset(known.split()), frozenset(required.split()), within)


_ACTIONS: Final = (
    "ActionsEnabled AlarmActions AlarmDescription AlarmName InsufficientDataActions OKActions ActionConfiguration Tags"
)
_DIMENSION: Final = _shape("Name Value", "Name Value")
_METRIC_STAT: Final = _shape(
    "Metric Period Stat Unit",
    "Metric Period Stat",
    Metric=_shape("Dimensions MetricName Namespace", Dimensions=_DIMENSION),
)
_FIELD_SELECTOR: Final = _shape("EndsWith Equals Field NotEndsWith NotEquals NotStartsWith StartsWith", "Field")

SHAPES: Final[Mapping[str, Shape]] = {
    names.TRAIL: _shape(
        "AdvancedEventSelectors AggregationConfigurations CloudWatchLogsLogGroupArn CloudWatchLogsRoleArn "
        "EnableLogFileValidation EventSelectors IncludeGlobalServiceEvents InsightSelectors IsLogging "
        "IsMultiRegionTrail IsOrganizationTrail KMSKeyId "
        "S3BucketName S3KeyPrefix SnsTopicName Tags TrailName",
        "IsLogging S3BucketName",
        AdvancedEventSelectors=_shape("FieldSelectors Name", "FieldSelectors", FieldSelectors=_FIELD_SELECTOR),
        EventSelectors=_shape(
            "DataResources ExcludeManagementEventSources IncludeManagementEvents ReadWriteType",
            DataResources=_shape("Type Values", "Type"),
        ),
    ),
    names.LOG_GROUP: _shape(
        "BearerTokenAuthenticationEnabled DataProtectionPolicy DeletionProtectionEnabled FieldIndexPolicies KmsKeyId "
        "LogGroupClass LogGroupName ResourcePolicyDocument RetentionInDays Tags"
    ),
    names.METRIC_FILTER: _shape(
        "ApplyOnTransformedLogs EmitSystemFieldDimensions FieldSelectionCriteria FilterName FilterPattern LogGroupName "
        "MetricTransformations",
        "FilterPattern LogGroupName MetricTransformations",
        MetricTransformations=_shape(
            "DefaultValue Dimensions MetricName MetricNamespace MetricValue Unit",
            "MetricName MetricNamespace MetricValue",
            Dimensions=_shape("Key Value", "Key Value"),
        ),
    ),
    names.ALARM: _shape(
        f"{_ACTIONS} ComparisonOperator DatapointsToAlarm Dimensions EvaluateLowSampleCountPercentile EvaluationCriteria "
        "EvaluationInterval EvaluationPeriods EvaluationWindow ExtendedStatistic MetricName Metrics Namespace Period Statistic "
        "Threshold ThresholdMetricId TreatMissingData Unit WarmUpConfiguration",
        Dimensions=_DIMENSION,
        Metrics=_shape("AccountId Expression Id Label MetricStat Period ReturnData", "Id", MetricStat=_METRIC_STAT),
    ),
    names.COMPOSITE: _shape(
        f"{_ACTIONS} ActionsSuppressor ActionsSuppressorExtensionPeriod ActionsSuppressorWaitPeriod AlarmRule", "AlarmRule"
    ),
    names.TOPIC: _shape(
        "ArchivePolicy ContentBasedDeduplication DataProtectionPolicy DeliveryStatusLogging DisplayName FifoThroughputScope "
        "FifoTopic KmsMasterKeyId MaximumMessageSize SignatureVersion Subscription Tags TopicName TracingConfig",
        Subscription=_shape("Endpoint Protocol", "Endpoint Protocol"),
    ),
    names.SUBSCRIPTION: _shape(
        "DeliveryPolicy Endpoint FilterPolicy FilterPolicyScope Protocol RawMessageDelivery RedrivePolicy Region ReplayPolicy "
        "SubscriptionRoleArn TopicArn",
        "Protocol TopicArn",
    ),
    names.TOPIC_POLICY: _shape("PolicyDocument Topics", "PolicyDocument Topics"),
    names.INLINE_POLICY: _shape("PolicyDocument TopicArn", "PolicyDocument TopicArn"),
}


def missing(shape: Shape, properties: Mapping[str, Any]) -> Iterator[str]:
    """The properties that must be there and surely are not, by their paths: `MetricTransformations[0].MetricValue`."""
    yield from (name for name in sorted(shape.required) if properties.get(name) is None)
    for path, inner, value in _within(shape, properties):
        yield from (f"{path}.{name}" for name in missing(inner, value))


def strange(shape: Shape, properties: Mapping[str, Any]) -> Iterator[str]:
    """The properties that are not known, by their paths."""
    yield from (name for name in properties if name not in shape.known and not name.startswith("Fn::"))
    for path, inner, value in _within(shape, properties):
        yield from (f"{path}.{name}" for name in strange(inner, value))


def _within(shape: Shape, properties: Mapping[str, Any]) -> Iterator[tuple[str, Shape, Mapping[str, Any]]]:
    for name, inner in shape.within.items():
        value = properties.get(name)
        if isinstance(value, dict):
            yield name, inner, value
        if isinstance(value, list):
            yield from ((f"{name}[{place}]", inner, one) for place, one in enumerate(value) if isinstance(one, dict))
