"""Every plan fixture has the verdict that it claims, by meaning."""

from __future__ import annotations

import json

import pytest

from tests.evaluator.readers.terraform.judging import PLANS, decide, graph, load, names, reading

CASES = [(name, file) for name in names() for file in ("plan.json", "plan_provider6.json") if (PLANS / name / file).exists()]


@pytest.mark.parametrize(("name", "file"), CASES)
def test_a_plan_has_the_verdict_that_its_fixture_claims(name: str, file: str) -> None:
    expected = json.loads((PLANS / name / "expected.json").read_bytes())
    decision = decide(reading(load(name, file)).after)
    assert decision["status"] == expected["status"], expected["note"]
    if "effective" in expected:
        assert decision["effective"] == expected["effective"], expected["note"]


@pytest.mark.parametrize("name", [name for name in names() if graph(name)])
def test_a_graph_settles_what_locals_reach(name: str) -> None:
    expected = json.loads((PLANS / name / "expected.json").read_bytes())
    decision = decide(reading(load(name), graph=graph(name)).after)
    assert decision["status"] == expected["status_with_graph_or_source"]


@pytest.mark.parametrize("name", names())
def test_every_unknown_value_names_its_gap(name: str) -> None:
    parts = reading(load(name)).after
    for kind in parts.resources.values():
        for resource in kind.values():
            for value in _unknowns(resource):
                assert value["gap"] in parts.gaps


def _unknowns(value: object) -> list[dict[str, str]]:
    if isinstance(value, dict):
        inner = value.get("unknown")
        return [inner] if isinstance(inner, dict) else [u for v in value.values() for u in _unknowns(v)]
    if isinstance(value, list):
        return [u for v in value for u in _unknowns(v)]
    return []
