"""A trail that accounts are told different things of at different times: the newest answer counts for all that it records."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.estates.accounts import (
    ARCHIVE,
    AUDIT,
    MANAGEMENT,
    MEMBER,
    TRAIL,
    described,
    estate,
    failing_delivery,
    later,
    refused,
    selecting,
    stopped,
    without,
    written,
)
from tests.estates.generated import emptied
from tests.estates.judging import judged, statuses, told
from tests.evaluator.formats.showing import shown
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.text import render
from trailgate_evaluator.readers.snapshot import read_snapshot

Json = dict[str, Any]
ALL = (MANAGEMENT, MEMBER, AUDIT)
OTHER_GROUP = f"arn:aws:logs:us-east-1:{ARCHIVE}:log-group:other:*"
ANSWERS: dict[str, Callable[[Json], Json]] = {
    "logging": stopped,
    "selectors": lambda one: selecting(one, management=False),
    "multi_region": lambda one: described(one, IsMultiRegionTrail=False),
    "global_services": lambda one: described(one, IncludeGlobalServiceEvents=False),
    "log_group": lambda one: described(one, CloudWatchLogsLogGroupArn=OTHER_GROUP),
}
"""By what is asked about a trail a change of what a snapshot was told, by which no chain holds any more."""


@pytest.fixture(scope="module")
def engine() -> Any:
    with open_engine() as opened:
        yield opened


def _made(members: tuple[str, ...] = (MEMBER, AUDIT)) -> dict[str, Json]:
    """A trail of the management account, with its log group in the archive; the audit account may ask for nothing about it."""
    made = estate(group=ARCHIVE, members=members)
    return {**made, AUDIT: refused(made[AUDIT], "GetTrailStatus", "GetEventSelectors")}


def _results(folder: Path, snapshots: dict[str, Json], engine: Engine) -> dict[str, Json]:
    report = judged(written(folder, snapshots), opened=engine)
    return {result["subject"]["account"]: result for result in report["results"]}


def _differences(result: Json) -> list[Json]:
    """What a result says of the trail's answers that differ, with whatever it is found: a break, or a weakness."""
    weak = [one for chain in result["chains"] for one in chain["weaknesses"] if one["code"] == "answers_differ"]
    details = [one["detail"]["answers"] for one in (*weak, *result["breaks"])]
    assert all(one == details[0] for one in details)
    return details[0] if details else []


@pytest.mark.parametrize("attribute", ANSWERS)
def test_a_members_newer_answer_counts_for_the_owner_and_all_that_the_trail_records(
    attribute: str, tmp_path: Path, engine: Engine
) -> None:
    made = _made()
    whole = {**made, MEMBER: selecting(made[MEMBER])}
    assert {result["status"] for result in _results(tmp_path / "alike", whole, engine).values()} == {"pass"}
    found = _results(tmp_path / "newer", {**whole, MEMBER: later(ANSWERS[attribute](whole[MEMBER]), 2)}, engine)
    expected = "unknown" if attribute == "log_group" else "fail"
    assert {account: found[account]["status"] for account in (*ALL, ARCHIVE)} == dict.fromkeys((*ALL, ARCHIVE), expected)
    for account in (*ALL, ARCHIVE):
        assert _differences(found[account]) == [{"attribute": attribute, "by": MANAGEMENT, "newer": MEMBER}]
        (trail,) = (one for one in found[account]["resources"].values() if one["id"] == TRAIL)
        number, _, pointer = trail["answered"][attribute]["at"].partition("#")
        assert found[account]["sources"][int(number)].get("account", account) == MEMBER
        assert pointer.startswith("/calls/")


@pytest.mark.parametrize("attribute", ANSWERS)
def test_an_owners_newer_answer_counts_and_the_older_one_is_named_in_each_result(
    attribute: str, tmp_path: Path, engine: Engine
) -> None:
    made = _made()
    newer = {account: later(snapshot, 2) if account == MANAGEMENT else snapshot for account, snapshot in made.items()}
    found = _results(tmp_path, {**newer, MEMBER: ANSWERS[attribute](selecting(made[MEMBER]))}, engine)
    for account in (*ALL, ARCHIVE):
        assert (found[account]["status"], found[account]["effective"]) == ("pass", "yes")
        assert _differences(found[account]) == [{"attribute": attribute, "by": MEMBER, "newer": MANAGEMENT}]


def test_a_newer_answer_that_the_trail_logs_again_counts_for_all(tmp_path: Path, engine: Engine) -> None:
    made = _made()
    found = _results(tmp_path, {**made, MANAGEMENT: stopped(made[MANAGEMENT]), MEMBER: later(made[MEMBER], 2)}, engine)
    for account in ALL:
        assert found[account]["status"] == "pass"
        assert {one["by"] for one in _differences(found[account])} == {MANAGEMENT}


