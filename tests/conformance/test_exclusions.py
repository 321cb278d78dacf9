"""Accounts judged with an organisation's settings: the verdict that each fixture claims, on both engines."""

from __future__ import annotations

import json
from collections.abc import Iterator

import orjson
import pytest

from tests.aws.claims_exclusions import FIXTURES, FOLDER
from tests.aws.fixture import Fixture
from tests.conformance.judging import ROOT, Json
from tests.conformance.test_controls import exit_code, unique
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.inputs import read

PLACE = ROOT / "fixtures" / FOLDER


@pytest.fixture(scope="module")
def both() -> Iterator[Engine]:
    with open_engine("both") as opened:
        yield opened


def judged(engine: Engine, fixture: Fixture, *, settings: bool = True) -> Json:
    folder = PLACE / fixture.name
    choices = Choices(
        controls=(fixture.expected["results"][0]["control"],), settings=str(folder / "settings.yaml") if settings else None
    )
    (result,) = judge(read([str(folder / "snapshot.json")]), engine, choices, lambda _: None).results
    return dict(result)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda one: one.name)
def test_an_account_has_the_verdict_that_the_fixture_claims(both: Engine, fixture: Fixture) -> None:
    claimed = json.loads((PLACE / fixture.name / "expected.json").read_bytes())
    result = judged(both, fixture)
    assert {
        "control": result["control"],
        "status": result["status"],
        "effective": result["effective"],
        "missing": result["records"]["missing"],
        "breaks": unique({"link": one["link"], "code": one["code"]} for one in result["breaks"]),
        "gaps": unique({"link": one["link"], "reason": one["reason"]} for one in result["gaps"]),
        "weaknesses": sorted({weak["code"] for chain in result["chains"] for weak in chain["weaknesses"]}),
    } == claimed["results"][0]
    assert claimed["exit"] == exit_code({result["outcome"]})
    assert fixture.name.partition("_")[0] == result["status"]
    assert any(one["state"] == "active" and one["records"] for one in result["exclusions"])


@pytest.mark.parametrize("fixture", [one for one in FIXTURES if one.name.startswith("pass_")], ids=lambda one: one.name)
def test_without_the_settings_it_does_not_pass(both: Engine, fixture: Fixture) -> None:
    assert judged(both, fixture, settings=False)["status"] != "pass"


@pytest.mark.parametrize("fixture", [one for one in FIXTURES if one.name.startswith("fail_")], ids=lambda one: one.name)
def test_a_fail_shows_or_names_the_record_that_nobody_excluded(both: Engine, fixture: Fixture) -> None:
    for found in judged(both, fixture)["breaks"]:
        assert "counterexample" in found["detail"] or found["records"] == fixture.expected["results"][0]["missing"]


def test_the_folders_are_those_of_the_claims() -> None:
    assert {path.name for path in PLACE.iterdir()} == {one.name for one in FIXTURES}
    for one in FIXTURES:
        assert orjson.loads((PLACE / one.name / "expected.json").read_bytes()) == one.expected
        assert (PLACE / one.name / "settings.yaml").read_text("utf-8") == one.settings
