"""The call table: every question the collector may ask AWS, as data.

`trailgate collect --list-calls` prints it and `--print-iam-policy` is made from it. A call is asked once for the
account, once in each region, or once for each request that a JMESPath expression finds in an earlier call's page. Such
an expression yields objects `{region, account, request}`: `region` defaults to the region of the earlier answer,
`account` (whose resource it is) to the account being collected. `arn_region`, `arn_account`, `arn_name`, `is_topic`,
`asked`, `own_account`, `iam_region` and `may_match_cloudtrail` are functions of our own (`expressions`).

`serves` says what an answer can change: `status` (does the chain exist?) or only `effective` (does it reach a person?).
What is asked on demand alone stands in `calls_beyond`.
"""

from __future__ import annotations

from trailgate_collector.call_kinds import Call, FromAnswer, OncePerAccount, OncePerRegion
from trailgate_collector.calls_beyond import BEYOND, TOPICS_LISTED, where_copies_come

_ALL_TYPES = '{"AlarmTypes": ["MetricAlarm", "CompositeAlarm", "LogAlarm"], "MaxRecords": 100}'
_ALARMS_OF_ALL_TYPES = f"`{_ALL_TYPES}`"
_GROUPS_OF_TRAILS = "trailList[?CloudWatchLogsLogGroupArn].CloudWatchLogsLogGroupArn"
_FILTERS_ASKED_FOR = "metricFilters[?asked('logGroupName')"
_FILTERS_LISTED = "metricFilters[?!asked('metricName')"
"""Of one group, or of a whole region; not those of any group that write one metric."""
_GROUP_ASKED_FOR = "logGroups[?logGroupName == asked('logGroupNamePrefix')"
_TOPICS_OF_ALARMS = (
    "[MetricAlarms[].AlarmActions[], CompositeAlarms[].AlarmActions[], LogAlarms[].AlarmActions[]][] | [?is_topic(@)]"
)
_ABOUT_TOPIC = ".{region: arn_region(@), account: arn_account(@), request: {TopicArn: @}}"
_OF_ANOTHER_ACCOUNT = frozenset({"CloudTrailARNInvalidException", "TrailNotFoundException"})
_NO_TOPIC = frozenset({"NotFound", "NotFoundException"})

ASSUME_ROLE = Call(
    service="sts",
    operation="AssumeRole",
    action="sts:AssumeRole",
    serves="status",
    scope=OncePerAccount(request={}),
    always=("Credentials",),
)
"""How an account of an organization is entered: kept where it is refused, since nothing else could be asked then."""

IDENTITY = Call(
    service="sts",
    operation="GetCallerIdentity",
    action=None,
    serves="status",
    scope=OncePerAccount(request={}),
    always=("Account", "Arn"),
)
REGIONS = Call(
    service="ec2",
    operation="DescribeRegions",
    action="ec2:DescribeRegions",
    serves="status",
    scope=OncePerAccount(request={}),
    always=("Regions",),
)

ORGANIZATION = Call(
    service="organizations",
    operation="DescribeOrganization",
    action="organizations:DescribeOrganization",
    serves="status",
    scope=OncePerAccount(request={}),
    absent=frozenset({"AWSOrganizationsNotInUseException"}),
    always=("Organization.Id", "Organization.MasterAccountId"),
    shared=True,
)

