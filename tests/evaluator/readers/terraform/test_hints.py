"""Each unknown of a plan without sources names what its expression refers to, and the sources where they would settle it."""

from __future__ import annotations

import json
from typing import Any

from tests.evaluator.readers.terraform.judging import PLANS, decide, load, reading


def gap_of(name: str, attribute: str) -> dict[str, Any]:
    (found,) = (gap for gap in decide(reading(load(name)).after)["gaps"] if gap["attribute"] == attribute)
    return dict(found)


def test_several_references_are_named_and_the_sources_tell_which_is_meant() -> None:
    found = gap_of("unknown_two_topics_one_subscribed", "alarm_actions")
    assert found["name"] == "aws_sns_topic.chat.arn and aws_sns_topic.alarms.arn"
    assert set(found["settled_by"]) == {"source", "apply"}


def test_what_nobody_knows_before_apply_no_sources_tell() -> None:
    found = gap_of("unknown_pattern_known_after_apply", "pattern")
    assert (found["name"], list(found["settled_by"])) == ("terraform_data.suffix.id", ["apply"])


def trial(name: str) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads((PLANS.parent / "plan_trials" / f"{name}.json").read_bytes())
    return plan


def test_a_group_whose_region_is_not_told_is_a_matter_of_the_region() -> None:
    gaps = decide(reading(trial("plan_10_region_symbol_wrong_fail")).after)["gaps"]
    assert {gap["reason"] for gap in gaps} == {"place_unknown"}
    assert {"log_group_name"} <= {gap["attribute"] for gap in gaps}


def test_a_block_that_the_configuration_does_not_show_is_told_by_the_sources() -> None:
    (gap,) = decide(reading(trial("plan_dynamic_selector")).after)["gaps"]
    assert (gap["attribute"], set(gap["settled_by"])) == ("event_selector", {"source", "apply"})


def test_a_policy_of_another_resource_is_told_by_the_sources() -> None:
    parts = reading(trial("pass_policy_of_one_of_two_topics")).after
    gaps = [gap for gap in parts.gaps.values() if gap["attribute"] == "policy"]
    assert {gap["name"] for gap in gaps} == {"aws_sns_topic_policy.p"}
    assert all(set(gap["settled_by"]) == {"source", "apply"} for gap in gaps)
