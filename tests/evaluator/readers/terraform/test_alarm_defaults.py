"""What Terraform's provider writes of an alarm where its configuration sets nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluator.readers.terraform.editing import edited
from tests.evaluator.readers.terraform.judging import decide, load, reading

ALARM = "aws_cloudwatch_metric_alarm"


def read(**values: Any) -> tuple[Any, set[str]]:
    """The threshold of the alarm, and the weaknesses of the chain through it, of the plan with these attributes of it."""
    after = reading(edited(load("01_root_pass"), ALARM, **values)).after
    (alarm,) = after.resources["alarms"].values()
    decision = decide(after)
    assert decision["status"] == "pass"
    weak = {weakness["code"] for chain in decision["chains"] for weakness in chain["weaknesses"]}
    return alarm["firing"]["threshold"], weak - {"subscription_needs_confirmation", "topic_policy_unclear"}


@pytest.mark.parametrize(
    ("operator", "weak"),
    [
        ("GreaterThanThreshold", set[str]()),
        ("GreaterThanOrEqualToThreshold", set[str]()),
        ("LessThanThreshold", {"threshold_not_crossed"}),
    ],
)
def test_no_threshold_is_one_of_0(operator: str, weak: set[str]) -> None:
    assert read(comparison_operator=operator, threshold=None, threshold_metric_id=None) == (0, weak)


def test_where_a_query_has_the_threshold_none_is_written() -> None:
    threshold, weak = read(comparison_operator="GreaterThanUpperThreshold", threshold=None, threshold_metric_id="band")
    assert (threshold, weak) == (None, {"math_not_computed"})
