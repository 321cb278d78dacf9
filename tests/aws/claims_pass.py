"""Fixtures that pass, each in another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.aws.builder import METRIC, NAMESPACE, good_chain
from tests.aws.events import EVENTS, any_of
from tests.aws.faults import Fault
from tests.aws.fixture import Fixture, passes

if TYPE_CHECKING:
    from tests.aws.builder import Account

MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}
SELF_MADE_METRIC = {"Namespace": NAMESPACE, "MetricName": METRIC}


def advanced(*fields: dict[str, object]) -> dict[str, list[dict[str, object]]]:
    """Advanced selectors: management events that also meet these conditions."""
    return {"AdvancedEventSelectors": [{"Name": "changes", "FieldSelectors": [MANAGEMENT, *fields]}]}


def _two_filters(account: Account) -> None:
    good_chain(account, metric_filter={"pattern": any_of(EVENTS[:9]), "filterName": "first-half"})
    second = {"metricName": "OtherIAMPolicyChanges"}
    account.metric_filter(any_of(EVENTS[9:]), filterName="second-half", transformation=second)
    topic = account.arn("sns", "security-alarms")
    account.alarm(actions=[topic], AlarmName="other-iam-policy-changes", MetricName="OtherIAMPolicyChanges")


def _dead_trail_beside(account: Account) -> None:
    account.trail("abandoned", logging=False, CloudWatchLogsLogGroupArn=None)
    good_chain(account)


def _composite_or(account: Account) -> None:
    good_chain(account, alarm={"actions": []})
    account.alarm(actions=[], AlarmName="root-logins", MetricName="RootLogins")
    account.composite("anything", "ALARM(root-logins) OR ALARM(iam-policy-changes)")


def _on_several_pages(account: Account) -> None:
    for number in range(3):
        account.log_group(f"org-trail-of-{number}")
        account.alarm(actions=[], AlarmName=f"cpu-{number}", MetricName="CPUUtilization", Namespace="AWS/EC2")
    good_chain(account)
    topic = account.arn("sns", "security-alarms")
    account.subscription(topic, endpoint="operations@example.com")
    account.metric_filter("{ $.eventName = ConsoleLogin }", filterName="logins", transformation={"metricName": "Logins"})


def _counted_by_sample(account: Account) -> None:
    alarm = {"Statistic": "SampleCount"}
    good_chain(account, metric_filter={"transformation": {"metricValue": "0"}}, alarm=alarm)


def _math(account: Account) -> None:
    queries = [
        {"Id": "m1", "MetricStat": {"Metric": SELF_MADE_METRIC, "Period": 300, "Stat": "Sum"}, "ReturnData": False},
        {"Id": "e1", "Expression": "FILL(m1, 0)", "ReturnData": False},
        {"Id": "e2", "Expression": "e1 * 1", "ReturnData": True},
    ]
    good_chain(account, alarm={**WITHOUT_METRIC, "Metrics": queries})


WITHOUT_METRIC = dict.fromkeys(("MetricName", "Namespace", "Statistic", "Period"))
"""The members that an alarm with a list of metrics does not have."""

IAM_WRITES = '{ $.eventSource = "iam.amazonaws.com" && $.readOnly IS FALSE }'
SOURCE_DIMENSION = {"dimensions": {"source": "$.eventSource"}}
DIMENSION = {"Name": "source", "Value": "iam.amazonaws.com"}

FIXTURES = (
    Fixture(
        name="pass_whole_chain",
        says="One multi-region trail, one filter with all sixteen events, one alarm, one confirmed e-mail address.",
        build=good_chain,
        expected=passes(),
    ),
    Fixture(
        name="pass_wider_filter",
        says="The filter matches every IAM call that writes, and so the sixteen events; it names none of them.",
        build=lambda account: good_chain(account, metric_filter={"pattern": IAM_WRITES}),
        expected=passes(),
    ),
    Fixture(
        name="pass_scope_of_own_account",
        says="The filter's field selection criteria name the account itself, so they leave out nothing that CloudTrail writes.",
        build=lambda account: good_chain(account, metric_filter={"fieldSelectionCriteria": '@aws.account = "111122223333"'}),
        expected=passes(),
    ),
    Fixture(
        name="pass_filters_together",
        says="Two filters cover the sixteen events together, each with a metric and an alarm of its own.",
        build=_two_filters,
        expected=passes(),
    ),
    Fixture(
        name="pass_beside_dead_trail",
        says="A second trail that does not log hurts nothing.",
        build=_dead_trail_beside,
        expected=passes(),
    ),
    Fixture(
        name="pass_advanced_selectors",
        says="Advanced selectors admit every management event of IAM; a condition that the events always meet is none.",
        build=lambda account: good_chain(
            account, selectors=advanced({"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]})
        ),
        expected=passes(),
    ),
    Fixture(
        name="pass_excludes_other_source",
        says="The trail leaves out the events of KMS, which are none of the sixteen.",
        build=lambda account: good_chain(
            account,
            selectors={
                "EventSelectors": [
                    {
                        "ReadWriteType": "All",
                        "IncludeManagementEvents": True,
                        "ExcludeManagementEventSources": ["kms.amazonaws.com"],
                    }
                ]
            },
        ),
        expected=passes(),
    ),
    Fixture(
        name="pass_composite_or",
        says="The alarm tells nobody, but a composite alarm that is in ALARM whenever it is does.",
        build=_composite_or,
        expected=passes(),
    ),
    Fixture(
        name="pass_metric_math",
        says="A metric-math alarm whose returned expression uses the metric through another one.",
        build=_math,
        expected=passes("math_not_computed", effective="unknown"),
    ),
    Fixture(
        name="pass_zero_counted",
        says="The filter writes zero, and the alarm counts data points instead of adding them up.",
        build=_counted_by_sample,
        expected=passes(),
    ),
    Fixture(
        name="pass_dimension_of_constant_field",
        says="The metric has a dimension whose value is the same in all sixteen records, and the alarm names it.",
        build=lambda account: good_chain(
            account,
            metric_filter={"transformation": SOURCE_DIMENSION},
            alarm={"Dimensions": [DIMENSION]},
        ),
        expected=passes(),
    ),
    Fixture(
        name="pass_transformed_without_transformer",
        says="The filter looks at transformed events, and nothing transforms them.",
        build=lambda account: good_chain(account, metric_filter={"applyOnTransformedLogs": True}),
        expected=passes(),
    ),
    Fixture(
        name="pass_on_several_pages",
        says="Every list comes in pages of one item, and what matters stands on the last.",
        build=_on_several_pages,
        expected=passes(),
        page_size=1,
    ),
    Fixture(
        name="pass_log_groups_refused",
        says="The list of log groups is refused; a metric filter on the group proves that it is there.",
        build=good_chain,
        faults=(Fault(kind="deny", operation="logs:DescribeLogGroups"),),
        expected=passes(),
    ),
    Fixture(
        name="pass_one_region_refused",
        says="One region refuses to list trails; a multi-region trail shows in every other.",
        build=good_chain,
        faults=(Fault(kind="deny", operation="cloudtrail:DescribeTrails", region="eu-west-1"),),
        regions=("us-east-1", "eu-west-1"),
        expected=passes(),
    ),
)
