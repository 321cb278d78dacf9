"""What AWS or the provider refuses at apply is a fail that says so; one case a rule, and its nearest neighbour."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluator.readers.terraform.editing import added, codes, edited, of_type
from tests.evaluator.readers.terraform.judging import Json, decide, load, reading
from trailgate_evaluator.readers.declared.organization_trails import RULE
from trailgate_evaluator.readers.terraform.resources.refusals import LIMITS, REFUSALS
from trailgate_evaluator.report.refusal_words import REFUSALS as WORDS

FILTER, TRAIL, ALARM = "aws_cloudwatch_log_metric_filter", "aws_cloudtrail", "aws_cloudwatch_metric_alarm"
TOPIC, SUBSCRIPTION = "aws_sns_topic", "aws_sns_topic_subscription"
GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/cloudtrail/org"
METRIC = {"name": "IAMPolicyChanges", "namespace": "CISBenchmark", "value": "1", "default_value": None, "unit": None}
ROLE = "arn:aws:iam::123456789012:role/r"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:q"


def metric(**more: Any) -> list[Json]:
    return [METRIC | more]


def lots(count: int) -> list[str]:
    return [f"arn:aws:sns:us-east-1:123456789012:t{number}" for number in range(count)]


CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    (
        "dimensions_need_fields",
        FILTER,
        {"pattern": "PutUserPolicy", "metric_transformation": metric(dimensions={"a": "$.b"})},
        {"pattern": "PutUserPolicy"},
    ),
    (
        "dimensions_beside_default",
        FILTER,
        {"metric_transformation": metric(dimensions={"a": "$.b"}, default_value="0")},
        {"metric_transformation": metric(default_value="0")},
    ),
    (
        "more_than_3_dimensions",
        FILTER,
        {"metric_transformation": metric(dimensions={n: f"$.{n}" for n in "abcd"})},
        {"metric_transformation": metric(dimensions={n: f"$.{n}" for n in "abc"})},
    ),
    ("metric_part_missing", FILTER, {"metric_transformation": metric(value="")}, {"metric_transformation": metric(value="2")}),
    ("metric_part_missing", FILTER, {"metric_transformation": metric(namespace="")}, {"metric_transformation": metric(unit="")}),
    (
        "group_arn_without_star",
        TRAIL,
        {"cloud_watch_logs_group_arn": GROUP},
        {"cloud_watch_logs_group_arn": f"{GROUP}:*"},
    ),
    (
        "selector_of_nothing",
        TRAIL,
        {"event_selector": [{"include_management_events": True}, {"include_management_events": False, "data_resource": []}]},
        {"event_selector": [{"include_management_events": True}, {"include_management_events": False, "data_resource": [{}]}]},
    ),
    (
        "group_without_role",
        TRAIL,
        {"cloud_watch_logs_role_arn": None},
        {"cloud_watch_logs_role_arn": "arn:aws:iam::123456789012:role/r"},
    ),
    ("trail_name", TRAIL, {"name": "a..b"}, {"name": "a.b-c_d"}),
    ("more_than_5_actions", ALARM, {"alarm_actions": lots(6)}, {"alarm_actions": lots(5)}),
    ("evaluation_too_long", ALARM, {"period": 300, "evaluation_periods": 289}, {"period": 300, "evaluation_periods": 288}),
    ("evaluation_too_long", ALARM, {"period": 3600, "evaluation_periods": 169}, {"period": 3600, "evaluation_periods": 168}),
    ("more_datapoints_than_periods", ALARM, {"datapoints_to_alarm": 2}, {"datapoints_to_alarm": 1}),
    ("no_statistic", ALARM, {"statistic": None}, {"statistic": None, "extended_statistic": "p99"}),
    ("no_metric", ALARM, {"metric_name": None}, {"metric_query": [{"id": "m", "return_data": True}], "metric_name": None}),
    ("no_namespace", ALARM, {"namespace": None}, {"namespace": "Other"}),
    ("no_period", ALARM, {"period": None}, {"period": 60}),
    (
        "no_period",
        ALARM,
        {"period": 0},
        {"metric_query": [{"id": "m", "return_data": True}], "metric_name": None, "period": None},
    ),
    ("no_period", ALARM, {"period": -60}, {"period": 10}),
    ("topic_name", TOPIC, {"name": "a b"}, {"name": "a-b"}),
    ("fifo_takes_queues_alone", TOPIC, {"name": "a.fifo", "fifo_topic": True}, {"name": "a", "fifo_topic": False}),
    (
        "fifo_queue_on_standard_topic",
        SUBSCRIPTION,
        {"protocol": "sqs", "endpoint": f"{QUEUE}.fifo"},
        {"protocol": "sqs", "endpoint": QUEUE},
    ),
    (
        "firehose_without_role",
        SUBSCRIPTION,
        {"protocol": "firehose", "subscription_role_arn": None},
        {"protocol": "sqs", "endpoint": QUEUE},
    ),
    (
        "endpoint_of_other_scheme",
        SUBSCRIPTION,
        {"protocol": "https", "endpoint": "http://a.example"},
        {"protocol": "https", "endpoint": "https://a.example"},
    ),
    ("endpoint_is_no_address", SUBSCRIPTION, {"endpoint": ""}, {"endpoint": "a@b"}),
    ("endpoint_is_no_address", SUBSCRIPTION, {"endpoint": "secops"}, {"protocol": "sms", "endpoint": "+15555550100"}),
    (
        "endpoint_is_no_address",
        SUBSCRIPTION,
        {"protocol": "email-json", "endpoint": "a b@c"},
        {"protocol": "sqs", "endpoint": QUEUE},
    ),
    (
        "endpoint_is_no_arn",
        SUBSCRIPTION,
        {"protocol": "sqs", "endpoint": "https://sqs.us-east-1.amazonaws.com/1/q"},
        {"protocol": "sqs", "endpoint": QUEUE},
    ),
    (
        "endpoint_is_no_arn",
        SUBSCRIPTION,
        {"protocol": "lambda", "endpoint": "tell"},
        {"protocol": "lambda", "endpoint": "arn:aws:x"},
    ),
]


def refused(plan: Json) -> set[str]:
    entries = (entry for kind in reading(plan).after.resources.values() for entry in kind.values())
    return {entry["refused"] for entry in entries if "refused" in entry}


@pytest.mark.parametrize(("rule", "kind", "offending", "allowed"), CASES)
def test_what_the_apply_refuses_is_told_and_its_neighbour_is_not(
    rule: str, kind: str, offending: dict[str, Any], allowed: dict[str, Any]
) -> None:
    assert refused(edited(load("01_root_pass"), kind, **offending)) == {rule}
    assert refused(edited(load("01_root_pass"), kind, **allowed)) == set()


@pytest.mark.parametrize(("kind", "values"), [(k, v) for _, k, v, _ in CASES])
def test_what_is_refused_never_passes(kind: str, values: dict[str, Any]) -> None:
    decision = decide(reading(edited(load("01_root_pass"), kind, **values)).after)
    assert decision["status"] != "pass"


def test_what_stands_already_was_not_refused() -> None:
    plan = edited(load("21_noop_all_known"), TRAIL, cloud_watch_logs_group_arn=GROUP)
    assert refused(plan) == set()


def test_more_filters_than_a_group_takes_and_more_trails_than_a_region_takes_are_refused() -> None:
    plan, base = load("01_root_pass"), load("01_root_pass")
    for number in range(100):
        _another(plan, base, FILTER, f"f{number}")
    assert codes(plan) == {"filter_refused"}
    plan = load("01_root_pass")
    for number in range(5):
        _another(plan, base, TRAIL, f"trail{number}")
    assert codes(plan) == {"trail_refused"}


def _another(plan: Json, base: Json, kind: str, called: str) -> None:
    added(plan, kind, called, **(of_type(base, kind)[0]["values"] | {"name": called}))
    if kind == TRAIL:
        plan["resource_changes"][-1]["change"]["after_unknown"] = {"cloud_watch_logs_group_arn": True}


def test_every_rule_has_a_case_a_source_and_words() -> None:
    rules = {refusal.rule for refusal in REFUSALS}
    assert {rule for rule, *_ in CASES} == rules - {RULE}  # that hangs on the account: tests/estates/test_delegation.py
    assert rules | set(LIMITS) <= set(WORDS)
    assert all(refusal.source.startswith("https://docs.aws.amazon.com/") for refusal in REFUSALS)


def test_a_plan_that_ended_with_an_error_or_cannot_be_applied_never_passes() -> None:
    for told in ({"errored": True}, {"applyable": False}):
        decision = decide(reading(load("01_root_pass") | told).after)
        assert decision["status"] == "unknown"
        assert "plan_errored" in {gap["reason"] for gap in decision["gaps"]}
    planned, _ = of_type(load("21_noop_all_known"), TRAIL)
    assert planned["values"]["name"]
    assert decide(reading(load("21_noop_all_known")).after)["status"] == "pass"
