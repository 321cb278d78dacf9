"""A condition that only the apply tells may leave out the one thing that an expression refers to."""

from __future__ import annotations

import pytest

from tests.evaluator.readers.terraform.editing import beside
from tests.evaluator.readers.terraform.judging import Json, load, status

LINKS = [
    ("aws_cloudwatch_metric_alarm", "alarm_actions"),
    ("aws_sns_topic_subscription", "topic_arn"),
    ("aws_cloudwatch_log_metric_filter", "log_group_name"),
    ("aws_cloudtrail", "cloud_watch_logs_group_arn"),
]


def conditional(kind: str, name: str, condition: str) -> Json:
    """The passing plan, where a link is not known and its expression refers to this as well."""
    plan = beside(load("01_root_pass"), "random_integer", result=True)
    for block in plan["configuration"]["root_module"]["resources"]:
        if block["type"] == kind:
            block["expressions"][name]["references"] += [condition, "random_integer.it"]
    for entry in plan["resource_changes"]:
        if entry["type"] == kind:
            entry["change"]["after"].pop(name, None)
            entry["change"]["after_unknown"][name] = True
    for resource in plan["planned_values"]["root_module"]["resources"]:
        if resource["type"] == kind:
            resource["values"].pop(name, None)
    return plan


@pytest.mark.parametrize(("kind", "name"), LINKS)
def test_what_a_condition_may_leave_out_proves_nothing(kind: str, name: str) -> None:
    assert status(conditional(kind, name, "random_integer.it.result")) == "unknown"


# The group of a filter is asked for more: whether another filter may have its name there.
@pytest.mark.parametrize(("kind", "name"), [link for link in LINKS if link[1] != "log_group_name"])
def test_a_condition_that_the_plan_knows_has_left_nothing_out(kind: str, name: str) -> None:
    plan = conditional(kind, name, "random_integer.it.min")
    for entry in plan["resource_changes"]:
        if entry["type"] == "random_integer":
            entry["change"]["after"]["min"] = 1
    for resource in plan["planned_values"]["root_module"]["resources"]:
        if resource["type"] == "random_integer":
            resource["values"]["min"] = 1
    assert status(plan) == "pass"
