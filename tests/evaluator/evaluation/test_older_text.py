"""What only a control's newest text says is said to be so, with the verdict by the text before it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.aws.claims_controls import IDS, PRESCRIBED
from tests.conformance.judging import rows
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.evaluating import evaluate_inputs
from trailgate_evaluator.report import sentences

ALL = Path(__file__).parents[3] / "fixtures" / "controls" / "pass_all" / "snapshot.json"
SIX = PRESCRIBED["4.10"].replace(" || ($.eventName = ModifySecurityGroupRules)", "")


def judged(tmp_path: Path, number: str, text: str, *, benchmark: str | None = None) -> dict[str, Any]:
    """The result of one control on the account with everything right, but for this control's filter pattern."""
    snapshot = json.loads(ALL.read_text("utf-8"))
    for found in rows(snapshot, "DescribeMetricFilters", "metricFilters"):
        if found["filterPattern"] == PRESCRIBED[number]:
            found["filterPattern"] = text
    path = tmp_path / "snapshot.json"
    path.write_text(json.dumps(snapshot), "utf-8")
    report = evaluate_inputs([str(path)], Choices(controls=(IDS[number],), benchmark=benchmark))
    result: dict[str, Any] = report["results"][0]
    return result


def test_a_fail_that_only_the_newest_text_makes(tmp_path: Path) -> None:
    assert "ModifySecurityGroupRules" not in SIX
    result = judged(tmp_path, "4.10", SIX)
    assert (result["status"], result["records"]["missing"]) == ("fail", ["ModifySecurityGroupRules"])
    assert result["older_text"] == {"since": "cis_aws_5.0.0", "benchmark": "cis_aws_4.0.1", "status": "pass"}
    told = "The text asks for more since cis_aws_5.0.0: by cis_aws_4.0.1 it passes."
    assert sentences.of_result(result).endswith(told)


def test_a_fail_that_both_texts_make_is_none_of_the_newest(tmp_path: Path) -> None:
    result = judged(tmp_path, "4.10", "{ $.eventName = CreateSecurityGroup }")
    assert (result["status"], result["older_text"]) == ("fail", None)


@pytest.mark.parametrize(
    ("number", "since", "benchmark"), [("4.1", "cis_aws_2.0.0", "cis_aws_1.5.0"), ("4.2", "cis_aws_1.4.0", "cis_aws_1.3.0")]
)
def test_a_pass_where_the_newest_text_asks_for_less(tmp_path: Path, number: str, since: str, benchmark: str) -> None:
    result = judged(tmp_path, number, PRESCRIBED[number])
    assert result["status"] == "pass"
    assert result["older_text"] == {"since": since, "benchmark": benchmark, "status": "fail"}
    assert judged(tmp_path, number, PRESCRIBED[number], benchmark=benchmark)["status"] == "fail"


def test_a_pass_by_both_texts(tmp_path: Path) -> None:
    wider = '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'
    result = judged(tmp_path, "4.1", wider)
    assert (result["status"], result["older_text"]) == ("pass", None)


def test_where_a_benchmark_is_chosen_its_text_alone_is_told(tmp_path: Path) -> None:
    result = judged(tmp_path, "4.10", SIX, benchmark="cis_aws_5.0.0")
    assert (result["status"], result["older_text"]) == ("fail", None)


def test_controls_whose_text_never_changed_have_no_older_one(tmp_path: Path) -> None:
    assert judged(tmp_path, "4.4", "{ $.eventName = CreatePolicy }")["older_text"] is None
