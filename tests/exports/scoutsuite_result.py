"""ScoutSuite's result, built from answers in the shape that it writes (`fixtures/exports/scoutsuite` are its own).

A refusal is an empty list there, a status of null, or no event selectors at all.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tests.exports.asked import Asked

Json = dict[str, Any]

_STATUS: Final = ("IsLogging", "LatestCloudWatchLogsDeliveryError", "LatestCloudWatchLogsDeliveryTime", "StartLoggingTime")


def result(asked: Asked) -> str:
    """The file's text."""
    services = {
        "cloudtrail": _regions(asked, lambda region: {"trails": _trails(asked, region)}),
        "cloudwatch": _regions(
            asked, lambda region: {"alarms": _alarms(asked, region), "metric_filters": _filters(asked, region)}
        ),
        "sns": _regions(asked, lambda region: {"topics": _topics(asked, region)}),
    }
    content = {
        "account_id": asked.account,
        "provider_code": "aws",
        "last_run": {"time": "2026-11-02 09:00:00+0000", "version": "5.14.0"},
        "services": services,
    }
    return "scoutsuite_results =\n" + json.dumps(content, default=str)


def _regions(asked: Asked, made: Any) -> Json:
    return {"regions": {region: {"region": region, **made(region)} for region in asked.regions}}


def _trails(asked: Asked, region: str) -> Json:
    found = {}
    for number, row in enumerate(asked.trails[region]):
        home, arn = row["HomeRegion"], row["TrailARN"]
        if home != region and home in asked.regions:
            found[f"trail-{number}"] = {"name": row["Name"], "scout_link": {"link": [home, arn]}}
            continue
        status, selectors = asked.status.get(arn), asked.selectors.get(arn)
        plain = {name: value for name, value in row.items() if name != "Name"}
        told = {name: (status or {}).get(name) for name in _STATUS if status is None or name in status}
        found[f"trail-{number}"] = {"name": row["Name"], **plain, "IsLogging": None} | told
        if selectors is not None:
            found[f"trail-{number}"]["EventSelectors"] = selectors.get("EventSelectors", [])
    return found


def _filters(asked: Asked, region: str) -> Json:
    return {
        f"filter-{number}": {
            "name": row["filterName"],
            "arn": f"arn:aws:logs:{region}:{asked.account}:metric-filter/{row['filterName']}",
            "pattern": row["filterPattern"],
            "log_group_name": row["logGroupName"],
            "metric_transformations": row["metricTransformations"],
            "creation_time": 1793610000000,
        }
        for number, row in enumerate(asked.filters[region])
    }


def _alarms(asked: Asked, region: str) -> Json:
    return {
        f"alarm-{number}": {
            "arn": row["AlarmArn"],
            "name": row["AlarmName"],
            **{name: value for name, value in row.items() if name not in {"AlarmArn", "AlarmName"}},
        }
        for number, row in enumerate(asked.alarms[region])
    }


def _topics(asked: Asked, region: str) -> Json:
    found = {}
    for arn in asked.topics[region]:
        told = (asked.attributes[arn] or {}).get("Attributes", {})
        by_protocol: dict[str, list[Json]] = {}
        for row in asked.subscriptions[region]:
            if row["TopicArn"].rpartition(":")[2] == arn.rpartition(":")[2]:
                one = {"arn": row["SubscriptionArn"], "Owner": row["Owner"], "Endpoint": row["Endpoint"]}
                by_protocol.setdefault(row["Protocol"], []).append(one)
        found[arn.rpartition(":")[2]] = {
            "arn": arn,
            "name": arn.rpartition(":")[2],
            **({"Policy": json.loads(told["Policy"])} if "Policy" in told else {}),
            **{name: told[name] for name in ("KmsMasterKeyId", "Owner") if name in told},
            "subscriptions": {"protocol": by_protocol},
        }
    return found
