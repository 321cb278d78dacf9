"""Which snapshots of a folder need not be fetched again: those of which asking again would change nothing."""

from __future__ import annotations

import copy
import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from trailgate_collector.calls_beyond import LIST_ACCOUNTS
from trailgate_collector.collection import Shared, question_of
from trailgate_collector.errors import OutputError
from trailgate_collector.outcomes import Answer, Outcome
from trailgate_collector.snapshot import Asked, versions
from trailgate_collector.snapshot_folder import SnapshotFolder

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT, ASKER = "111122223333", "777788889999"
ASKED = Asked(regions=("us-east-1",), beyond=frozenset({"cross_account"}))
NOW = datetime.now(UTC).replace(microsecond=0)
ROLL: dict[str, Any] = {"Accounts": [{"Id": ASKER}, {"Id": ACCOUNT}]}


def shared(outcome: Outcome = "answered", page: dict[str, Any] = ROLL) -> Shared:
    pages = (page,) if outcome == "answered" else ()
    roll = Answer(question=question_of(LIST_ACCOUNTS, "us-east-1"), outcome=outcome, at=NOW, pages=pages)
    return Shared(asker=ASKER, organization=None, answers=(roll,))


def content(account: str = ACCOUNT, *calls: dict[str, Any], **collected: Any) -> dict[str, Any]:
    told = {"finished_at": NOW.isoformat(), **versions(), "asked": ASKED.to_json(), **collected}
    return {"format": "trailgate/snapshot/v1", "account": {"id": account}, "collected": told, "calls": list(calls)}


def call(operation: str = "DescribeTrails", outcome: str = "answered", **more: Any) -> dict[str, Any]:
    return {"operation": operation, "outcome": outcome, **more}


@pytest.fixture
def folder(tmp_path: Path) -> SnapshotFolder:
    return SnapshotFolder(str(tmp_path))


def is_kept(folder: SnapshotFolder, written: Any, account: str = ACCOUNT, known: Shared | None = None) -> bool:
    path = folder.path / f"{account}.json.gz"
    path.write_bytes(written if isinstance(written, bytes) else gzip.compress(json.dumps(written).encode()))
    kept = folder.kept(account, ASKED, known or shared(), NOW - timedelta(hours=24))
    assert kept is None or kept.finished_at == NOW
    return kept is not None


@pytest.mark.parametrize("outcome", ["answered", "absent", "skipped"])
def test_one_that_asking_again_would_not_change_is_kept(outcome: str, folder: SnapshotFolder) -> None:
    assert is_kept(folder, content(ACCOUNT, call(), call("ListSinks", outcome)))


@pytest.mark.parametrize("outcome", ["denied", "failed", "truncated"])
def test_one_with_a_call_that_may_be_answered_now_is_not(outcome: str, folder: SnapshotFolder) -> None:
    assert not is_kept(folder, content(ACCOUNT, call(), call("ListSinks", outcome)))


@pytest.mark.parametrize(
    "changes",
    [
        {"tool": "trailgate 0.0.1"},
        {"botocore": "1.0.0"},
        {"asked": {**ASKED.to_json(), "regions": None}},
        {"asked": {**ASKED.to_json(), "beyond": []}},
        {"asked": {**ASKED.to_json(), "named": ["arn:aws:sns:us-east-1:111122223333:t"]}},
        {"finished_at": (NOW - timedelta(hours=25)).isoformat()},
        {"finished_at": (NOW + timedelta(hours=1)).isoformat()},
        {"finished_at": "yesterday"},
        {"finished_at": None},
        {"finished_at": "2026-11-29T12:00:00"},
    ],
    ids=range(10),
)
def test_one_of_other_questions_or_another_time_is_not(changes: dict[str, Any], folder: SnapshotFolder) -> None:
    assert not is_kept(folder, content(ACCOUNT, call(), **changes))


def test_one_of_an_older_trailgate_which_does_not_say_what_it_was_asked_for_is_not(folder: SnapshotFolder) -> None:
    written = content(ACCOUNT, call())
    del written["collected"]["asked"]
    assert not is_kept(folder, written)


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{}",
        gzip.compress(b"{}")[:-5],
        gzip.compress(b"not JSON"),
        gzip.compress(b"[" * 100_000),
        [],
        {"format": "trailgate/snapshot/v1"},
        {"format": "trailgate/snapshot/v1", "account": []},
        {**content(), "format": "trailgate/report/v1"},
        {**content(), "calls": 1},
        {**content(), "calls": [[]]},
        content(ASKER),
    ],
    ids=range(12),
)
def test_what_is_no_whole_snapshot_of_the_account_is_not(written: Any, folder: SnapshotFolder) -> None:
    assert not is_kept(folder, written)


def test_a_link_is_not_followed(folder: SnapshotFolder) -> None:
    assert is_kept(folder, content())
    path = folder.path / f"{ACCOUNT}.json.gz"
    path.rename(folder.path / "elsewhere")
    path.symlink_to(folder.path / "elsewhere")
    assert folder.kept(ACCOUNT, ASKED, shared(), NOW - timedelta(hours=24)) is None


def test_that_of_whoever_calls_the_roll_has_to_have_the_same_roll(folder: SnapshotFolder) -> None:
    roll = call("ListAccounts", pages=[ROLL])
    assert is_kept(folder, content(ASKER, call(), roll), ASKER)
    grown = copy.deepcopy(ROLL)
    grown["Accounts"].append({"Id": "444455556666"})
    assert not is_kept(folder, content(ASKER, call(), roll), ASKER, shared(page=grown))
    assert not is_kept(folder, content(ASKER, call()), ASKER)
    assert is_kept(folder, content(ASKER, call(), call("ListAccounts", "absent")), ASKER, shared("absent"))
    assert is_kept(folder, content(ACCOUNT, call()), ACCOUNT, shared(page=grown))


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot be used: Not a directory"):
        SnapshotFolder(str(tmp_path / "file" / "estate")).make()


def test_a_new_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    SnapshotFolder(str(tmp_path / "a" / "estate")).make()
    assert (tmp_path / "a" / "estate").stat().st_mode & 0o777 == 0o700
