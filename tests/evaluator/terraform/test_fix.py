"""The fix of a failing plan is HCL that Terraform formats, with the plan's own names."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from tests.evaluator.terraform.judging import PLANS, decide, load, names, reading
from trailgate_evaluator.terraform.fix import hcl

FAILING = [name for name in names() if json.loads((PLANS / name / "expected.json").read_bytes())["status"] == "fail"]


def fix(name: str) -> str:
    parts = reading(load(name)).after
    text = hcl(decide(parts), parts)
    assert text is not None
    return text


@pytest.mark.parametrize("name", FAILING)
def test_every_fix_is_hcl(name: str) -> None:
    terraform = shutil.which("terraform") or shutil.which("tofu")
    if terraform is None:
        pytest.skip("neither terraform nor tofu is on PATH")
    done = subprocess.run([terraform, "fmt", "-"], input=fix(name), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_missing_filter_sits_on_the_plans_own_group_and_alarms_its_own_topic() -> None:
    text = fix("08_destroy_filter")
    assert "log_group_name = aws_cloudwatch_log_group.trail.name" in text
    assert "[aws_sns_topic.alarms.arn]" in text
    assert "DetachGroupPolicy" in text


def test_a_missing_action_names_the_alarm_to_edit() -> None:
    assert fix("07a_alarm_without_actions") == (
        "# in aws_cloudwatch_metric_alarm.iam\nalarm_actions = [aws_sns_topic.alarms.arn]\n"
    )


def test_a_filter_that_leaves_one_out_is_helped_by_one_for_the_rest() -> None:
    text = fix("06_missing_event")
    assert "($.eventName = DetachGroupPolicy)" in text
    assert "CreatePolicy" not in text


def test_a_passing_plan_needs_no_fix() -> None:
    parts = reading(load("01_root_pass")).after
    assert hcl(decide(parts), parts) is None
