"""Whole collections from the simulated AWS: what is asked, how often, and what is kept."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Literal

import pytest
from botocore.exceptions import UnknownServiceError

from tests.aws.builder import Account, good_chain
from tests.aws.faults import Fault
from tests.aws.server import SECRET, Aws, aws_server
from tests.aws.wire import ApiError, access_key_of
from tests.collector.conftest import Collector, calls_of, outcomes_of
from trailgate_collector.aws_session import AwsSession
from trailgate_collector.plain_json import canonical
from trailgate_collector.snapshot import Asked

ENVIRONMENT = Aws.environment
NAMED_RESOURCES = {"GetTopicAttributes", "ListSubscriptionsByTopic", "GetSubscriptionAttributes"}


def test_an_account_of_one_region_takes_thirteen_calls_and_those_for_named_resources(
    account: Account, collector: Collector
) -> None:
    good_chain(account)
    snapshot = collector.snapshot()
    general = [
        call for call in snapshot["calls"] if call["operation"] not in NAMED_RESOURCES and "metricName" not in call["request"]
    ]
    assert len(general) == 13
    assert len(snapshot["calls"]) == len(general) + len(NAMED_RESOURCES) + len({"the metric"})
    assert {call["outcome"] for call in snapshot["calls"]} == {"answered", "absent"}


def test_who_writes_a_metric_is_asked_once_and_of_every_log_group(account: Account, collector: Collector) -> None:
    good_chain(account)
    account.metric_filter(filterName="again")
    account.log_group("application")
    account.metric_filter("ERROR", logGroupName="application", filterName="errors")
    of_group, of_metric = calls_of(collector.snapshot(), "DescribeMetricFilters")
    assert of_group["request"] == {"logGroupName": "org-trail"}
    assert of_metric["request"] == {"metricName": "IAMPolicyChanges", "metricNamespace": "CISBenchmark"}
    (page,) = of_metric["pages"]
    assert sorted(row["logGroupName"] for row in page["metricFilters"]) == ["application", "org-trail", "org-trail"]


def test_more_alarms_cost_no_more_calls(account: Account, collector: Collector) -> None:
    good_chain(account)
    before = len(collector.snapshot()["calls"])
    topic = account.arn("sns", "security-alarms")
    for number in range(20):
        account.alarm(actions=[topic], AlarmName=f"more-{number}")
    assert len(collector.snapshot()["calls"]) == before


def test_regions_without_a_trails_log_group_get_no_logs_and_no_cloudwatch_calls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    regions = ("us-east-1", "eu-west-1", "ap-southeast-2")
    with aws_server(regions=regions) as aws:
        good_chain(Account(aws=aws, region="eu-west-1"))
        snapshot = Collector(aws=aws, monkeypatch=monkeypatch).snapshot()
    assert snapshot["regions"] == sorted(regions)
    assert [call["region"] for call in calls_of(snapshot, "DescribeTrails")] == sorted(regions)
    for call in snapshot["calls"]:
        if call["service"] in {"logs", "cloudwatch", "sns"} or call["operation"] == "GetEventSelectors":
            assert call["region"] == "eu-west-1"
    further = [call["operation"] for call in snapshot["calls"] if call["region"] == "ap-southeast-2"]
    assert further == ["DescribeTrails", "DescribeHub"]


def test_a_multi_region_trails_status_is_asked_at_home_and_where_the_records_of_iam_arise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with aws_server(regions=("us-east-1", "eu-west-1")) as aws:
        home = Account(aws=aws, region="eu-west-1")
        good_chain(home)
        home.trail("one-region", IsMultiRegionTrail=False)
        snapshot = Collector(aws=aws, monkeypatch=monkeypatch).snapshot()
    asked = {(call["region"], call["request"]["Name"].rpartition("/")[2]) for call in calls_of(snapshot, "GetTrailStatus")}
    assert asked == {("eu-west-1", "org"), ("us-east-1", "org"), ("eu-west-1", "one-region")}
    assert set(outcomes_of(snapshot, "GetTrailStatus")) == {"answered"}


def test_all_types_of_alarms_are_asked_for(account: Account, collector: Collector) -> None:
    good_chain(account)
    account.composite("any", "ALARM(iam-policy-changes)")
    (call,) = calls_of(collector.snapshot(), "DescribeAlarms")
    assert call["request"]["AlarmTypes"] == ["MetricAlarm", "CompositeAlarm", "LogAlarm"]
    assert len(call["pages"][0]["CompositeAlarms"]) == 1


def test_every_page_is_kept_as_a_page(account: Account, collector: Collector, aws: Aws) -> None:
    aws.layer.state.page_size = 2
    good_chain(account)
    for number in range(4):
        account.alarm(actions=[], AlarmName=f"more-{number}")
    (call,) = calls_of(collector.snapshot(), "DescribeAlarms")
    assert [len(page["MetricAlarms"]) for page in call["pages"]] == [2, 2, 1]
    assert "NextToken" not in call["request"]


def test_a_page_that_fails_midway_leaves_the_pages_before_it(account: Account, collector: Collector, aws: Aws) -> None:
    aws.layer.state.page_size = 1
    good_chain(account)
    account.alarm(actions=[], AlarmName="second")
    aws.layer.faults.order(Fault(kind="page", operation="cloudwatch:DescribeAlarms"))
    (call,) = calls_of(collector.snapshot(), "DescribeAlarms")
    assert (call["outcome"], len(call["pages"]), call["error"]["code"]) == (
        "truncated",
        1,
        "ServiceUnavailableException",
    )


def test_throttling_that_ends_is_waited_for(account: Account, collector: Collector, aws: Aws) -> None:
    good_chain(account)
    aws.layer.faults.order(Fault(kind="throttle", operation="sns:ListSubscriptionsByTopic", times=1))
    assert outcomes_of(collector.snapshot(), "ListSubscriptionsByTopic") == ["answered"]


def test_throttling_that_does_not_end_is_a_failure(account: Account, collector: Collector, aws: Aws) -> None:
    good_chain(account)
    aws.layer.faults.order(Fault(kind="throttle", operation="logs:DescribeMetricFilters"))
    (call,) = calls_of(collector.snapshot(), "DescribeMetricFilters")
    assert (call["outcome"], call["error"]["code"]) == ("failed", "ThrottlingException")


@pytest.mark.parametrize(
    "operation",
    [
        "ec2:DescribeRegions",
        "organizations:DescribeOrganization",
        "cloudtrail:GetTrailStatus",
        "logs:DescribeLogGroups",
        "cloudwatch:DescribeAlarms",
        "sns:GetTopicAttributes",
    ],
)
def test_a_refusal_is_an_outcome_in_every_protocol(
    operation: str, account: Account, collector: Collector, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    good_chain(account)
    aws.layer.faults.order(Fault(kind="deny", operation=operation))
    monkeypatch.setattr("trailgate_collector.aws_session.AwsSession.regions_of", lambda _self, _of: ["us-east-1"])
    snapshot = collector.snapshot()
    assert outcomes_of(snapshot, operation.partition(":")[2]) == ["denied"]
    refused = [call for call in snapshot["calls"] if call["outcome"] not in {"answered", "absent"}]
    assert len(refused) == 1


def test_where_regions_are_refused_botocores_own_list_stands_in_and_disabled_ones_are_skipped(
    account: Account, collector: Collector, aws: Aws
) -> None:
    good_chain(account)
    aws.layer.faults.order(
        Fault(kind="deny", operation="ec2:DescribeRegions"),
        Fault(kind="not_enabled", operation="*", region="me-south-1"),
    )
    snapshot = collector.snapshot()
    assert outcomes_of(snapshot, "DescribeRegions") == ["denied"]
    assert len(snapshot["regions"]) > 20
    assert not [region for region in snapshot["regions"] if region.startswith(("cn-", "us-gov-"))]
    outcomes = {call["region"]: call["outcome"] for call in calls_of(snapshot, "DescribeTrails")}
    assert Counter(outcomes.values()) == {"answered": len(outcomes) - 1, "skipped": 1}
    assert outcomes["me-south-1"] == "skipped"


def test_credentials_that_end_midway_are_a_failure_where_the_region_is_known_to_be_enabled(
    account: Account, collector: Collector, aws: Aws
) -> None:
    good_chain(account)
    aws.layer.faults.order(Fault(kind="not_enabled", operation="cloudwatch:*"))
    assert set(outcomes_of(collector.snapshot(), "DescribeAlarms")) == {"failed"}


def test_another_partition_has_its_own_regions_and_arns(collector: Collector, aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    aws.layer.faults.order(Fault(kind="deny", operation="ec2:DescribeRegions"))
    monkeypatch.setattr(Aws, "environment", lambda *_: {**ENVIRONMENT(aws), "AWS_DEFAULT_REGION": "us-gov-west-1"})
    snapshot = collector.snapshot()
    assert snapshot["account"]["partition"] == "aws-us-gov"
    assert snapshot["collected"]["by"].startswith("arn:aws-us-gov:iam::")
    assert snapshot["regions"] == ["us-gov-east-1", "us-gov-west-1"]


def test_regions_that_are_named_are_not_asked_for(account: Account, collector: Collector) -> None:
    good_chain(account)
    snapshot = collector.snapshot(asked=Asked(regions=("us-east-1",)))
    assert calls_of(snapshot, "DescribeRegions") == []
    assert snapshot["regions"] == ["us-east-1"]


def test_a_member_of_an_organization_is_told_what_aws_tells_it(collector: Collector, aws: Aws) -> None:
    management, member = "777788889999", "111122223333"
    aws.layer.state.organization = (management, member)
    good_chain(Account(aws=aws, id=management), trail={"IsOrganizationTrail": True})
    snapshot = collector.snapshot(member)
    assert snapshot["organization"] == {"id": "o-simulated1", "management_account": management}
    (selectors,) = calls_of(snapshot, "GetEventSelectors")
    assert (selectors["outcome"], selectors["error"]["code"]) == ("absent", "CloudTrailARNInvalidException")
    assert outcomes_of(snapshot, "GetTrailStatus") == ["answered"]
    for operation in ("DescribeLogGroups", "DescribeMetricFilters"):
        (call,) = calls_of(snapshot, operation)
        assert (call["outcome"], call["error"]["code"]) == ("skipped", "OtherAccount")
        assert management in call["error"]["message"]
    asked = {request.operation for request in aws.layer.requests if request.account == member}
    assert "DescribeLogGroups" not in asked


def test_a_call_that_this_botocore_lacks_is_skipped_and_says_so(
    account: Account, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    good_chain(account)
    monkeypatch.setattr(
        "trailgate_collector.asking.xform_name",
        lambda name: "not_in_botocore" if name == "ListAlarmMuteRules" else _snake(name),
    )
    (call,) = calls_of(collector.snapshot(), "ListAlarmMuteRules")
    assert (call["outcome"], call["error"]["code"]) == ("skipped", "OperationNotInBotocore")


def test_a_service_that_this_botocore_lacks_is_skipped_and_says_so(
    account: Account, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    good_chain(account)
    real = AwsSession.client

    def client(session: AwsSession, service: str, region: str) -> object:
        if service == "observabilityadmin":
            raise UnknownServiceError(service_name=service, known_service_names="")
        return real(session, service, region)

    monkeypatch.setattr(AwsSession, "client", client)
    (call,) = calls_of(collector.snapshot(), "ListTelemetryRules")
    assert (call["outcome"], call["error"]["code"]) == ("skipped", "OperationNotInBotocore")


def test_a_type_of_alarm_that_this_botocore_would_drop_is_not_asked_for(
    account: Account, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    good_chain(account)
    monkeypatch.setattr("botocore.model.StringShape.enum", property(lambda _shape: ["MetricAlarm", "CompositeAlarm"]))
    (call,) = calls_of(collector.snapshot(), "DescribeAlarms")
    assert call["request"]["AlarmTypes"] == ["MetricAlarm", "CompositeAlarm"]


def test_no_secret_reaches_the_snapshot_even_where_an_error_repeats_it(
    account: Account, collector: Collector, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    good_chain(account)
    monkeypatch.setattr(
        "tests.aws.faults._error",
        lambda fault, request: ApiError("SignatureDoesNotMatch", f"{SECRET} of {access_key_of(request.account)}", 403),
    )
    aws.layer.faults.order(Fault(kind="deny", operation="cloudwatch:DescribeAlarms"))
    content = canonical(collector.snapshot()).decode()
    assert "[redacted] of [redacted]" in content
    assert SECRET not in content
    assert access_key_of("111122223333") not in content


def test_no_secret_reaches_the_snapshot_even_where_an_answer_repeats_it(account: Account, collector: Collector) -> None:
    good_chain(account, alarm={"AlarmDescription": f"asked with {SECRET}"})
    content = canonical(collector.snapshot()).decode()
    assert "asked with [redacted]" in content
    assert SECRET not in content


@pytest.mark.parametrize("kind", ["html", "empty", "cut"])
@pytest.mark.parametrize(
    "operation",
    ["cloudtrail:DescribeTrails", "cloudtrail:GetEventSelectors", "cloudwatch:DescribeAlarms", "sns:GetTopicAttributes"],
)
def test_an_answer_that_is_none_is_a_failure(
    kind: Literal["html", "empty", "cut"], operation: str, account: Account, collector: Collector, aws: Aws
) -> None:
    good_chain(account)
    aws.layer.faults.order(Fault(kind=kind, operation=operation))
    (call,) = calls_of(collector.snapshot(), operation.partition(":")[2])
    assert call["outcome"] == "failed"
    assert call["error"]["code"]


def test_what_a_region_does_not_have_is_absent_and_what_it_must_have_is_not(
    account: Account, collector: Collector, aws: Aws
) -> None:
    good_chain(account)
    aws.layer.faults.order(Fault(kind="lacking", operation="*"))
    outcomes = {call["operation"]: call["outcome"] for call in collector.snapshot(asked=Asked(regions=("us-east-1",)))["calls"]}
    assert outcomes == {
        "GetCallerIdentity": "answered",
        "DescribeOrganization": "failed",
        "DescribeTrails": "failed",
        "ListRules": "absent",
        "ListTelemetryRules": "absent",
        "DescribeHub": "failed",
    }
    aws.layer.faults.order(Fault(kind="lacking", operation="cloudwatch:ListAlarmMuteRules"))
    assert outcomes_of(collector.snapshot(), "ListAlarmMuteRules") == ["absent"]


def test_a_type_of_alarm_that_the_region_does_not_know_is_absent_and_hides_no_other(
    account: Account, collector: Collector, aws: Aws
) -> None:
    good_chain(account)
    account.composite("any", "ALARM(iam-policy-changes)")
    aws.layer.faults.order(Fault(kind="no_log_alarms", operation="cloudwatch:DescribeAlarms"))
    calls = calls_of(collector.snapshot(), "DescribeAlarms")
    assert {tuple(call["request"]["AlarmTypes"]): call["outcome"] for call in calls} == {
        ("CompositeAlarm",): "answered",
        ("LogAlarm",): "absent",
        ("MetricAlarm",): "answered",
    }
    pages = [page for call in calls for page in call.get("pages", [])]
    assert sorted(len(page["MetricAlarms"]) for page in pages) == [0, 1]
    assert sorted(len(page["CompositeAlarms"]) for page in pages) == [0, 1]


def test_a_fault_of_the_service_costs_no_seconds(account: Account, collector: Collector, aws: Aws) -> None:
    good_chain(account)
    aws.layer.faults.order(Fault(kind="internal", operation="cloudwatch:ListAlarmMuteRules"))
    started = time.monotonic()
    (call,) = calls_of(collector.snapshot(), "ListAlarmMuteRules")
    assert (call["outcome"], call["error"]["code"]) == ("failed", "InternalFailure")
    assert time.monotonic() - started < 5


def test_groups_of_one_name_in_two_accounts_are_both_settled(account: Account, collector: Collector, aws: Aws) -> None:
    management = "777788889999"
    aws.layer.state.organization = (management, account.id)
    good_chain(account.of(management), trail={"name": "shared", "IsOrganizationTrail": True})
    good_chain(account)
    snapshot = collector.snapshot()
    assert sorted(outcomes_of(snapshot, "DescribeLogGroups")) == ["answered", "skipped"]
    of_groups = [call for call in calls_of(snapshot, "DescribeMetricFilters") if "logGroupName" in call["request"]]
    assert sorted(call["outcome"] for call in of_groups) == ["answered", "skipped"]


def test_masking_and_other_routes_are_asked_about_where_there_are_any(account: Account, collector: Collector) -> None:
    good_chain(account)
    before = {call["operation"] for call in collector.snapshot()["calls"]}
    account.client("logs").put_data_protection_policy(logGroupIdentifier="org-trail", policyDocument="{}")
    account.client("logs").put_account_policy(policyName="mask", policyType="DATA_PROTECTION_POLICY", policyDocument="{}")
    account.client("events").put_rule(Name="iam", EventPattern='{"detail-type":["AWS API Call via CloudTrail"]}')
    account.client("events").put_targets(Rule="iam", Targets=[{"Id": "1", "Arn": account.arn("sns", "security-alarms")}])
    account.client("events").put_rule(Name="other", EventPattern='{"detail-type":["GuardDuty Finding"]}')
    account.client("observabilityadmin").create_telemetry_rule(
        RuleName="trails", Rule={"ResourceType": "AWS::CloudTrail", "TelemetryType": "Logs"}
    )
    snapshot = collector.snapshot()
    further = {"GetDataProtectionPolicy", "DescribeAccountPolicies", "ListTargetsByRule", "GetTelemetryRule"}
    assert {call["operation"] for call in snapshot["calls"]} == before | further
    assert {call["outcome"] for call in snapshot["calls"]} == {"answered", "absent"}
    (targets,) = calls_of(snapshot, "ListTargetsByRule")
    assert targets["pages"][0]["Targets"][0]["Arn"] == account.arn("sns", "security-alarms")


def test_the_same_account_gives_the_same_bytes_whoever_answers_first(account: Account, collector: Collector) -> None:
    good_chain(account)
    moment = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    texts = {
        json.dumps(_without_times(collector.snapshot(clock=lambda: moment, concurrency=concurrency)), sort_keys=True)
        for concurrency in (1, 4, 16)
    }
    assert len(texts) == 1


def _without_times(value: object) -> object:
    match value:
        case dict():
            return {key: _without_times(item) for key, item in value.items() if not key.endswith(("Time", "Started"))}
        case list():
            return [_without_times(item) for item in value]
        case _:
            return value


def _snake(name: str) -> str:
    from botocore import xform_name

    return xform_name(name)
