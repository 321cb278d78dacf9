"""AWS keeps one filter, alarm or topic of a name, also where the plan does not know the name, or the group."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.evaluator.readers.terraform.editing import added, beside, of_type, reasons
from tests.evaluator.readers.terraform.judging import Json, load, status

ALARM, FILTER = "aws_cloudwatch_metric_alarm", "aws_cloudwatch_log_metric_filter"
NAMES = {ALARM: "alarm_name", FILTER: "name"}
OTHER: dict[str, Json] = {ALARM: {"metric_name": "CPUUtilization"}, FILTER: {"pattern": "{ $.eventName = ConsoleLogin }"}}


def twin(kind: str, expression: Json, **values: Any) -> Json:
    """The plan with a second alarm or filter, whose name is not known and has this expression."""
    plan = added(load("01_root_pass"), kind, "twin", like=kind, unknown={NAMES[kind]: True}, **OTHER[kind] | values)
    for listed in (plan["planned_values"]["root_module"]["resources"], plan["resource_changes"]):
        (made,) = (entry for entry in listed if entry["address"] == f"{kind}.twin")
        del (made["values"] if "values" in made else made["change"]["after"])[NAMES[kind]]
    (block,) = (b for b in plan["configuration"]["root_module"]["resources"] if b["address"] == f"{kind}.twin")
    block["expressions"] = {**block["expressions"], NAMES[kind]: expression}
    return plan


@pytest.mark.parametrize("kind", [ALARM, FILTER])
@pytest.mark.parametrize(
    ("other", "attribute", "verdict"),
    [("random_pet", "id", "pass"), ("terraform_data", "id", "unknown"), ("terraform_data", "output", "unknown")],
)
def test_a_name_that_is_not_known_may_be_another_ones_unless_something_random_is_in_it(
    kind: str, other: str, attribute: str, verdict: str
) -> None:
    plan = beside(twin(kind, {"references": [f"{other}.it.{attribute}", f"{other}.it"]}), other, **{attribute: True})
    assert status(plan) == verdict
    if verdict == "unknown":
        assert reasons(plan) == {"name_contested"}


def test_a_name_made_of_another_resources_name_is_no_third_ones() -> None:
    filter_id = {"references": [f"{FILTER}.iam.id", f"{FILTER}.iam"]}
    assert of_type(load("01_root_pass"), FILTER)[0]["address"] == f"{FILTER}.iam"
    known = of_type(load("01_root_pass"), FILTER)[0]["values"]["name"]
    assert of_type(load("01_root_pass"), ALARM)[0]["values"]["alarm_name"] == known
    assert status(twin(ALARM, filter_id)) == "unknown"
    plan = twin(ALARM, filter_id)
    for listed in (plan["planned_values"]["root_module"]["resources"], plan["resource_changes"]):
        for entry in listed:
            if entry["address"] == f"{FILTER}.iam":
                (entry["values"] if "values" in entry else entry["change"]["after"])["name"] = "third"
    assert status(plan) == "pass"


def test_one_that_is_the_same_takes_nothing_away() -> None:
    expression = {"references": ["terraform_data.it.id", "terraform_data.it"]}
    same = of_type(load("01_root_pass"), FILTER)[0]["values"]["pattern"]
    assert status(beside(twin(FILTER, expression, pattern=same), "terraform_data", id=True)) == "pass"


def test_one_made_while_another_goes_may_have_its_name() -> None:
    expression = {"references": ["terraform_data.it.id", "terraform_data.it"]}
    plan = beside(load("01_root_pass"), "terraform_data", id=True)
    planned, change = of_type(plan, ALARM)
    old = copy.deepcopy(planned["values"]) | {"alarm_name": "old", "metric_name": "CPUUtilization"}
    del planned["values"]["alarm_name"], change["after"]["alarm_name"]
    change["after_unknown"]["alarm_name"] = True
    (block,) = (b for b in plan["configuration"]["root_module"]["resources"] if b["type"] == ALARM)
    block["expressions"] = {**block["expressions"], "alarm_name": expression}
    assert status(plan) == "pass"
    common = {
        "address": f"{ALARM}.old",
        "mode": "managed",
        "type": ALARM,
        "name": "old",
        "provider_name": planned["provider_name"],
    }
    plan["prior_state"] = {"values": {"root_module": {"resources": [{**common, "values": old, "sensitive_values": {}}]}}}
    plan["resource_changes"].append({**common, "change": {"actions": ["delete"], "before": old, "after": None}})
    assert (status(plan), reasons(plan)) == ("unknown", {"name_contested"})


def test_a_filter_of_the_same_name_whose_group_is_not_known_may_sit_on_this_one() -> None:
    plan = added(load("01_root_pass"), FILTER, "twin", like=FILTER, unknown={"log_group_name": True}, **OTHER[FILTER])
    for listed in (plan["planned_values"]["root_module"]["resources"], plan["resource_changes"]):
        (made,) = (entry for entry in listed if entry["address"] == f"{FILTER}.twin")
        (made["values"] if "values" in made else made["change"]["after"]).pop("log_group_name", None)
    (block,) = (b for b in plan["configuration"]["root_module"]["resources"] if b["address"] == f"{FILTER}.twin")
    block["expressions"] = {**block["expressions"], "log_group_name": {"references": ["local.group"]}}
    assert (status(plan), "name_contested" in reasons(plan)) == ("unknown", True)
    for listed in (plan["planned_values"]["root_module"]["resources"], plan["resource_changes"]):
        (made,) = (entry for entry in listed if entry["address"] == f"{FILTER}.twin")
        (made["values"] if "values" in made else made["change"]["after"])["name"] = "another"
    assert status(plan) == "pass"


def test_two_topics_of_one_name_beside_each_other_may_leave_nothing() -> None:
    kind = "aws_sns_topic"
    plan = added(load("01_root_pass"), kind, "twin", like=kind)
    (block,) = (b for b in plan["configuration"]["root_module"]["resources"] if b["type"] == ALARM)
    both = [f"{kind}.alarms.arn", f"{kind}.alarms", f"{kind}.twin.arn", f"{kind}.twin"]
    block["expressions"] = {**block["expressions"], "alarm_actions": {"references": both[:2]}}
    assert status(plan) == "pass"
    block["expressions"]["alarm_actions"] = {"references": both}
    assert status(plan) == "unknown"
