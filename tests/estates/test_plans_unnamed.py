"""Plans over an estate that make what has no name yet: its members' chains run through it all the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.estates.accounts import MANAGEMENT, MEMBER, ROOT, estate, refused, ruled, written
from tests.estates.generated import emptied
from trailgate_evaluator.evaluation import evaluate_inputs
from trailgate_evaluator.evaluation.choices import Choices

Json = dict[str, Any]
OWN = "123456789012"
PLAN = ROOT / "plans" / "01_root_pass" / "plan.json"
"""It makes a trail with all that its chain needs; the e-mail address is confirmed after apply."""
_NAME = {"aws_cloudwatch_metric_alarm": "alarm_name"}


def _plan(path: Path, *unnamed: str, edits: dict[str, str] | None = None) -> str:
    """The plan, whose trail is the organization's and whose resources of these types are named by a random text."""
    text = re.sub(r'"is_organization_trail":\s*(false|null)', '"is_organization_trail":true', PLAN.read_text())
    for one, other in (edits or {}).items():
        assert one in text
        text = text.replace(one, other)
    content = json.loads(text)
    planned = {one["address"]: one.get("values", {}) for one in content["planned_values"]["root_module"]["resources"]}
    expressions = {one["address"]: one.get("expressions", {}) for one in content["configuration"]["root_module"]["resources"]}
    for change in content["resource_changes"]:
        address, after, kind = change["address"], change["change"]["after"], change["type"]
        attributes = [_NAME.get(kind, "name")] if kind in unnamed else []
        attributes += ["log_group_name"] if "log_group_name" in after and "aws_cloudwatch_log_group" in unnamed else []
        for attribute in attributes:
            del after[attribute], planned[address][attribute]
            change["change"]["after_unknown"][attribute] = True
        if kind in unnamed:
            expressions[address][_NAME.get(kind, "name")] = {"references": ["random_pet.one.id", "random_pet.one"]}
    about = {"address": "random_pet.one", "mode": "managed", "type": "random_pet", "name": "one"}
    made = {"actions": ["create"], "before": None, "after": {"length": 2}, "after_unknown": {"id": True}}
    content["resource_changes"].append({**about, "provider_name": "registry.terraform.io/hashicorp/random", "change": made})
    content["configuration"]["root_module"]["resources"].append({**about, "expressions": {}})
    path.write_text(json.dumps(content))
    return str(path)


def _empty() -> dict[str, Json]:
    """An organization without a trail: what the plan needs it makes, too."""
    made: dict[str, Json] = json.loads(json.dumps(estate()).replace(MANAGEMENT, OWN))
    for operation in ("DescribeTrails", "DescribeMetricFilters", "DescribeAlarms"):
        made = {account: emptied(snapshot, operation) for account, snapshot in made.items()}
    return made


def _over(plan: str, folder: Path, snapshots: dict[str, Json], engine: Literal["wasm", "both"]) -> dict[str, Json]:
    written(folder, snapshots)
    report = evaluate_inputs([plan], Choices(controls=("4.4",), baseline=str(folder), account=OWN, engine=engine))
    assert [entry["error"] for entry in report["inputs"]] == [None]
    return {result["subject"]["account"]: result for result in report["results"]}


_KINDS = ("aws_cloudtrail", "aws_cloudwatch_log_group", "aws_cloudwatch_metric_alarm", "aws_sns_topic")


@pytest.mark.parametrize("unnamed", [(), *((kind,) for kind in _KINDS), _KINDS], ids=lambda kinds: "+".join(kinds) or "named")
def test_an_organizations_trail_records_its_members_whether_or_not_it_has_a_name(
    unnamed: tuple[str, ...], tmp_path: Path
) -> None:
    found = _over(_plan(tmp_path / "plan.json", *unnamed), tmp_path / "in", _empty(), "both" if len(unnamed) > 1 else "wasm")
    assert {account: one["changes"]["before"] for account, one in found.items()} == {OWN: "fail", MEMBER: "fail"}
    assert found[MEMBER]["status"] == found[OWN]["status"] != "fail"
    assert {gap["reason"] for gap in found[MEMBER]["gaps"]} == {gap["reason"] for gap in found[OWN]["gaps"]}


def _regions(snapshot: Json, names: list[str] | None) -> Json:
    """The snapshot whose account can use these regions; None where the answer was refused."""
    if names is None:
        return refused(snapshot, "DescribeRegions")
    rows = [{"RegionName": name, "OptInStatus": "opt-in-not-required"} for name in names]
    told = [
        {**call, "pages": [{"Regions": rows}]} if call["operation"] == "DescribeRegions" else call for call in snapshot["calls"]
    ]
    return {**snapshot, "calls": told}


@pytest.mark.parametrize(("regions", "status"), [(["us-east-1", "me-south-1"], "pass"), (["us-east-1"], None), (None, "unknown")])
def test_a_new_trail_of_a_region_to_opt_into_records_those_that_have_opted_into_it(
    regions: list[str] | None, status: str | None, tmp_path: Path
) -> None:
    """Of those that have not nothing changes: they are not among those that the plan is judged for."""
    plan = _plan(tmp_path / "plan.json", edits={'"us-east-1"': '"me-south-1"'})
    made = _empty()
    found = _over(plan, tmp_path / "in", {**made, MEMBER: _regions(made[MEMBER], regions)}, "wasm")
    assert found[OWN]["status"] == "pass"
    assert found.get(MEMBER, {}).get("status") == status
    assert status != "unknown" or {gap["call"] for gap in found[MEMBER]["gaps"]} == {"ec2:DescribeRegions"}


def test_whether_a_new_trail_is_the_organizations_may_be_known_only_after_apply(tmp_path: Path) -> None:
    plan = Path(_plan(tmp_path / "plan.json", "aws_cloudtrail"))
    content = json.loads(plan.read_text())
    (change,) = (one for one in content["resource_changes"] if one["type"] == "aws_cloudtrail")
    del change["change"]["after"]["is_organization_trail"]
    change["change"]["after_unknown"]["is_organization_trail"] = True
    for block in content["planned_values"]["root_module"]["resources"]:
        block.get("values", {}).pop("is_organization_trail", None)
    for block in content["configuration"]["root_module"]["resources"]:
        if block["type"] == "aws_cloudtrail":
            block["expressions"]["is_organization_trail"] = {"references": ["random_pet.one.id", "random_pet.one"]}
    plan.write_text(json.dumps(content))
    found = _over(str(plan), tmp_path / "in", _empty(), "wasm")
    assert (found[OWN]["status"], found[MEMBER]["status"]) == ("pass", "unknown")
    assert [gap["attribute"] for gap in found[MEMBER]["gaps"]] == ["is_organization_trail"]


@pytest.mark.parametrize(("watched", "status"), [(True, "pass"), (False, "unknown")])
def test_a_rule_may_copy_a_log_group_whose_name_is_not_known_yet(watched: bool, status: str, tmp_path: Path) -> None:
    """Where nothing watches the group itself, what watches its copy may."""
    made = _empty()
    edits = {} if watched else {"AttachRolePolicy": "AttachNothing"}
    plan = _plan(tmp_path / "plan.json", "aws_cloudwatch_log_group", edits=edits)
    found = _over(plan, tmp_path / "in", {**made, OWN: ruled(made[OWN])}, "wasm")
    assert {account: one["status"] for account, one in found.items()} == {OWN: status, MEMBER: status}
