"""A hostile plan is refused or not known; it never crashes the reader and never passes."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.calls import calls_of
from tests.evaluator.readers.terraform.judging import PLANS, decide, load, names, reading, status
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
Path = tuple[str | int, ...]
OTHER_VALUES: list[Any] = [None, True, False, 0, -1, 1.5, "", "x", [], {}, [[]], [{}], [None], ["x"], {"a": 1}]
OTHER_VALUES += [
    {"references": 5},
    {"references": [1, None, "x"]},
    {"constant_value": {}},
    {"unknown": {"reason": "x"}},
    "module.",
    '["',
]
BROKEN = ["07a_alarm_without_actions", "25e_no_subscription", "13_count0_module"]


def paths(value: object, at: Path = ()) -> Iterator[Path]:
    if at:
        yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from paths(inner, (*at, key))


@settings(max_examples=200)
@given(st.data())
def test_swapped_types_crash_nothing_and_pass_nothing(data: st.DataObject) -> None:
    name = data.draw(
        st.sampled_from(["07a_alarm_without_actions", "25e_no_subscription", "13_count0_module", "23_nested_modules_object"])
    )
    plan = load(name)
    places = sorted(paths(plan), key=repr)
    for _ in range(data.draw(st.integers(1, 4))):
        *way, last = data.draw(st.sampled_from(places))
        target: Any = plan
        try:
            for step in way:
                target = target[step]
            target[last] = data.draw(st.sampled_from(OTHER_VALUES))
        except (KeyError, IndexError, TypeError):
            continue
    judged = decide(reading(plan).after)["status"]
    assert name.startswith("23") or judged != "pass"


@pytest.mark.parametrize("name", ["01_root_pass", "23_nested_modules_object"])
def test_a_truncated_plan_is_refused(name: str) -> None:
    whole = (PLANS / name / "plan.json").read_bytes().rstrip()
    for end in range(1, len(whole), max(1, len(whole) // 400)):
        with pytest.raises(InputError):
            parse(whole[:end], "plan.json")


@pytest.mark.parametrize("lost", ["configuration", "planned_values", "prior_state"])
@pytest.mark.parametrize("name", [n for n in names() if n.startswith(("fail", "06", "07a", "25", "unknown"))])
def test_a_plan_that_lost_a_part_does_not_begin_to_pass(name: str, lost: str) -> None:
    plan = load(name)
    plan.pop(lost, None)
    assert status(plan) != "pass"


def references(*listed: str) -> Json:
    return {"references": list(listed)}


def with_actions(expression: Json, **modules: Json) -> Json:
    plan = load("14_locals_indirection")
    root = plan["configuration"]["root_module"]
    root["module_calls"] = modules
    for block in root["resources"]:
        if block["type"] == "aws_cloudwatch_metric_alarm":
            block["expressions"]["alarm_actions"] = expression
        if block["type"] == "aws_sns_topic_subscription":
            block["expressions"]["topic_arn"] = references("aws_sns_topic.alarms.arn", "aws_sns_topic.alarms")
    return plan


@pytest.mark.parametrize("actions", ["zz", {}, {"a": "b"}, 5, True])
def test_actions_that_are_no_list_are_unknown(actions: object) -> None:
    plan = load("21_noop_all_known")
    for resource in plan["planned_values"]["root_module"]["resources"]:
        if resource["type"] == "aws_cloudwatch_metric_alarm":
            resource["values"]["alarm_actions"] = actions
    assert status(plan) == "unknown"


def test_references_in_a_cycle_end() -> None:
    inner = {"outputs": {"o": {"expression": references("var.i")}}, "variables": {"i": {}}}
    call = {"expressions": {"i": references("module.m.o")}, "module": inner}
    plan = with_actions(references("module.m.o", "module.m"), m=call)
    assert status(plan) == "unknown"


NOWHERE = ["aws_sns_topic.absent.arn", "module.absent.o", "var.absent", "local.absent", "each.value", "]", ""]


@pytest.mark.parametrize("nowhere", [*NOWHERE, "data.aws_sns_topic.absent.arn"])
def test_a_reference_to_nowhere_is_unknown(nowhere: str) -> None:
    assert status(with_actions(references(nowhere))) == "unknown"


def test_a_thousand_modules_deep_is_followed() -> None:
    inner: Json = {"outputs": {"o": {"expression": references("var.i")}}, "variables": {"i": {}}}
    for _ in range(1000):
        call = {"expressions": {"i": references("var.i")}, "module": inner}
        inner = {"outputs": {"o": {"expression": references("module.m.o")}}, "variables": {"i": {}}, "module_calls": {"m": call}}
    call = {"expressions": {"i": references("aws_sns_topic.alarms.arn")}, "module": inner}
    assert status(with_actions(references("module.m.o"), m=call)) == "pass"


def test_sensitive_values_stand_nowhere() -> None:
    for name in ("pass_sensitive_endpoint", "pass_sensitive_group_name"):
        plan = load(name)
        known = reading(plan)
        for parts in (known.after, known.before):
            assert parts is not None
            assert "do-not-print" not in json.dumps([parts.resources, parts.gaps, parts.pattern_texts, parts.subject])


def test_the_work_for_many_resources_is_linear() -> None:
    took = []
    for count in (1_000, 10_000):
        plan = load("01_root_pass")
        listed, changes = plan["planned_values"]["root_module"]["resources"], plan["resource_changes"]
        alarm = next(r for r in listed if r["type"] == "aws_cloudwatch_metric_alarm")
        change = next(c for c in changes if c["type"] == "aws_cloudwatch_metric_alarm")
        for number in range(count):
            address = f"aws_cloudwatch_metric_alarm.more[{number}]"
            own = {"address": address, "name": "more", "index": number}
            listed.append(alarm | own | {"values": alarm["values"] | {"alarm_name": f"a{number}"}})
            changes.append(change | own)
        took.append(calls_of(partial(reading, plan)))
    assert took[1] < 12 * took[0]


@pytest.mark.parametrize("name", ["evaluation_periods", "datapoints_to_alarm", "period"])
@pytest.mark.parametrize("value", [1e300, 2**31, -(2**31), 1.5])
def test_a_count_that_no_provider_takes_is_not_known(name: str, value: float) -> None:
    """Found by fuzzing: beyond what a float counts exactly, the engines do not agree on what is whole."""
    plan = load("01_root_pass")
    for resource in plan["planned_values"]["root_module"]["resources"]:
        if resource["type"] == "aws_cloudwatch_metric_alarm":
            resource["values"][name] = value
    (alarm,) = reading(plan).after.resources["alarms"].values()
    assert alarm["firing"][name]["unknown"]["reason"] == "known_after_apply"
