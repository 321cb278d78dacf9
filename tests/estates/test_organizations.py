"""An organization from nothing to a report, by the two commands alone; and fixtures are what their claims make."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest

from tests.aws.builder import good_chain
from tests.estates.claims_collected import COLLECTED, central_log_archive
from tests.estates.make_fixtures import FOLDER, main
from tests.estates.organization import MANAGEMENT, ROLE, organization
from trailgate_evaluator.cli.app import main as program

REBUILT = ("collected_by_a_delegated_administrator",)


def test_an_organization_is_collected_and_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, report = str(tmp_path / "acme"), tmp_path / "acme.json"
    monkeypatch.setenv("TRAILGATE_NO_JOIN", "")
    with organization(now=int(time.time())) as made:
        central_log_archive(made, lambda archive: good_chain(archive, without=frozenset({"trail"})))
        for name, value in made.aws.environment(MANAGEMENT).items():
            monkeypatch.setenv(name, value)
        given = ["collect", "--organization", "--role-name", ROLE, "--exclude", made.accounts["left-out"], "-o", folder]
        assert program(given) == 3
    assert "5 accounts of the organization" in capsys.readouterr().err
    assert program(["evaluate", folder, "-o", str(report), "-o", "-"]) == 3
    judged = json.loads(report.read_text("utf-8"))
    told = {result["subject"]["account_name"]: (result["status"], result["effective"]) for result in judged["results"]}
    people = dict.fromkeys(("master", "log-archive", "payments", "new", "locked"), ("pass", "yes"))
    assert told == {**people, "left-out": ("unknown", None)}
    assert {entry["name"]: entry["not_judged"]["state"] for entry in judged["inputs"] if "not_judged" in entry} == {
        made.accounts["closed"]: "SUSPENDED"
    }


@pytest.mark.parametrize("name", REBUILT)
def test_a_fixture_made_again_has_the_same_content(name: str) -> None:
    (claim,) = (claim for claim in COLLECTED if claim.name == name)
    kept = {path.name: json.loads(gzip.decompress(path.read_bytes())) for path in (FOLDER / name / "snapshots").iterdir()}
    assert claim.make().snapshots == kept


def test_a_name_that_no_claim_has_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no_such_claim"]) == 2
    assert "no_such_claim" in capsys.readouterr().err
