"""`trailgate evaluate`: verdicts as exit codes, a bad input costs only itself, reports are whole or absent."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from trailgate_evaluator.cli.app import main

SNAPSHOTS = Path("fixtures/snapshots")
PLANS = Path("fixtures/plans")
PASS = SNAPSHOTS / "pass_whole_chain" / "snapshot.json"
FAIL = SNAPSHOTS / "fail_one_event_missing" / "snapshot.json"
UNKNOWN = SNAPSHOTS / "unknown_alarms_refused" / "snapshot.json"
WEAK = SNAPSHOTS / "pass_actions_disabled" / "snapshot.json"
BESIDE = SNAPSHOTS / "pass_actions_disabled_composites_not_asked" / "snapshot.json"
SHAPE = jsonschema.Draft202012Validator(json.loads(Path("policies/schemas/report.schema.json").read_bytes()))


def report(capsysbinary: pytest.CaptureFixture[bytes], *args: object) -> tuple[int, dict[str, Any]]:
    code = main(["evaluate", "--format", "json", *map(str, args)])
    value: dict[str, Any] = json.loads(capsysbinary.readouterr().out)
    return code, value


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.json"
    path.write_bytes(PASS.read_bytes()[:1000])
    return path


@pytest.mark.parametrize(
    ("inputs", "options", "code"),
    [
        ([PASS], [], 0),
        ([FAIL], [], 1),
        ([UNKNOWN], [], 3),
        ([UNKNOWN, FAIL, PASS], [], 1),
        ([UNKNOWN, PASS], [], 3),
        ([FAIL, UNKNOWN], ["--exit-zero"], 0),
        ([WEAK], [], 0),
        ([WEAK], ["--require", "effective"], 1),
        ([BESIDE], ["--require", "effective"], 3),
        ([PASS], ["--require", "effective"], 0),
        (["nowhere.json"], [], 4),
        ([FAIL, "nowhere.json"], [], 4),
        (["nowhere.json"], ["--exit-zero"], 4),
    ],
)
def test_the_verdict_is_the_exit_code(
    inputs: list[object], options: list[str], code: int, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["evaluate", *options, *map(str, inputs)]) == code
    assert capsysbinary.readouterr().err == b""


def test_an_unreadable_input_costs_only_itself(broken: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, found = report(capsysbinary, PASS, broken, FAIL)
    assert code == 4
    assert [entry["error"] is None for entry in found["inputs"]] == [True, False, True]
    assert set(found["inputs"][1]["error"]) == {"expected", "found", "where", "what_to_do"}
    assert [(result["input"], result["outcome"]) for result in found["results"]] == [(0, "pass"), (2, "fail")]
    assert found["summary"] == {"pass": 1, "fail": 1, "unknown": 0, "waived": 0, "attested": 0, "unreadable": 1}


def test_a_snapshot_that_is_none_inside_costs_only_itself(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    hollow = tmp_path / "hollow.json"
    hollow.write_text(json.dumps({"format": "trailgate/snapshot/v1", "calls": 7}))
    code, found = report(capsysbinary, hollow, PASS)
    assert code == 4
    assert found["inputs"][0]["error"] is not None
    assert found["inputs"][0]["digest"].startswith("sha256:")
    assert [result["outcome"] for result in found["results"]] == ["pass"]


def test_a_folder_gzip_and_standard_input_are_read_alike(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    shutil.copy(PASS, tmp_path / "b.json")
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(PASS.read_bytes()))
    _, folder = report(capsysbinary, tmp_path)
    assert [Path(entry["name"]).name for entry in folder["inputs"]] == ["a.json.gz", "b.json"]
    assert len({entry["digest"] for entry in folder["inputs"]}) == 1
    done = subprocess.run(
        [sys.executable, "-m", "trailgate_evaluator.cli.app", "evaluate", "-", "--format", "json"],
        input=PASS.read_bytes(), capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["inputs"][0]["digest"] == folder["inputs"][0]["digest"]


def test_the_same_input_gives_the_same_bytes_and_names_no_path_of_the_machine(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["evaluate", "-f", "json", str(FAIL)])
    first = capsysbinary.readouterr().out
    main(["evaluate", "-f", "json", str(FAIL)])
    assert capsysbinary.readouterr().out == first
    assert str(Path.cwd()).encode() not in first
    assert first == json.dumps(json.loads(first), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


FOLDERS = [folder for folder in [*sorted(SNAPSHOTS.iterdir()), *sorted(PLANS.iterdir())] if folder.is_dir()]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_report_on_every_fixture_is_of_the_published_shape(
    folder: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    paths = [path for path in sorted(folder.glob("*.json*")) if path.name != "expected.json"]
    assert main(["evaluate", "-o", f"json={tmp_path / 'report'}", "-o", "-", *map(str, paths)]) in {0, 1, 3, 4}
    SHAPE.validate(json.loads((tmp_path / "report").read_bytes()))
    assert capsysbinary.readouterr().out


def test_several_reports_come_of_one_evaluation(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    names = ["r.html", "r.sarif", "r.xml", "r.md", "r.csv", "r.jsonl", "r.gitlab.json"]
    outputs = [argument for name in names for argument in ("-o", str(tmp_path / name))]
    code = main(["evaluate", str(FAIL), *outputs, "-o", f"ocsf={tmp_path / 'x.data'}", "-o", "-"])
    assert code == 1
    assert capsysbinary.readouterr().out.startswith("✗ fail".encode())
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*names, "x.data"])
    assert json.loads((tmp_path / "x.data").read_bytes())[0]["class_uid"] == 2003
    assert (tmp_path / "r.html").read_text().startswith("<!DOCTYPE html>")


def test_a_report_that_cannot_be_written_leaves_the_old_one_and_no_litter(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "report.json"
    old.write_text("old")

    def full(*_args: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert main(["evaluate", str(PASS), "-o", str(old)]) == 5
    assert b"No space left on device" in capsysbinary.readouterr().err
    assert old.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_a_reader_that_goes_away_does_not_change_the_verdict() -> None:
    command = f"{{ {sys.executable} -m trailgate_evaluator.cli.app evaluate {FAIL} -f json; echo code $? >&2; }} | true"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr.splitlines() == ["trailgate: 1 fails", "code 1"]


def test_a_file_name_that_is_no_utf_8_can_be_reported(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.json"
    with open(path, "wb") as file:  # noqa: PTH123 - a name of bytes
        file.write(PASS.read_bytes())
    code, found = report(capsysbinary, os.fsdecode(path))
    assert code == 0
    assert found["inputs"][0]["name"].endswith("/\ufffd.json")


@pytest.mark.parametrize("option", ["--graph", "--baseline"])
def test_what_belongs_to_one_plan_is_refused_with_two(
    option: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    dot = tmp_path / "plan.dot"
    dot.write_text('digraph {\n"[root] root"\n}\n')
    value = str(dot) if option == "--graph" else str(PASS)
    plans = [str(PLANS / name / "plan.json") for name in ("01_root_pass", "06_missing_event")]
    assert main(["evaluate", option, value, *plans]) == 2
    assert b"expected one plan, found more than one" in capsysbinary.readouterr().err


def test_a_plan_says_what_it_does_to_the_verdict_and_regression_forgives_what_was_so_before(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    plan = PLANS / "08_destroy_filter" / "plan.json"
    code, found = report(capsysbinary, plan)
    assert (code, found["results"][0]["status"], found["results"][0]["changes"]["verdict"]) == (1, "fail", "breaks")
    assert found["results"][0]["changes"]["removed"]
    assert main(["evaluate", "--fail-on", "regression", str(plan)]) == 1
    nothing = PLANS / "11_no_chain" / "plan.json"
    assert main(["evaluate", str(nothing)]) == 1
    capsysbinary.readouterr()
    code, found = report(capsysbinary, "--fail-on", "regression", nothing)
    assert (code, found["results"][0]["outcome"], found["results"][0]["outcome_by"]) == (0, "pass", "regression")


def test_findings_of_a_plan_point_at_file_and_line_of_its_sources(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    case = PLANS / "fail_action_is_no_topic"
    plan, source = case / "plan.json", case / "src"
    _, found = report(capsysbinary, plan, "--source", source)
    lines = (source / "main.tf").read_text().splitlines()
    line = lines.index('resource "aws_cloudwatch_metric_alarm" "iam" {') + 1
    place = {"path": str(source / "main.tf"), "line": line}
    assert found["results"][0]["locations"]["aws_cloudwatch_metric_alarm.iam"] == place
    SHAPE.validate(found)
    main(["evaluate", str(plan), "--source", str(source), "-f", "github"])
    assert f"::error file={place['path']},line=".encode() in capsysbinary.readouterr().out


def test_github_gets_its_step_summary(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert main(["evaluate", str(FAIL), "-f", "github"]) == 1
    assert summary.read_text().startswith("### trailgate: 1 fail")
    assert capsysbinary.readouterr().out.startswith(b"::error ")


def test_a_report_never_takes_the_place_of_an_input(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    mine = tmp_path / "acme.json"
    shutil.copy(PASS, mine)
    assert main(["evaluate", str(mine), "-o", str(tmp_path / "." / "acme.json")]) == 2
    assert b"Name another file." in capsysbinary.readouterr().err
    assert mine.read_bytes() == PASS.read_bytes()


def test_a_run_always_says_the_verdicts_and_where_the_reports_lie(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    page, sarif = tmp_path / "r.html", tmp_path / "r.sarif"
    assert main(["evaluate", str(FAIL), str(PASS), str(WEAK), "-o", str(page), "-o", str(sarif)]) == 1
    said = capfd.readouterr()
    assert said.out == ""
    counts = "1 fails, 1 passes but reaches nobody, 1 reaches a person"
    assert said.err == f"trailgate: {counts}; written to {page} and {sarif}\n"
    assert main(["evaluate", str(FAIL), "--format", "json"]) == 1
    assert capfd.readouterr().err == "trailgate: 1 fails\n"
    assert main(["evaluate", str(FAIL)]) == 1
    said = capfd.readouterr()
    assert (said.err, "1 fails\n" in said.out) == ("", True)


def test_a_missing_folder_for_a_report_is_refused_before_anything_is_read(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "no such input.json", "-o", "no/such/folder/report.html"]) == 2
    said = capfd.readouterr().err
    assert "no folder no/such/folder" in said
    assert "nothing was read" in said


@pytest.mark.parametrize("command", [["evaluate"], ["query", "FROM results"], ["diff", "x.json"]], ids=lambda command: command[0])
def test_a_place_that_cannot_be_written_is_refused_before_anything_is_read(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "no such input.json", "-o", f"json={tmp_path}"]) == 2
    said = f"found the folder {tmp_path}. Name a file in it; nothing was read."
    assert said in capfd.readouterr().err
    monkeypatch.setattr("os.access", lambda path, mode: Path(path) != tmp_path)  # root may write anywhere
    assert main([*command, "no such input.json", "-o", str(tmp_path / "r.json")]) == 2
    assert "expected a place that may be written, found that the system refuses it" in capfd.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_a_full_disk_asks_for_room(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(FAIL), "-o", "json=/dev/full"]) == 5
    assert "expected room to write the report, found No space left on device. Make room there" in capfd.readouterr().err
