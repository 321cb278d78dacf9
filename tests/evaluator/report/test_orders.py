"""The advice about a finding is one that whoever reads it, or the account that it names, can follow."""

from __future__ import annotations

from typing import Any

import pytest

from trailgate_evaluator.report import orders
from trailgate_evaluator.report.gap_words import GAPS
from trailgate_evaluator.report.weakness_words import WEAKNESSES

Json = dict[str, Any]
OWN, OTHER = "111122223333", "444455556666"
TOPIC = f"arn:aws:sns:us-east-1:{OTHER}:central"
POLICY = [{"effect": "Allow"}]
OF_READING = ["denied", "skipped", "not_visible", "not_supplied", "not_collected"]


def result(*, owner: str = OTHER, own: str = OWN, origin: str = "aws_snapshot", **topic: Any) -> Json:
    return {
        "subject": {"account": own},
        "origin": origin,
        "sources": [{"kind": origin}],
        "resources": {TOPIC: {"id": TOPIC, "name": "central", "account": owner, "key": None, "at": "0#/topic", **topic}},
    }


def of_plan(*, baseline: bool = False, address: str | None = "aws_sns_topic.central", **topic: Any) -> Json:
    told = result(owner=OWN, origin="terraform_plan", address=address, **topic)
    return {**told, "sources": [*told["sources"], *([{"kind": "aws_snapshot"}] if baseline else [])]}


def weak(code: str, **detail: Any) -> Json:
    return {"code": code, "id": TOPIC, "effect": "unknown", "detail": detail}


@pytest.mark.parametrize("reason", OF_READING)
def test_what_another_account_holds_is_asked_of_that_account(reason: str) -> None:
    order = orders.of_gap({"reason": reason, "account": OTHER}, result())
    assert order.startswith(f"Supply the snapshot of account {OTHER}")
    assert "Grant" not in order


@pytest.mark.parametrize("reason", sorted(GAPS))
def test_what_the_own_account_holds_has_the_advice_of_its_reason(reason: str) -> None:
    for account in (OWN, None, "tf:account"):
        assert orders.of_gap({"reason": reason, "account": account}, result()) == GAPS[reason].advice


@pytest.mark.parametrize("reason", ["failed", "truncated", "known_after_apply", "unsupported_alarm"])
def test_what_another_snapshot_would_not_settle_is_not_asked_for(reason: str) -> None:
    assert orders.of_gap({"reason": reason, "account": OTHER}, result()) == GAPS[reason].advice


def test_a_baseline_does_not_show_another_account() -> None:
    order = orders.of_gap({"reason": "outside_plan", "account": OTHER}, result(origin="terraform_plan"))
    assert OTHER in order
    assert "--baseline" not in order


def test_where_the_own_account_is_not_known_nothing_is_another_accounts() -> None:
    assert orders.of_gap({"reason": "denied", "account": OTHER}, result(own="tf:account")) == GAPS["denied"].advice


@pytest.mark.parametrize(
    "code", ["topic_policy_unclear", "topic_message_size", "muted", "subscription_filtered", "delivery_stale"]
)
def test_what_was_not_read_is_to_be_read(code: str) -> None:
    words = WEAKNESSES[code]
    assert words.unread is not None
    assert orders.of_weakness(weak(code, gap="g"), result(owner=OWN)) == words.unread
    assert orders.of_weakness(weak(code), result(owner=OWN)) == words.advice
    assert orders.of_weakness(weak(code, gap="g"), result()).startswith(f"Supply the snapshot of account {OTHER}")


def test_what_is_wrong_in_another_account_is_mended_there() -> None:
    advice = WEAKNESSES["topic_policy_refuses"].advice
    assert orders.of_weakness(weak("topic_policy_refuses"), result()) == f"In account {OTHER}, which owns it: {advice}"
    assert orders.of_weakness(weak("topic_policy_refuses"), result(owner=OWN)) == advice


def test_a_key_that_never_comes_is_not_mended_by_another_allow() -> None:
    refused = weak("topic_policy_refuses", keys_never_there=["aws:PrincipalOrgID"])
    assert "aws:SourceOrgID" in orders.of_weakness(refused, result(owner=OWN))
    assert orders.of_weakness(refused, result()).startswith(f"In account {OTHER}, which owns it: Ask for aws:SourceOrgID")


