"""Configuration items of AWS Config, built from answers by its published schema (awslabs/aws-config-resource-schema).

Config itself is not simulated here. A snapshot is one region's; an advanced query answers with a list of JSON texts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tests.exports.asked import Asked

Json = dict[str, Any]

CAPTURED: Final = "2026-11-02T08:30:00.000Z"
_NO_ALARM_FIELD: Final = {
    "StateValue", "StateReason", "StateReasonData", "StateUpdatedTimestamp", "StateTransitionedTimestamp", "Metrics",
    "AlarmConfigurationUpdatedTimestamp", "EvaluationState",
}  # fmt: skip


def items(asked: Asked, region: str) -> list[Json]:
    """The configuration items of a region: trails at home there, metric alarms, topics."""
    return [
        *(
            _item(asked, region, "AWS::CloudTrail::Trail", row["TrailARN"], row["Name"], _camel(row))
            for row in asked.trails[region]
            if row["HomeRegion"] == region
        ),
        *(
            _item(
                asked,
                region,
                "AWS::CloudWatch::Alarm",
                row["AlarmArn"],
                row["AlarmName"],
                _camel({name: value for name, value in row.items() if name not in _NO_ALARM_FIELD}),
            )
            for row in asked.alarms[region]
        ),
        *(
            _item(
                asked,
                region,
                "AWS::SNS::Topic",
                arn,
                arn.rpartition(":")[2],
                {"TopicArn": arn, "Owner": asked.account, "DisplayName": ""},
            )
            for arn in asked.topics[region]
        ),
    ]


def snapshot(asked: Asked, region: str) -> Json:
    """The region's file as Config delivers it to a bucket."""
    return {
        "fileVersion": "1.0",
        "configSnapshotId": f"00000000-0000-4000-8000-{asked.account}",
        "configurationItems": items(asked, region),
    }


def query_result(asked: Asked) -> Json:
    """What `select-resource-config` answers of all regions, as the CLI prints it."""
    results = [
        json.dumps({
            "accountId": item["awsAccountId"], "arn": item["ARN"], "awsRegion": item["awsRegion"],
            "configuration": item["configuration"], "configurationItemCaptureTime": CAPTURED,
            "configurationItemStatus": "OK", "resourceId": item["resourceId"], "resourceName": item["resourceName"],
            "resourceType": item["resourceType"],
        })
        for region in asked.regions
        for item in items(asked, region)
    ]  # fmt: skip
    return {"Results": results, "QueryInfo": {"SelectFields": [{"Name": "*"}]}}


def _item(  # noqa: PLR0917 - an item's fields
    asked: Asked, region: str, kind: str, arn: str, name: str, configuration: Json
) -> Json:
    return {
        "relatedEvents": [],
        "relationships": [],
        "configuration": configuration,
        "supplementaryConfiguration": {},
        "tags": {},
        "configurationItemVersion": "1.3",
        "configurationItemCaptureTime": CAPTURED,
        "configurationStateId": 1793608200000,
        "awsAccountId": asked.account,
        "configurationItemStatus": "OK",
        "resourceType": kind,
        "resourceId": name,
        "resourceName": name,
        "ARN": arn,
        "awsRegion": region,
        "availabilityZone": "Not Applicable",
        "configurationStateMd5Hash": "",
    }


def _camel(value: Any) -> Any:
    match value:
        case dict():
            return {_lower(name): _camel(item) for name, item in value.items()}
        case list():
            return [_camel(item) for item in value]
    return value


def _lower(name: str) -> str:
    return "okactions" if name == "OKActions" else name[:1].lower() + name[1:]
