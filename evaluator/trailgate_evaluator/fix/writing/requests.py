"""The API requests that make a change, in the words of the AWS API reference."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.fix.account.existing_alarm import put_back
from trailgate_evaluator.fix.repairs import policies
from trailgate_evaluator.fix.writing.api_words import advanced_selectors, classic_selectors, new_alarm, transformation

if TYPE_CHECKING:
    from trailgate_evaluator.fix.account.change import Change
    from trailgate_evaluator.fix.account.existing import Existing

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A question to ask first: `query` (JMESPath) of its answer must say nothing, or `ours`, as `--output text` prints it."""

    question: Request
    query: str
    ours: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request: `parameters` as the API takes them.

    `unless` is a request that succeeds where this one is not needed. `only_over` guards what a put would replace: something
    of that name that is not ours stops the script.
    """

    service: str
    operation: str
    parameters: Json
    unless: Request | None = None
    only_over: Seen | None = None
    then_wait: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """Requests of changes that lead to `document`, from the account that `existing` shows."""

    document: Json
    existing: Existing

    def of(self, change: Change) -> list[Request]:
        """The requests of one change, in order."""
        made: list[Request] = getattr(self, f"_{change.kind}")(change)
        return made

    def _create_log_group(self, change: Change) -> list[Request]:
        return [_log_group(self.document["log_groups"][change.target]["name"])]

    def _create_trail(self, change: Change) -> list[Request]:
        trail = self.document["trails"][change.target]
        bucket = change.parameters["bucket"]
        arn, stored = change.target, f"arn:{self.document['subject']['partition']}:s3:::{bucket}"
        policy = policies.of_bucket(stored, f"{stored}/AWSLogs/{change.account}/*", arn)
        location = {} if change.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": change.region}}
        created = {
            "Name": trail["name"],
            "S3BucketName": bucket,
            "IsMultiRegionTrail": True,
            "IncludeGlobalServiceEvents": True,
            "EnableLogFileValidation": True,
            "CloudWatchLogsLogGroupArn": f"{trail['log_group']}:*",
            "CloudWatchLogsRoleArn": self._role_arn(change),
        }
        return [
            Request(
                service="s3api",
                operation="create-bucket",
                parameters={"Bucket": bucket, **location},
                unless=Request(service="s3api", operation="head-bucket", parameters={"Bucket": bucket}),
            ),
            Request(
                service="s3api",
                operation="put-bucket-policy",
                parameters={"Bucket": bucket, "Policy": policies.text(policy)},
            ),
            *self._log_group_and_role(change),
            Request(
                service="cloudtrail",
                operation="create-trail",
                parameters=created,
                unless=Request(service="cloudtrail", operation="get-trail", parameters={"Name": arn}),
            ),
            Request(service="cloudtrail", operation="start-logging", parameters={"Name": arn}),
        ]

    def _send_to_log_group(self, change: Change) -> list[Request]:
        parameters = {
            "Name": change.target,
            "CloudWatchLogsLogGroupArn": f"{change.parameters['group']}:*",
            "CloudWatchLogsRoleArn": self._role_arn(change),
        }
        return [
            *self._log_group_and_role(change),
            Request(service="cloudtrail", operation="update-trail", parameters=parameters),
        ]

    def _log_group_and_role(self, change: Change) -> list[Request]:
        group, role = change.parameters["group"], change.parameters["role"]
        entry = self.document["log_groups"][group]
        return [
            *([_log_group(entry["name"])] if ("log_groups", group) in change.creates else []),
            Request(
                service="iam",
                operation="create-role",
                parameters={"RoleName": role, "AssumeRolePolicyDocument": policies.text(policies.trust())},
                unless=Request(service="iam", operation="get-role", parameters={"RoleName": role}),
            ),
            Request(
                service="iam",
                operation="put-role-policy",
                parameters={
                    "RoleName": role,
                    "PolicyName": re.sub(r"[^A-Za-z0-9+=,.@_-]", "-", entry["name"])[:128],
                    "PolicyDocument": policies.text(policies.of_role(f"{group}:log-stream:*")),
                },
                then_wait=True,
            ),
        ]

    def _role_arn(self, change: Change) -> str:
        return f"arn:{self.document['subject']['partition']}:iam::{change.account}:role/{change.parameters['role']}"

    def _update_trail(self, change: Change) -> list[Request]:
        words = {"multi_region": "IsMultiRegionTrail", "global_services": "IncludeGlobalServiceEvents"}
        flags = {words[name]: value for name, value in change.patch["trails"][change.target].items()}
        return [Request(service="cloudtrail", operation="update-trail", parameters={"Name": change.target, **flags})]

    def _start_logging(self, change: Change) -> list[Request]:
        return [Request(service="cloudtrail", operation="start-logging", parameters={"Name": change.target})]

    def _put_event_selectors(self, change: Change) -> list[Request]:
        trail = self.document["trails"][change.target]
        classic = self.existing.classic_selectors(trail)
        parameters: Json = {"TrailName": change.target}
        if trail["selectors"]["kind"] == "advanced":
            parameters["AdvancedEventSelectors"] = advanced_selectors(trail["selectors"]["advanced"])
        else:
            parameters["EventSelectors"] = classic_selectors(classic, trail["selectors"]["classic"])
        return [Request(service="cloudtrail", operation="put-event-selectors", parameters=parameters)]

    def _put_metric_filter(self, change: Change) -> list[Request]:
        entry = self.document["metric_filters"][change.target]
        optional = {"fieldSelectionCriteria": entry["scope"], "applyOnTransformedLogs": entry["transformed"] or None}
        dimensions = sorted({name for written in entry["transformations"] for name in written["system_dimensions"]})
        parameters = {
            "logGroupName": self.document["log_groups"][entry["log_group"]]["name"],
            "filterName": entry["name"],
            "filterPattern": self.document["patterns"][entry["pattern"]]["text"],
            "metricTransformations": [transformation(written) for written in entry["transformations"]],
            **{name: value for name, value in optional.items() if value is not None},
            **({"emitSystemFieldDimensions": dimensions} if dimensions else {}),
        }
        seen = None if change.edits else _filter_seen(parameters)
        return [Request(service="logs", operation="put-metric-filter", parameters=parameters, only_over=seen)]

    def _create_topic(self, change: Change) -> list[Request]:
        return self._brought(change)

    def _put_topic_policy(self, change: Change) -> list[Request]:
        topic = self.document["topics"][change.target]
        given = self.existing.topic_policy(topic)
        return [
            _topic_attribute(change.target, "Policy", policies.text(policies.with_one(given, change.parameters["statement"])))
        ]

    def _put_key_policy(self, change: Change) -> list[Request]:
        given = policies.with_one(self.existing.key_policy(change.target), change.parameters["statement"])
        parameters = {"KeyId": change.target, "PolicyName": "default", "Policy": policies.text(given)}
        return [Request(service="kms", operation="put-key-policy", parameters=parameters)]

    def _encrypt_topic(self, change: Change) -> list[Request]:
        alias = change.parameters["alias"]
        root = f"arn:{self.document['subject']['partition']}:iam::{change.account}:root"
        own = policies.of_key(root, change.parameters["statement"])
        return [
            Request(
                service="kms",
                operation="create-key",
                parameters={"Description": alias, "Policy": policies.text(own), "alias": alias},
                unless=Request(service="kms", operation="describe-key", parameters={"KeyId": alias}),
            ),
            _topic_attribute(change.target, "KmsMasterKeyId", alias),
        ]

    def _put_metric_alarm(self, change: Change) -> list[Request]:
        alarm = self.document["alarms"][change.target]
        wanted = new_alarm(alarm)
        put = Request(service="cloudwatch", operation="put-metric-alarm", parameters=wanted, only_over=_alarm_seen(wanted))
        return [*self._brought(change), put]

    def _change_alarm(self, change: Change) -> list[Request]:
        row = self.existing.row(self.document["alarms"][change.target])
        operation = "put-composite-alarm" if "AlarmRule" in row else "put-metric-alarm"
        return [
            *self._brought(change),
            Request(service="cloudwatch", operation=operation, parameters=put_back(row, change.parameters)),
        ]

    def _enable_alarm_actions(self, change: Change) -> list[Request]:
        name = self.document["alarms"][change.target]["name"]
        return [Request(service="cloudwatch", operation="enable-alarm-actions", parameters={"AlarmNames": [name]})]

    def _subscribe(self, change: Change) -> list[Request]:
        wanted = change.parameters
        parameters = {"TopicArn": wanted["topic"], "Protocol": wanted["protocol"], "Endpoint": wanted["endpoint"]}
        return [Request(service="sns", operation="subscribe", parameters=parameters)]

    def _brought(self, change: Change) -> list[Request]:
        return [_topic(self.document["topics"][identity]["name"]) for kind, identity in change.creates if kind == "topics"]


def _log_group(name: str) -> Request:
    return Request(
        service="logs",
        operation="create-log-group",
        parameters={"logGroupName": name},
        unless=Request(service="logs", operation="describe-metric-filters", parameters={"logGroupName": name}),
    )


def _alarm_seen(alarm: Json) -> Seen:
    return Seen(
        question=Request(
            service="cloudwatch",
            operation="describe-alarms",
            parameters={"AlarmNames": [alarm["AlarmName"]], "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]},
        ),
        query="[MetricAlarms[].join(`/`, [Namespace || ``, MetricName || ``]), CompositeAlarms[].AlarmRule][]",
        ours=f"{alarm['Namespace']}/{alarm['MetricName']}",
        what=f"another alarm named {alarm['AlarmName']}",
    )


def _filter_seen(parameters: Json) -> Seen:
    asked = {"logGroupName": parameters["logGroupName"], "filterNamePrefix": parameters["filterName"]}
    first = parameters["metricTransformations"][0]
    name = json.dumps(parameters["filterName"])
    return Seen(
        question=Request(service="logs", operation="describe-metric-filters", parameters=asked),
        query=f"metricFilters[?filterName == `{name}`].metricTransformations[].join(`/`, [metricNamespace, metricName])",
        ours=f"{first['metricNamespace']}/{first['metricName']}",
        what=f"another metric filter named {parameters['filterName']}",
    )


def _topic(name: str) -> Request:
    return Request(service="sns", operation="create-topic", parameters={"Name": name})


def _topic_attribute(topic: str, name: str, value: str) -> Request:
    parameters = {"TopicArn": topic, "AttributeName": name, "AttributeValue": value}
    return Request(service="sns", operation="set-topic-attributes", parameters=parameters)
