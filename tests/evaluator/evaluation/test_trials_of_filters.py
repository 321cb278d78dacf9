"""Accounts on which trials found the product wrong about filters, each with the verdict that is right and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from trailgate_evaluator.evaluation import Choices, evaluate_inputs

TRIALS = Path("fixtures/trials/filters")
CASES: list[dict[str, Any]] = json.loads((TRIALS / "cases.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["input"])
def test_the_verdict_is_the_right_one(case: dict[str, Any]) -> None:
    report = evaluate_inputs([str(TRIALS / case["input"])], Choices(engine="both"))
    (result,) = report["results"]
    assert {name: result[name] for name in case["expected"]} == case["expected"], case["why"]
    assert {found["code"] for found in result["breaks"]} == set(case.get("breaks", [])), case["why"]


def test_every_account_has_its_case() -> None:
    assert {path.name for path in TRIALS.glob("*.json")} == {"cases.json", *(case["input"] for case in CASES)}
