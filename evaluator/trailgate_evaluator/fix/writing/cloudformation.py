"""Changes as a CloudFormation template in JSON: additions only, each with why it is there."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.fix.account.ordering import ordered
from trailgate_evaluator.fix.repairs import policies
from trailgate_evaluator.fix.writing.api_words import new_alarm
from trailgate_evaluator.fix.writing.cloudformation_values import checked, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.fix.account.change import Change

Json = dict[str, Any]

_TYPES: Final = {
    "trails": "Trail",
    "log_groups": "LogGroup",
    "metric_filters": "MetricFilter",
    "alarms": "Alarm",
    "topics": "Topic",
    "subscriptions": "Subscription",
}


def template(changes: Sequence[Change], document: Json) -> str:
    """The template, for a stack in the account and region of the changes."""
    stack = _Stack(document, changes)
    resources: Json = {}
    for change in ordered(changes):
        for name, entry in stack.of(change):
            metadata = {"Why": told(change.why)} | ({"ThenDo": told(change.note)} if change.note else {})
            resources[name] = {**entry, "Metadata": metadata}
    place = sorted({f"account {change.account}, region {change.region}" for change in changes})
    whole = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"Repairs what trailgate found; for {'; '.join(place)}."[:1024],
        "Resources": checked(resources),
    }
    return json.dumps(whole, indent=2) + "\n"


class _Stack:
    """The logical ids of everything that is new; what exists is named by its ARN or name."""

    def __init__(self, document: Json, changes: Sequence[Change]) -> None:
        self._document = document
        self._names: dict[str, str] = {}
        for change in changes:
            for kind, identity in change.creates:
                wanted, number = _TYPES[kind], 1
                while (name := wanted + (str(number) if number > 1 else "")) in self._names.values():
                    number += 1
                self._names[identity] = name

    def of(self, change: Change) -> Iterator[tuple[str, Json]]:
        """(logical id, resource) of one change, what it needs first."""
        for kind, identity in change.creates:
            match kind:
                case "trails":
                    yield from self._trail(change)
                case "log_groups":
                    yield self._log_group(identity)
                case "metric_filters":
                    yield self._filter(identity)
                case "alarms":
                    yield self._alarm(identity)
                case "topics":
                    yield self._topic(identity)
                case _:
                    yield self._subscription(change)

    def _said(self, identity: str, known: Any) -> Any:
        return {"Ref": self._names[identity]} if identity in self._names else known

    def _log_group(self, identity: str) -> tuple[str, Json]:
        name = self._document["log_groups"][identity]["name"]
        kept = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
        return self._names[identity], {"Type": "AWS::Logs::LogGroup", **kept, "Properties": {"LogGroupName": name}}

    def _topic(self, identity: str) -> tuple[str, Json]:
        name = self._document["topics"][identity]["name"]
        return self._names[identity], {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name}}

    def _filter(self, identity: str) -> tuple[str, Json]:
        entry = self._document["metric_filters"][identity]
        group = self._document["log_groups"][entry["log_group"]]
        system = sorted({name for one in entry["transformations"] for name in one["system_dimensions"]})
        properties = {
            "FilterName": entry["name"],
            "LogGroupName": self._said(entry["log_group"], group["name"]),
            "FilterPattern": self._document["patterns"][entry["pattern"]]["text"],
            "MetricTransformations": [_transformation(one) for one in entry["transformations"]],
            **({"EmitSystemFieldDimensions": system} if system else {}),
        }
        return self._names[identity], {"Type": "AWS::Logs::MetricFilter", "Properties": properties}

    def _alarm(self, identity: str) -> tuple[str, Json]:
        properties = new_alarm(self._document["alarms"][identity])
        properties["AlarmActions"] = [self._said(action, action) for action in properties["AlarmActions"]]
        return self._names[identity], {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}

    def _subscription(self, change: Change) -> tuple[str, Json]:
        wanted = change.parameters
        properties = {
            "TopicArn": self._said(wanted["topic"], wanted["topic"]),
            "Protocol": wanted["protocol"],
            "Endpoint": wanted["endpoint"],
        }
        return self._names[change.target], {"Type": "AWS::SNS::Subscription", "Properties": properties}

    def _trail(self, change: Change) -> Iterator[tuple[str, Json]]:
        entry = self._document["trails"][change.target]
        name, group, bucket = self._names[change.target], change.parameters["group"], change.parameters["bucket"]
        partition = self._document["subject"]["partition"]
        stored = f"arn:{partition}:s3:::{bucket}"
        written = [f"{stored}/AWSLogs/{writer}/*" for writer in policies.writers(change)]
        policy = policies.of_bucket(stored, written, change.target)
        kept = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
        yield f"{name}Bucket", {"Type": "AWS::S3::Bucket", **kept, "Properties": {"BucketName": bucket}}
        yield (
            f"{name}BucketPolicy",
            {
                "Type": "AWS::S3::BucketPolicy",
                "Properties": {"Bucket": {"Ref": f"{name}Bucket"}, "PolicyDocument": policy},
            },
        )
        granted = {
            "PolicyName": re.sub(r"[^A-Za-z0-9+=,.@_-]", "-", self._document["log_groups"][group]["name"])[:128],
            "PolicyDocument": policies.of_role(f"{group}:log-stream:*"),
        }
        yield (
            f"{name}Role",
            {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": change.parameters["role"],
                    "AssumeRolePolicyDocument": policies.trust(),
                    "Policies": [granted],
                },
            },
        )
        depends = [f"{name}BucketPolicy", *([self._names[group]] if group in self._names else [])]
        yield (
            name,
            {
                "Type": "AWS::CloudTrail::Trail",
                "DependsOn": depends,
                "Properties": {
                    "TrailName": entry["name"],
                    "S3BucketName": {"Ref": f"{name}Bucket"},
                    "IsLogging": True,
                    "IsMultiRegionTrail": True,
                    **({"IsOrganizationTrail": True} if entry["organization"] else {}),
                    "IncludeGlobalServiceEvents": True,
                    "EnableLogFileValidation": True,
                    "CloudWatchLogsLogGroupArn": f"{group}:*",
                    "CloudWatchLogsRoleArn": {"Fn::GetAtt": [f"{name}Role", "Arn"]},
                },
            },
        )


def _transformation(written: Json) -> Json:
    dimensions = [{"Key": name, "Value": value} for name, value in sorted(written["dimensions"].items())]
    optional = {"DefaultValue": written["default"], "Unit": written["unit"], "Dimensions": dimensions or None}
    return {
        "MetricNamespace": written["namespace"],
        "MetricName": written["name"],
        "MetricValue": written["value"],
        **{name: value for name, value in optional.items() if value is not None},
    }
