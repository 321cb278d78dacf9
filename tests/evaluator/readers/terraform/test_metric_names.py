"""A reference that lost its attribute in a splat does not tell which of a filter's two names is meant."""

from __future__ import annotations

import json

import pytest

from tests.evaluator.readers.terraform.editing import of_type
from tests.evaluator.readers.terraform.judging import PLANS, Json, decide, reading

FILTER, ALARM = "aws_cloudwatch_log_metric_filter", "aws_cloudwatch_metric_alarm"


def referring(own: str, references: list[str]) -> Json:
    """A passing plan whose filter is called `own`, and whose alarm's metric is known only by these references."""
    plan: Json = json.loads((PLANS / "01_root_pass" / "plan.json").read_bytes())
    planned, change = of_type(plan, FILTER)
    planned["values"]["name"] = change["after"]["name"] = own
    alarm, alarm_change = of_type(plan, ALARM)
    alarm["values"].pop("metric_name", None)
    alarm_change["after"].pop("metric_name", None)
    alarm_change["after_unknown"]["metric_name"] = True
    change["after_unknown"]["id"] = True
    (block,) = (one for one in plan["configuration"]["root_module"]["resources"] if one["type"] == ALARM)
    block["expressions"]["metric_name"] = {"references": references}
    return plan


def address() -> str:
    plan = json.loads((PLANS / "01_root_pass" / "plan.json").read_bytes())
    return str(of_type(plan, FILTER)[0]["address"])


def written() -> str:
    plan = json.loads((PLANS / "01_root_pass" / "plan.json").read_bytes())
    return str(of_type(plan, FILTER)[0]["values"]["metric_transformation"][0]["name"])


@pytest.mark.parametrize(
    ("own", "attribute", "status"),
    [
        ("another", "", "unknown"),
        ("another", ".id", "fail"),
        ("SAME", "", "pass"),
        ("SAME", ".id", "pass"),
    ],
)
def test_a_whole_filter_may_be_either_of_its_names(own: str, attribute: str, status: str) -> None:
    references = [f"{address()}{attribute}", address()] if attribute else [address()]
    plan = referring(own if own != "SAME" else written(), references)
    assert decide(reading(plan).after)["status"] == status
