"""A log group exists, does not, or may: by the answers about it and about its filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.evaluator.readers.snapshot.samples import (
    ACCOUNT,
    FILTER,
    FILTER_ROW,
    GROUP,
    OF_METRIC,
    REGION,
    Json,
    call,
    read_chain,
    refused,
    snapshot,
    source,
    without,
)
from trailgate_evaluator.document.parts import pattern_id

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Parts

GROUPS = "logs:DescribeLogGroups"
FILTERS = "logs:DescribeMetricFilters"
TRANSFORMER = "logs:GetTransformer"
POLICIES = "logs:DescribeAccountPolicies"
GROUP_SCOPE = f"log_group|{GROUP}"
FILTER_SCOPE = f"metric_filter|{GROUP}"
ALARM_SCOPE = f"alarm|{ACCOUNT}|{REGION}"


def parts(calls: list[Json]) -> Parts:
    return read_chain(source(snapshot(calls)))


def listing(*rows: Json, request: Json | None = None, outcome: str = "answered") -> Json:
    asked = {"logGroupNamePrefix": "trail-logs"} if request is None else request
    return call(GROUPS, asked, {"logGroups": list(rows)}, outcome=outcome)


def filters(*rows: Json, request: Json | None = None, outcome: str = "answered") -> Json:
    asked = {"logGroupName": "trail-logs"} if request is None else request
    return call(FILTERS, asked, {"metricFilters": list(rows)}, outcome=outcome)


def test_a_listed_group_has_its_class_and_an_id_without_star() -> None:
    row = {"logGroupName": "trail-logs", "arn": f"{GROUP}:*", "logGroupClass": "INFREQUENT_ACCESS"}
    group = parts([listing(row), *without(GROUPS)]).resources["log_groups"][GROUP]
    assert group == {
        "id": GROUP,
        "name": "trail-logs",
        "account": ACCOUNT,
        "region": REGION,
        "at": "0#/calls/0/pages/0/logGroups/0",
        "class": "INFREQUENT_ACCESS",
        "transformer": None,
    }


def test_a_filter_proves_its_group_where_the_list_was_refused() -> None:
    read = parts(refused(GROUPS))
    assert read.resources["log_groups"][GROUP]["class"] == "STANDARD"
    assert read.gaps == {}


def test_a_group_that_an_answered_list_lacks_does_not_exist_and_one_that_nobody_asked_about_may_have_filters() -> None:
    other = {"logGroupName": "trail-logs-2", "arn": f"{GROUP}-2:*"}
    calls = [listing(other), call(FILTERS, {"logGroupName": "trail-logs"}, outcome="denied")]
    read = parts([*calls, *[each for each in without(GROUPS) if each["operation"] != "DescribeMetricFilters"]])
    assert GROUP not in read.resources["log_groups"]
    assert [(gap["scope"], gap["reason"]) for gap in read.gaps.values()] == [(f"metric_filter|{GROUP}-2", "not_collected")]


def test_a_group_that_its_filters_call_does_not_find_does_not_exist() -> None:
    calls = [each for each in refused(GROUPS) if each["operation"] != "DescribeMetricFilters"]
    read = parts([*calls, call(FILTERS, {"logGroupName": "trail-logs"}, outcome="absent")])
    assert GROUP not in read.resources["log_groups"]
    assert read.gaps == {}


@pytest.mark.parametrize("outcome", ["denied", "failed", "skipped", None])
def test_a_group_may_be_hidden_where_list_and_filters_were_refused(outcome: str | None) -> None:
    refusing = [] if outcome is None else [call(GROUPS, {}, outcome=outcome), call(FILTERS, {}, outcome=outcome)]
    rest = [each for each in without(GROUPS) if each["operation"] != "DescribeMetricFilters"]
    read = parts([*refusing, *rest])
    assert {gap["scope"] for gap in read.gaps.values()} == {GROUP_SCOPE, FILTER_SCOPE}
    assert {gap["reason"] for gap in read.gaps.values()} == {outcome or "not_collected"}


def test_a_filters_answer_without_filters_hides_no_filter_though_the_group_stays_hidden() -> None:
    calls = [each for each in refused(GROUPS) if each["operation"] != "DescribeMetricFilters"]
    read = parts([*calls, filters()])
    assert {gap["scope"] for gap in read.gaps.values()} == {GROUP_SCOPE}


def test_a_list_that_ended_midway_hides_a_group_that_it_lacks() -> None:
    calls = [each for each in without(GROUPS) if each["operation"] != "DescribeMetricFilters"]
    read = parts([listing(outcome="truncated"), filters(), *calls])
    assert {(gap["scope"], gap["reason"]) for gap in read.gaps.values()} == {(GROUP_SCOPE, "truncated")}


@pytest.mark.parametrize("request_", [{}, {"logGroupNamePrefix": "trail"}, {"limit": 50}])
def test_a_wider_list_answers_for_the_group(request_: Json) -> None:
    read = parts([listing(request=request_), filters(), *_without_logs()])
    assert read.gaps == {}
    assert GROUP not in read.resources["log_groups"]


@pytest.mark.parametrize("request_", [{"logGroupNamePrefix": "other"}, {"logGroupClass": "STANDARD"}, {"logGroupNamePrefix": 7}])
def test_a_list_of_other_groups_does_not_answer_for_the_group(request_: Json) -> None:
    read = parts([listing(request=request_), filters(), *_without_logs()])
    assert {gap["scope"] for gap in read.gaps.values()} == {GROUP_SCOPE}


def test_filters_cut_off_midway_are_kept_and_more_may_be_hidden() -> None:
    read = parts([*without(FILTERS), filters(FILTER_ROW, outcome="truncated")])
    assert list(read.resources["metric_filters"]) == [FILTER]
    assert {(gap["scope"], gap["reason"]) for gap in read.gaps.values() if gap["scope"]} == {(FILTER_SCOPE, "truncated")}


def test_an_answer_for_one_metric_only_leaves_other_filters_hidden() -> None:
    asked = {"logGroupName": "trail-logs", "metricName": "X", "metricNamespace": "Y"}
    read = parts([*without(FILTERS), filters(request=asked)])
    assert {gap["scope"] for gap in read.gaps.values()} == {FILTER_SCOPE}


def test_a_filter_has_every_field_of_the_document() -> None:
    row = FILTER_ROW | {
        "fieldSelectionCriteria": "@aws.region = 'us-east-1'",
        "emitSystemFieldDimensions": ["@aws.region", "@aws.account"],
        "metricTransformations": [
            {
                "metricName": "M",
                "metricNamespace": "N",
                "metricValue": "$.size",
                "defaultValue": 0.0,
                "unit": "Count",
                "dimensions": {"User": "$.userIdentity.arn"},
            }
        ],
    }
    read = parts([*without(FILTERS), filters(row), filters(row, request={"metricName": "M", "metricNamespace": "N"})])
    pattern = pattern_id(FILTER_ROW["filterPattern"])
    assert read.pattern_texts == {pattern: FILTER_ROW["filterPattern"]}
    assert read.resources["metric_filters"][FILTER] == {
        "id": FILTER,
        "name": "iam-changes",
        "account": ACCOUNT,
        "region": REGION,
        "at": "0#/calls/9/pages/0/metricFilters/0",
        "log_group": GROUP,
        "writers_listed": True,
        "pattern": pattern,
        "transformed": False,
        "scope": "@aws.region = 'us-east-1'",
        "transformations": [
            {
                "namespace": "N",
                "name": "M",
                "value": "$.size",
                "default": 0,
                "unit": "Count",
                "dimensions": {"User": "$.userIdentity.arn"},
                "system_dimensions": ["@aws.account", "@aws.region"],
            }
        ],
    }


def transformed(*calls: Json) -> Parts:
    return parts([*without(FILTERS), filters(FILTER_ROW | {"applyOnTransformedLogs": True}), *calls])


def own(answer: Json | None, outcome: str = "answered") -> Json:
    return call(TRANSFORMER, {"logGroupIdentifier": "trail-logs"}, *([] if answer is None else [answer]), outcome=outcome)


def policies(*rows: Json, outcome: str = "answered") -> Json:
    return call(
        POLICIES,
        {"policyType": "TRANSFORMER_POLICY"},
        *([{"accountPolicies": list(rows)}] if outcome == "answered" else []),
        outcome=outcome,
    )


def test_a_transformer_is_asked_for_only_where_a_filter_looks_at_transformed_events() -> None:
    assert parts(without(TRANSFORMER)).resources["log_groups"][GROUP]["transformer"] is None


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ([own({"logGroupIdentifier": "trail-logs", "transformerConfig": [{"parseJSON": {}}]})], True),
        ([own(None, "absent"), policies()], False),
        ([own(None, "absent"), policies({"policyType": "TRANSFORMER_POLICY"})], True),
    ],
)
def test_a_group_transforms_by_its_own_transformer_or_the_accounts(calls: list[Json], *, expected: bool) -> None:
    assert transformed(*calls).resources["log_groups"][GROUP]["transformer"] is expected


@pytest.mark.parametrize(
    ("calls", "reason"),
    [
        ([], "not_collected"),
        ([own(None, "denied")], "denied"),
        ([own({"logGroupIdentifier": "trail-logs"}), policies()], "failed"),
        ([own(None, "absent")], "not_collected"),
        ([own(None, "absent"), policies(outcome="denied")], "denied"),
        ([own(None, "absent"), policies({"policyType": "DATA_PROTECTION_POLICY"})], "failed"),
    ],
)
def test_a_transformer_that_was_not_seen_to_be_or_not_be_is_unknown(calls: list[Json], reason: str) -> None:
    read = transformed(*calls)
    assert read.resources["log_groups"][GROUP]["transformer"]["unknown"]["reason"] == reason
    assert [name for name in read.gaps if name.startswith(f"{GROUP}#")] == [f"{GROUP}#transformer"]


def _without_logs() -> list[Json]:
    return [each for each in without(GROUPS) if each["operation"] != "DescribeMetricFilters"]


def written(*calls: Json) -> object:
    """What is said of who else writes into the filter's metric, where these calls are about metric filters."""
    return parts([*without(FILTERS), filters(FILTER_ROW), *calls]).resources["metric_filters"][FILTER]["writers_listed"]


