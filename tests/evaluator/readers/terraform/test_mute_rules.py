"""A mute rule of a plan covers the alarms that it names in its region; where it does not tell them, any of the region."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluator.readers.terraform.editing import added
from tests.evaluator.readers.terraform.judging import Json, load, reading
from trailgate_evaluator.document.parts import is_unknown

KIND = "aws_cloudwatch_alarm_mute_rule"


def alarm_of(plan: Json) -> Json:
    (alarm,) = reading(plan).after.resources["alarms"].values()
    return dict(alarm)


def muted(plan: Json) -> Any:
    return alarm_of(plan)["muted_by"]


def plan_with(*targets: Any, kind: str = KIND, name: str = "m", plan: Json | None = None, **more: Any) -> Json:
    return added(plan or load("01_root_pass"), kind, name, name=name, mute_targets=list(targets), **more)


NAME = str(alarm_of(load("01_root_pass"))["name"])


def test_nothing_mutes_where_there_is_no_rule() -> None:
    assert muted(load("01_root_pass")) == []


@pytest.mark.parametrize("kind", [KIND, "awscc_cloudwatch_alarm_mute_rule"])
def test_a_rule_mutes_the_alarms_that_it_names_and_no_other(kind: str) -> None:
    assert muted(plan_with({"alarm_names": ["other", NAME]}, kind=kind)) == [f"{kind}.m"]
    assert muted(plan_with({"alarm_names": ["other"]}, kind=kind)) == []


def test_the_targets_of_all_blocks_count_and_so_do_all_rules() -> None:
    plan = plan_with({"alarm_names": ["other"]}, {"alarm_names": [NAME]})
    assert muted(plan_with({"alarm_names": [NAME]}, name="n", plan=plan)) == [f"{KIND}.m", f"{KIND}.n"]


def test_an_alarm_of_another_region_is_not_muted() -> None:
    assert muted(plan_with({"alarm_names": [NAME]}, region="eu-west-1")) == []
    assert muted(plan_with({"alarm_names": [NAME]}, region="us-east-1")) == [f"{KIND}.m"]


@pytest.mark.parametrize("targets", [[{"alarm_names": None}], [{"alarm_names": [NAME, None]}], []])
def test_targets_that_nobody_tells_may_be_any(targets: list[Any]) -> None:
    plan = plan_with(*targets)
    told = muted(plan)
    assert is_unknown(told)
    gap = reading(plan).after.gaps[told["unknown"]["gap"]]
    assert (gap["reason"], gap["name"], gap["attribute"]) == ("known_after_apply", f"{KIND}.m", "muted_by")


def test_targets_that_are_known_only_after_apply_may_be_any() -> None:
    plan = added(load("01_root_pass"), KIND, "m", name="m", unknown={"mute_targets": True})
    assert is_unknown(muted(plan))


def test_a_rule_that_is_told_counts_beside_one_that_is_not() -> None:
    plan = plan_with({"alarm_names": [NAME]}, name="n", plan=plan_with())
    assert muted(plan) == [f"{KIND}.n"]
