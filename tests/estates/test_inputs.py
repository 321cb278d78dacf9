"""Which snapshots count in an estate, what is said of those that do not, and of accounts of which there is none."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.estates.accounts import (
    ARCHIVE,
    MANAGEMENT,
    MEMBER,
    TOPICS,
    aliased,
    calls,
    estate,
    later,
    listed,
    stopped,
    without,
    written,
)
from tests.estates.judging import judged, statuses, told
from tests.evaluator.formats.showing import shown
from trailgate_evaluator.cli.app import main as program
from trailgate_evaluator.evaluation import evaluate_inputs
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.formats.table import FORMATS

Json = dict[str, Any]


def _both(folder: Path, one: Json, other: Json) -> list[str]:
    paths = [folder / "one.json", folder / "other.json"]
    for path, content in zip(paths, (one, other), strict=True):
        path.write_text(json.dumps(content))
    return [str(path) for path in paths]


def test_of_two_snapshots_of_one_account_the_newest_counts_and_the_report_says_so(tmp_path: Path) -> None:
    old = estate()[MANAGEMENT]
    paths = _both(tmp_path, old, stopped(later(old, 3)))
    report = judged(paths)
    assert statuses(report) == {MANAGEMENT: "fail"}
    assert [entry.get("not_judged") for entry in report["inputs"]] == [{"reason": "newer_snapshot", "by": paths[1]}, None]


def test_two_of_one_time_that_differ_are_an_error_of_both(tmp_path: Path) -> None:
    old = estate()[MANAGEMENT]
    report = judged(_both(tmp_path, old, stopped(old)))
    assert report["results"] == []
    assert all("2 that differ" in entry["error"]["found"] for entry in report["inputs"])


def test_a_copy_of_a_snapshot_counts_once(tmp_path: Path) -> None:
    old = estate()[MANAGEMENT]
    report = judged(_both(tmp_path, old, old))
    assert len(report["results"]) == 1


def test_what_two_accounts_say_of_one_trail_the_newer_one_settles_by_name(tmp_path: Path) -> None:
    made = estate()
    made[MEMBER] = later(stopped(made[MEMBER]), 2)
    report = judged(written(tmp_path, made))
    assert statuses(report) == {MANAGEMENT: "fail", MEMBER: "fail"}
    made[MEMBER] = {**made[MEMBER], "collected": made[MANAGEMENT]["collected"]}
    made[MANAGEMENT] = later(made[MANAGEMENT], 2)
    report = judged(written(tmp_path, made))
    assert statuses(report) == {MANAGEMENT: "pass", MEMBER: "pass"}
    (result,) = [one for one in report["results"] if one["subject"]["account"] == MEMBER]
    (weak,) = [weak for chain in result["chains"] for weak in chain["weaknesses"]]
    assert weak["code"] == "answers_differ"
    assert weak["detail"] == {"answers": [{"attribute": "logging", "by": MEMBER, "newer": MANAGEMENT}]}
    assert result["effective"] == "yes"


def test_snapshots_that_lie_too_far_apart_weaken_each_link_by_name(tmp_path: Path) -> None:
    made = estate(group=ARCHIVE)
    made[ARCHIVE] = later(made[ARCHIVE], 14)
    for hours, weakened in ((24, set()), (13, {"log_group", "alarm", "topic"})):
        report = judged(written(tmp_path, made), most_apart=hours * 3600)
        (result,) = [one for one in report["results"] if one["subject"]["account"] == MEMBER]
        found = {weak["id"].split(":")[2] for chain in result["chains"] for weak in chain["weaknesses"]}
        assert len(found) == len(weakened)
        assert (result["status"], result["effective"]) == ("pass", "unknown" if weakened else "yes")


def _with_list(made: dict[str, Json], **states: str) -> dict[str, Json]:
    rows = [{"Id": number.strip("_"), "Name": f"Team {number[-1]}", "State": state} for number, state in states.items()]
    return {**made, MANAGEMENT: listed(made[MANAGEMENT], rows)}


def test_an_account_on_the_organizations_list_without_a_snapshot_is_unknown_and_never_silent(tmp_path: Path) -> None:
    made = _with_list(estate(), _444455556666="ACTIVE", _123456789012="ACTIVE", _777788889999="ACTIVE")
    report = judged(written(tmp_path, made), engine="both")
    assert statuses(report) == {MANAGEMENT: "pass", MEMBER: "pass", "123456789012": "unknown"}
    (result,) = [one for one in report["results"] if one["subject"]["account"] == "123456789012"]
    assert [gap["reason"] for gap in result["gaps"]] == ["account_not_collected"]
    assert result["subject"]["account_name"] == "Team 2"
    assert report["inputs"][result["input"]]["kind"] == "listed_account"


def test_an_account_is_called_as_its_organization_calls_it_else_by_its_alias(tmp_path: Path) -> None:
    made = {account: aliased(snapshot, f"alias-{account}") for account, snapshot in estate(group=ARCHIVE).items()}
    made = _with_list(made, _777788889999="ACTIVE", _444455556666="ACTIVE")
    paths = written(tmp_path, made)
    for joined in (False, True):
        results = judged(paths, join=joined)["results"]
        names = {result["subject"]["account"]: result["subject"]["account_name"] for result in results}
        assert names == {MANAGEMENT: "Team 9", MEMBER: "Team 6" if joined else f"alias-{MEMBER}", ARCHIVE: f"alias-{ARCHIVE}"}
    (member,) = [result for result in judged(paths)["results"] if result["subject"]["account"] == MEMBER]
    assert {(source.get("account"), source.get("account_name")) for source in member["sources"]} == {
        (None, None),
        (MANAGEMENT, "Team 9"),
        (ARCHIVE, f"alias-{ARCHIVE}"),
    }


@pytest.mark.parametrize("state", ["SUSPENDED", "PENDING_CLOSURE", "CLOSED"])
def test_a_closed_account_says_so_and_sets_no_outcome(state: str, tmp_path: Path) -> None:
    report = judged(written(tmp_path, _with_list(estate(), _123456789012=state)))
    assert "123456789012" not in statuses(report)
    assert report["inputs"][-1]["not_judged"] == {"reason": "account_closed", "state": state, "account_name": "Team 2"}
    assert report["summary"]["unknown"] == 0


def test_the_retired_status_counts_where_no_state_is_told(tmp_path: Path) -> None:
    made = estate()
    made[MANAGEMENT] = listed(made[MANAGEMENT], [{"Id": "123456789012", "Status": "SUSPENDED"}])
    assert judged(written(tmp_path, made))["inputs"][-1]["not_judged"]["state"] == "SUSPENDED"


def test_a_member_that_was_refused_everything_and_says_nothing_of_itself_is_covered_by_the_list(tmp_path: Path) -> None:
    made = _with_list(estate(group=ARCHIVE), _444455556666="ACTIVE")
    made[MEMBER] = {**made[MEMBER], "organization": None, "calls": calls(made[MEMBER], "GetCallerIdentity")}
    assert statuses(judged(written(tmp_path, made)))[MEMBER] == "pass"
    unlisted = {**made, MANAGEMENT: estate(group=ARCHIVE)[MANAGEMENT]}
    assert statuses(judged(written(tmp_path, unlisted)))[MEMBER] == "unknown"


def test_what_is_missing_names_the_account_that_would_settle_it(tmp_path: Path) -> None:
    report = judged(written(tmp_path, without(estate(group=ARCHIVE), ARCHIVE)))
    gaps = [gap for result in report["results"] for gap in result["gaps"]]
    assert {(gap["reason"], gap["account"]) for gap in gaps} == {("not_supplied", ARCHIVE)}


def test_the_report_is_the_same_however_many_processes_made_it(tmp_path: Path) -> None:
    made = _with_list(estate(group=ARCHIVE, members=tuple(f"{n:012}" for n in range(100000000000, 100000000020))), _1="ACTIVE")
    written(tmp_path, made)
    choices = Choices(controls=("4.4",))
    assert evaluate_inputs([str(tmp_path)], choices, many=1) == evaluate_inputs([str(tmp_path)], choices, many=10**6)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_tells_of_every_account(name: str, tmp_path: Path) -> None:
    made = _with_list(estate(group=ARCHIVE), _123456789012="ACTIVE")
    assert "123456789012" in shown(name, judged(written(tmp_path, made)))


def test_an_archive_of_snapshots_is_the_same_estate_as_the_folder(tmp_path: Path) -> None:
    made = estate(group=ARCHIVE)
    paths = written(tmp_path / "folder", made)
    with zipfile.ZipFile(tmp_path / "client.zip", "w") as packed:
        for path in paths:
            packed.write(path, Path(path).name)
    assert told(judged([str(tmp_path / "client.zip")])) == told(judged(paths))


def test_a_broken_snapshot_costs_others_no_more_than_one_that_is_not_there(tmp_path: Path) -> None:
    made = estate(group=ARCHIVE)
    made[ARCHIVE] = {**made[ARCHIVE], "regions": "all"}
    report = judged(written(tmp_path, made))
    assert statuses(report) == {ARCHIVE: "refused", MANAGEMENT: "unknown", MEMBER: "unknown"}
    assert {gap["reason"] for result in report["results"] for gap in result["gaps"]} == {"not_supplied"}


CLOSED, OPEN = (
    {"Id": "123456789012", "Name": "closed", "State": "SUSPENDED"},
    {"Id": "123456789012", "Name": "open", "State": "ACTIVE"},
)


@pytest.mark.parametrize("rows", [[CLOSED, OPEN], [OPEN, CLOSED]], ids=["open_last", "closed_last"])
def test_a_list_that_names_an_account_twice_closes_it_only_where_both_rows_do(rows: list[Json], tmp_path: Path) -> None:
    made = estate()
    assert (
        statuses(judged(written(tmp_path / "one", {**made, MANAGEMENT: listed(made[MANAGEMENT], rows)})))[CLOSED["Id"]]
        == "unknown"
    )
    one, other = rows
    two = {MANAGEMENT: listed(made[MANAGEMENT], [one]), MEMBER: listed(made[MEMBER], [other])}
    assert statuses(judged(written(tmp_path / "two", two)))[CLOSED["Id"]] == "unknown"
    newer = {account: later(snapshot, int(account == MEMBER)) for account, snapshot in two.items()}
    assert (CLOSED["Id"] in statuses(judged(written(tmp_path / "newer", newer)))) == (other is OPEN)


@pytest.mark.parametrize("hours", ["inf", "-inf", "nan", "-1", "1e400", "1e9"])
def test_a_spread_that_is_no_number_of_hours_is_wrong_usage(hours: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert program(["evaluate", "fixtures/estates/log_archive/snapshots", f"--max-spread={hours}"]) == 2
    assert "--max-spread" in capsys.readouterr().err


def test_a_spread_of_nothing_lets_snapshots_of_one_time_alone_be_near_enough(tmp_path: Path) -> None:
    made = estate(group=ARCHIVE)
    assert {one["effective"] for one in judged(written(tmp_path / "same", made), most_apart=0)["results"]} == {"yes"}
    made[ARCHIVE] = {**made[ARCHIVE], "collected": {**made[ARCHIVE]["collected"], "finished_at": "2026-11-02T09:00:01Z"}}
    results = judged(written(tmp_path / "apart", made), most_apart=0)["results"]
    assert {one["effective"] for one in results} == {"unknown"}


@pytest.mark.parametrize("hours", [0, 3], ids=["of_one_time", "one_later"])
def test_one_number_in_two_partitions_is_two_accounts_that_are_judged_apart(hours: int, tmp_path: Path) -> None:
    made = estate(group=ARCHIVE)
    text = json.dumps(later(made[MEMBER], hours)).replace("arn:aws:", "arn:aws-cn:").replace("us-east-1", "cn-north-1")
    paths = written(tmp_path, made)
    (tmp_path / "china.json").write_text(text.replace('"partition": "aws"', '"partition": "aws-cn"'))
    report = judged([*paths, str(tmp_path / "china.json")])
    assert statuses(report) == {MANAGEMENT: "pass", ARCHIVE: "pass", MEMBER: "refused", "china": "refused"}
    assert {entry["error"]["found"] for entry in report["inputs"] if entry["error"]} == {
        "some of each of aws and aws-cn: they are two accounts of one number"
    }
    apart = judged([str(tmp_path / "china.json")])
    assert set(statuses(apart)) == {MEMBER}


@pytest.mark.parametrize("state", ["SUSPENDED", "CLOSED", "ACTIVE"])
def test_a_snapshot_of_before_its_account_was_closed_sets_no_outcome_and_counts_for_others(state: str, tmp_path: Path) -> None:
    """Collected, then suspended, then the others collected again into the same folder."""
    made = estate(group=ARCHIVE)
    made[MANAGEMENT] = later(listed(made[MANAGEMENT], [{"Id": ARCHIVE, "Name": "old archive", "State": state}]), 2)
    report = judged(written(tmp_path, made), engine="both")
    found = statuses(report)
    assert {found[MANAGEMENT], found[MEMBER]} == {"pass"}
    assert (ARCHIVE in found) == (state == "ACTIVE")
    told = [entry["not_judged"] for entry in report["inputs"] if "not_judged" in entry]
    assert told == (
        []
        if state == "ACTIVE"
        else [{"reason": "account_closed", "account": ARCHIVE, "state": state, "account_name": "old archive"}]
    )
    if state != "ACTIVE":
        for name in ("text", "html", "markdown", "csv"):
            assert f"account {ARCHIVE} (old archive) is" in shown(name, report)


def test_a_snapshot_that_is_newer_than_the_list_that_closes_its_account_is_judged(tmp_path: Path) -> None:
    made = estate(group=ARCHIVE)
    made[MANAGEMENT] = listed(made[MANAGEMENT], [{"Id": ARCHIVE, "State": "SUSPENDED"}])
    assert statuses(judged(written(tmp_path, made)))[ARCHIVE] == "pass"


def test_snapshots_of_one_chain_that_lie_far_from_each_other_alone_say_so(tmp_path: Path) -> None:
    """The topic's account was read seven hours before the member, the log archive seven hours after it."""
    made = {account: later(one, 7) for account, one in estate(group=ARCHIVE, topic=TOPICS).items()}
    made[TOPICS], made[ARCHIVE] = later(made[TOPICS], 0), later(made[ARCHIVE], 14)
    report = judged(written(tmp_path, made), engine="both", most_apart=8 * 3600)
    (member,) = (one for one in report["results"] if one["subject"]["account"] == MEMBER)
    assert (member["status"], member["effective"]) == ("pass", "unknown")
    (weak,) = {json.dumps(weak["detail"]): weak for chain in member["chains"] for weak in chain["weaknesses"]}.values()
    assert weak["detail"] == {"account": ARCHIVE, "seconds": 14 * 3600, "from": TOPICS}
    assert f"14 hours apart from that of account {TOPICS}" in " ".join(shown("csv", report).split())
    near = judged(written(tmp_path, made), most_apart=14 * 3600)
    assert {one["effective"] for one in near["results"]} == {"yes"}