def test_a_key_in_a_bad_state_is_not_mended_by_its_policy() -> None:
    for code in ("topic_key_refuses", "topic_key_unread"):
        told = orders.of_weakness(weak(code, key="k", state="PendingImport"), result(owner=OWN))
        assert told.startswith("Bring the key back into the state Enabled")


def test_a_key_of_another_kind_is_not_mended_by_its_policy() -> None:
    for code in ("topic_key_refuses", "topic_key_unread"):
        told = orders.of_weakness(weak(code, key="k", spec="RSA_2048"), result(owner=OWN))
        assert told.startswith("Encrypt the topic with a symmetric encryption key")


@pytest.mark.parametrize("name", ["id", "arn"])
@pytest.mark.parametrize("kind", ["key/k", "alias/central"])
def test_a_key_is_the_business_of_its_own_account(name: str, kind: str) -> None:
    key = {"id": "k", "arn": None, name: f"arn:aws:kms:us-east-1:{OTHER}:{kind}"}
    assert orders.of_weakness(weak("topic_key_unread", key="k"), result(owner=OWN, key=key)).startswith(
        f"Supply the snapshot of account {OTHER}"
    )
    assert orders.of_weakness(weak("topic_key_refuses", key="k"), result(owner=OWN, key=key)).startswith(f"In account {OTHER}")
    own = {"id": "k", "arn": f"arn:aws:kms:us-east-1:{OWN}:{kind}", "policy": {"unknown": {"reason": "denied"}}}
    words = WEAKNESSES["topic_key_unread"]
    assert orders.of_weakness(weak("topic_key_unread", key="k"), result(owner=OWN, key=own)) == words.unread
    read = {**own, "policy": POLICY}
    assert orders.of_weakness(weak("topic_key_unread", key="k"), result(owner=OWN, key=read)) == words.advice


def test_a_key_without_an_account_in_its_name_is_taken_for_the_topics() -> None:
    keys: list[Any] = [None, {"id": "1234"}, {"id": "alias/aws/sns", "arn": None}, {"unknown": {}}]
    for key in keys:
        order = orders.of_weakness(weak("topic_key_unread", key="k"), result(owner=OWN, key=key))
        assert order == WEAKNESSES["topic_key_unread"].unread


@pytest.mark.parametrize("code", ["topic_message_size", "subscription_filtered", "topic_fifo", "actions_disabled"])
def test_what_a_plan_does_not_tell_is_no_business_of_the_collectors(code: str) -> None:
    told = orders.of_weakness(weak(code, gap="g"), of_plan())
    assert told.startswith("Write it so that the plan tells it")
    outside = orders.of_weakness(weak(code, gap="g"), of_plan(address=None))
    assert outside == GAPS["outside_plan"].advice


def test_mute_rules_that_nobody_read_are_to_be_read_and_nothing_is_taken_out_of_them() -> None:
    words = WEAKNESSES["muted"]
    assert orders.of_weakness(weak("muted", gap="g"), of_plan(baseline=True)) == words.unread
    assert orders.of_weakness(weak("muted", rules=["r"]), of_plan(baseline=True)) == words.advice


def test_a_cause_of_one_code_does_not_help_against_another() -> None:
    """A composite's `state` is the state of its child, an alarm's `state` how AWS evaluates it: neither is a key's."""
    for code in ("alarm_not_evaluated", "rests_in_alarm"):
        assert "key" not in orders.of_weakness({**weak(code, state="EVALUATION_ERROR"), "effect": "no"}, result(owner=OWN))
    partial = orders.of_weakness(weak("alarm_not_evaluated", state="PARTIAL_DATA"), result(owner=OWN))
    assert partial.startswith("Collect again")


def test_filters_that_nobody_saw_are_to_be_read() -> None:
    words = WEAKNESSES["other_data_in_metric"]
    assert orders.of_weakness(weak("other_data_in_metric", filters=[], gaps=["g"]), result(owner=OWN)) == words.unread
    assert orders.of_weakness(weak("other_data_in_metric", filters=["f"], gaps=[]), result(owner=OWN)) == words.advice
    assert orders.of_weakness(weak("other_data_in_metric", filters=[], gaps=["g"]), of_plan()) == words.advice


