"""Records followed through an estate, into the copies that centralization rules make of the trail's log group, and on."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.estates.accounts import AUDIT, MANAGEMENT, MEMBER, copying, estate, later, ruled, stopped, unruled, written
from tests.estates.make_fixtures import FOLDER
from trailgate_evaluator.cli.app import main

Json = dict[str, Any]
COPIED = copying()
ESTATES = {
    "own_group": estate(),
    "copied": {**COPIED, MANAGEMENT: ruled(COPIED[MANAGEMENT])},
    "perhaps_copied": {**COPIED, MANAGEMENT: ruled(COPIED[MANAGEMENT], health="Unhealthy")},
    "not_copied": COPIED,
}


def _record(minute: int, name: str = "PutUserPolicy") -> Json:
    fields = {"eventSource": "iam.amazonaws.com", "eventType": "AwsApiCall", "awsRegion": "us-east-1", "readOnly": False}
    return {"eventName": name, **fields, "eventTime": f"2026-11-02T08:{minute:02}:30Z", "recipientAccountId": MEMBER}


def _traced(
    capfd: pytest.CaptureFixture[str], folder: Path, record: str, *, account: str = MEMBER, control: str = "4.4"
) -> tuple[int, Json]:
    of_account = next(path for path in folder.iterdir() if path.name.startswith(account))
    code = main(["trace", str(of_account), "--estate", str(folder), "--record", record, "--control", control, "--format", "json"])
    return code, json.loads(capfd.readouterr().out)


def _counted(capfd: pytest.CaptureFixture[str], folder: Path, name: str) -> tuple[int, Json]:
    """What became of three changes within an hour, and of a call that no control asks for."""
    written(folder / "estate", ESTATES[name])
    records = [*(_record(minute) for minute in (1, 2, 20)), _record(30, "ListUsers")]
    (folder / "records.json").write_text(json.dumps({"Records": records}))
    return _traced(capfd, folder / "estate", str(folder / "records.json"))


def test_an_account_by_itself_is_followed_as_it_is_judged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was refused the rules that may copy its log group, which is in doubt without any other account's snapshot."""
    monkeypatch.delenv("TRAILGATE_NO_JOIN")
    path = tmp_path / "one.json"
    for snapshot, where in ((COPIED[MANAGEMENT], 1), (unruled(COPIED[MANAGEMENT]), 3)):
        path.write_text(json.dumps(snapshot))
        codes = {main(["evaluate", str(path), "--control", "4.4"])}
        codes |= {main(["trace", str(path), "--record", "PutUserPolicy", "--control", "4.4"])}
        capfd.readouterr()
        assert codes == {where}


def test_the_newest_answer_about_a_trail_counts_for_a_record_of_its_owner(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    made = estate()
    written(tmp_path, {**made, MEMBER: later(stopped(made[MEMBER]), 2)})
    for account in (MANAGEMENT, MEMBER):
        assert main(["trace", str(tmp_path / f"{account}.json"), "--estate", str(tmp_path), "--record", "PutUserPolicy"]) == 1
        said = " ".join(capfd.readouterr().out.split())
        assert f"An older snapshot, of account {MANAGEMENT}, says otherwise of trail org (logging)" in said


def test_each_link_says_whose_it_is(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, ESTATES["own_group"])
    account = next(path for path in tmp_path.iterdir() if path.name.startswith(MEMBER))
    assert main(["trace", str(account), "--estate", str(tmp_path), "--record", "PutUserPolicy", "--control", "4.4"]) == 0
    links = [line for line in capfd.readouterr().out.splitlines() if line.startswith("  ✓ ")]
    assert len(links) == 7
    assert all(line.endswith(f" (account {MANAGEMENT})") for line in links)


@pytest.mark.parametrize(
    ("name", "code", "where"), [("own_group", 0, "carried"), ("copied", 0, "carried"), ("perhaps_copied", 3, "unknown")]
)
def test_a_record_is_followed_into_the_copy(
    name: str, code: int, where: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, ESTATES[name])
    found, traced = _traced(capfd, tmp_path, "PutUserPolicy")
    assert (found, traced["where"]) == (code, where)
    if name == "copied":
        (chain,) = traced["result"]["chains"]
        assert [link["id"] for link in chain["links"] if link["link"] == "log_group"] == [
            f"arn:aws:logs:us-east-1:{AUDIT}:log-group:org-trail"
        ]


def test_the_alarms_of_a_copy_are_moved_as_those_of_the_trails_own_group(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    own = _counted(capfd, tmp_path / "own", "own_group")
    copied = _counted(capfd, tmp_path / "copied", "copied")
    for (code, found), account in ((own, MANAGEMENT), (copied, AUDIT)):
        (alarm,) = found["course"]["alarms"]
        assert (code, found["course"]["unwritten"], alarm["account"], alarm["cannot_tell"]) == (0, 0, account, None)
        assert (alarm["required"], alarm["in_alarm"] > 0) == (3, True)
    alike = ("periods", "in_alarm", "required", "unseen")
    ((one,), (other,)) = (found["course"]["alarms"] for _, found in (own, copied))
    assert {name: one[name] for name in alike} == {name: other[name] for name in alike}


def test_what_may_come_into_a_copy_moves_its_alarm_perhaps(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, found = _counted(capfd, tmp_path, "perhaps_copied")
    (alarm,) = found["course"]["alarms"]
    why = "whether a trail writes some of these records into its filter's log group is not known"
    assert (code, alarm["account"], alarm["cannot_tell"]) == (3, AUDIT, why)


def test_where_nothing_is_copied_no_alarm_of_another_account_is_moved(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, found = _counted(capfd, tmp_path, "not_copied")
    assert (code, found["course"]["alarms"]) == (1, [])


def test_the_filter_that_comes_closest_may_stand_on_the_copy(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = FOLDER / "collected_centralized_logs" / "snapshots"
    code, traced = _traced(capfd, folder, "StopLogging", account=MANAGEMENT, control="4.5")
    assert (code, traced["where"], traced["nearest_filter"]) == (1, "lost", None), "no report names a filter for it"
    for snapshot in folder.iterdir():
        told = gzip.decompress(snapshot.read_bytes()).replace(b"$.eventName = PutUserPolicy)", b"$.eventName = PutUserPolic)")
        told = told.replace(b"$.eventName=PutUserPolicy)", b"$.eventName=PutUserPolic)")
        (tmp_path / snapshot.name).write_bytes(gzip.compress(told))
    code, traced = _traced(capfd, tmp_path, "PutUserPolicy", account=MANAGEMENT)
    assert (code, traced["where"], traced["nearest_filter"]["name"]) == (1, "lost", "iam-policy-changes")
    assert f":{MANAGEMENT}:" not in traced["nearest_filter"]["id"]
