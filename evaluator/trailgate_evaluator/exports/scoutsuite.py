"""ScoutSuite's results (`scoutsuite_results_aws-ACCOUNT.js`): what is there is there, and what is not may have been refused.

It writes an empty list where AWS refused a question; `scoutsuite_errors_*` names the operation then, but no region, and is
not written where nothing failed. It asks with the SDK that it was installed with, keeps five fields of a metric filter,
classic event selectors alone, metric alarms alone, and the account's own subscriptions by the names of topics.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.exports.answer import Left, refusal
from trailgate_evaluator.exports.calls import CALLS
from trailgate_evaluator.exports.rows import ALARM_LACKS, FILTER_LACKS, TOPIC_LACKS, Place, Row, pointer, renamed, within
from trailgate_evaluator.exports.times import told_seconds
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.exports.answer import Answer, Given, Member

Json = dict[str, Any]

_TOOL: Final = "ScoutSuite"
_HIDES: Final = "ScoutSuite writes an empty list where AWS refused to answer, so that what is not in it may be hidden"
_FILTER: Final = {
    "name": "filterName",
    "pattern": "filterPattern",
    "log_group_name": "logGroupName",
    "metric_transformations": "metricTransformations",
    "creation_time": "creationTime",
}
_STATUS: Final = ("IsLogging", "LatestCloudWatchLogsDeliveryError", "LatestCloudWatchLogsDeliveryTime", "StartLoggingTime")
_OF_A_TRAIL: Final = (
    "TrailARN", "HomeRegion", "IsMultiRegionTrail", "IncludeGlobalServiceEvents", "IsOrganizationTrail",
    "HasCustomEventSelectors", "CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn",
)  # fmt: skip
_ERROR: Final = regex(
    r"An error occurred \((\w+)\) when calling the (\w+) operation(?: \(reached max retries: \d+\))?: (.*)", re.DOTALL
)


class ScoutSuite:
    """See `answer.Format`."""

    name = _TOOL

    def recognises(self, member: Member) -> bool:
        """By what every result of it has, or by the errors that it writes beside."""
        content = member.content
        if isinstance(content, dict):
            return isinstance(content.get("services"), dict) and {"last_run", "provider_code", "account_id"} <= content.keys()
        return _are_errors(content) or member.assigned == "exceptions"

    def read(
        self,
        members: Sequence[Member],
        given: Given,  # noqa: ARG002 - its answers tell
    ) -> Iterator[Answer | Left]:
        """The chain's parts of each result, with the errors of all errors files beside it."""
        refused = {name: error for member in members if _are_errors(member.content) for name, error in _errors(member)}
        for member in members:
            if _are_errors(member.content):
                yield Left(
                    file=member.name, why="ignored", found="errors of ScoutSuite's run: they explain what its results lack"
                )
            elif (member.assigned == "exceptions" and not isinstance(member.content, dict | None)) or "services" not in (
                member.content or {}
            ):
                yield Left(
                    file=member.name,
                    why="ignored",
                    found="ScoutSuite's exceptions to its rules, which tell nothing of the account",
                )
            elif member.content["provider_code"] != "aws":
                yield Left(
                    file=member.name,
                    why="ignored",
                    found=f"a result of another cloud ({str(member.content['provider_code'])[:20]})",
                )
            else:
                yield from _answers(member, refused)


def _answers(member: Member, refused: dict[str, Json]) -> Iterator[Answer]:
    content = member.content
    account = content["account_id"]
    place = Place(
        file=member.name,
        account=account if isinstance(account, str) and re.fullmatch(r"\d{12}", account, re.ASCII) else None,
        tool=_TOOL,
        at=told_seconds(within(content, "last_run").get("time")),
    )
    for region, found, at in _regions(content, "cloudtrail"):
        yield from _trails(place, region, within(found, "trails"), at + pointer("trails"), refused)
    for region, found, at in _regions(content, "cloudwatch"):
        yield from _cloudwatch(place, region, found, at)
    for region, found, at in _regions(content, "sns"):
        yield from _sns(place, region, within(found, "topics"), at + pointer("topics"))


def _regions(content: Json, service: str) -> Iterator[tuple[str, Json, str]]:
    for region, found in within(content, "services", service, "regions").items():
        if isinstance(found, dict):
            yield region, found, pointer("services", service, "regions", region)


