"""Plans that were judged wrongly once stay right, with and without their graph: fixtures/plan_trials/cases.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from trailgate_evaluator.cli.app import main

TRIALS = Path(__file__).parents[4] / "fixtures" / "plan_trials"
CASES: list[dict[str, Any]] = json.loads((TRIALS / "cases.json").read_bytes())
RUNS = [(case, graph) for case in CASES for graph in ("", case.get("graph")) if graph is not None]


@pytest.mark.parametrize(("case", "graph"), RUNS, ids=[f"{case['input']} {graph and 'graph'}" for case, graph in RUNS])
def test_a_plan_that_was_judged_wrongly_is_right(
    case: dict[str, Any], graph: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    report, text = tmp_path / "report.json", tmp_path / "report.txt"
    arguments = ["evaluate", str(TRIALS / case["input"]), *case.get("args", []), "-o", str(report), "-o", str(text)]
    for option, name in (("--baseline", case.get("baseline")), ("--graph", graph)):
        arguments += [option, str(TRIALS / name)] if name else []
    code = main(arguments)
    said = " ".join(text.read_text("utf-8").split()).replace(case["input"], "")
    if "exit" in case:
        assert code == case["exit"]
        assert any(word in said for word in case["says"]), said
        return
    assert code in {0, 1, 3}, capfd.readouterr().err
    (result,) = json.loads(report.read_bytes())["results"]
    for key in ("status", "effective"):
        assert result[key] in case.get(key, [result[key]]), case["why"]
        assert result[key] not in case.get(f"not_{key}", []), case["why"]
    assert any(word in said for word in case.get("says", [""])), said
    assert [word for word in case.get("says_not", []) if word in said] == []


def test_every_plan_is_tried() -> None:
    named = {case[key] for case in CASES for key in ("input", "graph", "baseline") if key in case}
    assert {path.name for path in TRIALS.iterdir()} == named | {"cases.json", "README.md"}