def test_an_answer_that_was_told_long_after_the_rest_of_the_chain_says_so(tmp_path: Path, engine: Engine) -> None:
    made = _made()
    snapshots = {**made, MANAGEMENT: stopped(made[MANAGEMENT]), MEMBER: later(made[MEMBER], 14)}
    report = judged(written(tmp_path, snapshots), opened=engine, most_apart=12 * 3600)
    (owner,) = (one for one in report["results"] if one["subject"]["account"] == MANAGEMENT)
    assert (owner["status"], owner["effective"]) == ("pass", "unknown")
    apart = [one for chain in owner["chains"] for one in chain["weaknesses"] if one["code"] == "snapshots_apart"]
    assert {one["detail"]["account"] for one in apart} == {MEMBER}


def test_a_later_answer_settles_what_two_contradict_each_other_about(tmp_path: Path, engine: Engine) -> None:
    made = _made()
    both = {**made, MEMBER: stopped(made[MEMBER])}
    assert set(statuses(judged(written(tmp_path / "both", both), opened=engine)).values()) == {"refused"}
    third = {**both, ARCHIVE: later(made[ARCHIVE], 1)}
    found = _results(tmp_path / "third", third, engine)
    assert {result["status"] for result in found.values()} == {"pass"}
    assert {one["newer"] for result in found.values() for one in _differences(result)} == {ARCHIVE}


@pytest.mark.parametrize("owner", ["refused", "not given", "older"])
def test_members_that_were_told_different_things_at_one_time_get_no_verdict(owner: str, tmp_path: Path, engine: Engine) -> None:
    made = _made()
    told_late = {**made, MEMBER: later(selecting(made[MEMBER]), 2), ARCHIVE: later(stopped(made[ARCHIVE]), 2)}
    snapshots = {
        "refused": {**told_late, MANAGEMENT: refused(made[MANAGEMENT], "GetTrailStatus", "GetEventSelectors")},
        "not given": without(told_late, MANAGEMENT),
        "older": told_late,
    }[owner]
    assert set(statuses(judged(written(tmp_path, snapshots), opened=engine)).values()) == {"refused"}
    settled = {**snapshots, MEMBER: later(selecting(made[MEMBER]), 3)}
    found = _results(tmp_path / "settled", settled, engine)
    assert {result["status"] for result in found.values()} == {"pass"}
    assert {one["by"] for result in found.values() for one in _differences(result)} == {ARCHIVE}


@pytest.mark.parametrize("owner", ["refused", "not given"])
def test_what_the_owner_does_not_tell_one_member_tells_for_all(owner: str, tmp_path: Path, engine: Engine) -> None:
    made = _made()
    silent = {**made, MANAGEMENT: refused(made[MANAGEMENT], "GetTrailStatus", "GetEventSelectors")}
    snapshots = silent if owner == "refused" else without(made, MANAGEMENT)
    assert {result["status"] for result in _results(tmp_path / "silent", snapshots, engine).values()} == {"unknown"}
    found = _results(tmp_path / "told", {**snapshots, MEMBER: selecting(made[MEMBER])}, engine)
    assert {result["status"] for result in found.values()} == {"pass"}
    assert not any(map(_differences, found.values()))


def test_a_trail_that_its_owners_list_was_too_old_for_records_the_owner_too(tmp_path: Path, engine: Engine) -> None:
    made = {account: selecting(snapshot) for account, snapshot in _made().items()}
    for silent in (emptied(made[MANAGEMENT], "DescribeTrails"), refused(made[MANAGEMENT], "DescribeTrails")):
        made[MANAGEMENT] = silent
        found = _results(tmp_path / "later", {**made, MEMBER: later(made[MEMBER], 2)}, engine)
        assert {found[account]["status"] for account in (MANAGEMENT, MEMBER)} == {"pass"}
    made[MANAGEMENT] = later(emptied(_made()[MANAGEMENT], "DescribeTrails"), 2)
    found = _results(tmp_path / "gone", made, engine)
    assert {one["code"] for result in found.values() for one in result["breaks"]} == {"trail_none", "trail_unlisted"}


