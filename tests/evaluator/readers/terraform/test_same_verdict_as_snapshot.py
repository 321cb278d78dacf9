"""An account whose every value is known has one verdict, whether Terraform tells of it or AWS does."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluator.readers.terraform.account_snapshot import snapshot_of
from tests.evaluator.readers.terraform.judging import decide, load, reading
from tests.evaluator.readers.terraform.test_laws import chains, flat
from trailgate_evaluator.inputs import Source
from trailgate_evaluator.readers.snapshot import read_snapshot

if TYPE_CHECKING:
    pass

Json = dict[str, Any]
ACCOUNT = "123456789012"
TRAIL, FILTER, ALARM = "aws_cloudtrail", "aws_cloudwatch_log_metric_filter", "aws_cloudwatch_metric_alarm"
TOPIC, GROUP = "aws_sns_topic", "aws_cloudwatch_log_group"
AS_STATE = ["28_state_only", "pass_state_document"]
AS_PLAN = ["21_noop_all_known", "pass_refresh_only"]
Change = tuple[str, str, Any]
TO_CLOUDWATCH = json.dumps(
    {
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Action": "sns:Publish", "Resource": "*"}
        ]
    }
)
CHANGES: list[Change] = [
    (TRAIL, "is_multi_region_trail", False),
    (TRAIL, "enable_logging", False),
    (TRAIL, "include_global_service_events", False),
    (TRAIL, "cloud_watch_logs_group_arn", ""),
    (TRAIL, "event_selector", [{"read_write_type": "ReadOnly", "include_management_events": True}]),
    (TRAIL, "event_selector", [{"read_write_type": "WriteOnly", "include_management_events": True}]),
    (TRAIL, "event_selector", [{"exclude_management_event_sources": ["iam.amazonaws.com"]}]),
    (TRAIL, "event_selector", [{"exclude_management_event_sources": ["kms.amazonaws.com"]}]),
    (TRAIL, "event_selector", [{"include_management_events": False}]),
    (TRAIL, "advanced_event_selector", [{"field_selector": [{"field": "eventCategory", "equals": ["Management"]}]}]),
    (TRAIL, "advanced_event_selector", [{"field_selector": [{"field": "eventCategory", "equals": ["Data"]}]}]),
    (GROUP, "log_group_class", "INFREQUENT_ACCESS"),
    (FILTER, "pattern", "{ $.eventSource = iam.amazonaws.com }"),
    (FILTER, "pattern", "{ $.eventName = CreatePolicy }"),
    (FILTER, "pattern", "{ $.eventName = *Policy* && $.errorCode NOT EXISTS }"),
    (FILTER, "pattern", ""),
    (FILTER, "pattern", "Policy"),
    (ALARM, "threshold", 3),
    (ALARM, "threshold", 0),
    (ALARM, "statistic", "Average"),
    (ALARM, "statistic", "SampleCount"),
    (ALARM, "comparison_operator", "LessThanThreshold"),
    (ALARM, "comparison_operator", "GreaterThanThreshold"),
    (ALARM, "evaluation_periods", 2),
    (ALARM, "treat_missing_data", "breaching"),
    (ALARM, "treat_missing_data", "ignore"),
    (ALARM, "actions_enabled", False),
    (ALARM, "alarm_actions", []),
    (ALARM, "dimensions", {"Host": "a"}),
    (ALARM, "namespace", "Other"),
    (TOPIC, "kms_master_key_id", "alias/aws/sns"),
    (TOPIC, "policy", '{"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}]}'),
    (TOPIC, "policy", TO_CLOUDWATCH),
]
TRANSFORMATIONS: list[tuple[str, Any]] = [
    ("value", "0"),
    ("value", "$.x"),
    ("value", "5"),
    ("default_value", "0"),
    ("default_value", "2"),
    ("dimensions", {"Who": "$.userIdentity.arn"}),
    ("dimensions", {"Name": "$.eventName"}),
    ("name", "other"),
]


def told(parts: Any) -> tuple[str, str | None]:
    decision = decide(parts)
    return decision["status"], decision["effective"]


def by_snapshot(state: Json) -> tuple[str, str | None]:
    content = snapshot_of(state, account=ACCOUNT)
    digest = f"sha256:{hashlib.sha256(json.dumps(content).encode()).hexdigest()}"
    return told(read_snapshot(Source(name="snapshot.json", kind="aws_snapshot", digest=digest, content=content)))


def by_state(state: Json) -> tuple[str, str | None]:
    return told(reading({"format_version": "1.0", "terraform_version": "1.11.4", "values": state}).after)


def instances(state: Json, kind: str) -> list[Json]:
    found = []
    pending = [state["root_module"]]
    while pending:
        module = pending.pop()
        found += [r["values"] for r in module.get("resources", ()) if r["type"] == kind]
        pending += module.get("child_modules", ())
    return found


def end_state(name: str) -> Json:
    document = load(name)
    state: Json = document.get("values") or document["planned_values"]
    return state


@pytest.mark.parametrize("name", AS_STATE)
def test_a_state_and_the_snapshot_of_its_account_agree(name: str) -> None:
    state = end_state(name)
    assert by_state(state) == by_snapshot(state) == ("pass", "yes")


@pytest.mark.parametrize("name", AS_PLAN)
def test_a_plan_that_changes_nothing_and_the_snapshot_of_its_account_agree(name: str) -> None:
    plan = load(name)
    after: Json = plan["planned_values"] if plan.get("resource_changes") else plan["prior_state"]["values"]
    assert told(reading(plan).after)[0] == by_snapshot(after)[0] == "pass"


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: "-".join(map(str, change)))
def test_one_change_to_an_account_has_one_verdict(change: Change) -> None:
    kind, attribute, value = change
    state = end_state("pass_state_document")
    for values in instances(state, kind):
        values[attribute] = value
    assert by_state(state) == by_snapshot(state)


@pytest.mark.parametrize("change", TRANSFORMATIONS, ids=lambda change: "-".join(map(str, change)))
def test_one_change_to_what_a_filter_writes_has_one_verdict(change: tuple[str, Any]) -> None:
    state = end_state("pass_state_document")
    for values in instances(state, FILTER):
        values["metric_transformation"][0][change[0]] = change[1]
    assert by_state(state) == by_snapshot(state)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(CHANGES), min_size=2, max_size=4), st.sampled_from([*TRANSFORMATIONS, None]))
def test_several_changes_to_an_account_have_one_verdict(changes: list[Change], written: tuple[str, Any] | None) -> None:
    state = end_state("pass_state_document")
    for kind, attribute, value in changes:
        for values in instances(state, kind):
            values[attribute] = copy.deepcopy(value)
    if written is not None:
        for values in instances(state, FILTER):
            values["metric_transformation"][0][written[0]] = written[1]
    assert by_state(state) == by_snapshot(state)


@settings(max_examples=60)
@given(st.data())
def test_a_generated_plan_with_everything_known_has_the_verdict_of_the_account_after_its_apply(data: st.DataObject) -> None:
    plan = flat(data.draw(chains()), applied=True)
    status, effective = told(reading(plan).after)
    account, reaches = by_snapshot(plan["planned_values"])
    assert status == account
    # A planned e-mail subscription waits for a person; in the account that person has answered.
    assert effective in ((reaches, "unknown") if reaches == "yes" else (reaches,))
