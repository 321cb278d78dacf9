"""AWS Config's configuration items: snapshot and history files of a bucket, and results of advanced queries.

They hold trails without status and selectors, metric alarms without state and metric math, and topics without policy and
subscribers; metric filters not at all. So they prove no pass. What is not there they prove of metric alarms alone, where
the region's recorder tells, in the same file, that it records every one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.exports.answer import Left
from trailgate_evaluator.exports.rows import ALARM_LACKS, TOPIC_LACKS, Place, arn_parts, pointer, within
from trailgate_evaluator.exports.tables import members
from trailgate_evaluator.exports.times import told_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.exports.answer import Answer, Given, Member

Json = dict[str, Any]
Item = tuple[str, Json]

_TOOL: Final = "AWS Config"
TRAIL: Final = "AWS::CloudTrail::Trail"
ALARM: Final = "AWS::CloudWatch::Alarm"
TOPIC: Final = "AWS::SNS::Topic"
_RECORDER: Final = "AWS::Config::ConfigurationRecorder"
_HIDES: Final = (
    "AWS Config holds what its recorder was told to record, and does not say here that this is every resource of the kind"
)
_QUERY: Final = "an advanced query of AWS Config holds what it asked for"
_GONE: Final = frozenset({"ResourceDeleted", "ResourceDeletedNotRecorded", "ResourceNotRecorded"})
_OF_A_TRAIL: Final = {
    "name": "Name",
    "trailARN": "TrailARN",
    "homeRegion": "HomeRegion",
    "isMultiRegionTrail": "IsMultiRegionTrail",
    "includeGlobalServiceEvents": "IncludeGlobalServiceEvents",
    "isOrganizationTrail": "IsOrganizationTrail",
    "hasCustomEventSelectors": "HasCustomEventSelectors",
    "cloudWatchLogsLogGroupArn": "CloudWatchLogsLogGroupArn",
}
_OF_AN_ALARM: Final = {
    "alarmArn": "AlarmArn", "alarmName": "AlarmName", "actionsEnabled": "ActionsEnabled", "alarmActions": "AlarmActions",
    "comparisonOperator": "ComparisonOperator", "datapointsToAlarm": "DatapointsToAlarm",
    "evaluateLowSampleCountPercentile": "EvaluateLowSampleCountPercentile", "evaluationPeriods": "EvaluationPeriods",
    "extendedStatistic": "ExtendedStatistic", "metricName": "MetricName", "namespace": "Namespace", "period": "Period",
    "statistic": "Statistic", "threshold": "Threshold", "thresholdMetricId": "ThresholdMetricId",
    "treatMissingData": "TreatMissingData", "unit": "Unit",
}  # fmt: skip
_LACKS: Final = ALARM_LACKS | {"metric_alarm.state", "metric_alarm.queries"}


class AwsConfig:
    """See `answer.Format`."""

    name = _TOOL

    def recognises(self, member: Member) -> bool:
        """By the items of a file of Config's, or by the texts and the columns of an advanced query's result."""
        content = member.content
        if not isinstance(content, dict):
            return False
        if isinstance(content.get("configurationItems"), list):
            return True
        return isinstance(content.get("Results"), list) and isinstance(content.get("QueryInfo"), dict)

    def read(
        self,
        members: Sequence[Member],
        given: Given,  # noqa: ARG002 - its answers tell
    ) -> Iterator[Answer | Left]:
        """What the newest item of each resource tells."""
        for member in members:
            items = list(_items(member.content))
            yield from _left(member, items)
            whole = "configSnapshotId" in member.content
            for (account, region), own in _by_place(items).items():
                place = Place(file=member.name, account=account, tool=_TOOL, at=_captured(own))
                root = "/configurationItems" if "configurationItems" in member.content else "/Results"
                yield from _answers(place, region, own, root, whole=whole, query=root == "/Results")


def _items(content: Json) -> Iterator[Item]:
    """Each item, with its pointer; a query answers with texts of JSON."""
    for number, item in enumerate(content.get("configurationItems") or ()):
        if isinstance(item, dict):
            yield pointer("configurationItems", number), item
    for number, text in enumerate(content.get("Results") or ()):
        try:
            item = json.loads(text) if isinstance(text, str) else text
        except (ValueError, RecursionError):
            continue
        if isinstance(item, dict):
            yield pointer("Results", number), item


def _left(member: Member, items: list[Item]) -> Iterator[Left]:
    known = [item for _, item in items if str(item.get("resourceType")) in {TRAIL, ALARM, TOPIC}]
    if not known:
        yield Left(
            file=member.name,
            why="ignored",
            found="configuration items of AWS Config, of which none is a trail, an alarm or a topic",
        )
    elif not any(isinstance(_configuration(item), dict) for item in known):
        yield Left(
            file=member.name,
            why="ignored",
            found="results of an advanced query without the column configuration",
            what_to_do="Ask again for resourceType, arn, accountId, awsRegion, configurationItemCaptureTime and configuration.",
        )


def _by_place(items: list[Item]) -> dict[tuple[str | None, str | None], list[Item]]:
    found: dict[tuple[str | None, str | None], list[Item]] = {}
    for at, item in items:
        parts = arn_parts(_arn(item))
        account = _text(item, "awsAccountId", "accountId") or (parts[2] if parts else "") or None
        region = _text(item, "awsRegion") or (parts[1] if parts else "") or None
        found.setdefault((account, region), []).append((at, item))
    return found


def _answers(place: Place, region: str | None, items: list[Item], root: str, *, whole: bool, query: bool) -> Iterator[Answer]:
    newest = _newest(items)
    for kind, call, key in (
        (TRAIL, "cloudtrail:DescribeTrails", "trailList"),
        (ALARM, "cloudwatch:DescribeAlarms", "MetricAlarms"),
    ):
        own = [(at, item) for at, item in newest if item.get("resourceType") == kind]
        # A trail of another region records this one, too: one region never shows that there is no other trail.
        recorded = whole and kind != TRAIL and _records_all(newest, kind)
        if not own and not recorded:
            continue
        yield place.listing(
            call,
            key,
            [(f"{at}/configuration", _row(kind, _configuration(item) or {})) for at, item in own],
            region=region,
            pointer=root,
            why=None if recorded else _QUERY if query else _HIDES,
            request={"includeShadowTrails": False} if kind == TRAIL else {},
            lacks=_LACKS if kind == ALARM else frozenset(),
        )
    for at, item in newest:
        configuration = _configuration(item) or {}
        arn = configuration.get("TopicArn")
        if item.get("resourceType") == TOPIC and isinstance(arn, str):
            attributes = members(configuration, {"TopicArn": "TopicArn", "KmsMasterKeyId": "KmsMasterKeyId", "Owner": "Owner"})
            yield place.answer(
                "sns:GetTopicAttributes",
                pages=({"Attributes": attributes},),
                pointers=(f"{at}/configuration",),
                region=region,
                request={"TopicArn": arn},
                lacks=TOPIC_LACKS | {"topic.policy"},
            )


def _row(kind: str, configuration: Json) -> Json:
    if kind == TRAIL:
        return members(configuration, _OF_A_TRAIL)
    row = members(configuration, _OF_AN_ALARM)
    dimensions = configuration.get("dimensions")
    if isinstance(dimensions, list) and dimensions:
        row["Dimensions"] = [members(each, {"name": "Name", "value": "Value"}) for each in dimensions if isinstance(each, dict)]
    return row


def _newest(items: list[Item]) -> list[Item]:
    """The newest item of each resource, of those that are still there: a file of history has several."""
    found: dict[tuple[str, str], Item] = {}
    for at, item in items:
        key = (str(item.get("resourceType")), str(_arn(item) or item.get("resourceId")))
        earlier = found.get(key)
        if earlier is None or _text(item, "configurationItemCaptureTime") >= _text(earlier[1], "configurationItemCaptureTime"):
            found[key] = (at, item)
    return [(at, item) for at, item in found.values() if str(item.get("configurationItemStatus")) not in _GONE]


def _records_all(items: list[Item], kind: str) -> bool:
    """Whether the region's recorder says, among the items, that it is on and records every resource of the kind."""
    return any(_records(_configuration(item) or {}, kind) for _, item in items if item.get("resourceType") == _RECORDER)


