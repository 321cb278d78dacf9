"""What two tools say of one question, put together: each may tell what the other leaves out, and none contradict the other.

Tools write one thing in several ways (a policy as text or as a value, no list or an empty one), and were asked at different
times, so what is compared is the configuration: what is counted, what state something is in and when something was delivered
is left to the later answer.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from trailgate_evaluator.exports.answer import Answer

Json = dict[str, Any]

_IDENTITY: Final = {
    "trailList": ("TrailARN",),
    "logGroups": ("logGroupName",),
    "metricFilters": ("logGroupName", "filterName"),
    "MetricAlarms": ("AlarmArn",),
    "CompositeAlarms": ("AlarmArn",),
    "Topics": ("TopicArn",),
    "Subscriptions": ("TopicArn", "Protocol", "Endpoint", "SubscriptionArn"),
}
"""What names a row of each list."""
_CONFIGURED: Final = {
    "trailList": (
        "HomeRegion", "IsMultiRegionTrail", "IncludeGlobalServiceEvents", "IsOrganizationTrail", "CloudWatchLogsLogGroupArn",
    ),
    "logGroups": ("kmsKeyId", "logGroupClass", "dataProtectionStatus"),
    "metricFilters": (
        "filterPattern", "metricTransformations", "fieldSelectionCriteria", "applyOnTransformedLogs", "emitSystemFieldDimensions",
    ),
    "MetricAlarms": (
        "AlarmActions", "ActionsEnabled", "MetricName", "Namespace", "Dimensions", "Metrics", "Statistic", "ExtendedStatistic",
        "Period", "EvaluationPeriods", "DatapointsToAlarm", "Threshold", "ComparisonOperator", "TreatMissingData", "Unit",
        "EvaluateLowSampleCountPercentile", "ThresholdMetricId", "EvaluationCriteria", "EvaluationWindow", "WarmUpConfiguration",
    ),
    "CompositeAlarms": ("AlarmActions", "ActionsEnabled", "AlarmRule", "ActionsSuppressor"),
    "Subscriptions": (),
    "": (
        "IsLogging", "TrailARN", "EventSelectors", "AdvancedEventSelectors", "HubArn", "Policy", "KmsMasterKeyId", "TopicArn",
        "SubscriptionArn", "PendingConfirmation", "FilterPolicy",
    ),
}  # fmt: skip
"""What of a row, or of an answer about one thing, is configuration."""
_LACKING: Final = {
    "log_group.class": "logGroupClass",
    "log_group.key": "kmsKeyId",
    "log_group.protection": "dataProtectionStatus",
    "metric_alarm.criteria": "EvaluationCriteria",
    "metric_alarm.queries": "Metrics",
    "metric_alarm.wall_clock": "EvaluationWindow",
    "metric_alarm.warm_up": "WarmUpConfiguration",
    "metric_filter.scope": "fieldSelectionCriteria",
    "metric_filter.system_dimensions": "emitSystemFieldDimensions",
    "metric_filter.transformed": "applyOnTransformedLogs",
    "topic.policy": "Policy",
    "transformation.default": "defaultValue",
    "transformation.dimensions": "dimensions",
    "transformation.unit": "unit",
}
"""The member behind a field that a tool may leave out."""
_PARTS: Final = {
    "EventSelectors": ("ReadWriteType", "IncludeManagementEvents", "ExcludeManagementEventSources"),
    "metricTransformations": ("metricName", "metricNamespace", "metricValue", "defaultValue", "unit", "dimensions"),
}
"""What of the parts of a member every tool keeps."""
_TEXTS_OF_JSON: Final = frozenset({"Policy", "FilterPolicy"})


def joined(best: Answer, other: Answer) -> Answer | None:
    """The better answer, with the rows that only the other tells; None where they contradict each other.

    `best` is whole where one of them is. What a whole listing does not have is not there, so another that has it contradicts it.
    """
    if "absent" in {best.outcome, other.outcome}:
        return best if best.outcome == other.outcome else None
    lacked = {_LACKING[one] for one in best.lacks | other.lacks if one in _LACKING}
    if not _told_alike(_about(best), _about(other), "", lacked):
        return None
    mine, theirs = _rows(best), _rows(other)
    if any(name in theirs and not _told_alike(row, theirs[name][1], name[0], lacked) for name, (_, row) in mine.items()):
        return None
    if other.outcome == "answered" and not mine.keys() <= theirs.keys():
        return None
    more = {name: found for name, found in theirs.items() if name not in mine}
    if not more:
        return best
    if best.outcome == "answered":
        return None
    return replace(
        best,
        pages=(*best.pages, *({name[0]: [row]} for name, (_, row) in more.items())),
        pointers=(*best.pointers, *(at for at, _ in more.values())),
        files=(*(best.files or (best.file,) * len(best.pointers)), *(other.file for _ in more)),
        lacks=best.lacks | other.lacks,
    )


def _rows(answer: Answer) -> dict[tuple[str, ...], tuple[str, Json]]:
    """The rows of the answer's lists by what names them, each with where it stands."""
    found: dict[tuple[str, ...], tuple[str, Json]] = {}
    for page, at in zip(answer.pages, answer.pointers, strict=False):
        for key, names in _IDENTITY.items():
            for number, row in enumerate(page.get(key) or ()):
                if isinstance(row, dict):
                    where = at if at.endswith("=") else f"{at}/{key}/{number}="
                    found.setdefault((key, *(str(row.get(name)) for name in names)), (where, row))
    return found


def _about(answer: Answer) -> Json:
    """What an answer about one thing tells, the attributes of a topic or subscription among it."""
    found: Json = {}
    for page in answer.pages:
        attributes = page.get("Attributes")
        found |= {name: value for name, value in page.items() if name not in _IDENTITY}
        found |= attributes if isinstance(attributes, dict) else {}
    return found


def _told_alike(one: Json, other: Json, kind: str, lacked: set[str]) -> bool:
    return all(
        _plain(name, one.get(name), lacked) == _plain(name, other.get(name), lacked)
        for name in _CONFIGURED.get(kind, ())
        if name not in lacked
    )


def _plain(name: str, value: Any, lacked: set[str]) -> Any:
    """The value in one of the ways in which it can be written."""
    if value in (None, [], {}, "") or value is False:
        return None
    if name in _TEXTS_OF_JSON and isinstance(value, str):
        return _json(value)
    if name in _PARTS and isinstance(value, list):
        parts = [part for part in _PARTS[name] if part not in lacked]
        return sorted(
            _text({part: _plain(part, each.get(part), lacked) for part in parts}) for each in value if isinstance(each, dict)
        )
    if isinstance(value, list):
        return sorted(map(_text, value))
    return value


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
