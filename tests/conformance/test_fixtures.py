"""Every snapshot fixture has the verdict that it claims, with the breaks, gaps and weaknesses that it claims."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.judging import SNAPSHOTS, Json, report_of
from trailgate_evaluator.engine import Engine, open_engine

FIXTURES = sorted(SNAPSHOTS.iterdir())


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


def claimed(folder: Path) -> Json:
    (claim,) = json.loads((folder / "expected.json").read_bytes())["results"]
    return dict(claim)


@pytest.mark.parametrize("folder", FIXTURES, ids=lambda folder: folder.name)
def test_a_snapshot_has_the_verdict_that_its_fixture_claims(engine: Engine, folder: Path) -> None:
    result, claim = report_of(engine, folder / "snapshot.json"), claimed(folder)
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
def test_a_snapshot_has_the_exit_code_that_its_fixture_claims(engine: Engine, folder: Path) -> None:
    result = report_of(engine, folder / "snapshot.json")
    expected = json.loads((folder / "expected.json").read_bytes())["exit"]
    assert {"pass": 0, "fail": 1, "unknown": 3}[result["outcome"]] == expected


def unique(entries: Iterator[dict[str, str]] | list[dict[str, str]]) -> list[dict[str, str]]:
    return [json.loads(text) for text in sorted({json.dumps(entry, sort_keys=True) for entry in entries})]
