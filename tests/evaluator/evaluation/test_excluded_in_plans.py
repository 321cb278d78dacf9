"""A plan's trail is held against what the settings leave, and what apply decides stays unknown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.aws.claims_exclusions import settings
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.evaluating import evaluate_inputs

Json = dict[str, Any]
PLAN = Path(__file__).parents[3] / "fixtures" / "plans" / "01_root_pass" / "plan.json"
OPERATORS = ("equals", "not_equals", "starts_with", "not_starts_with", "ends_with", "not_ends_with")


def field(name: str, **operators: list[str | None]) -> Json:
    return {"field": name, **dict.fromkeys(OPERATORS), **operators}


def trails(module: Json) -> Iterator[Json]:
    yield from (one for one in module.get("resources", []) if one["type"] == "aws_cloudtrail")
    for child in module.get("child_modules", []):
        yield from trails(child)


def plan_of(values: list[str | None]) -> Json:
    """The plan, whose trail leaves out the callers of these ARNs; None is one that apply decides."""
    plan: Json = json.loads(PLAN.read_bytes())
    fields = [field("eventCategory", equals=["Management"]), field("userIdentity.arn", not_equals=values)]
    selectors = {"advanced_event_selector": [{"name": "m", "field_selector": fields}], "event_selector": []}
    for trail in trails(plan["planned_values"]["root_module"]):
        trail["values"] |= selectors
    for change in (one["change"] for one in plan["resource_changes"] if one["type"] == "aws_cloudtrail"):
        change["after"] |= selectors
        if None in values:
            change["after_unknown"]["advanced_event_selector"] = [{"field_selector": [{}, {"not_equals": [True]}]}]
    return plan


@pytest.mark.parametrize(
    ("values", "status"), [(["arn:x"], "pass"), (["arn:x", "arn:y"], "fail"), (["arn:y"], "fail"), ([None], "unknown")]
)
def test_a_plan_may_leave_out_what_is_excluded(tmp_path: Path, values: list[str | None], status: str) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(plan_of(values)))
    (tmp_path / "settings.yaml").write_text(settings("4.4", ('userIdentity.arn: {is: "arn:x"}',)))
    choices = Choices(controls=("iam-policy-change-alarm",), settings=str(tmp_path / "settings.yaml"))
    (result,) = evaluate_inputs([str(tmp_path / "plan.json")], choices)["results"]
    assert result["status"] == status
    assert {one["reason"] for one in result["gaps"]} == ({"known_after_apply"} if status == "unknown" else set())
