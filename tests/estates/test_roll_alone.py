"""An organization's list in a snapshot that holds nothing else: the roll is called by it, and it stands in for no account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.estates.accounts import ARCHIVE, MANAGEMENT, MEMBER, estate, roll_alone, without, written
from tests.estates.judging import judged
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.report.unjudged import said_of

Json = dict[str, Any]
NEVER = "999999999991"


def _given(folder: Path, *, roll: bool, **owners: Any) -> dict[str, Json]:
    made = estate(**owners)
    rows = [{"Id": account, "Name": f"name of {account}", "State": "ACTIVE"} for account in [*made, NEVER]]
    alone = {MANAGEMENT: roll_alone(made[MANAGEMENT], rows)} if roll else {}
    found = judged(written(folder, {**without(made, MANAGEMENT), **alone}))
    assert not any(one["error"] for one in found["inputs"])
    return {result["subject"]["account"]: result for result in found["results"]}


def test_nobody_on_the_list_is_passed_over_nor_is_who_asked_for_it(tmp_path: Path) -> None:
    found = _given(tmp_path, roll=True, group=ARCHIVE)
    assert set(found) == {ARCHIVE, MEMBER, MANAGEMENT, NEVER}
    for account in (MANAGEMENT, NEVER):
        assert found[account]["status"] == "unknown"
        assert {gap["reason"] for gap in found[account]["gaps"]} == {"account_not_collected"}
    assert found[MEMBER]["subject"]["account_name"] == f"name of {MEMBER}"


def test_what_others_would_be_told_of_that_account_stays_as_unknown_as_without_it(tmp_path: Path) -> None:
    for owners in ({}, {"group": ARCHIVE}, {"group": ARCHIVE, "topic": MANAGEMENT}):
        folder = tmp_path / "-".join(owners)
        before, after = _given(folder / "before", roll=False, **owners), _given(folder / "after", roll=True, **owners)
        assert {account: after[account]["status"] for account in before} == {
            account: result["status"] for account, result in before.items()
        }
        assert not any(gap["reason"] == "not_collected" for result in after.values() for gap in result["gaps"])


def test_no_text_is_written_for_it(tmp_path: Path, capsys: Any) -> None:
    _given(tmp_path, roll=True)
    assert main(["fix", str(tmp_path), "--email", "a@example.com"]) == 3
    told = capsys.readouterr()
    assert not told.out
    assert f"not for account {MANAGEMENT} (name of {MANAGEMENT})" in told.err


def test_a_newer_one_stands_in_no_older_snapshots_way_and_calls_the_roll_all_the_same(tmp_path: Path) -> None:
    made = estate(group=ARCHIVE)
    rows = [{"Id": account, "Name": f"name of {account}", "State": "ACTIVE"} for account in [*made, NEVER]]
    newer = roll_alone(made[MANAGEMENT], rows)
    newer["collected"] = {**newer["collected"], "finished_at": "2026-11-02T12:00:00Z"}
    paths = written(tmp_path, {**made, "roll": newer})
    before, after = (judged(given) for given in ([path for path in paths if "roll" not in path], paths))
    statuses = [{one["subject"]["account"]: one["status"] for one in report["results"]} for report in (before, after)]
    assert statuses[1] == {**statuses[0], NEVER: "unknown"}
    (roll,) = (entry for entry in after["inputs"] if entry["name"].endswith("roll.json"))
    assert roll["not_judged"] == {"reason": "roll_alone", "by": str(tmp_path / f"{MANAGEMENT}.json")}
    assert "holds its organization's list alone, which counts" in said_of(roll)
