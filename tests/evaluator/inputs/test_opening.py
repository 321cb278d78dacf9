"""Only regular files are opened by name, so that a pipe or a device among the inputs hangs nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs import Source, read
from trailgate_evaluator.inputs.content import content_of

SNAPSHOT = Path("fixtures/snapshots/pass_whole_chain/snapshot.json")
PROGRAM = [sys.executable, "-c", "from trailgate_evaluator.cli.app import main; raise SystemExit(main())"]
PATIENCE = 60


def trailgate(*arguments: str | Path, **others: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, check=False, timeout=PATIENCE, **others)  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good snapshot and a record, and beside each a pipe that nobody writes to."""
    (tmp_path / "account.json").write_bytes(SNAPSHOT.read_bytes())
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "device.json").symlink_to("/dev/zero")
    return tmp_path


@pytest.mark.parametrize(("name", "found"), [("pipe.json", "a named pipe"), ("device.json", "a device")])
def test_what_is_no_file_is_refused_by_name(name: str, found: str, folder: Path) -> None:
    with pytest.raises(InputError) as refused:
        content_of(str(folder / name))
    assert refused.value.found == found
    assert refused.value.where == str(folder / name)


def test_a_folder_with_pipes_and_devices_is_read_without_them(folder: Path) -> None:
    (given,) = read([str(folder)])
    assert isinstance(given, Source)


def test_a_file_that_became_a_pipe_after_the_folder_was_listed_hangs_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trailgate_evaluator.inputs.reading.find", lambda _: [str(folder / "pipe.json")])
    (given,) = read([str(folder)])
    assert not isinstance(given, Source)


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate", "PIPE"],
        ["show", "PIPE"],
        ["render", "PIPE"],
        ["evaluate", "GOOD", "--settings", "PIPE"],
        ["evaluate", "PLAN", "--baseline", "PIPE"],
        ["evaluate", "PLAN", "--graph", "PIPE"],
        ["trace", "GOOD", "--record", "PIPE"],
        ["pattern", "{$.a=1}", "--test", "PIPE"],
        ["pattern", "--file", "PIPE"],
        ["diff", "GOOD", "PIPE"],
    ],
    ids=" ".join,
)
def test_no_command_waits_for_a_pipe_that_nobody_writes_to(arguments: list[str], folder: Path) -> None:
    names = {
        "PIPE": folder / "pipe.json",
        "GOOD": folder / "account.json",
        "PLAN": Path("fixtures/plans/01_root_pass/plan.json").resolve(),
    }
    done = trailgate(*[names.get(word, word) for word in arguments])
    assert done.returncode == 4
    assert "a named pipe" in done.stderr + done.stdout


def test_records_in_a_folder_with_a_pipe_are_counted(folder: Path) -> None:
    logs = folder / "logs"
    logs.mkdir()
    (logs / "a.json").write_text('{"Records": [{"eventName": "PutUserPolicy", "eventSource": "iam.amazonaws.com"}]}')
    os.mkfifo(logs / "b.json")
    done = trailgate("trace", folder / "account.json", "--record", logs, "--format", "json")
    assert '"records":1' in done.stdout.replace(" ", "")
    assert '"unreadable_files":0' in done.stdout.replace(" ", "")


def test_sources_beside_a_plan_may_hold_pipes(folder: Path) -> None:
    sources = folder / "infra"
    shutil.copytree("fixtures/plans/fail_action_is_no_topic/src", sources)
    (sources / ".terraform" / "modules").mkdir(parents=True)
    os.mkfifo(sources / ".terraform" / "modules" / "modules.json")
    os.mkfifo(sources / "more.tf")
    done = trailgate("evaluate", "fixtures/plans/fail_action_is_no_topic/plan.json", "--source", sources)
    assert done.returncode == 1


def test_standard_input_and_what_the_shell_opened_are_read() -> None:
    with SNAPSHOT.open("rb") as file:
        assert trailgate("evaluate", "/dev/stdin", stdin=file).returncode == 0
    with SNAPSHOT.open("rb") as file:
        assert trailgate("evaluate", "-", stdin=file).returncode == 0
    shell = ["bash", "-c", '"$0" -c "$1" evaluate <(cat "$2")', *PROGRAM[:1], PROGRAM[2], str(SNAPSHOT)]
    assert subprocess.run(shell, capture_output=True, check=False, timeout=PATIENCE).returncode == 0
