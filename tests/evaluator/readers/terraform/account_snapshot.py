"""The snapshot of an account in which a state's resources stand, and nothing else: what a collector would have written."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]
MOMENT = "2026-11-02T09:00:00Z"
_SELECTOR_FIELDS = {
    "equals": "Equals",
    "not_equals": "NotEquals",
    "starts_with": "StartsWith",
    "not_starts_with": "NotStartsWith",
    "ends_with": "EndsWith",
    "not_ends_with": "NotEndsWith",
}


def snapshot_of(
    state: Json, *, account: str, region: str = "us-east-1", regions: tuple[str, ...] = (), topics: tuple[str, ...] = ()
) -> Json:
    """The snapshot of the account after the apply that left this state (its `values`), all of it in one region.

    `regions` are more regions that were asked and hold nothing, `topics` were asked about though no alarm need name them.
    E-mail subscriptions are confirmed.
    """
    return _Collector(_by_type(state), account, region, topics).snapshot((region, *regions))


def _by_type(state: Json) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    pending = [state["root_module"]]
    while pending:
        module = pending.pop()
        for resource in module.get("resources", ()):
            if resource["mode"] == "managed":
                found.setdefault(resource["type"], []).append(resource["values"])
        pending.extend(module.get("child_modules", ()))
    return found


class _Collector:
    def __init__(self, found: dict[str, list[Json]], account: str, region: str, topics: tuple[str, ...]) -> None:
        self.found = found
        self.topics = topics
        self.account = account
        self.region = region
        self.calls: list[Json] = []

    def snapshot(self, regions: tuple[str, ...]) -> Json:
        self._call("sts", "GetCallerIdentity", {}, {"Account": self.account, "Arn": f"arn:aws:iam::{self.account}:user/auditor"})
        listed = [{"RegionName": name, "OptInStatus": "opt-in-not-required"} for name in regions]
        self._call("ec2", "DescribeRegions", {}, {"Regions": listed})
        self._absent("organizations", "DescribeOrganization", {}, "AWSOrganizationsNotInUseException")
        self._trails(regions)
        self._groups()
        for region in regions:
            self._alarms(region)
        self._topics()
        return {
            "format": "trailgate/snapshot/v1",
            "account": {"id": self.account, "partition": "aws"},
            "collected": {"botocore": "1", "by": "auditor", "started_at": MOMENT, "finished_at": MOMENT, "tool": "trailgate 0"},
            "organization": None,
            "regions": list(regions),
            "calls": self.calls,
        }

    def _call(self, service: str, operation: str, request: Json, page: Json, region: str | None = None) -> None:
        told = {"service": service, "operation": operation, "request": request, "region": region or self.region, "at": MOMENT}
        self.calls.append({**told, "outcome": "answered", "pages": [page]})

    def _absent(self, service: str, operation: str, request: Json, code: str) -> None:
        told = {"service": service, "operation": operation, "request": request, "region": self.region, "at": MOMENT}
        self.calls.append({**told, "outcome": "absent", "error": {"code": code, "message": code}})

    def _trails(self, regions: tuple[str, ...]) -> None:
        trails = self.found.get("aws_cloudtrail", [])
        for region in regions:
            seen = [self._trail(t) for t in trails if region == self.region or t.get("is_multi_region_trail")]
            self._call("cloudtrail", "DescribeTrails", {}, {"trailList": seen}, region)
        for trail in trails:
            logging = trail.get("enable_logging", True)
            status = {"IsLogging": logging, "LatestCloudWatchLogsDeliveryTime": MOMENT, "StartLoggingTime": MOMENT}
            self._call("cloudtrail", "GetTrailStatus", {"Name": trail["arn"]}, status)
            page = {"TrailARN": trail["arn"], **_selectors(trail)}
            self._call("cloudtrail", "GetEventSelectors", {"TrailName": trail["arn"]}, page)

    def _trail(self, trail: Json) -> Json:
        found = {
            "Name": trail["name"],
            "TrailARN": trail["arn"],
            "HomeRegion": self.region,
            "IsMultiRegionTrail": bool(trail.get("is_multi_region_trail")),
            "IncludeGlobalServiceEvents": trail.get("include_global_service_events", True),
            "IsOrganizationTrail": False,
            "HasCustomEventSelectors": bool(trail.get("event_selector") or trail.get("advanced_event_selector")),
        }
        if trail.get("cloud_watch_logs_group_arn"):
            found["CloudWatchLogsLogGroupArn"] = trail["cloud_watch_logs_group_arn"]
        return found

    def _groups(self) -> None:
        """Only the trails' groups are asked for, and who else writes the metrics of their filters, as the collector does."""
        delivered = {
            t["cloud_watch_logs_group_arn"] for t in self.found.get("aws_cloudtrail", ()) if t.get("cloud_watch_logs_group_arn")
        }
        titles: set[tuple[str, str]] = set()
        for arn in sorted(delivered):
            name = arn.split(":log-group:", 1)[1].removesuffix(":*")
            groups = [_group(g) for g in self.found.get("aws_cloudwatch_log_group", ()) if g["name"].startswith(name)]
            self._call("logs", "DescribeLogGroups", {"logGroupNamePrefix": name}, {"logGroups": groups})
            filters = [_filter(f) for f in self.found.get("aws_cloudwatch_log_metric_filter", ()) if f["log_group_name"] == name]
            self._call("logs", "DescribeMetricFilters", {"logGroupName": name}, {"metricFilters": filters})
            titles |= {title for f in filters for title in _titles(f)}
        every = [_filter(f) for f in self.found.get("aws_cloudwatch_log_metric_filter", ())]
        for namespace, metric in sorted(titles):
            writing = [f for f in every if (namespace, metric) in _titles(f)]
            request = {"metricNamespace": namespace, "metricName": metric}
            self._call("logs", "DescribeMetricFilters", request, {"metricFilters": writing})

    def _alarms(self, region: str) -> None:
        here = region == self.region
        metric = [_alarm(a) for a in self.found.get("aws_cloudwatch_metric_alarm", ())] if here else []
        composite = [_composite(a) for a in self.found.get("aws_cloudwatch_composite_alarm", ())] if here else []
        page = {"MetricAlarms": metric, "CompositeAlarms": composite, "LogAlarms": []}
        request = {"AlarmTypes": ["MetricAlarm", "CompositeAlarm", "LogAlarm"], "MaxRecords": 100}
        self._call("cloudwatch", "DescribeAlarms", request, page, region)
        self._call("cloudwatch", "ListAlarmMuteRules", {}, {"AlarmMuteRuleSummaries": []}, region)

    def _topics(self) -> None:
        """Only topics that alarms name, or somebody else, are asked about, as the collector does."""
        policies = {p["arn"]: p["policy"] for p in self.found.get("aws_sns_topic_policy", ())}
        alarms = [*self.found.get("aws_cloudwatch_metric_alarm", ()), *self.found.get("aws_cloudwatch_composite_alarm", ())]
        named = {*self.topics, *(action for alarm in alarms for action in alarm.get("alarm_actions") or ())}
        for topic in self.found.get("aws_sns_topic", ()):
            arn = topic["arn"]
            if arn not in named:
                continue
            attributes = {"TopicArn": arn, "Owner": self.account}
            attributes["Policy"] = policies.get(arn) or topic.get("policy") or _default_policy(arn, self.account)
            if topic.get("kms_master_key_id"):
                attributes["KmsMasterKeyId"] = topic["kms_master_key_id"]
            self._call("sns", "GetTopicAttributes", {"TopicArn": arn}, {"Attributes": attributes})
            listed = [
                {
                    "TopicArn": arn,
                    "Owner": self.account,
                    "Protocol": s["protocol"],
                    "Endpoint": s["endpoint"],
                    "SubscriptionArn": _subscription_arn(s, number),
                }
                for number, s in enumerate(self.found.get("aws_sns_topic_subscription", ()))
                if s["topic_arn"] == arn
            ]
            self._call("sns", "ListSubscriptionsByTopic", {"TopicArn": arn}, {"Subscriptions": listed})
            for entry in listed:
                told = {"SubscriptionArn": entry["SubscriptionArn"], "TopicArn": arn, "PendingConfirmation": "false"}
                self._call(
                    "sns", "GetSubscriptionAttributes", {"SubscriptionArn": entry["SubscriptionArn"]}, {"Attributes": told}
                )


