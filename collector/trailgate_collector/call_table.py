"""The call table: every question the collector may ask AWS, as data.

`trailgate collect --list-calls` prints it and `--print-iam-policy` is made from it. A call is asked once for the
account, once in each region, or once for each request that a JMESPath expression finds in an earlier call's page. Such
an expression yields objects `{region, account, request}`: `region` defaults to the region of the earlier answer,
`account` (whose resource it is) to the account being collected. `arn_region`, `arn_account`, `arn_name` and `is_topic`
are functions of our own (`followups`).

`serves` says what an answer can change: `status` (does the chain exist?) or only `effective` (does it reach a person?).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class OncePerAccount:
    """The call is asked once, in the region the session starts from."""

    request: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OncePerRegion:
    """The call is asked in every region that is collected."""

    request: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FromAnswer:
    """The call is asked for every request that `requests` (JMESPath) finds in a page of `operation`."""

    operation: str
    requests: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One kind of question: where it is asked, with what, and which IAM action it needs (None: needs none).

    `absent`: error codes that are an answer, "there is none". `next_page`: the member with the token of the next page.
    `other_accounts`: whether it is worth asking for a resource of another account.
    """

    service: str
    operation: str
    action: str | None
    serves: Literal["status", "effective"]
    scope: OncePerAccount | OncePerRegion | FromAnswer
    absent: frozenset[str] = frozenset()
    next_page: str | None = None
    other_accounts: bool = True


_ALARM_TYPES = '`["MetricAlarm", "CompositeAlarm", "LogAlarm"]`'
_GROUPS_OF_TRAILS = "trailList[?CloudWatchLogsLogGroupArn].CloudWatchLogsLogGroupArn"
_TOPICS_OF_ALARMS = (
    "[MetricAlarms[].AlarmActions[], CompositeAlarms[].AlarmActions[], LogAlarms[].AlarmActions[]][] | [?is_topic(@)]"
)
_OF_ANOTHER_ACCOUNT = frozenset({"CloudTrailARNInvalidException", "TrailNotFoundException"})
_NO_TOPIC = frozenset({"NotFound", "NotFoundException"})

IDENTITY = Call(
    service="sts",
    operation="GetCallerIdentity",
    action=None,
    serves="status",
    scope=OncePerAccount(request={}),
)
REGIONS = Call(
    service="ec2",
    operation="DescribeRegions",
    action="ec2:DescribeRegions",
    serves="status",
    scope=OncePerAccount(request={}),
)