CALLS: tuple[Call, ...] = (
    IDENTITY,
    REGIONS,
    ORGANIZATION,
    Call(
        service="cloudtrail",
        operation="DescribeTrails",
        action="cloudtrail:DescribeTrails",
        serves="status",
        scope=OncePerRegion(request={}),
        always=(
            "trailList",
            "each trailList has TrailARN",
            "each trailList has HomeRegion",
            "each trailList has IsMultiRegionTrail",
            "each trailList has IncludeGlobalServiceEvents",
        ),
        echoes=(
            "each trailList: TrailARN is Name",
            "each trailList: TrailARN lies HomeRegion",
        ),
    ),
    Call(
        service="cloudtrail",
        operation="GetTrailStatus",
        action="cloudtrail:GetTrailStatus",
        serves="status",
        scope=FromAnswer(
            operation="DescribeTrails",
            requests="[trailList[].{region: HomeRegion, request: {Name: TrailARN}},"
            " trailList[?IsMultiRegionTrail].{region: iam_region(@), request: {Name: TrailARN}}][]",
        ),
        absent=_OF_ANOTHER_ACCOUNT,
        always=("IsLogging",),
    ),
    Call(
        service="cloudtrail",
        operation="GetEventSelectors",
        action="cloudtrail:GetEventSelectors",
        serves="status",
        scope=FromAnswer(operation="DescribeTrails", requests="trailList[].{region: HomeRegion, request: {TrailName: TrailARN}}"),
        absent=_OF_ANOTHER_ACCOUNT,
        always=(
            "TrailARN",
            "not_null(EventSelectors, AdvancedEventSelectors)",
            "each EventSelectors has ReadWriteType",
            "each EventSelectors has IncludeManagementEvents",
            "each AdvancedEventSelectors has FieldSelectors",
        ),
        echoes=("TrailARN is TrailName",),
    ),
    Call(
        service="logs",
        operation="DescribeLogGroups",
        action="logs:DescribeLogGroups",
        serves="status",
        scope=(
            FromAnswer(
                operation="DescribeTrails",
                requests=_GROUPS_OF_TRAILS
                + "[].{region: arn_region(@), account: arn_account(@), request: {logGroupNamePrefix: arn_name(@)}}",
            ),
            FromAnswer(
                operation="DescribeMetricFilters",
                requests=_FILTERS_LISTED + " && !asked('logGroupName')]"
                ".{account: own_account(@), request: {logGroupNamePrefix: logGroupName}}",
            ),
        ),
        next_page="nextToken",
        other_accounts=False,
        always=("logGroups",),
        echoes=(
            "logGroups[].logGroupName begins logGroupNamePrefix",
            "logGroups[].logGroupClass is logGroupClass",
            "logGroups[].arn lies here",
            "each logGroups: arn is logGroupName",
            "each logGroups: logGroupArn is arn",
        ),
    ),
    Call(
        service="logs",
        operation="DescribeMetricFilters",
        action="logs:DescribeMetricFilters",
        serves="status",
        scope=(
            FromAnswer(
                operation="DescribeTrails",
                requests=_GROUPS_OF_TRAILS
                + "[].{region: arn_region(@), account: arn_account(@), request: {logGroupName: arn_name(@)}}",
            ),
            FromAnswer(
                operation="DescribeMetricFilters",
                requests=_FILTERS_ASKED_FOR + "].metricTransformations[]"
                ".{request: {metricName: metricName, metricNamespace: metricNamespace}}",
            ),
            where_copies_come("{}"),
        ),
        absent=frozenset({"ResourceNotFoundException"}),
        next_page="nextToken",
        other_accounts=False,
        always=("metricFilters", "each metricFilters has filterPattern", "each metricFilters has metricTransformations"),
        echoes=(
            "metricFilters[].logGroupName is logGroupName",
            "metricFilters[].filterName begins filterNamePrefix",
            "metricFilters[].metricTransformations[].metricName is metricName",
            "metricFilters[].metricTransformations[].metricNamespace is metricNamespace",
        ),
    ),
    Call(
        service="logs",
        operation="GetTransformer",
        action="logs:GetTransformer",
        serves="status",
        scope=FromAnswer(
            operation="DescribeMetricFilters",
            requests=_FILTERS_LISTED + " && applyOnTransformedLogs].{request: {logGroupIdentifier: logGroupName}}",
        ),
        absent=frozenset({"ResourceNotFoundException"}),
        always=("logGroupIdentifier", "transformerConfig[0]"),
        everywhere=False,
        echoes=("logGroupIdentifier is logGroupIdentifier",),
    ),
    Call(
        service="logs",
        operation="GetDataProtectionPolicy",
        action="logs:GetDataProtectionPolicy",
        serves="status",
        scope=FromAnswer(
            operation="DescribeLogGroups",
            requests=_GROUP_ASKED_FOR + " && dataProtectionStatus == 'ACTIVATED'].{request: {logGroupIdentifier: logGroupName}}",
        ),
        absent=frozenset({"ResourceNotFoundException"}),
        always=("logGroupIdentifier",),
        everywhere=False,
        echoes=("logGroupIdentifier is logGroupIdentifier",),
    ),
    Call(
        service="logs",
        operation="DescribeAccountPolicies",
        action="logs:DescribeAccountPolicies",
        serves="status",
        scope=(
            FromAnswer(
                operation="DescribeLogGroups",
                requests=_GROUP_ASKED_FOR + " && contains(inheritedProperties || `[]`, 'ACCOUNT_DATA_PROTECTION')]"
                ".{request: {policyType: 'DATA_PROTECTION_POLICY'}}",
            ),
            FromAnswer(
                operation="DescribeMetricFilters",
                requests=_FILTERS_LISTED + " && applyOnTransformedLogs].{request: {policyType: 'TRANSFORMER_POLICY'}}",
            ),
        ),
        next_page="nextToken",
        everywhere=False,
        always=("accountPolicies",),
        echoes=(
            "accountPolicies[].policyType is policyType",
            "accountPolicies[].policyName is policyName",
        ),
    ),
    Call(
        service="cloudwatch",
        operation="DescribeAlarms",
        action="cloudwatch:DescribeAlarms",
        serves="status",
        scope=(
            FromAnswer(
                operation="DescribeTrails",
                requests=_GROUPS_OF_TRAILS + "[].{region: arn_region(@), request: " + _ALARMS_OF_ALL_TYPES + "}",
            ),
            FromAnswer(operation="ListSinks", requests="Items[:1].{request: " + _ALARMS_OF_ALL_TYPES + "}"),
            where_copies_come(_ALL_TYPES),
            where_copies_come(_ALL_TYPES, "Metrics"),
        ),
        next_page="NextToken",
        always=(
            "not_null(MetricAlarms, CompositeAlarms, LogAlarms)",
            "MetricAlarms when contains(AlarmTypes || ['MetricAlarm'], 'MetricAlarm')",
            "each MetricAlarms has AlarmActions",
            "each MetricAlarms has ActionsEnabled",
            "each MetricAlarms has StateValue",
            "each MetricAlarms[].WarmUpConfiguration has WarmUpPeriodDurationInMinutes",
            "each CompositeAlarms has AlarmActions",
            "each CompositeAlarms has ActionsEnabled",
        ),
        apart="AlarmTypes",
        newer=frozenset({"CompositeAlarm", "LogAlarm"}),
        echoes=(
            "MetricAlarms[].AlarmArn lies here",
            "MetricAlarms[].AlarmName begins AlarmNamePrefix",
            "MetricAlarms[].StateValue is StateValue",
            "CompositeAlarms[].AlarmArn lies here",
            "CompositeAlarms[].AlarmName begins AlarmNamePrefix",
            "CompositeAlarms[].StateValue is StateValue",
            "LogAlarms[].AlarmArn lies here",
            "LogAlarms[].AlarmName begins AlarmNamePrefix",
            "LogAlarms[].StateValue is StateValue",
            "each MetricAlarms: AlarmArn is AlarmName",
            "each CompositeAlarms: AlarmArn is AlarmName",
            "each LogAlarms: AlarmArn is AlarmName",
        ),
    ),
    Call(
        service="cloudwatch",
        operation="ListAlarmMuteRules",
        action="cloudwatch:ListAlarmMuteRules",
        serves="effective",
        scope=(
            FromAnswer(operation="DescribeTrails", requests=_GROUPS_OF_TRAILS + "[].{region: arn_region(@), request: `{}`}"),
            FromAnswer(operation="ListSinks", requests="Items[:1].{request: `{}`}"),
            where_copies_come("{}"),
        ),
        next_page="NextToken",
        always=("AlarmMuteRuleSummaries",),
        everywhere=False,
        echoes=("AlarmMuteRuleSummaries[].AlarmMuteRuleArn lies here",),
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
        always=("AlarmMuteRuleArn", "Name", "Rule", "each [MuteTargets][] has AlarmNames"),
        echoes=(
            "AlarmMuteRuleArn is AlarmMuteRuleName",
            "Name is AlarmMuteRuleName",
        ),
    ),
    Call(
        service="sns",
        operation="GetTopicAttributes",
        action="sns:GetTopicAttributes",
        serves="effective",
        scope=(FromAnswer(operation="DescribeAlarms", requests=_TOPICS_OF_ALARMS + _ABOUT_TOPIC), TOPICS_LISTED),
        absent=_NO_TOPIC,
        always=("Attributes.TopicArn", "Attributes.Policy"),
        echoes=("Attributes.TopicArn is TopicArn",),
    ),
    Call(
        service="sns",
        operation="ListSubscriptionsByTopic",
        action="sns:ListSubscriptionsByTopic",
        serves="status",
        scope=(FromAnswer(operation="DescribeAlarms", requests=_TOPICS_OF_ALARMS + _ABOUT_TOPIC), TOPICS_LISTED),
        absent=_NO_TOPIC,
        next_page="NextToken",
        always=("Subscriptions",),
        echoes=(
            "Subscriptions[].TopicArn is TopicArn",
            "Subscriptions[?starts_with(SubscriptionArn, 'arn:')].SubscriptionArn below TopicArn",
        ),
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
        always=("Attributes.SubscriptionArn", "Attributes.PendingConfirmation"),
        echoes=(
            "Attributes.SubscriptionArn is SubscriptionArn",
            "each [Attributes]: SubscriptionArn below TopicArn",
        ),
    ),
    Call(
        service="kms",
        operation="DescribeKey",
        action="kms:DescribeKey",
        serves="effective",
        scope=FromAnswer(
            operation="GetTopicAttributes",
            requests="[Attributes][?KmsMasterKeyId]"
            ".{account: arn_account(KmsMasterKeyId) || arn_account(TopicArn), request: {KeyId: KmsMasterKeyId}}",
        ),
        absent=frozenset({"NotFoundException"}),
        always=("KeyMetadata.Arn", "KeyMetadata.KeyManager", "KeyMetadata.KeyState"),
        echoes=(
            "KeyMetadata.Arn is KeyId",
            "KeyMetadata.KeyId is KeyId",
            "KeyMetadata.Arn lies here",
            "each [KeyMetadata]: Arn is KeyId",
        ),
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
        always=("Policy",),
        echoes=("PolicyName is PolicyName",),
    ),
    Call(
        service="events",
        operation="ListRules",
        action="events:ListRules",
        serves="effective",
        scope=OncePerAccount(request={"Limit": 100}, where="iam"),
        always=("Rules",),
        next_page="NextToken",
        everywhere=False,
        echoes=(
            "Rules[].EventBusName is EventBusName",
            "Rules[].Name begins NamePrefix",
        ),
    ),
    Call(
        service="events",
        operation="ListTargetsByRule",
        action="events:ListTargetsByRule",
        serves="effective",
        scope=FromAnswer(
            operation="ListRules",
            requests="Rules[?State != 'DISABLED' && may_match_cloudtrail(EventPattern)].{request: {Rule: Name}}",
        ),
        always=("Targets",),
        absent=frozenset({"ResourceNotFoundException"}),
        next_page="NextToken",
    ),
    Call(
        service="observabilityadmin",
        operation="ListTelemetryRules",
        action="observabilityadmin:ListTelemetryRules",
        serves="effective",
        scope=OncePerAccount(request={}, where="iam"),
        always=("TelemetryRuleSummaries",),
        next_page="NextToken",
        everywhere=False,
        echoes=("TelemetryRuleSummaries[].RuleName begins RuleNamePrefix",),
    ),
    Call(
        service="observabilityadmin",
        operation="GetTelemetryRule",
        action="observabilityadmin:GetTelemetryRule",
        serves="effective",
        scope=FromAnswer(
            operation="ListTelemetryRules",
            requests="TelemetryRuleSummaries[?ResourceType == 'AWS::CloudTrail'].{request: {RuleIdentifier: RuleArn}}",
        ),
        always=("RuleArn", "TelemetryRule"),
        absent=frozenset({"ResourceNotFoundException"}),
        echoes=(
            "RuleArn is RuleIdentifier",
            "RuleName is RuleIdentifier",
        ),
    ),
    Call(
        service="securityhub",
        operation="DescribeHub",
        action="securityhub:DescribeHub",
        serves="status",
        scope=OncePerRegion(request={}),
        absent=frozenset({"InvalidAccessException"}),
        absent_saying="is not subscribed to AWS Security Hub",
        always=("HubArn", "SubscribedAt"),
        echoes=("HubArn lies here", "HubArn is HubArn"),
    ),
    *BEYOND,
)
