"""A template that AWS refuses fails, and changes nothing of the account that it is laid over: both are said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.evaluating import evaluate_inputs
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.text import render

CONTROLS = Path(__file__).parents[3] / "fixtures" / "controls"
ALARM = """Resources:
  IamChangesAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties: {AlarmName: cis-4.4, MetricName: cis-4.4, Namespace: CISBenchmark, STATISTIC Period: 300, EvaluationPeriods: 1,
      Threshold: 1, ComparisonOperator: GreaterThanOrEqualToThreshold, OKActions: ['arn:aws:sns:us-east-1:111122223333:x']}
"""


def report(tmp_path: Path, statistic: str, account: str = "pass_all", **options: Any) -> dict[str, Any]:
    path = tmp_path / "template.yaml"
    path.write_text(ALARM.replace("STATISTIC", statistic), "utf-8")
    choices = Choices(baseline=str(CONTROLS / account / "snapshot.json"), controls=("4.4",), **options)
    return evaluate_inputs([str(path)], choices)


def test_nothing_of_the_account_changes_and_the_template_fails(tmp_path: Path) -> None:
    told = report(tmp_path, "")
    (result,) = told["results"]
    assert (result["status"], result["outcome"]) == ("fail", "fail")
    assert result["changes"] == {"verdict": "none", "before": "pass", "removed": [], "added": [], "rolled_back": True}
    text = " ".join(render(told, Page()).split())
    assert "CloudFormation rolls it back, so that the account stays as it was: the control passes there as before." in text
    assert "no longer pass" not in text


def test_what_aws_takes_breaks_what_passed(tmp_path: Path) -> None:
    (result,) = report(tmp_path, "Statistic: Sum,")["results"]
    assert (result["status"], result["changes"]["verdict"]) == ("fail", "breaks")
    assert "rolled_back" not in result["changes"]


@pytest.mark.parametrize(("account", "outcome"), [("pass_all", "fail"), ("fail_4_4", "pass")])
def test_a_gate_on_regressions_stays_red_where_a_pass_was(tmp_path: Path, account: str, outcome: str) -> None:
    (result,) = report(tmp_path, "", account, fail_on="regression")["results"]
    assert result["outcome"] == outcome
