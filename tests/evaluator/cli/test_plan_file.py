"""The plan file itself as the input: with its JSON beside it, or made by Terraform; and options that do nothing."""

from __future__ import annotations

import io
import json
import shlex
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.plans.make_sources import CASES, MIRROR, environment_of, planned
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.readers.terraform.sources.plan_message import PlanMessage, read_plan_message

CASE = CASES / "pass_notify_module"
SNAPSHOT = Path("fixtures/snapshots/pass_whole_chain/snapshot.json")
BACKEND = b"j\x0c\n\x05local\x1a\x03dev"
STAMP = b"\xaa\x01\x142026-11-28T14:42:19Z"


def plan_file(case: Path, folder: Path, message: bytes = b"") -> Path:
    """A plan file of a fixture, as Terraform packs its sources."""
    made = io.BytesIO()
    root = case / "src"
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("tfplan", message)
        keys = [{"Key": "", "Dir": "."}]
        for source in sorted(root.rglob("*.tf")):
            place = source.parent.relative_to(root).as_posix()
            key = {".": "", "notify": "notify"}[place]
            archive.writestr(f"tfconfig/m-{key}/{source.name}", source.read_text())
            if key:
                keys.append({"Key": key, "Dir": place})
        archive.writestr("tfconfig/modules.json", json.dumps(keys))
    path = folder / "tfplan"
    path.write_bytes(made.getvalue())
    return path


def outcome(capsysbinary: pytest.CaptureFixture[bytes], *arguments: object) -> tuple[int, Any]:
    code = main(["evaluate", *map(str, arguments), "--format", "json"])
    out, err = capsysbinary.readouterr()
    return code, json.loads(out) if out else err.decode()


def test_a_plan_file_with_its_json_is_judged_by_its_own_sources(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, found = outcome(capsysbinary, plan_file(CASE, tmp_path), "--json", CASE / "plan.json")
    assert (code, found["results"][0]["status"], found["inputs"][0]["kind"]) == (0, "pass", "terraform_plan")


@pytest.mark.parametrize("command", [["show"], ["trace", "--record", "PutUserPolicy"], ["fix"]], ids=lambda words: str(words[0]))
def test_the_other_commands_take_plan_files_too(
    command: list[str], tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    name, *rest = command
    assert main([name, str(plan_file(CASE, tmp_path)), "--json", str(CASE / "plan.json"), *rest]) == 0
    capsysbinary.readouterr()


def test_json_of_another_plan_is_refused(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = plan_file(CASE, tmp_path, STAMP)
    code, found = outcome(capsysbinary, path, "--json", CASE / "plan.json")
    assert code == 4
    assert "made at 2026-11-28T14:42:19Z" in found["inputs"][0]["error"]["expected"]
    code, found = outcome(capsysbinary, plan_file(CASE, tmp_path), "--json", CASES / "pass_cdktf_json" / "plan.json")
    assert code == 4
    assert "sources without aws_" in found["inputs"][0]["error"]["found"]


def test_a_plan_file_without_json_says_how_to_make_it(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, found = outcome(capsysbinary, plan_file(CASE, tmp_path))
    error = found["inputs"][0]["error"]
    assert (code, error["found"]) == (4, "no terraform on PATH")
    assert "--json plan.json" in error["what_to_do"]


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        ([SNAPSHOT, "--source", CASE / "src"], "--source"),
        ([SNAPSHOT, "--graph", Path("fixtures/plans/14_locals_indirection/graph.dot")], "--graph"),
        ([SNAPSHOT, "--json", CASE / "plan.json"], "--json"),
        ([CASE / "plan.json", "--json", CASE / "plan.json"], "--json"),
        ([CASE / "plan.json", CASES / "pass_cdktf_json" / "plan.json", "--source", CASE / "src"], "--source"),
    ],
)
def test_an_option_that_does_nothing_is_refused_by_name(
    arguments: list[object], option: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, found = outcome(capsysbinary, *arguments)
    assert code == 2
    assert found.startswith(f"trailgate: {option}: ")


def test_the_binary_plan_says_its_workspace_and_time() -> None:
    assert read_plan_message(b"\x08\x03" + BACKEND + STAMP + b"\xc8\x01\x01") == PlanMessage("dev", "2026-11-28T14:42:19Z")
    for data in (b"", b"\xff" * 20, b"\x6a\x7f", b"\x0b", BACKEND[:-1]):
        assert read_plan_message(data).workspace is None


@pytest.mark.skipif(shutil.which("terraform") is None or not MIRROR.is_dir(), reason="no terraform, or no mirror of providers")
def test_terraform_makes_the_json_of_a_plan_file(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    shutil.copytree(CASE / "src", work)
    environment = environment_of(tmp_path)
    planned(work, environment)
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", environment["TF_CLI_CONFIG_FILE"])
    code, found = outcome(capsysbinary, work / "tfplan")
    assert (code, found["results"][0]["status"]) == (0, "pass")


def test_the_fix_that_a_report_names_has_what_the_plan_was_read_with(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    case = Path(__file__).parents[3] / "fixtures" / "sources" / "fail_two_levels_of_modules"
    report = tmp_path / "report.json"
    arguments = [str(case / "plan.json"), "--source", str(case / "src"), "--region", "us-east-1"]
    assert main(["evaluate", *arguments, "-o", str(report), "-o", "-"]) == 1
    (given,) = json.loads(report.read_bytes())["inputs"]
    assert given["options"] == {"region": "us-east-1", "source": str(case / "src")}
    command = f"trailgate fix {case / 'plan.json'} --region us-east-1 --source {case / 'src'}"
    assert command in " ".join(capfd.readouterr().out.split())
    assert main(shlex.split(command)[1:]) == 0
