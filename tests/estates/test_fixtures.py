"""Every estate under fixtures/estates has the verdicts that it claims, on both engines, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.asking import CONTROL
from tests.estates.claim import EstateClaim, verdict_of
from tests.estates.judging import judged
from tests.estates.make_fixtures import CLAIMS, FOLDER
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.report.outcome import exit_code, summary

Json = dict[str, Any]
BY_NAME = pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)


@pytest.fixture(scope="module")
def both() -> Iterator[Engine]:
    with open_engine("both") as opened:
        yield opened


def expected(claim: EstateClaim) -> Json:
    found: Json = json.loads((FOLDER / claim.name / "expected.json").read_text("utf-8"))
    return found


@BY_NAME
def test_an_estate_has_the_verdicts_that_its_fixture_claims(claim: EstateClaim, both: Engine) -> None:
    claimed, folder = expected(claim), FOLDER / claim.name / "snapshots"
    controls = () if claim.every_control else (CONTROL,)
    report = judged([str(folder)], opened=both, controls=controls, most_apart=int(claimed["max_spread_hours"] * 3600))
    found: dict[str, dict[str, Json]] = {}
    for result in report["results"]:
        found.setdefault(result["subject"]["account"], {})[result["control"]] = verdict_of(result)
    assert found == claimed["verdicts"]
    by_name = {Path(entry["name"]).name: entry for entry in report["inputs"]}
    not_judged = {name: entry["not_judged"]["reason"] for name, entry in by_name.items() if "not_judged" in entry}
    assert not_judged == claimed["not_judged"]
    errors = {name: entry["error"]["found"] for name, entry in by_name.items() if entry["error"] is not None}
    assert errors == claimed["errors"]
    assert exit_code(summary(report["results"], len(errors))) == claimed["exit"]


@BY_NAME
def test_a_folder_claims_what_the_script_claims(claim: EstateClaim) -> None:
    found = expected(claim)
    assert found == claim.expected(found["names"])


def test_every_claim_has_a_folder_and_no_folder_is_without() -> None:
    assert sorted(folder.name for folder in FOLDER.iterdir()) == sorted(claim.name for claim in CLAIMS)
