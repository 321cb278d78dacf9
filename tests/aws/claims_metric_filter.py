"""Fixtures in which the metric filter, or the metric that it writes, decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.aws.builder import good_chain
from tests.aws.events import ALL, EVENTS, any_of
from tests.aws.fixture import Fixture, fails

if TYPE_CHECKING:
    from tests.aws.builder import Account

SUCCEEDED = "{ (" + ALL.strip("{} ") + ") && ($.errorCode NOT EXISTS) }"
NOT_BY_DEPLOYER = "{ (" + ALL.strip("{} ") + ') && ($.userIdentity.arn != "*deployer*") }'
ROOT_USE = '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'
BROKEN_LINE = ALL.replace("$.eventName=PutUserPolicy", "$.eventNa me=PutUserPolicy")


def _with_pattern(pattern: str, account: Account) -> None:
    good_chain(account, metric_filter={"pattern": pattern})


FIXTURES = (
    Fixture(
        name="fail_no_filter",
        says="Nothing on the log group turns events into a metric.",
        build=lambda account: good_chain(account, without=frozenset({"metric_filter"})),
        expected=fails("metric_filter", "filter_none"),
    ),
    Fixture(
        name="fail_one_event_missing",
        says="The filter names fifteen of the sixteen events; PutUserPolicy is missing.",
        build=lambda account: _with_pattern(any_of(EVENTS[:-1]), account),
        expected=fails("metric_filter", "filter_matches_never", missing=["PutUserPolicy"]),
    ),
    Fixture(
        name="fail_filter_on_other_events",
        says="The filter counts console logins.",
        build=lambda account: _with_pattern("{ $.eventName = ConsoleLogin }", account),
        expected=fails("metric_filter", "filter_none"),
    ),
    Fixture(
        name="fail_filter_for_root_use",
        says="The only filter is another control's, for the root user: it is not to blame, one for these events is missing.",
        build=lambda account: _with_pattern(ROOT_USE, account),
        expected=fails("metric_filter", "filter_none"),
    ),
    Fixture(
        name="fail_filter_matches_sometimes",
        says="The filter leaves out what one caller does, and with it every event without that field.",
        build=lambda account: _with_pattern(NOT_BY_DEPLOYER, account),
        expected=fails("metric_filter", "filter_matches_sometimes"),
    ),
    Fixture(
        name="fail_filter_misses_failed_calls",
        says="The filter also asks that the call succeeded, so a refused attempt raises no alarm.",
        build=lambda account: _with_pattern(SUCCEEDED, account),
        expected=fails("metric_filter", "filter_misses_failed_calls"),
    ),
    Fixture(
        name="fail_filter_line_break_text",
        says="A selector has a blank inside, as copies of the benchmark's text have it.",
        build=lambda account: _with_pattern(BROKEN_LINE, account),
        expected=fails("metric_filter", "filter_line_break_text"),
    ),
    Fixture(
        name="fail_filter_scoped",
        says="The filter looks at events of one source account only.",
        build=lambda account: good_chain(account, metric_filter={"fieldSelectionCriteria": '@aws.account = "444455556666"'}),
        expected=fails("metric_filter", "filter_scoped"),
    ),
    Fixture(
        name="fail_metric_value_zero",
        says="The filter writes zero for each match, and the alarm adds the zeros up.",
        build=lambda account: good_chain(account, metric_filter={"transformation": {"metricValue": "0"}}),
        expected=fails("metric", "metric_value_zero"),
    ),
    Fixture(
        name="fail_metric_value_from_record",
        says="The filter writes a field of the record, which need not be a number.",
        build=lambda account: good_chain(account, metric_filter={"transformation": {"metricValue": "$.eventVersion"}}),
        expected=fails("metric", "metric_value_from_record"),
    ),
)
