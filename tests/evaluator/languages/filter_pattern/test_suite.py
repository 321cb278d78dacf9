"""The language-neutral suite in fixtures/patterns: whoever writes this in another language takes those files alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.evaluator.languages.filter_pattern.oracle import verdict
from tests.records import control, coverage
from trailgate_evaluator.languages.filter_pattern import PatternError, describe, matches, parse, print_pattern
from trailgate_evaluator.languages.filter_pattern.answers.trial import trial
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import JsonPattern

SUITE = Path(__file__).parents[4] / "fixtures" / "patterns"


def _cases(name: str) -> list[Any]:
    read = json.loads((SUITE / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, read.get("model"), id=case.get("name", case["pattern"][:60])) for case in read["cases"]]


@pytest.mark.parametrize(("case", "model"), _cases("match"))
def test_a_pattern_matches_an_event_as_the_suite_says(case: dict[str, Any], model: None) -> None:
    del model
    assert trial(case["pattern"], case["event"])["matched"] == case["matched"]


@pytest.mark.parametrize(("case", "model"), _cases("invalid"))
def test_a_pattern_is_refused_for_the_reason_and_at_the_place_that_the_suite_says(case: dict[str, Any], model: None) -> None:
    del model
    with pytest.raises(PatternError) as refused:
        parse(case["pattern"])
    assert (refused.value.kind, list(refused.value.span)) == (case["kind"], case["span"])


@pytest.mark.parametrize(("case", "model"), [*_cases("decision"), *_cases("designed"), *_cases("public"), *_cases("slowest")])
def test_a_pattern_is_decided_for_each_record_as_the_suite_says(case: dict[str, Any], model: dict[str, Any]) -> None:
    described = describe(case["pattern"], control(model))
    said = case["decision"] if isinstance(case["decision"], dict) else {"*": case["decision"]}
    expected = {name: said.get(name, said["*"]) for name in model}
    assert described["valid"] is case.get("valid", True)
    assert {name: found["matched"] for name, found in coverage(case["pattern"], control(model))["control"].items()} == expected


@pytest.mark.parametrize(("case", "model"), [*_cases("decision"), *_cases("designed"), *_cases("public"), *_cases("slowest")])
def test_no_counterexample_is_matched(case: dict[str, Any], model: dict[str, Any]) -> None:
    for found in coverage(case["pattern"], control(model))["control"].values():
        if found["counterexample"] is not None:
            assert not matches(parse(case["pattern"]), found["counterexample"])
        elif case.get("valid", True):
            assert found["matched"] in {"always", "undecided"}


@pytest.mark.parametrize(
    ("case", "model"), [*_cases("match"), *_cases("decision"), *_cases("designed"), *_cases("public"), *_cases("slowest")]
)
def test_the_canonical_form_is_the_same_pattern(case: dict[str, Any], model: dict[str, Any] | None) -> None:
    del model
    if not case.get("valid", True):
        return
    pattern = parse(case["pattern"])
    printed = print_pattern(pattern)
    if len(printed) <= 1024:
        assert parse(printed) == pattern
        assert print_pattern(parse(printed)) == printed


@pytest.mark.parametrize(("case", "model"), _cases("slowest"))
def test_the_slow_judge_says_so_too_of_what_was_left_to_it(case: dict[str, Any], model: dict[str, Any]) -> None:
    if "oracle.py" in case["source"]:
        said = case["decision"] if isinstance(case["decision"], dict) else {"*": case["decision"]}
        assert {name: verdict(case["pattern"], one["fields"]) for name, one in model.items()} == {
            name: said.get(name, said["*"]) for name in model
        }


def test_every_case_says_where_it_comes_from() -> None:
    for file in SUITE.glob("*.json"):
        for case in json.loads(file.read_text(encoding="utf-8"))["cases"]:
            assert case["source"], file.name


def test_every_atom_of_a_clause_to_blame_is_quoted_from_the_pattern() -> None:
    for case, model in (param.values for param in _cases("designed")):
        if isinstance(case, dict) and isinstance(model, dict) and case["valid"]:
            for found in coverage(case["pattern"], control(model))["control"].values():
                if found["clause"] is not None:
                    start, end = found["clause"]["span"]
                    assert case["pattern"][start:end] == found["clause"]["text"]
                    assert isinstance(parse(case["pattern"]), JsonPattern)
