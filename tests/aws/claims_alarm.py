"""Fixtures in which the alarm decides: what it watches, and whether anything follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.builder import METRIC, NAMESPACE, good_chain
from tests.aws.claims_pass import SELF_MADE_METRIC, SOURCE_DIMENSION, WITHOUT_METRIC
from tests.aws.fixture import Fixture, fails, fails_at

if TYPE_CHECKING:
    from tests.aws.builder import Account


def statistic_of(metric: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The query of a metric's sums, returned unless told otherwise."""
    return {"Id": "m1", "MetricStat": {"Metric": metric, "Period": 300, "Stat": "Sum"}, "ReturnData": True, **more}


def _in_other_region(account: Account) -> None:
    """The alarm stands beside the log group of a second trail, not beside that of the first."""
    good_chain(account, without=frozenset({"alarm"}))
    other = account.elsewhere("eu-west-1")
    other.log_group()
    other.trail("second", IsMultiRegionTrail=False)
    topic = other.topic()
    other.subscription(topic)
    other.alarm(actions=[topic])


def _watching_another_account(account: Account) -> None:
    query = statistic_of(SELF_MADE_METRIC, AccountId="444455556666")
    good_chain(account, alarm={**WITHOUT_METRIC, "Metrics": [query]})


def _unused(account: Account) -> None:
    other = {"Namespace": NAMESPACE, "MetricName": f"{METRIC}OfLastYear"}
    queries = [
        statistic_of(SELF_MADE_METRIC, ReturnData=False),
        statistic_of(other, Id="m11", ReturnData=False),
        {"Id": "e1", "Expression": "m11 * 2", "ReturnData": True},
    ]
    good_chain(account, alarm={**WITHOUT_METRIC, "Metrics": queries})


def _composite_and(account: Account) -> None:
    good_chain(account, alarm={"actions": []})
    account.alarm(actions=[], AlarmName="root-logins", MetricName="RootLogins")
    account.composite("both", "ALARM(root-logins) AND ALARM(iam-policy-changes)")


FIXTURES = (
    Fixture(
        name="fail_no_alarm",
        says="Nothing watches the metric.",
        build=lambda account: good_chain(account, without=frozenset({"alarm"})),
        expected=fails("alarm", "alarm_none"),
    ),
    Fixture(
        name="fail_alarm_other_namespace",
        says="The alarm watches a metric of the same name in another namespace.",
        build=lambda account: good_chain(account, alarm={"Namespace": "LogMetrics"}),
        expected=fails("alarm", "alarm_other_namespace"),
    ),
    Fixture(
        name="fail_alarm_other_dimensions",
        says="The filter writes a dimension that the alarm does not name, so the alarm never has data.",
        build=lambda account: good_chain(account, metric_filter={"transformation": SOURCE_DIMENSION}),
        expected=fails("alarm", "alarm_other_dimensions"),
    ),
    Fixture(
        name="fail_alarm_other_region",
        says="The alarm stands in another region than the log group; metrics do not cross regions.",
        build=_in_other_region,
        regions=("us-east-1", "eu-west-1"),
        expected=fails_at(("alarm", "alarm_other_region"), ("trail", "trail_not_multi_region")),
    ),
    Fixture(
        name="fail_alarm_other_account",
        says="The alarm watches the metric of the same name in another account.",
        build=_watching_another_account,
        expected=fails("alarm", "alarm_other_account"),
    ),
    Fixture(
        name="fail_alarm_input_unused",
        says="A metric-math alarm lists the metric, and its returned expression does not use it (m11 is not m1).",
        build=_unused,
        expected=fails("alarm", "alarm_input_unused"),
    ),
    Fixture(
        name="fail_alarm_composite_conditional",
        says="The composite alarm that tells somebody needs a second alarm to be in ALARM too.",
        build=_composite_and,
        expected=fails("alarm", "alarm_composite_conditional"),
    ),
)
