"""Every snapshot fixture has the verdict that it claims, with the breaks, gaps and weaknesses that it claims."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.asking import of_one
from tests.conformance.judging import SNAPSHOTS, Json
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.inputs import read

FIXTURES = sorted(SNAPSHOTS.iterdir())


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


@pytest.fixture(scope="module")
def results(engine: Engine) -> dict[str, Json]:
    """The result on each snapshot by its fixture's name, all of one run."""
    judged = judge(read([str(folder / "snapshot.json") for folder in FIXTURES]), engine, of_one(), lambda _: None)
    return {FIXTURES[result["input"]].name: result for result in judged.results}


def claimed(folder: Path) -> Json:
    (claim,) = json.loads((folder / "expected.json").read_bytes())["results"]
    return dict(claim)


@pytest.mark.parametrize("folder", FIXTURES, ids=lambda folder: folder.name)
def test_a_snapshot_has_the_verdict_that_its_fixture_claims(results: dict[str, Json], folder: Path) -> None:
    result, claim = results[folder.name], claimed(folder)
    found = {
        "control": result["control"],
        "status": result["status"],
        "effective": result["effective"],
        "missing": result["records"]["missing"],
        "breaks": unique({"link": each["link"], "code": each["code"]} for each in result["breaks"]),
        "gaps": unique({"link": each["link"], "reason": each["reason"]} for each in result["gaps"]),
        "weaknesses": sorted({each["code"] for chain in result["chains"] for each in chain["weaknesses"]}),
    }
    claim["breaks"], claim["gaps"] = unique(claim["breaks"]), unique(claim["gaps"])
    claim["weaknesses"] = sorted(set(claim["weaknesses"]))
    assert found == claim


@pytest.mark.parametrize("folder", FIXTURES, ids=lambda folder: folder.name)
def test_a_snapshot_has_the_exit_code_that_its_fixture_claims(results: dict[str, Json], folder: Path) -> None:
    result = results[folder.name]
    expected = json.loads((folder / "expected.json").read_bytes())["exit"]
    assert {"pass": 0, "fail": 1, "unknown": 3}[result["outcome"]] == expected


def unique(entries: Iterator[dict[str, str]] | list[dict[str, str]]) -> list[dict[str, str]]:
    return [json.loads(text) for text in sorted({json.dumps(entry, sort_keys=True) for entry in entries})]