def _trails(place: Place, region: str, trails: Json, at: str, refused: dict[str, Json]) -> Iterator[Answer]:
    """A trail of another region is a stub here, and whole at home."""
    whole = {
        key: trail
        for key, trail in trails.items()
        if isinstance(trail, dict) and "scout_link" not in trail and isinstance(trail.get("TrailARN"), str)
    }
    rows = [
        (
            at + pointer(key),
            {"Name": trail.get("name"), **{name: trail[name] for name in _OF_A_TRAIL if trail.get(name) is not None}},
        )
        for key, trail in whole.items()
    ]
    yield place.listing("cloudtrail:DescribeTrails", "trailList", rows, region=region, pointer=at, why=_HIDES)
    for key, trail in whole.items():
        arn, home, where = trail["TrailARN"], trail.get("HomeRegion") or region, at + pointer(key)
        request: Json = {"Name": arn}
        if isinstance(trail.get("IsLogging"), bool):
            status = {name: trail[name] for name in _STATUS if trail.get(name) is not None}
            yield place.answer("cloudtrail:GetTrailStatus", pages=(status,), pointers=(where,), region=home, request=request)
        else:
            yield _refused(
                place, "cloudtrail:GetTrailStatus", request, home, where, refused, "ScoutSuite has no status of the trail"
            )
        request = {"TrailName": arn}
        if trail.get("EventSelectors"):
            page = {"TrailARN": arn, "EventSelectors": trail["EventSelectors"]}
            yield place.answer("cloudtrail:GetEventSelectors", pages=(page,), pointers=(where,), region=home, request=request)
        elif "EventSelectors" in trail:
            why = "ScoutSuite keeps classic event selectors alone, of which the trail has none: it may have advanced ones"
            yield place.untold("cloudtrail:GetEventSelectors", request=request, region=home, pointer=where, why=why)
        else:
            yield _refused(
                place,
                "cloudtrail:GetEventSelectors",
                request,
                home,
                where,
                refused,
                "ScoutSuite has no event selectors of the trail",
            )


def _cloudwatch(place: Place, region: str, found: Json, at: str) -> Iterator[Answer]:
    filters = [
        (at + pointer("metric_filters", key), renamed(row, _FILTER))
        for key, row in within(found, "metric_filters").items()
        if isinstance(row, dict)
    ]
    yield place.listing(
        "logs:DescribeMetricFilters",
        "metricFilters",
        filters,
        region=region,
        pointer=at + pointer("metric_filters"),
        why=_HIDES,
        lacks=FILTER_LACKS,
    )
    alarms: list[Row] = [
        (
            at + pointer("alarms", key),
            {"AlarmArn": row.get("arn"), "AlarmName": row.get("name")}
            | {name: value for name, value in row.items() if name not in {"arn", "name"}},
        )
        for key, row in within(found, "alarms").items()
        if isinstance(row, dict)
    ]
    yield place.listing(
        "cloudwatch:DescribeAlarms",
        "MetricAlarms",
        alarms,
        region=region,
        pointer=at + pointer("alarms"),
        why=_HIDES,
        lacks=ALARM_LACKS,
    )


def _sns(place: Place, region: str, topics: Json, at: str) -> Iterator[Answer]:
    """A topic's attributes, and the subscriptions of the account's own whose ARN names the topic.

    ScoutSuite puts a subscription under each topic of its topic's name, whoever owns that; one without an ARN is nobody's.
    """
    subscribed: list[Row] = []
    for key, topic in topics.items():
        arn = topic.get("arn") if isinstance(topic, dict) else None
        if not isinstance(arn, str):
            continue
        where = at + pointer(key)
        if isinstance(topic.get("Policy"), dict):
            attributes = {"TopicArn": arn, "Policy": json.dumps(topic["Policy"])}
            attributes |= {name: topic[name] for name in ("KmsMasterKeyId", "Owner") if isinstance(topic.get(name), str)}
            yield place.answer(
                "sns:GetTopicAttributes",
                pages=({"Attributes": attributes},),
                pointers=(where,),
                region=region,
                request={"TopicArn": arn},
                lacks=TOPIC_LACKS,
            )
        for protocol, rows in within(topic, "subscriptions", "protocol").items():
            for number, row in enumerate(rows if isinstance(rows, list) else ()):
                own = row.get("arn") if isinstance(row, dict) else None
                if isinstance(own, str) and own.startswith(f"{arn}:"):
                    told = {
                        "SubscriptionArn": own,
                        "TopicArn": arn,
                        "Protocol": protocol,
                        **renamed(row, {"Endpoint": "Endpoint", "Owner": "Owner"}),
                    }
                    subscribed.append((where + pointer("subscriptions", "protocol", protocol, number), told))
    yield place.listing("sns:ListSubscriptions", "Subscriptions", subscribed, region=region, pointer=at, why=_HIDES)


def _refused(  # noqa: PLR0917 - an answer's fields
    place: Place, call: str, request: Json, region: str, where: str, refused: dict[str, Json], why: str
) -> Answer:
    """A question without an answer: refused, where an errors file names its operation."""
    operation = call.partition(":")[2]
    if operation not in refused:
        return place.untold(call, request=request, region=region, pointer=where, why=why)
    outcome, error = refusal(refused[operation]["code"], refused[operation]["message"])
    return place.answer(call, pages=(), pointers=(where,), region=region, request=request, outcome=outcome, error=error)


def _are_errors(content: Any) -> bool:
    return (
        isinstance(content, list)
        and bool(content)
        and all(isinstance(one, dict) and {"exception", "file", "line"} <= one.keys() for one in content)
    )


def _errors(member: Member) -> Iterator[tuple[str, Json]]:
    operations = {name.partition(":")[2] for name in CALLS}
    for one in member.content:
        found = _ERROR.search(str(one["exception"]))
        if found is not None and found[2] in operations:
            yield found[2], {"code": found[1], "message": found[3]}
