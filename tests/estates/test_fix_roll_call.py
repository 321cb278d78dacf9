"""`trailgate fix` of an organization: of every account on its list something is said, and none that is closed gets a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.estates.accounts import ARCHIVE, MANAGEMENT, MEMBER, TOPICS, estate, later, listed, written
from tests.estates.generated import emptied
from trailgate_evaluator.cli.app import main

ROOT = Path(__file__).resolve().parents[2] / "fixtures" / "estates"
NEVER = "999999999991"


@pytest.mark.parametrize(
    ("name", "missing", "closed"),
    [
        ("listed_without_a_snapshot", ["123456789012 (sandbox)"], ["210987654321 (sold)", "321098765432 (older)"]),
        ("collected_central_log_archive", ["341768487870 (left-out)"], ["525943518999 (closed)"]),
    ],
)
def test_an_account_that_nobody_collected_is_not_passed_over(
    name: str, missing: list[str], closed: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    given = str(ROOT / name / "snapshots")
    assert main(["evaluate", given, "--control", "iam-policy-change-alarm"]) == 3
    capsys.readouterr()
    assert main(["fix", given, "--control", "iam-policy-change-alarm", "--output", str(tmp_path / "out")]) == 3
    told = capsys.readouterr().err
    for account in missing:
        assert f"trailgate: not for account {account}: It is on its organization's list, and no snapshot of it was given." in told
    for account in closed:
        assert f"trailgate: nothing for account {account}: by its organization's list it is suspended." in told
    assert "nothing to fix" not in told
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("state", ["SUSPENDED", "CLOSED"])
def test_an_account_that_a_newer_list_calls_closed_gets_no_text(
    state: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made = estate(group=ARCHIVE, topic=TOPICS)
    made[MEMBER] = emptied(made[MEMBER], "DescribeTrails")
    rows = {one: {"Id": one, "Name": f"name of {one}", "State": "ACTIVE"} for one in made}
    options = ["--email", "a@example.com", "--output"]
    made[MANAGEMENT] = listed(later(made[MANAGEMENT], 1), list(rows.values()))
    written(tmp_path / "open", made)
    assert main(["fix", str(tmp_path / "open"), *options, str(tmp_path / "1")]) == 0
    assert [path.stem[2:] for path in (tmp_path / "1").iterdir()] == [MEMBER]
    rows[MEMBER]["State"] = state
    written(tmp_path / "closed", {**made, MANAGEMENT: listed(made[MANAGEMENT], list(rows.values()))})
    capsys.readouterr()
    assert main(["fix", str(tmp_path / "closed"), *options, str(tmp_path / "2")]) == 0
    assert not list((tmp_path / "2").iterdir())
    is_what = {"SUSPENDED": "is suspended", "CLOSED": "is closed"}[state]
    told = capsys.readouterr().err
    assert f"trailgate: nothing for account {MEMBER} (name of {MEMBER}): by its organization's list it {is_what}." in told


def test_nothing_is_made_in_a_closed_account_for_others(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The central topic lost its subscription in an account that is closed since: another topic is told instead."""
    made = estate(group=ARCHIVE, topic=TOPICS)
    made[TOPICS] = emptied(made[TOPICS], "ListSubscriptionsByTopic")
    rows = [{"Id": one, "Name": one, "State": "CLOSED" if one == TOPICS else "ACTIVE"} for one in made]
    written(tmp_path / "in", {**made, MANAGEMENT: listed(later(made[MANAGEMENT], 1), rows)})
    out = tmp_path / "out"
    main(["fix", str(tmp_path / "in"), "--email", "a@example.com", "--output", str(out)])
    assert f"nothing for account {TOPICS}" in capsys.readouterr().err
    assert not [path for path in out.iterdir() if path.stem.endswith(TOPICS)]


def test_what_is_to_be_mended_is_written_beside_an_account_that_nobody_collected(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made = estate(group=ARCHIVE)
    made[ARCHIVE] = emptied(emptied(made[ARCHIVE], "DescribeMetricFilters"), "DescribeAlarms")
    rows = [{"Id": one, "Name": one, "State": "ACTIVE"} for one in [*made, NEVER]]
    written(tmp_path, {**made, MANAGEMENT: listed(made[MANAGEMENT], rows)})
    assert main(["fix", str(tmp_path)]) == 3
    told = capsys.readouterr()
    assert f"credentials of account {ARCHIVE}" in told.out
    assert f"not for account {NEVER}" in told.err


def test_a_folder_of_one_snapshot_calls_the_roll_of_its_list(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    made = estate()[MANAGEMENT]
    rows = [{"Id": one, "Name": f"name of {one}", "State": "ACTIVE"} for one in (MANAGEMENT, NEVER)]
    written(tmp_path, {MANAGEMENT: listed(made, rows)})
    assert main(["fix", str(tmp_path)]) == 3
    told = capsys.readouterr().err
    assert f"trailgate: not for account {NEVER} (name of {NEVER}): It is on its organization's list" in told
    assert main(["fix", str(tmp_path / f"{MANAGEMENT}.json")]) == 0


def test_a_closed_account_gets_no_text_beside_its_estate_either(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    made = {**(all_of := estate(group=ARCHIVE)), MEMBER: emptied(all_of[MEMBER], "DescribeTrails")}
    rows = [{"Id": one, "Name": one, "State": "CLOSED" if one == MEMBER else "ACTIVE"} for one in made]
    written(tmp_path, {**made, MANAGEMENT: listed(later(made[MANAGEMENT], 1), rows)})
    asked = ["fix", str(tmp_path / f"{MEMBER}.json"), "--email", "a@example.com"]
    assert main([*asked, "--estate", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert not told.out
    assert told.err.startswith(f"trailgate: nothing for account {MEMBER}")
    written(tmp_path / "older", {**made, MANAGEMENT: listed(made[MANAGEMENT], rows)})
    assert main([*asked, "--estate", str(tmp_path / "older")]) == 0
    assert "create-trail" in capsys.readouterr().out


def test_an_older_snapshot_than_the_estates_is_planned_for_no_more(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    made = estate(group=ARCHIVE)
    written(tmp_path / "new", {**made, MEMBER: later(made[MEMBER], 1)})
    (old,) = written(tmp_path / "old", {MEMBER: emptied(made[MEMBER], "DescribeTrails")})
    assert main(["fix", old, "--estate", str(tmp_path / "new")]) == 2
    told = capsys.readouterr().err
    assert f"Give {tmp_path / 'new' / MEMBER}.json in its place." in told
