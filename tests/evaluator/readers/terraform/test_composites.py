"""Composite alarms that rest on others of which the plan, or the plan over an account, does not know the rule."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.evaluator.readers.terraform.editing import added, of_type
from tests.evaluator.readers.terraform.judging import Json, load, status
from trailgate_evaluator.readers.declared.composed import doubt_rules

KIND = "aws_cloudwatch_composite_alarm"
RULE = [[{"alarm": "metric", "state": "ALARM", "negated": False}]]
ON_INNER = [[{"alarm": "inner", "state": "ALARM", "negated": False}]]
MANAGED = {"address": "a.b"}


def one_over_another(rule: str | None) -> Json:
    """The composite alarm tells nobody, and one over it does; the rule of the first is this, or not known."""
    plan = added(load("pass_composite_or"), KIND, "above", like=KIND, alarm_name="above", alarm_rule="ALARM(any)")
    (first,) = (r for r in plan["planned_values"]["root_module"]["resources"] if r["address"] == f"{KIND}.any")
    (change,) = (c["change"] for c in plan["resource_changes"] if c["address"] == f"{KIND}.any")
    change["after_unknown"].pop("alarm_actions")
    for values in (first["values"], change["after"]):
        values["alarm_actions"] = []
        values.pop("alarm_rule")
        values.update({} if rule is None else {"alarm_rule": rule})
    change["after_unknown"].update({"alarm_rule": True} if rule is None else {})
    return plan


@pytest.mark.parametrize(("rule", "verdict"), [("ALARM(IAMPolicyChanges)", "pass"), ("ALARM(other)", "fail"), (None, "unknown")])
def test_what_rests_on_a_rule_that_nobody_knows_is_not_known(rule: str | None, verdict: str) -> None:
    assert of_type(load("pass_composite_or"), KIND)[0]["values"]["alarm_name"] == "any"
    assert status(one_over_another(rule)) == verdict


def composite(name: str, clauses: Any, **more: Any) -> Json:
    rule = "ALARM(inner)" if name == "outer" else "ALARM(metric)"
    return {"kind": "composite", "name": name, "rule": rule, "clauses": clauses, **more}


def doubted(alarms: dict[str, Json], stood: dict[str, Json]) -> set[str]:
    """The alarms whose rule is not known any more."""
    now = copy.deepcopy(alarms)
    doubt_rules(now, stood)
    return {name for name, entry in now.items() if entry != alarms[name] and entry["clauses"] is None}


def test_one_that_rests_on_one_of_the_other_side_is_not_known() -> None:
    metric: Json = {"kind": "metric"}
    stood = {"metric": metric, "inner": composite("inner", RULE)}
    assert doubted({**stood, "outer": composite("outer", ON_INNER, **MANAGED)}, stood) == {"outer"}
    untold = [[{"alarm": "inner", "state": "INSUFFICIENT_DATA", "negated": False}]]
    assert doubted({**stood, "outer": composite("outer", untold, **MANAGED)}, stood) == set()
    assert doubted({**stood, "outer": composite("outer", RULE, **MANAGED)}, stood) == set()


@pytest.mark.parametrize(
    ("inner", "lost"),
    [
        (composite("inner", RULE, **MANAGED), set()),
        (composite("inner", [[]], **MANAGED), {"outer"}),
        (composite("inner", None, **MANAGED), {"outer"}),
        (None, {"outer"}),
    ],
)
def test_one_of_the_account_over_one_that_the_plan_changes_is_not_known(inner: Json | None, lost: set[str]) -> None:
    stood: dict[str, Json] = {"metric": {"kind": "metric"}, "inner": composite("inner", RULE), "outer": composite("outer", RULE)}
    now = {**stood, "inner": inner} if inner is not None else {name: e for name, e in stood.items() if name != "inner"}
    assert doubted(now, stood) == lost
    managed = {**now, "outer": composite("outer", RULE, **MANAGED)}
    assert doubted(managed, stood) == set()
