"""Types that are none, though they are nearly one of the chain's: CloudFormation refuses a template with an unknown type."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import Final

from trailgate_evaluator.readers.cloudformation.refusals.shapes import SHAPES

_OTHERS: Final = frozenset(
    {
        "AWS::CloudTrail::Channel", "AWS::CloudTrail::Dashboard", "AWS::CloudTrail::EventDataStore",
        "AWS::CloudTrail::ResourcePolicy", "AWS::CloudWatch::AlarmMuteRule", "AWS::CloudWatch::AnomalyDetector",
        "AWS::CloudWatch::Dashboard", "AWS::CloudWatch::InsightRule", "AWS::CloudWatch::Integration", "AWS::CloudWatch::LogAlarm",
        "AWS::CloudWatch::MetricStream", "AWS::CloudWatch::OTelEnrichment", "AWS::CloudWatch::ResourceMetricsConfiguration",
        "AWS::CloudWatch::View", "AWS::Logs::AccountPolicy", "AWS::Logs::Delivery", "AWS::Logs::DeliveryDestination",
        "AWS::Logs::DeliverySource", "AWS::Logs::Destination", "AWS::Logs::Integration", "AWS::Logs::LogAnomalyDetector",
        "AWS::Logs::LogStream", "AWS::Logs::QueryDefinition", "AWS::Logs::ResourcePolicy", "AWS::Logs::ScheduledQuery",
        "AWS::Logs::StorageTierPolicy", "AWS::Logs::SubscriptionFilter", "AWS::Logs::Transformer",
    }
)  # fmt: skip
"""The other types of the chain's services."""
_AS_NEAR: Final = 0.88


@cache
def is_strange_type(kind: str) -> bool:
    """Whether a type is none that is known here, and nearly one of the chain's."""
    if kind in SHAPES or kind in _OTHERS or not kind.lower().startswith("aws::"):
        return False
    return bool(get_close_matches(kind.lower(), [known.lower() for known in SHAPES], n=1, cutoff=_AS_NEAR))