def test_a_newer_failed_delivery_is_one_for_all(tmp_path: Path, engine: Engine) -> None:
    made = _made()
    found = _results(tmp_path / "failed", {**made, MEMBER: later(failing_delivery(made[MEMBER]), 2)}, engine)
    for account in ALL:
        assert (found[account]["status"], found[account]["effective"]) == ("pass", "unknown")
        assert "delivery_error" in {one["code"] for chain in found[account]["chains"] for one in chain["weaknesses"]}
        assert _differences(found[account]) == [{"attribute": "delivery_error", "by": MANAGEMENT, "newer": MEMBER}]
    mended = {**made, MANAGEMENT: failing_delivery(made[MANAGEMENT]), MEMBER: later(made[MEMBER], 2)}
    found = _results(tmp_path / "mended", mended, engine)
    assert {found[account]["effective"] for account in ALL} == {"yes"}


def test_however_many_members_were_told_otherwise_one_is_named(tmp_path: Path, engine: Engine) -> None:
    numbers = tuple(f"{number:012}" for number in range(100000000000, 100000000009))
    few, many = _made(), _made((MEMBER, AUDIT, *numbers))
    sizes = []
    for name, made in (("few", few), ("many", many)):
        others = {account: later(stopped(made[account]), 1) for account in numbers if account in made}
        newest = {**made, **others, MEMBER: later(made[MEMBER], 3), ARCHIVE: later(stopped(made[ARCHIVE]), 2)}
        found = told(judged(written(tmp_path / name, newest), opened=engine))
        sizes.append({account: found[account] for account in (*ALL, ARCHIVE)})
    assert sizes[0] == sizes[1]
    assert all(json.loads(text)["status"] == "pass" for text in sizes[0].values())


def test_a_snapshot_that_is_not_whole_answers_nothing(tmp_path: Path, engine: Engine) -> None:
    made = _made()
    odd = {**later(stopped(made[MEMBER]), 2), "regions": "no list"}
    found = _results(tmp_path, {**made, MEMBER: odd}, engine)
    assert {found[account]["status"] for account in (MANAGEMENT, AUDIT)} == {"pass"}


@pytest.mark.parametrize("status", ["fail", "pass", "unknown"])
def test_every_format_names_the_difference(status: str, tmp_path: Path) -> None:
    made = _made()
    newer = {"fail": stopped(made[MEMBER]), "unknown": ANSWERS["log_group"](made[MEMBER])}
    first = stopped(made[MANAGEMENT]) if status == "pass" else made[MANAGEMENT]
    report = judged(written(tmp_path, {**made, MANAGEMENT: first, MEMBER: later(newer.get(status, made[MEMBER]), 2)}))
    one = {**report, "results": report["results"][:1]}
    assert one["results"][0]["status"] == status
    what = "log group" if status == "unknown" else "logging"
    forms = ("text", "details", "markdown", "csv", "junit", "sarif", "asff", "ocsf", "github", "gitlab", "html", "xlsx")
    for form in forms:
        for told_of in (report, one):
            text = render(told_of, Page(details=True)) if form == "details" else shown(form, told_of)
            said = " ".join(text.split())
            assert f"An older snapshot, of account {MANAGEMENT}, says otherwise of trail org ({what})" in said, form
            assert f"the newer one, of account {MEMBER}, counts" in said, form


def test_an_answer_that_lies_far_from_another_link_alone_says_so(tmp_path: Path, engine: Engine) -> None:
    """The log archive was read 5 hours before the owner, and the member that was told last 5 hours after it."""
    made = {account: later(snapshot, 5) for account, snapshot in _made().items()}
    snapshots = {**made, MANAGEMENT: stopped(made[MANAGEMENT]), ARCHIVE: later(made[ARCHIVE], 0), MEMBER: later(made[MEMBER], 10)}
    report = judged(written(tmp_path, snapshots), opened=engine, most_apart=8 * 3600)
    (owner,) = (one for one in report["results"] if one["subject"]["account"] == MANAGEMENT)
    assert (owner["status"], owner["effective"]) == ("pass", "unknown")
    (apart,) = {
        json.dumps(one["detail"]) for chain in owner["chains"] for one in chain["weaknesses"] if one["code"] == "snapshots_apart"
    }
    assert json.loads(apart) == {"account": MEMBER, "from": ARCHIVE, "seconds": 36000}


def test_a_snapshot_alone_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(source: Any, *wanted: Any) -> Any:
        read.append(source.name)
        return read_snapshot(source, *wanted)

    monkeypatch.setattr("trailgate_evaluator.readers.snapshot.read_snapshot", counted)
    monkeypatch.setattr("trailgate_evaluator.estate.accounts.read_snapshot", counted)
    (path,) = written(tmp_path, {MANAGEMENT: estate(members=())[MANAGEMENT]})
    assert set(statuses(judged([path])).values()) == {"pass"}
    assert read == [path]
