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
OF_READING = ["denied", "skipped", "not_visible", "not_supplied", "not_collected"]


def result(*, owner: str = OTHER, own: str = OWN, origin: str = "aws_snapshot", **topic: Any) -> Json:
    return {
        "subject": {"account": own},
        "origin": origin,
        "resources": {TOPIC: {"id": TOPIC, "name": "central", "account": owner, "key": None, **topic}},
    }


def weak(code: str, **detail: Any) -> Json:
    return {"code": code, "id": TOPIC, "effect": "unknown", "detail": detail}


@pytest.mark.parametrize("reason", OF_READING)
def test_what_another_account_holds_is_asked_of_that_account(reason: str) -> None:
    order = orders.of_gap({"reason": reason, "account": OTHER}, result())
    assert order.startswith(f"Supply account {OTHER}'s snapshot")
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
    assert orders.of_weakness(weak(code, gap="g"), result(owner=OWN, origin="terraform_plan")) == words.advice
    assert orders.of_weakness(weak(code), result(owner=OWN)) == words.advice
    assert orders.of_weakness(weak(code, gap="g"), result()).startswith(f"Supply account {OTHER}'s snapshot")


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


@pytest.mark.parametrize("name", ["id", "arn"])
@pytest.mark.parametrize("kind", ["key/k", "alias/central"])
def test_a_key_is_the_business_of_its_own_account(name: str, kind: str) -> None:
    key = {"id": "k", "arn": None, name: f"arn:aws:kms:us-east-1:{OTHER}:{kind}"}
    assert orders.of_weakness(weak("topic_key_unread", key="k"), result(owner=OWN, key=key)).startswith(
        f"Supply account {OTHER}'s"
    )
    assert orders.of_weakness(weak("topic_key_refuses", key="k"), result(owner=OWN, key=key)).startswith(f"In account {OTHER}")
    own = {"id": "k", "arn": f"arn:aws:kms:us-east-1:{OWN}:{kind}"}
    assert (
        orders.of_weakness(weak("topic_key_unread", key="k"), result(owner=OWN, key=own)) == WEAKNESSES["topic_key_unread"].advice
    )


def test_a_key_without_an_account_in_its_name_is_taken_for_the_topics() -> None:
    keys: list[Any] = [None, {"id": "1234"}, {"id": "alias/aws/sns", "arn": None}, {"unknown": {}}]
    for key in keys:
        order = orders.of_weakness(weak("topic_key_unread", key="k"), result(owner=OWN, key=key))
        assert order == WEAKNESSES["topic_key_unread"].advice
