"""Ten whole accounts as people really have them, half of them odd, each with the verdict that is right for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.aws.builder import good_chain
from tests.aws.claims_pass import MANAGEMENT as MANAGEMENT_EVENTS
from tests.aws.claims_weaknesses import statement
from tests.aws.events import EVENTS, any_of
from tests.aws.fixture import Fixture, fails, fails_at, passes, unknown

if TYPE_CHECKING:
    from typing import Any

    from tests.aws.builder import Account

MANAGEMENT, MEMBER = "777788889999", "111122223333"
BENCHMARK = {
    "unauthorized-api-calls": '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
    "root-usage": '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS }',
    "console-without-mfa": '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }',
    "cloudtrail-changes": "{ ($.eventName = CreateTrail) || ($.eventName = StopLogging) }",
    "kms-key-deletion": "{ ($.eventSource = kms.amazonaws.com) && ($.eventName = ScheduleKeyDeletion) }",
    "vpc-changes": "{ ($.eventName = CreateVpc) || ($.eventName = DeleteVpc) }",
}


# Ordinary accounts have two regions, of which the chain uses one.
REGIONS = ("us-east-1", "eu-west-1")


def _watch(account: Account, topic: str, name: str, pattern: str, **alarm: Any) -> None:
    """A filter, its metric and its alarm, all of one name."""
    account.metric_filter(pattern, filterName=name, transformation={"metricName": name, "metricNamespace": "CIS"})
    account.alarm(actions=[topic], AlarmName=name, MetricName=name, Namespace="CIS", **alarm)


def _whole_benchmark(account: Account) -> None:
    good_chain(account)
    for name, pattern in BENCHMARK.items():
        _watch(account, account.arn("sns", "security-alarms"), name, pattern)


def _sixteen_filters(account: Account) -> None:
    good_chain(account, without=frozenset({"metric_filter"}))
    for event in EVENTS:
        account.metric_filter(any_of([event]), filterName=event)


def _encrypted_by_terraform(account: Account) -> None:
    key = account.client("kms").create_key(Description="alarms")["KeyMetadata"]["KeyId"]
    account.client("kms").create_alias(AliasName="alias/alarms", TargetKeyId=key)
    account.key_policy(key, statement("cloudwatch.amazonaws.com", ["kms:GenerateDataKey*", "kms:Decrypt"], "*"))
    writes = {"Field": "readOnly", "Equals": ["false"]}
    selectors = {"AdvancedEventSelectors": [{"Name": "management", "FieldSelectors": [MANAGEMENT_EVENTS, writes]}]}
    topic = account.arn("sns", "security-alarms")
    policy = statement("cloudwatch.amazonaws.com", "sns:Publish", topic)
    policy["Statement"][0]["Condition"] = {"ArnLike": {"aws:SourceArn": account.arn("cloudwatch", "alarm:*")}}
    good_chain(account, selectors=selectors, topic={"KmsMasterKeyId": "alias/alarms", "Policy": policy})


def _pager_and_mail(account: Account) -> None:
    good_chain(account.elsewhere("eu-west-1"))
    topic = account.elsewhere("eu-west-1").topic()
    pager = "https://events.example.com/integration/1/enqueue"
    account.elsewhere("eu-west-1").subscription(topic, protocol="https", endpoint=pager)


def _trail_per_region(account: Account) -> None:
    for region in ("us-east-1", "eu-west-1"):
        good_chain(account.elsewhere(region), trail={"name": f"trail-{region}", "IsMultiRegionTrail": False})


def _member(account: Account) -> None:
    good_chain(account.of(MANAGEMENT), trail={"IsOrganizationTrail": True})
    good_chain(account, without=frozenset({"trail"}))


def _many_dead_alarms(account: Account) -> None:
    good_chain(account, alarm={"Namespace": "CloudTrailMetrics"})
    for number in range(60):
        account.alarm(actions=[], AlarmName=f"cpu-{number}", MetricName="CPUUtilization", Namespace="AWS/EC2")


def _composite_only(account: Account) -> None:
    good_chain(account, alarm={"actions": []})
    account.alarm(actions=[], AlarmName="root-usage", MetricName="RootUsage")
    account.composite("identity", "ALARM(root-usage) OR ALARM(iam-policy-changes)")
    account.composite("everything", "ALARM(identity) OR ALARM(root-usage)")


def _moved_house(account: Account) -> None:
    """The old chain was taken apart halfway; the new one has one event less."""
    good_chain(account, trail={"name": "old", "logging": False})
    account.log_group("new-trail")
    account.trail("new", CloudWatchLogsLogGroupArn=account.group_arn("new-trail"))
    account.metric_filter(any_of(EVENTS[1:]), logGroupName="new-trail", transformation={"metricName": "NewChanges"})
    account.alarm(actions=[account.arn("sns", "security-alarms")], AlarmName="new", MetricName="NewChanges")


ORDINARY = (
    Fixture(
        name="whole_benchmark",
        says="Filters and alarms for seven controls of the benchmark on one log group.",
        build=_whole_benchmark,
        expected=passes(),
        regions=REGIONS,
    ),
    Fixture(
        name="sixteen_filters_one_metric",
        says="One filter for each event, all writing one metric.",
        build=_sixteen_filters,
        expected=passes(),
        regions=REGIONS,
        page_size=5,
    ),
    Fixture(
        name="encrypted_by_terraform",
        says="Advanced selectors for writes, an encrypted topic with its own policy, a key that CloudWatch may use.",
        build=_encrypted_by_terraform,
        expected=passes("selector_write_only"),
        regions=REGIONS,
    ),
    Fixture(
        name="pager_and_mail",
        says="The whole chain in eu-west-1; mail and a pager are told.",
        build=_pager_and_mail,
        expected=passes(),
        regions=REGIONS,
    ),
    Fixture(
        name="empty",
        says="Nobody has built anything.",
        build=lambda _account: None,
        expected=fails("trail", "trail_none"),
        regions=REGIONS,
    ),
)

ODD = (
    Fixture(
        name="trail_per_region",
        says="A trail of its own in each region, with everything behind it, and none of them multi-region.",
        build=_trail_per_region,
        expected=fails("trail", "trail_not_multi_region"),
        regions=REGIONS,
    ),
    Fixture(
        name="member_with_leftovers",
        says="A member of an organization with its own old filter and alarm; the organization's trail writes elsewhere.",
        build=_member,
        expected=unknown(
            ("trail", "not_visible"),
            ("log_group", "not_supplied"),
            ("metric_filter", "not_supplied"),
            ("alarm", "not_supplied"),
        ),
        regions=REGIONS,
        organization=(MANAGEMENT, MEMBER),
    ),
    Fixture(
        name="many_dead_alarms",
        says="Sixty-one alarms on several pages, and the one with the right name watches another namespace.",
        build=_many_dead_alarms,
        expected=fails("alarm", "alarm_other_namespace"),
        regions=REGIONS,
        page_size=10,
    ),
    Fixture(
        name="composite_of_composites",
        says="Only composite alarms tell anybody; one is made of the other.",
        build=_composite_only,
        expected=passes(),
        regions=REGIONS,
    ),
    Fixture(
        name="moved_house",
        says="An old trail that does not log beside a new one whose filter lacks one event.",
        build=_moved_house,
        expected=fails_at(("trail", "trail_not_logging"), ("metric_filter", "filter_matches_never"), missing=EVENTS[:1]),
        regions=REGIONS,
    ),
)
