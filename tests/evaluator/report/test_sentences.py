"""What only may be so is not said as if it were, and a plan's report names what the plan takes away and makes."""

from __future__ import annotations

from typing import Any

import pytest

from trailgate_evaluator.report.sentences import of_changes, of_weakness

RESOURCES: dict[str, Any] = {"a": {"name": "alarm"}, "f": {"address": "aws_cloudwatch_log_metric_filter.iam"}}


@pytest.mark.parametrize(
    ("code", "effect", "detail", "said"),
    [
        ("muted", "unknown", {"rules": ["r"]}, "A mute rule covers alarm alarm and can hold its actions back."),
        (
            "muted",
            "unknown",
            {"gap": "g"},
            "Whether a mute rule covers alarm alarm cannot be told: not every mute rule could be read.",
        ),
        ("actions_disabled", "no", {}, "The actions of alarm alarm are switched off, so it tells nobody."),
        ("actions_disabled", "unknown", {"gap": "g"}, "Whether the actions of alarm alarm are switched on cannot be told."),
        ("threshold_not_crossed", "no", {"threshold": 3}, "One match does not cross the threshold of alarm alarm."),
        (
            "threshold_not_crossed",
            "unknown",
            {"default": 0},
            "Whether one match crosses the threshold of alarm alarm cannot be told.",
        ),
    ],
)
def test_a_weakness_that_only_may_be_there_is_said_so(code: str, effect: str, detail: dict[str, Any], said: str) -> None:
    assert of_weakness({"code": code, "effect": effect, "id": "a", "detail": detail}, {"resources": RESOURCES}) == said


def test_a_plan_s_changes_are_named() -> None:
    changes = {"verdict": "breaks", "before": "pass", "removed": ["f"], "added": ["arn:aws:sns:us-east-1:1:t"]}
    assert of_changes(changes, RESOURCES) == (
        "This plan makes the control no longer pass. It removes aws_cloudwatch_log_metric_filter.iam. It adds topic t."
    )
    assert of_changes({**changes, "removed": [], "added": []}, RESOURCES) == "This plan makes the control no longer pass."


@pytest.mark.parametrize(
    ("detail", "fault"),
    [
        ({"spec": "RSA_2048"}, "its spec is RSA_2048, and SNS encrypts with symmetric keys (SYMMETRIC_DEFAULT) alone."),
        ({"state": "PendingDeletion"}, "its state is PendingDeletion."),
        ({}, "its policy does not allow it."),
    ],
)
def test_what_is_wrong_with_a_key_is_named(detail: dict[str, str], fault: str) -> None:
    weak = {"code": "topic_key_refuses", "effect": "no", "id": "arn:aws:sns:us-east-1:1:t", "detail": {"key": "k", **detail}}
    assert of_weakness(weak, {"resources": {}}) == f"The key of topic t cannot be used by CloudWatch: {fault}"
    unread = of_weakness(weak | {"code": "topic_key_unread", "detail": {"key": "k", "spec": "NEW"}}, {"resources": {}})
    assert unread.endswith(" cannot be told. The key's spec is NEW.")
