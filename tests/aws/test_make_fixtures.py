"""Fixtures are what their claims make: the same bytes every time."""

from __future__ import annotations

import json

import pytest

from tests.aws import claims_controls, claims_exclusions
from tests.aws.claims import FIXTURES
from tests.aws.fixture import Fixture
from tests.aws.make_fixtures import FOLDER, README_MARKS, main, snapshot_of
from tests.estates.make_fixtures import CLAIMS

CODES = json.loads((FOLDER.parent / "policies/trailgate/codes/data.json").read_text("utf-8"))
REFUSED = {f"{what}_refused" for what in ("trail", "log_group", "filter", "alarm", "topic", "subscription")}
PLANS_ONLY = {"filter_invalid", "subscription_needs_confirmation", *REFUSED}
PLAN_REASONS = {"outside_plan", "known_after_apply", "unreadable_expression", "unresolved_local", "deferred", "partial_plan"}
PLAN_REASONS |= {
    "delegation_unknown",
    "plan_errored",
    "place_unknown",
    "name_contested",
    "may_be_refused",
    "may_be_deleted",
    "made_by_another",
    "pending_confirmation",
}
REBUILT = (
    "pass_topic_key_allows",
    "fail_trail_other_account",
    "unknown_alarms_truncated",
    "fail_4_2",
    "pass_trail_of_writes_alone",
)


AGAIN = [one for one in (*FIXTURES, *claims_controls.FIXTURES, *claims_exclusions.FIXTURES) if one.name in REBUILT]


@pytest.mark.parametrize("fixture", AGAIN, ids=lambda one: one.name)
def test_a_fixture_made_again_has_the_same_content(fixture: Fixture) -> None:
    assert snapshot_of(fixture) == json.loads((FOLDER / fixture.folder / fixture.name / "snapshot.json").read_text("utf-8"))


def test_the_folders_of_all_controls_are_those_of_their_claims() -> None:
    found = {path.parent.name: json.loads(path.read_text("utf-8")) for path in (FOLDER / "controls").glob("*/expected.json")}
    assert found == {fixture.name: fixture.expected for fixture in claims_controls.FIXTURES}


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda one: one.name)
def test_a_folder_claims_what_the_script_claims(fixture: Fixture) -> None:
    folder = FOLDER / "snapshots" / fixture.name
    assert json.loads((folder / "expected.json").read_text("utf-8")) == fixture.expected
    assert fixture.name.partition("_")[0] == fixture.expected["results"][0]["status"].removesuffix("es")


def test_every_claim_has_a_folder_and_a_line_and_no_folder_is_without() -> None:
    names = [fixture.name for fixture in FIXTURES]
    assert len(set(names)) == len(names)
    assert sorted(names) == sorted(folder.name for folder in (FOLDER / "snapshots").iterdir())
    table = (FOLDER / "README.md").read_text("utf-8").partition(README_MARKS[0])[2].partition(README_MARKS[1])[0]
    assert table.strip().splitlines() == [f"* `snapshots/{one.name}`: {one.says}" for one in FIXTURES]


def test_every_code_that_a_snapshot_can_produce_has_a_fixture() -> None:
    results = [fixture.expected["results"][0] for fixture in FIXTURES]
    of_all_controls = [result for fixture in claims_controls.FIXTURES for result in fixture.expected["results"].values()]
    of_estates = [verdict for claim in CLAIMS for told in claim.verdicts.values() for verdict in told.values()]
    breaks = {found["code"] for result in (*results, *of_all_controls, *of_estates) for found in result["breaks"]}
    reasons = {found["reason"] for result in (*results, *of_all_controls, *of_estates) for found in result["gaps"]}
    weaknesses = {code for result in (*results, *of_estates) for code in result["weaknesses"]}
    assert breaks == {code for codes in CODES["breaks"].values() for code in codes} - PLANS_ONLY
    assert reasons == set(CODES["gap_reasons"]) - PLAN_REASONS
    assert weaknesses == set(CODES["weaknesses"]) - PLANS_ONLY


def test_a_name_that_no_claim_has_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no_such_claim"]) == 2
    assert "no_such_claim" in capsys.readouterr().err