def _subscription_arn(subscription: Json, number: int) -> str:
    own = subscription.get("arn")
    if isinstance(own, str) and own.startswith("arn:"):
        return own
    return f"{subscription['topic_arn']}:00000000-0000-4000-8000-{number:012d}"


def _selectors(trail: Json) -> Json:
    if trail.get("advanced_event_selector"):
        return {"AdvancedEventSelectors": [_advanced(s) for s in trail["advanced_event_selector"]]}
    return {"EventSelectors": [_classic(s) for s in trail.get("event_selector") or [{}]]}


def _classic(selector: Json) -> Json:
    return {
        "ReadWriteType": selector.get("read_write_type") or "All",
        "IncludeManagementEvents": selector.get("include_management_events", True),
        "ExcludeManagementEventSources": selector.get("exclude_management_event_sources") or [],
        "DataResources": [],
    }


def _advanced(selector: Json) -> Json:
    fields = []
    for field in selector["field_selector"]:
        operators = {called: field[name] for name, called in _SELECTOR_FIELDS.items() if field.get(name)}
        fields.append({"Field": field["field"], **operators})
    return {"Name": selector.get("name") or "", "FieldSelectors": fields}


def _group(group: Json) -> Json:
    arn = group["arn"].removesuffix(":*")
    kind = group.get("log_group_class") or "STANDARD"
    return {"logGroupName": group["name"], "arn": f"{arn}:*", "logGroupArn": arn, "logGroupClass": kind}


