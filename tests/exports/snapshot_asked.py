"""What exporting tools would have been told by the account of a snapshot: as `asked`, of any account that was collected.

What was refused, or ended midway, is told apart: some tools write an error then, and some an empty list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from tests.exports.asked import Asked

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NOT_TIMES: Final = {"TimeLoggingStarted", "TimeLoggingStopped", "LatestDeliveryAttemptTime", "LatestNotificationAttemptTime"}
_IDENTITY: Final = {
    "trailList": "TrailARN",
    "logGroups": "logGroupName",
    "metricFilters": "filterName",
    "MetricAlarms": "AlarmArn",
    "CompositeAlarms": "AlarmArn",
    "Subscriptions": "Endpoint",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`asked` as the tools would be told it; `refused` is the error of each list and question that was not answered whole.

    By operation, and by region or by ARN.
    """

    asked: Asked
    composites: dict[str, list[Json]]
    refused: dict[tuple[str, str], Json]


def told_of(snapshot: Json) -> Told:
    """The account of a snapshot; of what nobody asked there is nothing."""
    account, places = snapshot["account"]["id"], {call["region"] for call in snapshot["calls"] if call["service"] == "cloudtrail"}
    regions = tuple(region for region in snapshot["regions"] or ["us-east-1"] if region in places)
    refused = dict(_refused(snapshot))

    def listed(key: str, *operations: str) -> dict[str, list[Json]]:
        rows: dict[str, dict[tuple[Any, ...], Json]] = {region: {} for region in regions}
        for call in snapshot["calls"]:
            if call["operation"] in operations and call["region"] in rows:
                for page in call.get("pages", []):
                    for row in page.get(key, []):
                        named = (row.get("logGroupName"), row.get("TopicArn"), row.get(_IDENTITY[key]))
                        rows[call["region"]].setdefault(named, _timed(row))
        return {
            region: [] if any((name, region) in refused for name in operations) else list(found.values())
            for region, found in rows.items()
        }

    def about(operation: str, parameter: str) -> dict[str, Json | None]:
        return {
            call["request"][parameter]: _timed(call["pages"][0]) if call["outcome"] == "answered" else None
            for call in snapshot["calls"]
            if call["operation"] == operation and call["region"] in regions
        }

    attributes = about("GetTopicAttributes", "TopicArn")
    trails = listed("trailList", "DescribeTrails")
    every = {row["TrailARN"] for rows in trails.values() for row in rows}
    own = {region: [one for one in attributes if one.split(":")[3:5] == [region, account]] for region in regions}
    subscribed = listed("Subscriptions", "ListSubscriptionsByTopic", "ListSubscriptions")
    asked = Asked(
        account=account,
        regions=regions,
        trails=trails,
        status=dict.fromkeys(every) | about("GetTrailStatus", "Name"),
        selectors=dict.fromkeys(every) | about("GetEventSelectors", "TrailName"),
        log_groups=_counted(snapshot, listed("logGroups", "DescribeLogGroups")),
        filters=listed("metricFilters", "DescribeMetricFilters"),
        alarms=listed("MetricAlarms", "DescribeAlarms"),
        topics=own,
        attributes={one: attributes[one] for topics in own.values() for one in topics},
        subscriptions={region: [row for row in rows if row["Owner"] == account] for region, rows in subscribed.items()},
        subscription_attributes=about("GetSubscriptionAttributes", "SubscriptionArn"),
    )
    return Told(asked=asked, composites=listed("CompositeAlarms", "DescribeAlarms"), refused=refused)


def _counted(snapshot: Json, groups: dict[str, list[Json]]) -> dict[str, list[Json]]:
    """The groups with as many filters as they have, which the simulator does not count; one where that was refused."""
    calls = [call for call in snapshot["calls"] if call["operation"] == "DescribeMetricFilters"]
    refused = {call["region"] for call in calls if call["outcome"] != "answered"}
    filters = {
        (call["region"], row["logGroupName"], row["filterName"])
        for call in calls
        for page in call.get("pages", [])
        for row in page["metricFilters"]
    }
    return {
        region: [{**row, "metricFilterCount": max(_of(filters, region, row["logGroupName"]), region in refused)} for row in rows]
        for region, rows in groups.items()
    }


def _of(filters: set[tuple[str, str, str]], region: str, group: str) -> int:
    return sum(one[:2] == (region, group) for one in filters)


def _refused(snapshot: Json) -> Iterator[tuple[tuple[str, str], Json]]:
    for call in snapshot["calls"]:
        if call["outcome"] in {"answered", "absent"}:
            continue
        error = call.get("error") or {"code": "ThrottlingException", "message": "Rate exceeded"}
        yield (call["operation"], call["region"]), error
        for value in call["request"].values():
            if isinstance(value, str) and value.startswith("arn:"):
                yield (call["operation"], value), error


def _timed(value: Any, name: str = "") -> Any:
    """Times as botocore makes them."""
    match value:
        case dict():
            return {key: _timed(item, key) for key, item in value.items()}
        case list():
            return [_timed(item) for item in value]
        case str() if _TIME.fullmatch(value) and name not in _NOT_TIMES:
            return datetime.fromisoformat(value)
    return value
