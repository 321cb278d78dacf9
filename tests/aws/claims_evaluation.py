"""Fixtures of what AWS makes of an alarm's data: other data in the metric, states, windows, kinds of alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.builder import good_chain
from tests.aws.claims_trail import classic
from tests.aws.fixture import Fixture, fails, passes, unknown

if TYPE_CHECKING:
    from tests.aws.builder import Account

DESCRIBE = ("cloudwatch", "DescribeAlarms")


def _described(**members: Any) -> Any:
    """Members that the simulator does not know, on every metric alarm of the answer."""

    def edit(snapshot: dict[str, Any]) -> None:
        for call in snapshot["calls"]:
            if (call["service"], call["operation"]) == DESCRIBE:
                for page in call["pages"]:
                    for alarm in page["MetricAlarms"]:
                        alarm.update(members)

    return edit


def _asked_for(*types: str) -> Any:
    """The snapshot of a collector that asked for these types of alarms alone."""

    def edit(snapshot: dict[str, Any]) -> None:
        for call in snapshot["calls"]:
            if (call["service"], call["operation"]) == DESCRIBE:
                call["request"]["AlarmTypes"] = list(types)

    return edit


def _another_writes_zero(account: Account) -> None:
    good_chain(account, alarm={"Statistic": "Minimum"})
    account.metric_filter("", transformation={"metricValue": "0"}, filterName="every-event")


def _another_writes_zero_unseen(account: Account) -> None:
    good_chain(account)
    account.metric_filter("", transformation={"metricValue": "0"}, filterName="every-event")


def _another_group_writes(account: Account, *, pattern: str, value: str, statistic: str) -> None:
    good_chain(account, alarm={"Statistic": statistic})
    account.log_group("application")
    account.metric_filter(pattern, transformation={"metricValue": value}, logGroupName="application", filterName="every-line")


def _writers_refused(snapshot: dict[str, Any]) -> None:
    """Whoever asks may ask of one log group alone."""
    for call in snapshot["calls"]:
        if call["operation"] == "DescribeMetricFilters" and "metricName" in call["request"]:
            del call["pages"]
            call |= {"outcome": "denied", "error": {"code": "AccessDeniedException", "message": "not authorized"}}


def _stuck(account: Account) -> None:
    good_chain(account, alarm={"TreatMissingData": "ignore"})
    account.client("cloudwatch").set_alarm_state(
        AlarmName="iam-policy-changes", StateValue="ALARM", StateReason="a change last week"
    )


def _query(text: str) -> Any:
    query = {"Id": "q1", "Expression": text, "Period": 300, "ReturnData": True}
    plain = dict.fromkeys(["MetricName", "Namespace", "Statistic", "Period"])
    return lambda account: good_chain(account, alarm={**plain, "Metrics": [query]})


FIXTURES = (
    Fixture(
        name="pass_other_data_in_metric",
        says="A second filter writes 0 for every event into the metric, and the alarm looks at the minimum.",
        build=_another_writes_zero,
        expected=passes("other_data_in_metric", effective="no"),
    ),
    Fixture(
        name="pass_zeros_beside",
        says="A second filter writes 0 for every event into the metric, and the alarm looks at the sum.",
        build=_another_writes_zero_unseen,
        expected=passes(),
    ),
    Fixture(
        name="pass_flooded_from_another_group",
        says="A filter on another log group counts each of its lines into the metric.",
        build=lambda account: _another_group_writes(account, pattern="", value="1", statistic="Sum"),
        expected=passes("filter_matches_everything", effective="unknown"),
    ),
    Fixture(
        name="pass_written_from_another_group",
        says="A filter on another log group writes 0 for its errors into the metric, and the alarm looks at the average.",
        build=lambda account: _another_group_writes(account, pattern="ERROR", value="0", statistic="Average"),
        expected=passes("other_data_in_metric", effective="unknown"),
    ),
    Fixture(
        name="pass_writers_refused",
        says="Who else writes the metric was refused, and the alarm looks at the average (snapshot edited).",
        build=lambda account: good_chain(account, alarm={"Statistic": "Average"}),
        edit=_writers_refused,
        expected=passes("other_data_in_metric", effective="unknown"),
    ),
    Fixture(
        name="pass_writers_refused_of_a_sum",
        says="Who else writes the metric was refused: nothing lowers the alarm's sum, but one may flood it (snapshot edited).",
        build=good_chain,
        edit=_writers_refused,
        expected=passes("other_data_in_metric", effective="unknown"),
    ),
    Fixture(
        name="pass_reads_never_arrive",
        says="The filter matches all of IAM, reads too, and the trail records writes alone: nothing floods the alarm.",
        build=lambda account: good_chain(
            account,
            selectors=classic(ReadWriteType="WriteOnly"),
            metric_filter={"pattern": "{ $.eventSource = iam.amazonaws.com }"},
        ),
        expected=passes("selector_write_only"),
    ),
    Fixture(
        name="pass_stuck_in_alarm",
        says="The alarm went into ALARM last week, and ignores missing data: it never leaves that state.",
        build=_stuck,
        expected=passes("in_alarm_now", "stuck_in_alarm", effective="no"),
    ),
    Fixture(
        name="pass_alarm_not_evaluated",
        says="AWS reports that the alarm's configuration is in error.",
        build=good_chain,
        edit=_described(EvaluationState="EVALUATION_ERROR"),
        expected=passes("alarm_not_evaluated", effective="no"),
    ),
    Fixture(
        name="pass_period_below_a_minute",
        says="The alarm looks at periods of ten seconds, and the filter's data come once a minute.",
        build=lambda account: good_chain(account, alarm={"Period": 10}),
        expected=passes("period_below_a_minute", effective="unknown"),
    ),
    Fixture(
        name="pass_warming_up",
        says="The alarm was changed an hour ago and warms up for two.",
        build=good_chain,
        edit=_described(
            WarmUpConfiguration={"WarmUpPeriodDurationInMinutes": 120},
            AlarmConfigurationUpdatedTimestamp="2026-11-02T08:00:00Z",
        ),
        expected=passes("warming_up", effective="unknown"),
    ),
    Fixture(
        name="pass_told_late",
        says="The alarm looks at whole hours by the clock, so the news comes up to an hour late.",
        build=lambda account: good_chain(account, alarm={"Period": 3600}),
        edit=_described(EvaluationWindow={"WallClockWindow": {"Timezone": "UTC"}}),
        expected=passes("told_late", effective="yes"),
    ),
    Fixture(
        name="pass_periods_not_told",
        says="The answer does not say over how many periods the alarm looks, which AWS always says.",
        build=good_chain,
        edit=_described(EvaluationPeriods=None),
        expected=passes("threshold_not_crossed", effective="unknown"),
    ),
    Fixture(
        name="fail_alarm_on_another_query",
        says="The only alarm is on a Metrics Insights query that names another metric.",
        build=_query('SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId)'),
        expected=fails("alarm", "alarm_none"),
    ),
    Fixture(
        name="fail_log_alarms_not_asked",
        says="Nothing watches the metric, and log alarms, which watch no metric, were not asked for.",
        build=lambda account: good_chain(account, without=frozenset({"alarm"})),
        edit=_asked_for("MetricAlarm", "CompositeAlarm"),
        expected=fails("alarm", "alarm_none"),
    ),
    Fixture(
        name="fail_composites_not_asked",
        says="Nothing watches the metric, so that no composite alarm could tell of it.",
        build=lambda account: good_chain(account, without=frozenset({"alarm"})),
        edit=_asked_for("MetricAlarm"),
        expected=fails("alarm", "alarm_none"),
    ),
    Fixture(
        name="unknown_composites_not_asked",
        says="The alarm has no action, and a composite alarm, of which nobody asked, may tell of it.",
        build=lambda account: good_chain(account, alarm={"actions": []}),
        edit=_asked_for("MetricAlarm"),
        expected=unknown(("alarm", "not_collected")),
    ),
    Fixture(
        name="pass_actions_disabled_composites_not_asked",
        says="The alarm's actions are switched off, and a composite alarm, of which nobody asked, may tell of it.",
        build=lambda account: good_chain(account, alarm={"ActionsEnabled": False}),
        edit=_asked_for("MetricAlarm"),
        expected=passes("actions_disabled", effective="unknown", gaps=[("alarm", "not_collected")]),
    ),
)