def _titles(metric_filter: Json) -> set[tuple[str, str]]:
    return {(written["metricNamespace"], written["metricName"]) for written in metric_filter["metricTransformations"]}


def _filter(written: Json) -> Json:
    counts = []
    for transformation in written["metric_transformation"]:
        count = {
            "metricName": transformation["name"],
            "metricNamespace": transformation["namespace"],
            "metricValue": transformation["value"],
        }
        if transformation.get("default_value") not in (None, ""):
            count["defaultValue"] = float(transformation["default_value"])
        if transformation.get("dimensions"):
            count["dimensions"] = transformation["dimensions"]
        counts.append(count)
    return {
        "filterName": written["name"],
        "filterPattern": written["pattern"],
        "logGroupName": written["log_group_name"],
        "metricTransformations": counts,
        "applyOnTransformedLogs": False,
    }


def _alarm(alarm: Json) -> Json:
    found: Json = {
        "AlarmName": alarm["alarm_name"],
        "AlarmArn": alarm["arn"],
        "ActionsEnabled": alarm.get("actions_enabled", True),
        "AlarmActions": alarm.get("alarm_actions") or [],
        "OKActions": alarm.get("ok_actions") or [],
        "InsufficientDataActions": alarm.get("insufficient_data_actions") or [],
        "ComparisonOperator": alarm["comparison_operator"],
        "EvaluationPeriods": alarm["evaluation_periods"],
        "Threshold": alarm["threshold"],
        "TreatMissingData": alarm.get("treat_missing_data") or "missing",
        "StateValue": "OK",
        "Metrics": [_query(q) for q in alarm.get("metric_query") or ()],
        "Dimensions": _dimensions(alarm.get("dimensions")),
    }
    if alarm.get("datapoints_to_alarm"):
        found["DatapointsToAlarm"] = alarm["datapoints_to_alarm"]
    if not found["Metrics"]:
        found |= {"MetricName": alarm["metric_name"], "Namespace": alarm["namespace"], "Period": alarm["period"]}
        found["Statistic"] = alarm["statistic"]
    return found


def _query(query: Json) -> Json:
    found: Json = {"Id": query["id"], "ReturnData": bool(query.get("return_data"))}
    if query.get("expression"):
        return found | {"Expression": query["expression"]}
    (metric,) = query["metric"]
    named = {
        "Namespace": metric["namespace"],
        "MetricName": metric["metric_name"],
        "Dimensions": _dimensions(metric.get("dimensions")),
    }
    return found | {"MetricStat": {"Metric": named, "Period": metric["period"], "Stat": metric["stat"]}}


def _dimensions(written: Json | None) -> list[Json]:
    return [{"Name": name, "Value": value} for name, value in sorted((written or {}).items())]


def _composite(alarm: Json) -> Json:
    return {
        "AlarmName": alarm["alarm_name"],
        "AlarmArn": alarm["arn"],
        "AlarmRule": alarm["alarm_rule"],
        "ActionsEnabled": alarm.get("actions_enabled", True),
        "AlarmActions": alarm.get("alarm_actions") or [],
        "OKActions": alarm.get("ok_actions") or [],
        "InsufficientDataActions": [],
        "StateValue": "OK",
    }


def _default_policy(arn: str, account: str) -> str:
    condition = {"StringEquals": {"AWS:SourceOwner": account}}
    statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["SNS:Publish"], "Resource": arn, "Condition": condition}
    return json.dumps({"Version": "2008-10-17", "Statement": [statement]})
