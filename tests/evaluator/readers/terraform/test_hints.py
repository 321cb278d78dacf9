"""Each unknown of a plan without sources names what its expression refers to, and the sources where they would settle it."""

from __future__ import annotations

from typing import Any

from tests.evaluator.readers.terraform.judging import decide, load, reading


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
