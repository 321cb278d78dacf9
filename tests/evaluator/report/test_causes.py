"""A weakness that a plan leaves open says why, from what expression, and what settles it."""

from __future__ import annotations

from typing import Any

import pytest

from trailgate_evaluator.report import orders, sentences
from trailgate_evaluator.report.causes import because, of_cause, why_untold

Json = dict[str, Any]
TOPIC = "tf:aws_sns_topic.t"
GAP = {"reason": "known_after_apply", "name": "data.p.json (main.tf, line 3)", "settled_by": ["apply"], "link": "topic"}


def weak(code: str, **detail: Any) -> Json:
    return {"code": code, "effect": "unknown", "id": TOPIC, "at": "0#/", "detail": detail}


def document(kind: str = "terraform_plan", **key: Any) -> Json:
    return {"origin": {"kind": kind}, "gaps": {"g": GAP}, "topics": {TOPIC: {"id": TOPIC, "key": key or None}}}


def test_the_gap_that_a_weakness_names_is_told() -> None:
    told = why_untold(weak("topic_policy_unclear", gap="g"), document())
    assert told == {"because": {name: GAP[name] for name in ("reason", "name", "settled_by")}}


def test_the_gap_of_a_keys_policy_is_found_behind_the_topic() -> None:
    policy = {"unknown": {"reason": "known_after_apply", "gap": "g"}}
    assert why_untold(weak("topic_key_unread", key="k"), document(id="k", policy=policy))["because"]["name"] == GAP["name"]
    assert why_untold(weak("topic_key_unread", key="k"), document(id="k", policy={"statements": []})) == {}
    assert why_untold(weak("topic_fifo"), document(id="k", policy=policy)) == {}


def test_a_snapshot_says_what_was_not_read_and_needs_no_more() -> None:
    assert why_untold(weak("topic_policy_unclear", gap="g"), document("aws_snapshot")) == {}
    assert why_untold(weak("topic_policy_unclear", gap="other"), document()) == {}


@pytest.mark.parametrize("code", ["topic_policy_unclear", "topic_key_unread", "muted", "subscription_filtered", "topic_fifo"])
def test_the_sentence_ends_with_the_cause_and_the_order_settles_it(code: str) -> None:
    found = weak(code, gap="g", **why_untold(weak(code, gap="g"), document()))
    said = sentences.of_weakness(found, {"resources": {}})
    assert said.endswith("cannot be told. It is known only after apply (from data.p.json (main.tf, line 3)).")
    assert "not read" not in said
    result = {"origin": "terraform_plan", "resources": {}, "subject": {"account": "111122223333"}}
    assert orders.of_weakness(found, result) == "Give the value in the configuration, or judge the state after apply."
    found["detail"]["because"]["settled_by"] = ["source", "apply"]
    assert "--source DIR" in orders.of_weakness(found, result)


def test_another_resource_that_may_set_it_is_named() -> None:
    assert of_cause({"reason": "made_by_another", "name": "aws_x.y"}).startswith("aws_x.y may decide it")


def test_a_stored_report_may_hold_anything() -> None:
    assert because({"because": "x"}) is None
    assert because({"because": {"reason": "made up"}}) is None
    assert of_cause({"reason": "not_visible", "name": None}) == "It is sensitive."


@pytest.mark.parametrize(
    ("found", "title"),
    [
        (weak("threshold_not_crossed", unknown=["period"]), "One match does not cross the threshold (perhaps)"),
        (weak("threshold_not_crossed", threshold=5) | {"effect": "no"}, "One match does not cross the threshold"),
        (weak("filter_matches_everything"), "Filter matches everything (perhaps)"),
        (weak("filter_matches_everything") | {"effect": "no"}, "Filter matches everything"),
        (weak("in_alarm_now", state="ALARM"), "Alarm is in ALARM now (perhaps)"),
        (weak("in_alarm_now"), "Alarm is in ALARM now"),
        (weak("suppressed", gap="g"), "Alarm has a suppressor"),
        (weak("topic_policy_unclear", gap="g"), "Topic policy is unclear"),
    ],
)
def test_a_title_is_as_sure_as_its_sentence(found: Json, title: str) -> None:
    assert sentences.title_of_weakness(found) == title
