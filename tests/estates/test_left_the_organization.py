"""A member that a newer list of its organization lacks: what it was told of the organization's trail proves nothing any more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.estates.accounts import (
    ARCHIVE,
    AUDIT,
    MANAGEMENT,
    MEMBER,
    calls,
    estate,
    later,
    listed,
    owning,
    roll_alone,
    without,
    written,
)
from tests.estates.judging import judged, statuses, told
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.report.advice import advice_of
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.gap_sentences import of_gap

Json = dict[str, Any]


@pytest.fixture(scope="module", params=["wasm", "opa"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with open_engine(request.param) as opened:
        yield opened


def _rows(*accounts: str) -> list[Json]:
    return [{"Id": one, "State": "ACTIVE"} for one in accounts]


def _listing(made: dict[str, Json], *accounts: str, hours: int = 3, by: str = MANAGEMENT) -> dict[str, Json]:
    """The estate in which `by` was told, so many hours later, that these are the organization's accounts."""
    return {**made, by: later(listed(made[by], _rows(*accounts)), hours)}


def _truncated(made: dict[str, Json]) -> dict[str, Json]:
    for call in calls(made[MANAGEMENT], "ListAccounts"):
        call |= {"outcome": "truncated", "error": {"code": "Throttling", "message": "Rate exceeded"}}
    return made


def _of_another(made: dict[str, Json]) -> dict[str, Json]:
    return {**made, MEMBER: {**made[MEMBER], "organization": {"id": "o-another111", "management_account": AUDIT}}}


def _untold(made: dict[str, Json]) -> dict[str, Json]:
    kept = [call for call in made[MEMBER]["calls"] if call["operation"] != "DescribeOrganization"]
    return {**made, MEMBER: {**made[MEMBER], "organization": None, "calls": kept}}


ON, OFF = (MANAGEMENT, MEMBER, ARCHIVE), (MANAGEMENT, ARCHIVE)
ESTATES: dict[str, tuple[dict[str, Json], str]] = {
    "on_a_newer_list": (_listing(estate(), *ON), "pass"),
    "off_a_newer_list": (_listing(estate(), *OFF), "unknown"),
    "off_a_newer_list_and_does_not_tell_its_organization": (_untold(_listing(estate(), *OFF)), "unknown"),
    "off_a_list_of_its_own_time": (_listing(estate(), *OFF, hours=0), "pass"),
    "off_a_newer_list_that_is_cut_off": (_truncated(_listing(estate(), *OFF)), "pass"),
    "off_a_newer_list_that_lacks_its_own_account": (_listing(estate(), ARCHIVE), "pass"),
    "told_another_organization_than_the_trails_owner": (_of_another(estate()), "unknown"),
    "told_another_organization_and_the_owner_gave_none": (_of_another(without(estate(group=ARCHIVE), MANAGEMENT)), "unknown"),
    "off_the_older_of_two_lists": (_listing(_listing(estate(group=ARCHIVE), *OFF), *ON, hours=5, by=ARCHIVE), "pass"),
    "off_the_newer_of_two_lists": (_listing(_listing(estate(group=ARCHIVE), *ON), *OFF, hours=5, by=ARCHIVE), "unknown"),
    "off_one_of_two_lists_of_one_time": (_listing(_listing(estate(group=ARCHIVE), *ON), *OFF, by=ARCHIVE), "pass"),
}


@pytest.mark.parametrize("name", sorted(ESTATES))
def test_a_member_passes_by_the_trail_unless_a_newer_list_lacks_it(name: str, engine: Engine, tmp_path: Path) -> None:
    made, status = ESTATES[name]
    assert statuses(judged(written(tmp_path, made), opened=engine))[MEMBER] == status


def test_its_own_trail_still_records_it(engine: Engine, tmp_path: Path) -> None:
    made = estate()
    made = _listing({**made, MEMBER: owning(made[MEMBER])}, *OFF)
    assert statuses(judged(written(tmp_path, made), opened=engine))[MEMBER] == "pass"


def test_a_chain_that_is_broken_either_way_fails(engine: Engine, tmp_path: Path) -> None:
    made = estate()
    for call in calls(made[MANAGEMENT], "DescribeMetricFilters"):
        call["pages"] = [{"metricFilters": []}]
    assert statuses(judged(written(tmp_path, _listing(made, *OFF)), opened=engine))[MEMBER] == "fail"


def test_a_list_that_stands_alone_counts_too(engine: Engine, tmp_path: Path) -> None:
    made = estate(group=ARCHIVE)
    paths = written(tmp_path, made)
    (tmp_path / "list.json").write_text(json.dumps(later(roll_alone(made[MANAGEMENT], _rows(*OFF)), 3)))
    assert statuses(judged([*paths, str(tmp_path / "list.json")], opened=engine))[MEMBER] == "unknown"


def test_the_owners_snapshot_is_not_needed(engine: Engine, tmp_path: Path) -> None:
    """The list is another account's: a delegated administrator's, say."""
    made = without(_listing(estate(group=ARCHIVE), *OFF, by=ARCHIVE), MANAGEMENT)
    (result,) = (one for one in judged(written(tmp_path, made), opened=engine)["results"] if one["subject"]["account"] == MEMBER)
    assert "left_organization" in {gap["reason"] for gap in result["gaps"]}


def test_it_changes_nothing_of_the_others(engine: Engine, tmp_path: Path) -> None:
    on, off = (
        told(judged(written(tmp_path / str(number), _listing(estate(), *rows)), opened=engine))
        for number, rows in enumerate((ON, OFF))
    )
    assert {name for name in on if json.loads(on[name])["status"] != json.loads(off[name])["status"]} == {MEMBER}


def test_the_report_says_whose_list_lacks_it_and_to_collect_it_again(engine: Engine, tmp_path: Path) -> None:
    report = judged(written(tmp_path, _listing(estate(), *OFF)), opened=engine)
    (result,) = (one for one in report["results"] if one["subject"]["account"] == MEMBER)
    (gap,) = result["gaps"]
    assert cause_of(result) == "trail org: No longer on the organization's list"
    assert of_gap(gap, result) == (
        f"Whether trail org still records account {MEMBER} cannot be told: a newer list of its organization's accounts, which "
        f"account {MANAGEMENT} was told, lacks it."
    )
    assert advice_of(result) == ["Collect the account again: one that has left its organization needs a trail of its own."]


@pytest.mark.parametrize("of", [MEMBER, MANAGEMENT])
def test_an_account_and_the_trails_owner_that_were_told_different_organizations(of: str, engine: Engine, tmp_path: Path) -> None:
    """Or one of them none: AWS ends an organization's trail in an account that leaves, and not at once."""
    made = estate()
    for call in calls(made[of], "DescribeOrganization"):
        call.pop("pages", None)
        call |= {"outcome": "absent", "error": {"code": "AWSOrganizationsNotInUseException", "message": "Not in use."}}
    report = judged(written(tmp_path, {**made, of: {**made[of], "organization": None}}), opened=engine)
    (result,) = (one for one in report["results"] if one["subject"]["account"] == MEMBER)
    (gap,) = result["gaps"]
    assert cause_of(result) == "trail org: Trail of another organization"
    assert of_gap(gap, result) == (
        f"Whether trail org records account {MEMBER} cannot be told: that account and the trail's owner were told different "
        "organizations, or one of them none."
    )
    assert advice_of(result)[0].startswith("Collect both accounts again at one time")