CALLS: tuple[Call, ...] = (
    IDENTITY,
    REGIONS,
    Call(
        service="organizations",
        operation="DescribeOrganization",
        action="organizations:DescribeOrganization",
        serves="effective",
        scope=OncePerAccount(request={}),
        absent=frozenset({"AWSOrganizationsNotInUseException"}),
    ),
    Call(
        service="cloudtrail",
        operation="DescribeTrails",
        action="cloudtrail:DescribeTrails",
        serves="status",
        scope=OncePerRegion(request={}),
    ),
    Call(
        service="cloudtrail",
        operation="GetTrailStatus",
        action="cloudtrail:GetTrailStatus",
        serves="status",
        scope=FromAnswer(operation="DescribeTrails", requests="trailList[].{region: HomeRegion, request: {Name: TrailARN}}"),
        absent=_OF_ANOTHER_ACCOUNT,
    ),
    Call(
        service="cloudtrail",
        operation="GetEventSelectors",
        action="cloudtrail:GetEventSelectors",
        serves="status",
        scope=FromAnswer(operation="DescribeTrails", requests="trailList[].{region: HomeRegion, request: {TrailName: TrailARN}}"),
        absent=_OF_ANOTHER_ACCOUNT,
    ),
    Call(
        service="logs",
        operation="DescribeLogGroups",
        action="logs:DescribeLogGroups",
        serves="status",
        scope=FromAnswer(
            operation="DescribeTrails",
            requests=_GROUPS_OF_TRAILS
            + "[].{region: arn_region(@), account: arn_account(@), request: {logGroupNamePrefix: arn_name(@)}}",
        ),
        next_page="nextToken",
        other_accounts=False,
    ),
    Call(
        service="logs",
        operation="DescribeMetricFilters",
        action="logs:DescribeMetricFilters",
        serves="status",
        scope=FromAnswer(
            operation="DescribeTrails",
            requests=_GROUPS_OF_TRAILS
            + "[].{region: arn_region(@), account: arn_account(@), request: {logGroupName: arn_name(@)}}",
        ),
        absent=frozenset({"ResourceNotFoundException"}),
        next_page="nextToken",
        other_accounts=False,
    ),
    Call(
        service="logs",
        operation="GetTransformer",
        action="logs:GetTransformer",
        serves="status",
        scope=FromAnswer(
            operation="DescribeMetricFilters",
            requests="metricFilters[?applyOnTransformedLogs].{request: {logGroupIdentifier: logGroupName}}",
        ),
        absent=frozenset({"ResourceNotFoundException"}),
    ),
    Call(
        service="logs",
        operation="DescribeAccountPolicies",
        action="logs:DescribeAccountPolicies",
        serves="status",
        scope=FromAnswer(
            operation="DescribeMetricFilters",
            requests="metricFilters[?applyOnTransformedLogs].{request: {policyType: 'TRANSFORMER_POLICY'}}",
        ),
        next_page="nextToken",
    ),
    Call(
        service="cloudwatch",
        operation="DescribeAlarms",
        action="cloudwatch:DescribeAlarms",
        serves="status",
        scope=FromAnswer(
            operation="DescribeTrails",
            requests=_GROUPS_OF_TRAILS
            + "[].{region: arn_region(@), request: {AlarmTypes: "
            + _ALARM_TYPES
            + ", MaxRecords: `100`}}",
        ),
        next_page="NextToken",
    ),
    Call(
        service="cloudwatch",
        operation="ListAlarmMuteRules",
        action="cloudwatch:ListAlarmMuteRules",
        serves="effective",
        scope=FromAnswer(operation="DescribeTrails", requests=_GROUPS_OF_TRAILS + "[].{region: arn_region(@), request: `{}`}"),
        next_page="NextToken",
    ),
    Call(
        service="cloudwatch",
        operation="GetAlarmMuteRule",
        action="cloudwatch:GetAlarmMuteRule",
        serves="effective",
        scope=FromAnswer(
            operation="ListAlarmMuteRules",
            requests="AlarmMuteRuleSummaries[?Status != 'EXPIRED'].AlarmMuteRuleArn"
            "[].{request: {AlarmMuteRuleName: arn_name(@)}}",
        ),
        absent=frozenset({"ResourceNotFoundException"}),
    ),
    Call(
        service="sns",
        operation="GetTopicAttributes",
        action="sns:GetTopicAttributes",
        serves="effective",
        scope=FromAnswer(
            operation="DescribeAlarms",
            requests=_TOPICS_OF_ALARMS + ".{region: arn_region(@), account: arn_account(@), request: {TopicArn: @}}",
        ),
        absent=_NO_TOPIC,
    ),
    Call(
        service="sns",
        operation="ListSubscriptionsByTopic",
        action="sns:ListSubscriptionsByTopic",
        serves="status",
        scope=FromAnswer(
            operation="DescribeAlarms",
            requests=_TOPICS_OF_ALARMS + ".{region: arn_region(@), account: arn_account(@), request: {TopicArn: @}}",
        ),
        absent=_NO_TOPIC,
        next_page="NextToken",
    ),
    Call(
        service="sns",
        operation="GetSubscriptionAttributes",
        action="sns:GetSubscriptionAttributes",
        serves="effective",
        scope=FromAnswer(
            operation="ListSubscriptionsByTopic",
            requests="Subscriptions[].SubscriptionArn | [?starts_with(@, 'arn:')].{request: {SubscriptionArn: @}}",
        ),
        absent=_NO_TOPIC,
    ),
    Call(
        service="kms",
        operation="DescribeKey",
        action="kms:DescribeKey",
        serves="effective",
        scope=FromAnswer(
            operation="GetTopicAttributes",
            requests="Attributes.[KmsMasterKeyId][?@].{request: {KeyId: @}}",
        ),
        absent=frozenset({"NotFoundException"}),
    ),
    Call(
        service="kms",
        operation="GetKeyPolicy",
        action="kms:GetKeyPolicy",
        serves="effective",
        scope=FromAnswer(
            operation="DescribeKey",
            requests="[KeyMetadata][?KeyManager == 'CUSTOMER']"
            ".{account: AWSAccountId, request: {KeyId: Arn, PolicyName: 'default'}}",
        ),
        other_accounts=False,
    ),
)
