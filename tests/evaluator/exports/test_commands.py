"""Exports as the commands take them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.evaluator.exports.dumps import dump, snapshot_of
from trailgate_evaluator.cli.app import main

SAMPLES = Path(__file__).parents[3] / "fixtures/exports"
PASSING, FAILING = (str(SAMPLES / f"aws_cli_script_{name}") for name in ("pass", "fail"))


def test_import_writes_what_evaluate_judges(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["import", PASSING, "-o", str(tmp_path), "--explain"]) == 0
    said = capfd.readouterr().out
    assert (
        'cloudtrail:GetTrailStatus in us-east-1 {"Name":"arn:aws:cloudtrail:us-east-1:111122223333:trail/org"} answered' in said
    )
    assert f"{tmp_path}/111122223333.json  account 111122223333, 16 calls" in said
    capfd.readouterr()
    assert main(["evaluate", str(tmp_path / "111122223333.json"), "-f", "json"]) == 0
    trail = json.loads(capfd.readouterr().out)["results"][0]["chains"][0]["links"][0]
    assert trail["at"].startswith(f"0#{PASSING}/cloudtrail-DescribeTrails-us-east-1-")
    assert trail["at"].endswith(".json#/trailList/0")
    assert main(["import", str(tmp_path), "-o", str(tmp_path / "again")]) == 4
    assert "ignored: a snapshot already" in capfd.readouterr().out


def test_the_folder_of_a_script_that_did_not_end_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = Path(shutil.copytree(FAILING, tmp_path / "acme corp"))
    (folder / "manifest.json").unlink()
    (folder / "asked").write_text("".join(f"{file.with_suffix('')}\n" for file in sorted(folder.glob("*-*-*.json"))))
    assert main(["evaluate", str(folder), "-q"]) == 3
    assert "a script of `trailgate collect --script` that did not end" in " ".join(capfd.readouterr().err.split())


VERDICTS = "Verdicts of another tool cannot be judged again"


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("prowler.csv", "AUTH_METHOD;TIMESTAMP;CHECK_ID;STATUS\nprofile;2026-11-01;x;FAIL\n", "findings of Prowler"),
        ("ocsf.jsonl", '{"class_uid": 2004, "category_uid": 2}\n' * 2, "findings in OCSF"),
        ("ocsf.json", '{"class_uid": 2004, "category_uid": 2}\n' * 2, "findings in OCSF"),
        ("check.json", '{"groups": [], "summary": {"status": {"alarm": 1}}}', "results of a benchmark of Steampipe or Powerpipe"),
        ("checkov.json", '{"check_type": "terraform_plan", "results": {}}', "findings of Checkov"),
        ("pack.json", '{"ConformancePackRuleEvaluationResults": []}', "results of AWS Config rules"),
    ],
)
def test_verdicts_of_other_tools_are_named_alone_and_beside_answers(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, text: str, found: str
) -> None:
    file = tmp_path / name
    file.write_text(text)
    assert main(["evaluate", str(file)]) == 4
    told = " ".join(capfd.readouterr().out.split())
    assert found in told
    assert VERDICTS in told
    folder = Path(shutil.copytree(PASSING, tmp_path / "acme"))
    shutil.move(file, folder)
    assert main(["evaluate", str(folder), "-q"]) == 0
    told = " ".join(capfd.readouterr().err.split())
    assert f"{name}: passed over, {found}" in told
    assert VERDICTS in told


@pytest.mark.parametrize(
    ("name", "text", "found", "what_to_do"),
    [
        (
            "trails.txt",
            "TRAILLIST\tarn:aws:cloudtrail:us-east-1:1:trail/a\n",
            "that is not JSON",
            "Save it with `--output json`.",
        ),
        ("table.txt", "-----------\n|  DescribeTrails |\n+--------\n", "that is not JSON", "Save it with `--output json`."),
        ("trails.yaml", "trailList:\n- HomeRegion: us-east-1\n", "that is not JSON", "Save it with `--output json`."),
        ("rows.json", '[{"TrailARN": "arn", "HomeRegion": "us-east-1"}]', "rows of an answer of AWS", "without `--query`"),
        ("row.json", '{"AlarmArn": "arn", "StateValue": "OK"}', "rows of an answer of AWS", "without `--query`"),
        ("two.json", '{"trailList": []}\n{"Topics": []} ', "more behind it", "in a file of its own"),
    ],
)
def test_answers_that_were_saved_in_another_way_are_told_how_to_be_saved(  # noqa: PLR0917 - a row of the table
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, text: str, found: str, what_to_do: str
) -> None:
    file = tmp_path / name
    file.write_text(text)
    assert main(["evaluate", str(file)]) == 4
    told = " ".join(capfd.readouterr().out.split())
    assert found in told
    assert what_to_do in told


def test_reports_of_our_own_beside_answers_are_passed_over_by_name(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = Path(shutil.copytree(PASSING, tmp_path / "acme"))
    reports = [folder / name for name in ("report.json", "report.jsonl")]
    assert main(["evaluate", PASSING, *(one for report in reports for one in ("-o", str(report)))]) == 0
    capfd.readouterr()
    assert main(["evaluate", str(folder), "-q"]) == 0
    told = " ".join(capfd.readouterr().err.split())
    assert all(f"{report.name}: passed over, what trailgate itself wrote, trailgate/report/v1" in told for report in reports)


def test_several_accounts_are_shared_among_processes(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    one = snapshot_of("pass_whole_chain")
    for snapshot in (one, json.loads(json.dumps(one).replace("111122223333", "444455556666"))):
        dump(snapshot, tmp_path / "acme")
    assert main(["evaluate", str(tmp_path / "acme"), "-j", "2", "-q"]) == 0
    said = capfd.readouterr().out
    assert f"{tmp_path}/acme:111122223333" in said
    assert f"{tmp_path}/acme:444455556666" in said


def test_the_other_questions_take_an_export_of_one_account(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["show", PASSING, "--summary"]) == 0
    assert main(["fix", FAILING, "--email", "security@example.com"]) in {0, 1, 3}
    assert "security@example.com" in capfd.readouterr().out
    assert main(["diff", PASSING, FAILING]) == 1
    assert "break appeared" in capfd.readouterr().out


def test_a_report_that_lies_beside_inputs_is_passed_over_with_a_word(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    snapshot = Path("fixtures/snapshots/pass_whole_chain/snapshot.json").resolve()
    (tmp_path / "acme.json").write_bytes(snapshot.read_bytes())
    (tmp_path / "report.json").write_text('{"format": "trailgate/report/v1"}')
    assert main(["evaluate", str(tmp_path), "-q"]) == 0
    assert "report.json: passed over, what trailgate itself wrote, trailgate/report/v1." in capfd.readouterr().err
    assert main(["evaluate", str(tmp_path / "report.json"), "-q"]) == 4


def test_what_was_not_taken_is_told_beside_the_verdict(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    dump(snapshot_of("pass_whole_chain"), tmp_path, tree=False)
    assert main(["evaluate", str(tmp_path), "-q"]) == 3
    assert "passed over, an answer to logs:DescribeMetricFilters that does not tell in which region" in capfd.readouterr().err


def test_the_region_is_for_the_export_also_beside_a_snapshot(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    dump(snapshot_of("pass_whole_chain"), tmp_path / "export", tree=False)
    snapshot = str(Path("fixtures/snapshots/fail_no_alarm/snapshot.json").resolve())
    main(["evaluate", str(tmp_path / "export"), snapshot, "--region", "us-east-1", "-q", "--no-join"])
    assert "passed over" not in capfd.readouterr().err
    assert main(["evaluate", snapshot, "--region", "us-east-1", "-q"]) == 2


@pytest.mark.parametrize(
    "command", [["show"], ["trace", "--record", "PutUserPolicy"], ["explain", "--walk", "PutUserPolicy"], ["fix"]]
)
def test_commands_of_one_input_say_what_they_made_nothing_of(
    command: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(Path("fixtures/exports/aws_cli_by_hand_pass").resolve(), tmp_path / "answers")
    (tmp_path / "answers" / "notes.json").write_text('{"a": 1}')
    main([command[0], *command[1:], str(tmp_path / "answers"), "--region", "us-east-1"])
    assert "notes.json: passed over, nothing that is known here." in capfd.readouterr().err


@pytest.mark.parametrize("options", [[], ["--no-join"]], ids=["joined", "apart"])
def test_diff_says_of_both_folders_what_it_made_nothing_of(
    options: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("old", "new"):
        dump(snapshot_of("pass_whole_chain"), tmp_path / name)
        (tmp_path / name / f"{name}-notes.json").write_text('{"a": 1}')
    assert main(["diff", str(tmp_path / "old"), str(tmp_path / "new"), *options]) == 0
    told = capfd.readouterr().err.splitlines()
    assert [line for line in told if "notes" in line] == [
        f"trailgate: {tmp_path}/{name}/{name}-notes.json: passed over, nothing that is known here." for name in ("old", "new")
    ]
