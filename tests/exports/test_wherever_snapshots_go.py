"""An export is taken wherever a snapshot is: as a baseline, in an estate, by every question; and evidence leads to its files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.evaluator.exports.dumps import dump, snapshot_of
from tests.exports.judging import SAMPLES, copied, sample
from trailgate_evaluator.cli.app import main

Json = dict[str, Any]

PASSING = SAMPLES / "aws_cli_script_pass"
FAILING = SAMPLES / "aws_cli_script_fail"
PLANS = Path(__file__).parents[2] / "fixtures/plans"


def two(folder: Path) -> Path:
    """An export of two accounts."""
    one = snapshot_of("pass_whole_chain")
    for snapshot in (one, json.loads(json.dumps(one).replace("111122223333", "444455556666"))):
        dump(snapshot, folder)
    return folder


def report_of(capfd: pytest.CaptureFixture[str], *arguments: str) -> Json:
    capfd.readouterr()
    main([*arguments, "-f", "json"])
    told = capfd.readouterr()
    assert "internal error" not in told.err
    found: Json = json.loads(told.out)
    return found


def places(result: Json) -> list[str]:
    """Where the links of its chains stand."""
    return [link["at"] for chain in result["chains"] for link in chain["links"]]


@pytest.mark.parametrize("plan", ["07a_alarm_without_actions", "08_destroy_filter"])
def test_a_plan_is_laid_over_an_export(capfd: pytest.CaptureFixture[str], tmp_path: Path, plan: str) -> None:
    snapshot = json.loads(json.dumps(snapshot_of("pass_whole_chain")).replace("111122223333", "123456789012"))
    export = dump(snapshot, tmp_path / "export")
    assert main(["import", str(export), "-o", str(tmp_path / "snapshots")]) == 0
    (file,) = (tmp_path / "snapshots").iterdir()
    arguments = ["evaluate", str(PLANS / plan / "plan.json"), "--control", "4.4", "--baseline"]
    by_snapshot, by_export = (report_of(capfd, *arguments, str(path)) for path in (file, export))
    assert [one["status"] for one in by_export["results"]] == [one["status"] for one in by_snapshot["results"]]
    assert all(at.startswith(f"1#{export}/") for at in places(by_export["results"][0]) if at.startswith("1#"))


def test_an_estate_may_be_an_export(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = two(tmp_path / "acme")
    capfd.readouterr()
    assert main(["show", str(PASSING), "--estate", str(folder), "--summary"]) in {0, 2}
    told = capfd.readouterr()
    assert "internal error" not in told.err
    assert main(["fix", str(folder), "--email", "a@example.com", "--output", str(tmp_path / "fixes")]) in {0, 1, 3}
    assert "internal error" not in capfd.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "{given}", "--estate", "{estate}", "--summary"],
        ["trace", "{given}", "--estate", "{estate}", "--record", "AttachRolePolicy"],
        ["fix", "{given}", "--estate", "{estate}", "--email", "a@example.com"],
        ["explain", "4.4", "--walk", "AttachRolePolicy", "{given}", "--estate", "{estate}"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_the_region_of_an_estates_export_is_given_beside_a_snapshot(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str]
) -> None:
    """Whose files tell none: it stands in no name, and nothing is to be guessed."""
    given = tmp_path / "other.json"
    given.write_text(json.dumps(snapshot_of("pass_whole_chain")).replace("111122223333", "444455556666"))
    export = SAMPLES / "aws_cli_by_hand_pass"
    run = [one.format(given=given, estate=export) for one in arguments]
    assert main([*run, "--region", "us-east-1"]) == 0
    capfd.readouterr()
    run = [one.format(given=given, estate=given) for one in arguments]
    assert main([*run, "--region", "us-east-1"]) == 2
    assert "found snapshots alone" in " ".join(capfd.readouterr().err.split())


def test_a_region_is_told_of_an_export_of_several_accounts_that_is_fixed(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for account in ("111122223333", "444455556666"):
        shutil.copytree(SAMPLES / "aws_cli_by_hand_fail", tmp_path / "acme" / account)
        for file in (tmp_path / "acme" / account).iterdir():
            file.write_text(file.read_text().replace("111122223333", account))
    told = ["--email", "a@example.com", "--output", str(tmp_path / "fixes"), "--control", "4.4"]
    assert main(["fix", str(tmp_path / "acme"), "--region", "us-east-1", *told]) == 0
    capfd.readouterr()
    assert len(list((tmp_path / "fixes").iterdir())) == 2


def test_evidence_in_another_accounts_export_leads_to_its_file(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRAILGATE_NO_JOIN")
    snapshot = snapshot_of("pass_whole_chain")
    topics = [call for call in snapshot["calls"] if call["service"] == "sns"]
    mine = [call for call in snapshot["calls"] if call["service"] != "sns"]
    other = "444455556666"
    mine = json.loads(json.dumps(mine).replace("sns:us-east-1:111122223333", f"sns:us-east-1:{other}"))
    theirs = json.loads(json.dumps(topics).replace("111122223333", other))
    dump({**snapshot, "calls": mine}, tmp_path / "acme")
    dump({**snapshot, "account": {"id": other, "partition": "aws"}, "calls": theirs}, tmp_path / "acme")
    found = report_of(capfd, "evaluate", str(tmp_path / "acme"), "--control", "4.4")
    (result,) = (one for one in found["results"] if one["subject"]["account"] == "111122223333")
    assert result["status"] == "pass"
    told = [at for at in places(result) if not at.startswith("0#")]
    assert told
    assert all(f"/{other}/us-east-1/" in at and "#/calls/" not in at for at in told)


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "{}", "--select", "alarms"],
        ["trace", "{}", "--record", "AttachRolePolicy"],
        ["explain", "iam-policy-change-alarm", "--walk", "AttachRolePolicy", "{}"],
    ],
)
def test_evidence_leads_to_the_files_in_every_answer(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str]
) -> None:
    folder = copied(PASSING, tmp_path)
    main([one.format(folder) for one in arguments])
    told = capfd.readouterr()
    assert "internal error" not in told.err
    assert "/calls/" not in told.out


def test_fix_keeps_what_the_export_has_of_a_resource(capfd: pytest.CaptureFixture[str]) -> None:
    """A change to an alarm puts back all that the answer has of it."""
    assert main(["fix", str(FAILING), "--email", "security@example.com"]) in {0, 1, 3}
    assert "put-metric-alarm" in capfd.readouterr().out


@pytest.mark.parametrize("form", ["folder", "file"])
def test_a_question_is_asked_of_an_export(capfd: pytest.CaptureFixture[str], tmp_path: Path, form: str) -> None:
    pytest.importorskip("duckdb")
    path = PASSING if form == "folder" else copied(sample("cloudsploit", "passing"), tmp_path)
    assert main(["query", "select account, status from results where control like '%iam-policy%'", str(path), "-f", "csv"]) == 0
    assert "111122223333," in capfd.readouterr().out
    assert main(["query", "select name from alarms", str(path), "-f", "csv"]) == 0
    assert capfd.readouterr().out.count("\n") > 1


@pytest.mark.parametrize("form", ["folder", "files"])
def test_a_question_is_asked_of_tables_in_parquet_that_another_wrote(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, form: str
) -> None:
    pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    folder = copied(sample("cloudquery", "broken"), tmp_path)
    files = sorted(map(str, folder.rglob("*.parquet")))
    assert files
    given = [str(folder)] if form == "folder" else files
    assert main(["query", "select distinct account from results", *given, "-f", "csv"]) == 0
    assert capfd.readouterr().out.splitlines()[1:] == ["'444455556666"]
    assert main(["query", "select name from alarms", *given, "-f", "csv"]) == 0
    assert "cis-4.4" in capfd.readouterr().out


def test_one_table_in_parquet_is_an_input_by_itself(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (file,) = copied(sample("cloudquery", "broken"), tmp_path).rglob("aws_cloudwatch_alarms/*.parquet")
    (result,) = report_of(capfd, "evaluate", str(file), "--control", "4.4")["results"]
    assert (result["subject"]["account"], result["status"]) == ("444455556666", "unknown")


def test_cloudquerys_comma_separated_values_are_named_and_the_format_that_is_read(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "csv" / "aws_sns_topics" / "1.csv"
    file.parent.mkdir(parents=True)
    file.write_text("_cq_id,account_id,region,arn,policy\n1,111122223333,us-east-1,arn:aws:sns:us-east-1:111122223333:a,(null)\n")
    for given in (file, tmp_path / "csv"):
        capfd.readouterr()
        assert main(["evaluate", str(given)]) == 4
        told = " ".join(capfd.readouterr().out.split())
        assert "a table of CloudQuery's as comma-separated values" in told
        assert "`format: json` or `format: parquet`" in told
        assert "aws_sns_topics/1.csv" in told
    assert main(["import", str(tmp_path / "csv"), "-o", str(tmp_path / "snapshots")]) == 4
    assert "a table of CloudQuery's as comma-separated values" in capfd.readouterr().out


def test_two_files_of_exports_are_compared(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    one, other = (copied(sample("cloudsploit", "passing"), tmp_path / name) for name in ("before", "after"))
    assert main(["diff", str(one), str(other)]) == 0
    by_hand = [str(SAMPLES / f"aws_cli_by_hand_{name}") for name in ("pass", "fail")]
    assert main(["diff", *by_hand, "--region", "us-east-1", "--control", "4.4"]) == 1
    shutil.rmtree(one.parent)
    assert "internal error" not in capfd.readouterr().err


def test_what_is_said_of_an_export_is_about_answers_and_never_about_the_collector(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """In every format: nobody collects it again."""
    folder = tmp_path / "export"
    shutil.copytree(PASSING, folder / "us-east-1")
    for name in ("sns-GetTopicAttributes", "cloudtrail-GetTrailStatus", "cloudwatch-ListAlarmMuteRules"):
        for file in folder.rglob(f"{name}*"):
            file.unlink()
    for form in ("text", "markdown", "json", "csv", "sarif", "junit", "github", "gitlab", "html", "asff", "ocsf"):
        capfd.readouterr()
        main(["evaluate", str(folder), "-f", form, "--control", "4.4", *(["--details"] if form == "text" else [])])
        told = capfd.readouterr()
        assert "internal error" not in told.err
        flat = " ".join(told.out.split())
        for said in ("Let the collector", "ollect again", "The collector left", "print-iam-policy", "current trailgate"):
            assert said not in flat, (form, said)
        if form in {"text", "markdown", "csv"}:
            assert "aws sns get-topic-attributes" in flat or "aws cloudtrail get-trail-status" in flat
