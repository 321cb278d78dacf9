"""Accounts with the alarms of all fifteen controls: each control has the verdict that the fixture claims, on both engines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import orjson
import pytest

from tests.aws.claims_controls import FIXTURES, FOLDER
from tests.aws.fixture import Fixture
from tests.conformance.judging import ROOT, Json
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.inputs import read

ON_OPA_TOO = ("pass_all", "fail_4_1", "fail_4_15")
"""OPA takes longer; that both engines agree is tested with every other snapshot as well."""


@pytest.fixture(scope="module")
def wasm() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


@pytest.fixture(scope="module")
def opa() -> Iterator[Engine]:
    with open_engine("opa") as opened:
        yield opened


def results(engine: Engine, name: str) -> list[Json]:
    path = ROOT / "fixtures" / FOLDER / name / "snapshot.json"
    return judge(read([str(path)]), engine, Choices(), lambda _: None).results


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda one: one.name)
def test_every_control_has_the_verdict_that_the_fixture_claims(wasm: Engine, fixture: Fixture) -> None:
    claimed = json.loads((ROOT / "fixtures" / FOLDER / fixture.name / "expected.json").read_bytes())
    judged = results(wasm, fixture.name)
    assert {
        result["control"]: {
            "status": result["status"],
            "effective": result["effective"],
            "missing": result["records"]["missing"],
            "breaks": unique({"link": one["link"], "code": one["code"]} for one in result["breaks"]),
            "gaps": unique({"link": one["link"], "reason": one["reason"]} for one in result["gaps"]),
        }
        for result in judged
    } == claimed["results"]
    assert claimed["exit"] == exit_code({result["outcome"] for result in judged})


@pytest.mark.parametrize("name", ON_OPA_TOO)
def test_both_engines_say_the_same_of_every_control(wasm: Engine, opa: Engine, name: str) -> None:
    assert _bytes(results(wasm, name)) == _bytes(results(opa, name))


def unique(entries: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return [json.loads(text) for text in sorted({json.dumps(entry, sort_keys=True) for entry in entries})]


def exit_code(outcomes: set[str]) -> int:
    return 1 if "fail" in outcomes else 3 if "unknown" in outcomes else 0


def _bytes(found: list[Json]) -> bytes:
    return orjson.dumps(found, option=orjson.OPT_SORT_KEYS)
