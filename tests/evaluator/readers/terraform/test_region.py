"""`--region` is the region of a plan whose provider block leaves it to its environment, and of no block that writes one."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tests.evaluator.readers.terraform.judging import Json, load, reading, status
from trailgate_evaluator.cli.app import main

TRIALS = Path(__file__).parents[4] / "fixtures" / "plan_trials"


def regions(plan: Json, **options: Any) -> set[str]:
    return {e["region"] for kind in reading(plan, **options).after.resources.values() for e in kind.values()}


def untold(plan: Json) -> Json:
    """The plan without anything that tells its region."""
    told = copy.deepcopy(plan)
    told["configuration"]["provider_config"]["aws"]["expressions"].pop("region", None)
    told["prior_state"] = None
    resources = told["planned_values"]["root_module"]["resources"]
    told["planned_values"]["root_module"]["resources"] = [r for r in resources if r["type"] != "aws_region"]
    return told


def test_a_block_that_writes_no_region_has_the_given_one() -> None:
    plan = untold(load("25e_no_subscription"))
    assert regions(plan) == {"tf:provider:aws"}
    assert regions(plan, region="eu-west-1") == {"eu-west-1"}


def test_a_block_that_writes_its_region_keeps_it() -> None:
    plan = load("25e_no_subscription")
    plan["configuration"]["provider_config"]["aws"]["expressions"]["region"] = {"constant_value": "eu-north-1"}
    assert regions(plan, region="eu-west-1") == {"eu-north-1"}


def test_an_alias_whose_region_is_a_reference_that_cannot_be_told_is_not_the_given_one() -> None:
    plan = untold(load("25e_no_subscription"))
    providers = plan["configuration"]["provider_config"]
    providers["aws.eu"] = {"name": "aws", "alias": "eu", "expressions": {"region": {"references": ["local.elsewhere"]}}}
    for block in plan["configuration"]["root_module"]["resources"]:
        if block["type"] == "aws_sns_topic":
            block["provider_config_key"] = "aws.eu"
    assert regions(plan, region="eu-west-1") == {"eu-west-1", "tf:provider:aws.eu"}


def test_an_arn_tells_more_than_the_option() -> None:
    told = regions(load("pass_state_document"), region="eu-west-1")
    assert told == {"us-east-1"}


def test_the_verdict_that_hung_on_the_region_is_given() -> None:
    plan = json.loads((TRIALS / "plan_10_region_symbol_wrong_fail.json").read_bytes())
    assert status(plan) == "unknown"
    assert status(plan, region="us-east-1") in {"pass", "fail"}


@pytest.mark.parametrize("region", ["nowhere", "us-east", "US-EAST-1", "us-east-1 ", "us-east-1;x", ""])
def test_what_is_no_region_is_wrong_usage(region: str, capfd: pytest.CaptureFixture[str]) -> None:
    plan = TRIALS / "plan_10_region_symbol_wrong_fail.json"
    assert main(["evaluate", str(plan), "--region", region]) == 2
    assert "--region" in capfd.readouterr().err
