"""A simulated account built link by link; `good_chain` builds one that passes, with any link changed or left out."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.aws.events import ALL
from tests.aws.server import ACCOUNT

if TYPE_CHECKING:
    from tests.aws.server import Aws

GROUP, METRIC, NAMESPACE = "org-trail", "IAMPolicyChanges", "CISBenchmark"
BUCKET = "trail-records"
Changes = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account of the simulator, built in one region unless told otherwise."""

    aws: Aws
    id: str = ACCOUNT
    region: str = "us-east-1"

    def client(self, service: str) -> Any:
        """A client for building in this account and region."""
        return self.aws.client(service, self.region, self.id)

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this account and region."""
        return f"arn:aws:{service}:{self.region}:{self.id}:{resource}"

    def elsewhere(self, region: str) -> Account:
        """The same account in another region."""
        return replace(self, region=region)

    def of(self, account: str) -> Account:
        """Another account in the same region."""
        return replace(self, id=account)

    def group_arn(self, name: str = GROUP) -> str:
        """The log group's ARN as a trail names it."""
        return self.arn("logs", f"log-group:{name}:*")

    def trail(self, name: str = "org", *, logging: bool = True, **changes: Any) -> str:
        """A multi-region trail that writes to the log group; returns its ARN."""
        if self.region == "us-east-1":
            self.client("s3").create_bucket(Bucket=f"{BUCKET}-{self.id}-{name}")
        else:
            where = {"LocationConstraint": self.region}
            self.client("s3").create_bucket(Bucket=f"{BUCKET}-{self.id}-{name}", CreateBucketConfiguration=where)
        request = {
            "Name": name,
            "S3BucketName": f"{BUCKET}-{self.id}-{name}",
            "IsMultiRegionTrail": True,
            "CloudWatchLogsLogGroupArn": self.group_arn(),
            "CloudWatchLogsRoleArn": f"arn:aws:iam::{self.id}:role/trail-to-logs",
            **changes,
        }
        if request["CloudWatchLogsLogGroupArn"] is None:
            del request["CloudWatchLogsLogGroupArn"], request["CloudWatchLogsRoleArn"]
        trail = self.client("cloudtrail")
        arn: str = trail.create_trail(**request)["TrailARN"]
        if logging:
            trail.start_logging(Name=arn)
        return arn

    def selectors(self, trail: str, **selectors: Any) -> None:
        """The trail records what these selectors admit."""
        self.client("cloudtrail").put_event_selectors(TrailName=trail, **selectors)

    def log_group(self, name: str = GROUP, **changes: Any) -> None:
        """A log group of class STANDARD."""
        self.client("logs").create_log_group(logGroupName=name, **changes)

    def metric_filter(
        self,
        pattern: str = ALL,
        *,
        transformation: Changes | None = None,
        **changes: Any,
    ) -> None:
        """A filter on the log group that counts 1 for each record that matches."""
        counts = {"metricName": METRIC, "metricNamespace": NAMESPACE, "metricValue": "1", **(transformation or {})}
        self.client("logs").put_metric_filter(
            **{
                "logGroupName": GROUP,
                "filterName": "iam-policy-changes",
                "filterPattern": pattern,
                "metricTransformations": [counts],
                **changes,
            }
        )

    def alarm(self, *, actions: list[str], **changes: Any) -> str:
        """An alarm that one record moves from OK into ALARM; returns its ARN. None leaves a member out."""
        request = {
            "AlarmName": "iam-policy-changes",
            "MetricName": METRIC,
            "Namespace": NAMESPACE,
            "Statistic": "Sum",
            "Period": 300,
            "EvaluationPeriods": 1,
            "Threshold": 1.0,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching",
            "AlarmActions": actions,
            **changes,
        }
        request = {name: value for name, value in request.items() if value is not None}
        self.client("cloudwatch").put_metric_alarm(**request)
        return self.arn("cloudwatch", f"alarm:{request['AlarmName']}")

    def composite(self, name: str, rule: str, **changes: Any) -> None:
        """A composite alarm that tells the topic of `good_chain`."""
        actions = [self.arn("sns", "security-alarms")]
        request = {"AlarmName": name, "AlarmRule": rule, "AlarmActions": actions, **changes}
        self.client("cloudwatch").put_composite_alarm(**request)

    def delivery(self, trail: str, **status: Any) -> None:
        """What GetTrailStatus says of the trail from now on."""
        arn = self.arn("cloudtrail", f"trail/{trail}")
        self.aws.layer.state.at(self.id, self.region).deliveries[arn] = status

    def security_hub(self) -> None:
        """Security Hub, enabled in this region."""
        self.client("securityhub").enable_security_hub()

    def key_policy(self, key: str, policy: Changes) -> None:
        """The key's policy."""
        self.client("kms").put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(policy))

    def topic(self, name: str = "security-alarms", **attributes: Any) -> str:
        """A topic; returns its ARN. An attribute that is not text is written as JSON."""
        sns = self.client("sns")
        arn: str = sns.create_topic(Name=name)["TopicArn"]
        for attribute, value in attributes.items():
            text = value if isinstance(value, str) else json.dumps(value)
            sns.set_topic_attributes(TopicArn=arn, AttributeName=attribute, AttributeValue=text)
        return arn

    def subscription(
        self, topic: str, *, confirmed: bool = True, protocol: str = "email", endpoint: str = "security@example.com"
    ) -> str:
        """Somebody is told of what the topic gets; returns the subscription's ARN."""
        told = self.client("sns").subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint)
        if confirmed:
            self.aws.confirm(topic)
        return str(told["SubscriptionArn"])


def good_chain(
    account: Account,
    *,
    trail: Changes | None = None,
    selectors: Changes | None = None,
    log_group: Changes | None = None,
    metric_filter: Changes | None = None,
    alarm: Changes | None = None,
    topic: Changes | None = None,
    subscription: Changes | None = None,
    without: frozenset[str] = frozenset(),
) -> None:
    """The whole chain, every link as it should be except for these changes; the links in `without` are not built."""
    if "log_group" not in without:
        account.log_group(**(log_group or {}))
    if "trail" not in without:
        arn = account.trail(**(trail or {}))
        if selectors:
            account.selectors(arn, **selectors)
    topic_arn = account.arn("sns", "security-alarms")
    if "topic" not in without:
        topic_arn = account.topic(**(topic or {}))
        if "subscription" not in without:
            account.subscription(topic_arn, **(subscription or {}))
    if "metric_filter" not in without:
        account.metric_filter(**(metric_filter or {}))
    if "alarm" not in without:
        account.alarm(**{"actions": [topic_arn], **(alarm or {})})