@pytest.mark.parametrize("request_", [OF_METRIC, OF_METRIC | {"limit": 50}, {}])
def test_an_answer_about_the_metric_or_the_region_lists_all_that_write_it(request_: Json) -> None:
    assert written(filters(FILTER_ROW, request=request_)) is True


@pytest.mark.parametrize(
    ("calls", "reason"),
    [
        ([], "not_collected"),
        ([call(FILTERS, OF_METRIC, outcome="denied")], "denied"),
        ([filters(FILTER_ROW, request=OF_METRIC, outcome="truncated")], "truncated"),
        ([call(FILTERS, OF_METRIC, {"metricFilters": []}, region="eu-west-1")], "not_collected"),
        *(
            ([filters(request=request)], "not_collected")
            for request in (
                OF_METRIC | {"metricName": "Other"},
                OF_METRIC | {"metricNamespace": "Other"},
                OF_METRIC | {"logGroupName": "trail-logs"},
                OF_METRIC | {"filterNamePrefix": "x"},
                OF_METRIC | {"metricName": []},
                {"metricName": "IAMChanges"},
                {"metricNamespace": "CIS"},
            )
        ),
    ],
)
def test_without_a_whole_answer_more_may_write_it(calls: list[Json], reason: str) -> None:
    told = written(*calls)
    assert told == {"unknown": {"reason": reason, "gap": f"{FILTER}#writers_listed"}}


def test_a_filter_of_another_group_stands_where_the_metric_was_asked_for_and_proves_its_group() -> None:
    other = FILTER_ROW | {"logGroupName": "app"}
    read = parts([*without(FILTERS), filters(FILTER_ROW), filters(FILTER_ROW, other, request=OF_METRIC)])
    group = GROUP.replace("trail-logs", "app")
    assert set(read.resources["metric_filters"]) == {FILTER, FILTER.replace("trail-logs", "app")}
    assert all(each["writers_listed"] is True for each in read.resources["metric_filters"].values())
    assert group in read.resources["log_groups"]
    assert {gap["scope"] for gap in read.gaps.values()} == {f"metric_filter|{group}"}