def test_an_error_that_may_be_over_is_looked_at_before_anything_is_repaired() -> None:
    assert "still stands" in orders.of_weakness(weak("delivery_error", error="x", delivered=1), result(owner=OWN))
    assert orders.of_weakness({**weak("delivery_error", error="x"), "effect": "no"}, result(owner=OWN)).startswith("Repair")
    assert orders.of_weakness(weak("delivery_stale", never=True), result(owner=OWN)).startswith("Collect again after")


def test_what_terraform_manages_is_mended_in_its_configuration() -> None:
    found = {"code": "trail_not_multi_region", "id": TOPIC}
    assert "is_multi_region_trail = true" in orders.of_break(found, of_plan())
    assert "update-trail" in orders.of_break(found, result(owner=OWN))
    assert orders.of_break(found, result()).startswith(f"In account {OTHER}, which owns it: ")
    for code in ("trail_other_account", "alarm_other_account"):
        assert not orders.of_break({"code": code, "id": TOPIC}, result()).startswith("In account")
    assert "actions_enabled = true" in orders.of_weakness({**weak("actions_disabled"), "effect": "no"}, of_plan())


def test_a_region_that_turned_the_collector_away_is_not_left_out_by_choice() -> None:
    gap = {"reason": "skipped", "account": OWN, "attribute": None}
    assert orders.of_gap({**gap, "error": None}, result()) == GAPS["skipped"].advice
    assert "enable the region" in orders.of_gap({**gap, "error": {"code": "UnrecognizedClientException"}}, result())


def test_a_rule_that_cannot_be_read_is_not_mended_by_another_alarm() -> None:
    gap = {"reason": "unsupported_alarm", "account": OWN, "error": None}
    assert "rule" in orders.of_gap({**gap, "attribute": "rule"}, result())
    assert orders.of_gap({**gap, "attribute": "metric"}, result()) == GAPS["unsupported_alarm"].advice


@pytest.mark.parametrize(
    ("changed", "elsewhere"),
    [
        ({}, True),
        ({"changes": None}, True),
        ({"changes": {"removed": ["arn:aws:cloudtrail:us-east-1:111122223333:trail/t"]}}, False),
        ({"changes": {"removed": ["tf:aws_cloudtrail.t"]}}, False),
        ({"sources": [{}, {}]}, False),
        ({"origin": "aws_snapshot"}, False),
    ],
)
def test_a_trail_that_a_plan_never_had_may_be_managed_elsewhere(changed: dict[str, Any], elsewhere: bool) -> None:
    plan: Json = {
        "origin": "terraform_plan",
        "sources": [{}],
        "changes": {"removed": ["tf:aws_sns_topic.t"]},
        "resources": {},
    } | changed
    found: Json = {"code": "trail_none", "id": None, "detail": {}}
    assert orders.may_stand_elsewhere(found, plan) is elsewhere
    assert not orders.may_stand_elsewhere(found | {"code": "filter_none"}, plan)
    subject = {"subject": {"account": "111122223333"}}
    assert ("--baseline" in orders.of_break(found, plan | subject)) is elsewhere


def test_an_account_that_could_not_be_entered_is_opened_by_its_role_and_not_by_a_permission() -> None:
    gap = {"reason": "denied", "account": "111122223333", "call": "sts:AssumeRole"}
    assert orders.of_gap(gap, result()).startswith("Let the role be there and trust whoever collects")
    assert orders.of_gap({**gap, "reason": "failed"}, result()) == GAPS["failed"].advice
    assert orders.of_gap({**gap, "call": "cloudtrail:DescribeTrails"}, result()) == GAPS["denied"].advice


@pytest.mark.parametrize(
    ("clause", "advice"),
    [
        ("$.eventName = PutUserPolicy", "Add the missing event names"),
        ("$.errorCode NOT EXISTS", "Widen the clause to blame"),
        ("$.eventSource = kms.amazon.com", "Widen the clause to blame"),
        (None, "Add the missing event names"),
    ],
)
def test_what_to_do_about_a_filter_that_never_matches_is_about_its_clause(clause: str | None, advice: str) -> None:
    detail = {"clause": None if clause is None else {"text": clause}}
    found = {"code": "filter_matches_never", "link": "metric_filter", "id": "f", "detail": detail}
    assert orders.of_break(found, result(own=OWN)).startswith(advice)