def _records(recorder: Json, kind: str) -> bool:
    group = within(recorder, "RecordingGroup")
    strategy = within(group, "RecordingStrategy").get("UseOnly")
    left_out = within(group, "ExclusionByResourceTypes").get("ResourceTypes")
    if recorder.get("Recording") is not True:
        return False
    match strategy:
        case "EXCLUSION_BY_RESOURCE_TYPES":
            return isinstance(left_out, list) and kind not in left_out
        case "INCLUSION_BY_RESOURCE_TYPES":
            return isinstance(group.get("ResourceTypes"), list) and kind in group["ResourceTypes"]
        case "ALL_SUPPORTED_RESOURCE_TYPES" | None:
            return group.get("AllSupported") is True
    return False


def _captured(items: list[Item]) -> int | None:
    return max(
        (told for _, item in items if (told := told_seconds(item.get("configurationItemCaptureTime"))) is not None), default=None
    )


def _configuration(item: Json) -> Json | None:
    """The configuration; some files hold it as text."""
    told = item.get("configuration")
    if isinstance(told, str):
        try:
            told = json.loads(told)
        except (ValueError, RecursionError):
            return None
    return told if isinstance(told, dict) else None


def _arn(item: Json) -> str | None:
    return _text(item, "ARN", "arn") or None


def _text(item: Json, *names: str) -> str:
    return next((item[name] for name in names if isinstance(item.get(name), str)), "")
