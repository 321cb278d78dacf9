"""Plans as public modules write them, one map, list or table of fifteen filters and alarms: each control's verdict is its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.aws.claims_controls import IDS
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.evaluating import evaluate_inputs
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.text import render
from trailgate_evaluator.inputs import read

PLANS = Path(__file__).parents[2] / "fixtures" / "plans"
BROKEN = {
    "4.3": ("topic", "actions_none"),
    "4.4": ("metric_filter", "filter_none"),
    "4.10": ("metric_filter", "filter_matches_never"),
    "4.14": ("metric_filter", "filter_none"),
}
"""What `fifteen_map_some_disabled` switches off: two controls of the map, one alarm's actions, most of one pattern."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


def verdicts(engine: Engine, name: str, *, sources: bool) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    choices = Choices(role="management", source=str(PLANS / name / "src") if sources else None)
    judged = judge(read([str(PLANS / name / "plan.json")]), engine, choices, lambda _: None)
    numbers = {control: number for number, control in IDS.items()}
    return {
        numbers[one["control"]]: (one["status"], sorted({(found["link"], found["code"]) for found in one["breaks"]}))
        for one in judged.results
        if one["control"] in numbers
    }


def told_of(name: str) -> str:
    """The text report of a plan's JSON, in one line."""
    report = evaluate_inputs([str(PLANS / name / "plan.json")], Choices(role="management"))
    return " ".join(render(report, Page()).split())


@pytest.mark.parametrize("sources", [False, True], ids=["json_alone", "with_sources"])
@pytest.mark.parametrize("name", ["fifteen_list_by_count", "fifteen_rows_of_csv"])
def test_a_list_and_a_table_pass_by_the_plan_alone(engine: Engine, name: str, sources: bool) -> None:
    assert verdicts(engine, name, sources=sources) == {number: ("pass", []) for number in IDS}


def test_a_map_whose_actions_are_looked_up_in_a_local_needs_the_sources(engine: Engine) -> None:
    assert verdicts(engine, "fifteen_map_in_module", sources=False) == {number: ("unknown", []) for number in IDS}
    assert verdicts(engine, "fifteen_map_in_module", sources=True) == {number: ("pass", []) for number in IDS}


def test_what_is_left_out_of_a_map_fails_its_control_and_no_other(engine: Engine) -> None:
    for sources, others in ((False, "unknown"), (True, "pass")):
        told = verdicts(engine, "fifteen_map_some_disabled", sources=sources)
        assert told == {number: ("fail", [BROKEN[number]]) if number in BROKEN else (others, []) for number in IDS}


@pytest.mark.parametrize("sources", [False, True], ids=["json_alone", "with_sources"])
def test_a_resource_a_control_fails_where_its_flag_is_off(engine: Engine, sources: bool) -> None:
    told = verdicts(engine, "fifteen_flag_a_control", sources=sources)
    off = ("fail", [("metric_filter", "filter_none")])
    assert told == {number: off if number in {"4.11", "4.13"} else ("pass", []) for number in IDS}


def test_a_catalogue_in_yaml_is_read_with_the_sources(engine: Engine) -> None:
    broken = {"4.8": ("fail", [("topic", "actions_none")]), "4.14": ("fail", [("metric_filter", "filter_none")])}
    for sources, others in ((False, "unknown"), (True, "pass")):
        told = verdicts(engine, "fifteen_yaml_catalog", sources=sources)
        assert told == {number: broken.get(number, (others, [])) for number in IDS}


def test_what_is_so_of_every_instance_is_told_once() -> None:
    text = told_of("fifteen_map_in_module")
    assert text.count("goes through a local value") == 1
    assert "module.cis.aws_cloudwatch_metric_alarm.this[*] (local.controls)" in text


def test_what_a_plan_adds_is_told_once_for_all_that_it_makes_pass() -> None:
    assert told_of("fifteen_rows_of_csv").count("This plan makes the control pass.") == 1
