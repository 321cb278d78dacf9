"""Which questions an answered page calls for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trailgate_collector.call_table import CALLS
from trailgate_collector.expressions import first_missing
from trailgate_collector.followups import Reach, apart, follow_ups
from trailgate_collector.outcomes import Answer, Reason
from trailgate_collector.questions import Question

TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarms"


IAM_REGION = "us-east-1"
USUAL = Reach(account="111122223333", iam_region=IAM_REGION)
WHOLE = Reach(account="111122223333", iam_region=IAM_REGION, beyond=frozenset({"cross_account", "all_topics"}))


def answered(operation: str, region: str = "us-east-1", **request: Any) -> Question:
    (call,) = (call for call in CALLS if call.operation == operation)
    return Question(call=call, region=region, request=request)


def asked(operation: str, page: dict[str, Any], **request: Any) -> list[tuple[str, str, dict[str, Any]]]:
    found = follow_ups(answered(operation, **request), page, USUAL)
    return [(question.call.operation, question.region, question.request) for question in found]


def test_a_trail_is_asked_for_in_its_home_region() -> None:
    trail = {"TrailARN": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t", "HomeRegion": "eu-west-1"}
    many = {**trail, "IsMultiRegionTrail": True}
    assert [question[:2] for question in asked("DescribeTrails", {"trailList": [many]})] == [
        ("GetTrailStatus", "eu-west-1"),
        ("GetTrailStatus", IAM_REGION),
        ("GetEventSelectors", "eu-west-1"),
    ]
    assert asked("DescribeTrails", {"trailList": [trail]}) == [
        ("GetTrailStatus", "eu-west-1", {"Name": trail["TrailARN"]}),
        ("GetEventSelectors", "eu-west-1", {"TrailName": trail["TrailARN"]}),
    ]


def test_a_log_group_is_asked_for_where_its_arn_says_under_its_whole_name() -> None:
    arn = "arn:aws-cn:logs:cn-north-1:444455556666:log-group:/aws/trail:with:colons:*"
    trail = {"TrailARN": "arn:aws-cn:cloudtrail:cn-north-1:1:trail/t", "HomeRegion": "cn-north-1"}
    page = {"trailList": [{**trail, "CloudWatchLogsLogGroupArn": arn}]}
    found = list(
        follow_ups(answered("DescribeTrails", "cn-northwest-1"), page, Reach(account="444455556666", iam_region="cn-north-1"))
    )
    groups = [question for question in found if question.call.operation == "DescribeLogGroups"]
    assert [(group.region, group.owner, group.request) for group in groups] == [
        ("cn-north-1", "444455556666", {"logGroupNamePrefix": "/aws/trail:with:colons"})
    ]


def test_the_topics_of_alarms_of_every_type_are_asked_for_in_their_own_region() -> None:
    page = {
        "MetricAlarms": [{"AlarmActions": [TOPIC, "arn:aws:automate:us-east-1:ec2:stop"]}],
        "CompositeAlarms": [{"AlarmActions": [f"{TOPIC}-2"], "OKActions": [f"{TOPIC}-3"]}],
    }
    found = asked("DescribeAlarms", page)
    assert {(operation, region) for operation, region, _ in found} == {
        ("GetTopicAttributes", "eu-west-1"),
        ("ListSubscriptionsByTopic", "eu-west-1"),
    }
    assert {request["TopicArn"] for _, _, request in found} == {TOPIC, f"{TOPIC}-2"}


def test_only_a_confirmed_subscription_is_asked_for() -> None:
    page = {"Subscriptions": [{"SubscriptionArn": f"{TOPIC}:1"}, {"SubscriptionArn": "PendingConfirmation"}]}
    assert asked("ListSubscriptionsByTopic", page) == [
        ("GetSubscriptionAttributes", "us-east-1", {"SubscriptionArn": f"{TOPIC}:1"})
    ]


def test_a_transformer_is_asked_for_only_where_a_filter_looks_at_transformed_events() -> None:
    filters = [{"logGroupName": "a", "applyOnTransformedLogs": True}, {"logGroupName": "b"}]
    assert asked("DescribeMetricFilters", {"metricFilters": filters}, logGroupName="a") == [
        ("GetTransformer", "us-east-1", {"logGroupIdentifier": "a"}),
        ("DescribeAccountPolicies", "us-east-1", {"policyType": "TRANSFORMER_POLICY"}),
    ]


def test_who_else_writes_a_metric_is_asked_of_the_filters_of_a_trails_group_alone() -> None:
    metrics = [{"metricNamespace": "N", "metricName": name} for name in ("M", "O")]
    page = {"metricFilters": [{"logGroupName": "a", "metricTransformations": [metric]} for metric in metrics]}
    assert asked("DescribeMetricFilters", page, logGroupName="a") == [
        ("DescribeMetricFilters", "us-east-1", metric) for metric in metrics
    ]
    assert asked("DescribeMetricFilters", page, **metrics[0]) == []
    transformed = {"metricFilters": [{"logGroupName": "a", "applyOnTransformedLogs": True}]}
    assert asked("DescribeMetricFilters", transformed, **metrics[0]) == []


def test_data_protection_is_asked_for_where_a_trails_group_has_any() -> None:
    inherited = {"inheritedProperties": ["ACCOUNT_DATA_PROTECTION"]}
    own = {"dataProtectionStatus": "ACTIVATED"}
    groups = [{"logGroupName": "a", **own, **inherited}, {"logGroupName": "a-longer", **own}]
    assert asked("DescribeLogGroups", {"logGroups": groups}, logGroupNamePrefix="a") == [
        ("GetDataProtectionPolicy", "us-east-1", {"logGroupIdentifier": "a"}),
        ("DescribeAccountPolicies", "us-east-1", {"policyType": "DATA_PROTECTION_POLICY"}),
    ]
    without: list[dict[str, Any]] = [{}, {"dataProtectionStatus": "DELETED"}, {"inheritedProperties": []}]
    for group in without:
        page = {"logGroups": [{"logGroupName": "a", **group}, {"logGroupName": "a-longer", **own, **inherited}]}
        assert asked("DescribeLogGroups", page, logGroupNamePrefix="a") == []


def test_targets_are_asked_of_rules_that_a_record_of_cloudtrail_may_match() -> None:
    calls = '{"source":["aws.iam"],"detail-type":["AWS API Call via CloudTrail"]}'
    rules = [
        {"Name": "iam", "State": "ENABLED", "EventPattern": calls},
        {"Name": "off", "State": "DISABLED", "EventPattern": calls},
        {"Name": "findings", "State": "ENABLED", "EventPattern": '{"detail-type":["GuardDuty Finding"]}'},
        {"Name": "nightly", "State": "ENABLED", "ScheduleExpression": "rate(1 day)"},
    ]
    assert asked("ListRules", {"Rules": rules}) == [("ListTargetsByRule", "us-east-1", {"Rule": "iam"})]


def test_a_telemetry_rule_of_cloudtrail_is_asked_for() -> None:
    arn = "arn:aws:observabilityadmin:us-east-1:111122223333:telemetry-rule/t"
    rules = [{"RuleArn": arn, "ResourceType": "AWS::CloudTrail"}, {"RuleArn": f"{arn}2", "ResourceType": "AWS::EC2::VPC"}]
    assert asked("ListTelemetryRules", {"TelemetryRuleSummaries": rules}) == [
        ("GetTelemetryRule", "us-east-1", {"RuleIdentifier": arn})
    ]


def test_groups_of_one_name_in_two_accounts_are_two_questions() -> None:
    arns = [f"arn:aws:logs:us-east-1:{account}:log-group:trail:*" for account in ("111122223333", "777788889999")]
    page = {"trailList": [{"CloudWatchLogsLogGroupArn": arn} for arn in arns]}
    found = list(follow_ups(answered("DescribeTrails"), page, USUAL))
    filters = [question for question in found if question.call.operation == "DescribeMetricFilters"]
    assert [question.owner for question in filters] == ["111122223333", "777788889999"]
    assert len({question.key for question in filters}) == 2


def test_what_each_row_has_is_missed_in_any_of_them() -> None:
    always = ("rows", "each rows has a.b", "each others has c")
    assert first_missing(always, {}, {"rows": [{"a": {"b": []}}, {"a": {"b": 0}}]}) is None
    assert first_missing(always, {}, {"rows": [{"a": {"b": 1}}, {"a": {}}]}) == "rows[].a.b"
    assert first_missing(always, {}, {"rows": [], "others": [{}]}) == "others[].c"
    assert first_missing(always, {}, {}) == "rows"


ALARM_TYPES = ["MetricAlarm", "LogAlarm"]


def refused(code: str = "ValidationError", status: int | None = 400, **changes: Any) -> Answer:
    question = answered("DescribeAlarms", AlarmTypes=ALARM_TYPES, MaxRecords=100)
    error = Reason(code=code, message="", status=status)
    return Answer(**{"question": question, "outcome": "failed", "at": datetime.now(UTC), "error": error, **changes})


def test_values_that_are_refused_together_are_asked_apart() -> None:
    assert [question.request for question in apart(refused())] == [
        {"AlarmTypes": ["MetricAlarm"], "MaxRecords": 100},
        {"AlarmTypes": ["LogAlarm"], "MaxRecords": 100},
    ]


def test_nothing_is_asked_apart_where_the_values_are_not_to_blame_or_have_no_parts() -> None:
    one = answered("DescribeAlarms", AlarmTypes=["MetricAlarm"])
    assert apart(refused("ThrottlingException")) == []
    assert apart(refused("EndpointConnectionError", None)) == []
    assert apart(refused(outcome="denied")) == []
    assert apart(refused(question=one)) == []
    assert apart(refused(question=answered("DescribeTrails"))) == []


def test_an_expired_mute_rule_is_not_asked_for() -> None:
    arn = "arn:aws:cloudwatch:us-east-1:111122223333:alarm-mute-rule:nightly"
    rules = [{"AlarmMuteRuleArn": arn, "Status": "ACTIVE"}, {"AlarmMuteRuleArn": f"{arn}-old", "Status": "EXPIRED"}]
    assert asked("ListAlarmMuteRules", {"AlarmMuteRuleSummaries": rules}) == [
        ("GetAlarmMuteRule", "us-east-1", {"AlarmMuteRuleName": "nightly"})
    ]


def test_the_policy_of_a_customers_key_is_asked_for_by_its_arn() -> None:
    assert asked("GetTopicAttributes", {"Attributes": {"KmsMasterKeyId": "alias/alarms"}}) == [
        ("DescribeKey", "us-east-1", {"KeyId": "alias/alarms"})
    ]
    assert asked("GetTopicAttributes", {"Attributes": {}}) == []
    key = {"KeyManager": "CUSTOMER", "AWSAccountId": "111122223333", "Arn": "arn:aws:kms:us-east-1:111122223333:key/1"}
    assert asked("DescribeKey", {"KeyMetadata": key}) == [
        ("GetKeyPolicy", "us-east-1", {"KeyId": key["Arn"], "PolicyName": "default"})
    ]
    assert asked("DescribeKey", {"KeyMetadata": {**key, "KeyManager": "AWS"}}) == []


def owners(topic: str, key: str) -> list[str | None]:
    """Whose keys are asked about for a topic that names this one."""
    page = {"Attributes": {"TopicArn": topic, "KmsMasterKeyId": key}}
    found = list(follow_ups(answered("GetTopicAttributes"), page, USUAL))
    assert [question.request for question in found] == [{"KeyId": key}]
    return [question.owner for question in found]


def test_a_key_that_a_topic_names_barely_is_of_the_topics_account() -> None:
    assert owners(TOPIC, "alias/alarms") == ["111122223333"]
    assert owners(TOPIC, "arn:aws:kms:eu-west-1:444455556666:key/1") == ["444455556666"]
    one, other = (
        follow_ups(answered("GetTopicAttributes"), {"Attributes": {"TopicArn": topic, "KmsMasterKeyId": "alias/a"}}, USUAL)
        for topic in (TOPIC, TOPIC.replace("111122223333", "444455556666"))
    )
    assert next(one).key != next(other).key


def test_what_ties_accounts_together_is_asked_on_demand_alone() -> None:
    group = "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*"
    page = {"trailList": [{"CloudWatchLogsLogGroupArn": group}]}
    usual = {question.call.operation for question in follow_ups(answered("DescribeTrails"), page, USUAL)}
    whole = {(question.call.operation, question.region) for question in follow_ups(answered("DescribeTrails"), page, WHOLE)}
    assert {one for one in whole if one[0] not in usual} == {
        ("ListLinks", "eu-west-1"),
        ("ListSubscriptions", "eu-west-1"),
        ("ListTopics", "eu-west-1"),
    }


def test_a_region_with_a_sink_is_asked_for_its_alarms_and_who_shares_with_it() -> None:
    sinks = [{"Arn": f"arn:aws:oam:us-west-2:111122223333:sink/{number}"} for number in (1, 2)]
    found = list(follow_ups(answered("ListSinks", "us-west-2"), {"Items": sinks}, WHOLE))
    assert {question.region for question in found} == {"us-west-2"}
    assert [question.call.operation for question in found] == [
        "DescribeAlarms",
        "ListAlarmMuteRules",
        "ListAttachedLinks",
        "ListAttachedLinks",
        "ListTopics",
    ]
    alarms = {"AlarmTypes": ["MetricAlarm", "CompositeAlarm", "LogAlarm"], "MaxRecords": 100}
    assert [question.request for question in found] == [alarms, {}, *({"SinkIdentifier": sink["Arn"]} for sink in sinks), {}]
    assert list(follow_ups(answered("ListSinks"), {"Items": []}, WHOLE)) == []


PAGES = st.dictionaries(
    st.sampled_from(["trailList", "MetricAlarms", "Subscriptions", "metricFilters", "Attributes", "KeyMetadata"]),
    st.none() | st.lists(st.dictionaries(st.text(max_size=3), st.none() | st.text(max_size=5), max_size=2), max_size=2),
)


@given(operation=st.sampled_from([call.operation for call in CALLS]), page=PAGES)
def test_a_page_with_members_missing_calls_for_no_question_with_a_hole(operation: str, page: dict[str, Any]) -> None:
    for question in follow_ups(answered(operation), page, WHOLE):
        assert None not in question.request.values()
