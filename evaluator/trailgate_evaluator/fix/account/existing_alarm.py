"""An alarm as DescribeAlarms returned it, as the request that puts it back with some members changed."""

from __future__ import annotations

from typing import Any, Final

Json = dict[str, Any]

METRIC: Final = (
    "AlarmName",
    "AlarmDescription",
    "ActionsEnabled",
    "OKActions",
    "AlarmActions",
    "InsufficientDataActions",
    "MetricName",
    "Namespace",
    "Statistic",
    "ExtendedStatistic",
    "Dimensions",
    "Period",
    "Unit",
    "EvaluationPeriods",
    "DatapointsToAlarm",
    "Threshold",
    "ComparisonOperator",
    "TreatMissingData",
    "EvaluateLowSampleCountPercentile",
    "Metrics",
    "ThresholdMetricId",
    "EvaluationCriteria",
    "EvaluationInterval",
    "EvaluationWindow",
    "WarmUpConfiguration",
    "ActionConfiguration",
)
COMPOSITE: Final = (
    "AlarmName",
    "AlarmDescription",
    "ActionsEnabled",
    "OKActions",
    "AlarmActions",
    "InsufficientDataActions",
    "AlarmRule",
    "ActionsSuppressor",
    "ActionsSuppressorWaitPeriod",
    "ActionsSuppressorExtensionPeriod",
    "ActionConfiguration",
)
LISTS: Final = frozenset(("OKActions", "AlarmActions", "InsufficientDataActions", "Dimensions", "Metrics"))
"""Members that AWS leaves out or leaves empty, which is the same."""


def put_back(row: Json, overrides: Json) -> Json:
    """The parameters of PutMetricAlarm or PutCompositeAlarm: those of the row, then the overrides; None leaves a member out.

    Both replace the alarm as a whole, so every member that they take is given again. Tags stay as they are.
    """
    members = COMPOSITE if "AlarmRule" in row else METRIC
    merged = {name: row[name] for name in members if name in row} | overrides
    return {name: merged[name] for name in members if name in merged and merged[name] not in (None, [])}
