"""Reports that are written while inputs are judged: the same bytes however, valid wherever they end, and what is left goes on."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.asking import CONTROL
from trailgate_evaluator.cli import streaming
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.cli.progress import Pace, lasting
from trailgate_evaluator.evaluation.run import Judge, Part
from trailgate_evaluator.formats import jsonl

SNAPSHOTS = Path("fixtures/snapshots")
NAMES = ("pass_whole_chain", "fail_one_event_missing", "unknown_alarms_refused")
TRAILGATE = str(Path(sys.executable).with_name("trailgate"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Thirty inputs, the first and the last but one of them broken."""
    path = tmp_path / "snapshots"
    path.mkdir()
    for number in range(28):
        shutil.copy(SNAPSHOTS / NAMES[number % 3] / "snapshot.json", path / f"{number:02}.json")
    (path / "00-broken.json").write_text("{")
    (path / "26-broken.json").write_text("[")
    return path


class _Stop:
    """Ctrl-C once so many inputs are judged."""

    def __init__(self, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self._left, real = after, streaming._Tally.add

        def add(tally: Any, told: Any) -> None:
            real(tally, told)
            self._left -= 1
            if not self._left:
                raise KeyboardInterrupt

        monkeypatch.setattr(streaming._Tally, "add", add)


def run(folder: Path, *options: object) -> int:
    return main(["evaluate", str(folder), *map(str, options)])


def reports(folder: Path, place: Path, *options: object) -> dict[str, bytes]:
    assert run(folder, "-o", place / "r.jsonl", "-o", place / "r.parquet", *options) == 4
    return {path.name: path.read_bytes() for path in place.iterdir()}


def test_bytes_are_the_same_however_many_processes_and_whatever_other_formats(folder: Path, tmp_path: Path) -> None:
    made = []
    for number, options in enumerate(((), ("--jobs", 1), ("--jobs", 3), ("-o", f"json={tmp_path / 'whole'}"))):
        place = tmp_path / str(number)
        place.mkdir()
        made.append(reports(folder, place, *options))
    assert all(one == made[0] for one in made)
    assert set(made[0]) == {"r.jsonl", "r.parquet"}
    report = tmp_path / "whole.json"
    (tmp_path / "whole").rename(report)
    assert main(["render", str(report), "-o", str(tmp_path / "again.jsonl"), "-o", str(tmp_path / "again.parquet")]) == 4
    assert (tmp_path / "again.jsonl").read_bytes() == made[0]["r.jsonl"]
    assert (tmp_path / "again.parquet").read_bytes() == made[0]["r.parquet"]


def test_joined_or_not_lines_say_of_other_accounts_what_the_whole_report_says(tmp_path: Path) -> None:
    for name, options in (("joined", ()), ("apart", ("--no-join",))):
        estate = "fixtures/estates/log_archive/snapshots"
        report, lines = tmp_path / f"{name}.json", tmp_path / f"{name}.jsonl"
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("TRAILGATE_NO_JOIN")
            main(["evaluate", estate, "-o", str(report), *options])
            main(["evaluate", estate, "-o", str(lines), "--jobs", "2", *options])
        told = [json.loads(line)["result"] for line in lines.read_text().splitlines()]
        assert told == json.loads(report.read_text())["results"]
        assert any("not_joined" in one for one in told) is (name == "apart")


@pytest.mark.parametrize("formats", [("jsonl",), ("parquet",), ("jsonl", "parquet"), ("jsonl", "json")], ids="-".join)
@pytest.mark.parametrize("after", [1, 17, 29])
def test_what_is_interrupted_is_valid_and_goes_on_to_the_same_bytes(  # noqa: PLR0917 - fixtures
    formats: tuple[str, ...],
    after: int,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def wanted(name: str) -> list[str]:
        return [part for one in formats for part in ("-o", str(tmp_path / f"{name}.{one}"))]

    assert run(folder, *wanted("whole")) == 4
    monkeypatch.setattr(sys, "argv", ["trailgate", "evaluate", str(folder), *wanted("cut")])
    with monkeypatch.context() as patch:
        _Stop(after, patch)
        assert run(folder, *wanted("cut")) == 130
    said = capfd.readouterr().err
    assert f"{after} of 30 inputs are judged" in said
    assert "To go on: " in said.splitlines()[-1]
    left = sorted(tmp_path.glob("cut.*"))
    assert [path.name.split(".")[1] for path in left] == sorted(set(formats) & {"jsonl", "parquet"})
    assert all(path.suffix == ".partial" for path in left)
    for path in left:
        if ".jsonl." in path.name:
            assert len({json.loads(line)["input"]["index"] for line in path.read_text().splitlines()}) == after
        else:
            assert pq.read_table(path).num_rows == max(0, after - 2 + (after < 29))
    command = shlex.split(said.partition("To go on: ")[2].splitlines()[0])
    assert command[0] == "trailgate"
    assert command[-1] == "--resume"
    assert main(command[1:]) == 4
    for one in formats:
        assert (tmp_path / f"cut.{one}").read_bytes() == (tmp_path / f"whole.{one}").read_bytes()
    assert not list(tmp_path.glob("*.partial"))


def test_a_run_that_goes_on_judges_only_what_is_left(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        _Stop(20, patch)
        assert run(folder, "-o", tmp_path / "r.jsonl") == 130
    judged: list[int] = []
    real = Judge.part

    def part(self: Judge, given: Any, index: int) -> Part:
        judged.append(index)
        return real(self, given, index)

    monkeypatch.setattr(Judge, "part", part)
    assert run(folder, "-o", tmp_path / "r.jsonl", "--resume") == 4
    assert judged == list(range(19, 30))


def test_lines_that_were_cut_short_do_not_count(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(folder, "-o", tmp_path / "whole.jsonl") == 4
    for cut in (-1, -200, 10):
        with monkeypatch.context() as patch:
            _Stop(12, patch)
            assert run(folder, "-o", tmp_path / "r.jsonl") == 130
        (left,) = tmp_path.glob("r.jsonl.*")
        left.write_bytes(left.read_bytes()[:cut])
        assert run(folder, "-o", tmp_path / "r.jsonl", "--resume") == 4
        assert (tmp_path / "r.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


@pytest.mark.parametrize("change", ["an option", "an input", "one more input"], ids=lambda value: value.replace(" ", "-"))
def test_what_another_run_left_is_refused(
    change: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        _Stop(12, patch)
        assert run(folder, "-o", tmp_path / "r.jsonl") == 130
    options = ["--require", "effective"] if change == "an option" else []
    if change == "an input":
        shutil.copy(SNAPSHOTS / NAMES[1] / "snapshot.json", folder / "27.json")
    if change == "one more input":
        shutil.copy(SNAPSHOTS / NAMES[1] / "snapshot.json", folder / "99.json")
    before = [path.read_bytes() for path in tmp_path.glob("*.partial")]
    assert run(folder, "-o", tmp_path / "r.jsonl", "--resume", *options) == 2
    assert "what another run left" in capfd.readouterr().err
    assert [path.read_bytes() for path in tmp_path.glob("*.partial")] == before
    assert not (tmp_path / "r.jsonl").exists()


def test_where_nothing_was_left_all_is_judged(folder: Path, tmp_path: Path) -> None:
    assert run(folder, "-o", tmp_path / "r.jsonl", "--resume") == 4
    assert len((tmp_path / "r.jsonl").read_text().splitlines()) == 30


@pytest.mark.parametrize("options", [["-o", "r.html"], ["-f", "jsonl"], ["-o", "r.parquet", "-o", "r.json"]], ids=" ".join)
def test_a_run_that_nobody_can_go_on_with_says_so(
    options: list[str], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(folder, *options, "--resume") == 2
    assert "-o FILE.jsonl" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-o", "r.html"], "; none of it is kept. Beside -o FILE.jsonl a run that is interrupted can go on.\n"),
        (["-f", "jsonl"], ".\n"),
        (["-o", "r.html", "-o", "r.parquet"], "; their results stand in r.parquet."),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else "",
)
def test_what_is_left_of_an_interrupted_run_is_told_also_where_it_is_nothing(  # noqa: PLR0917 - fixtures
    options: list[str],
    told: str,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    _Stop(12, monkeypatch)
    assert run(folder, *options) == 130
    assert f"trailgate: 12 of 30 inputs are judged{told}" in capfd.readouterr().err


def test_an_error_in_the_middle_leaves_what_stands_and_nothing_under_the_name(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    real, written = jsonl.Writer.add, []

    def add(self: Any, piece: bytes) -> None:
        written.append(piece)
        if len(written) == 9:
            raise OSError(28, "No space left on device")
        real(self, piece)

    with monkeypatch.context() as patch:
        patch.setattr(jsonl.Writer, "add", add)
        assert run(folder, "-o", tmp_path / "r.jsonl") == 5
    assert "No space left on device" in capfd.readouterr().err
    (left,) = (path for path in tmp_path.iterdir() if path.is_file())
    assert left.suffix == ".partial"
    assert run(folder, "-o", tmp_path / "r.jsonl", "--resume") == 4
    assert len((tmp_path / "r.jsonl").read_text().splitlines()) == 30


def test_two_runs_that_write_to_one_place_never_mix(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    real, seen = streaming._Tally.add, []

    def add(tally: Any, told: Any) -> None:
        seen.append(told)
        real(tally, told)
        if len(seen) == 5:
            with monkeypatch.context() as patch:
                patch.setattr(streaming._Tally, "add", real)
                _Stop(3, patch)
                assert run(folder, "-o", tmp_path / "r.jsonl") == 130

    monkeypatch.setattr(streaming._Tally, "add", add)
    assert run(folder, "-o", tmp_path / "r.jsonl") == 5
    assert "another one began meanwhile" in capfd.readouterr().err
    assert not (tmp_path / "r.jsonl").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_a_whole_program_that_is_ended_goes_on(number: signal.Signals, folder: Path, tmp_path: Path) -> None:
    files = sorted(folder.iterdir())
    for copy in map(str, range(3)):
        (folder / copy).mkdir()
        for file in files:
            shutil.copy(file, folder / copy)
    command = [TRAILGATE, "evaluate", str(folder), "--control", CONTROL, "--jobs", "2", "-o", str(tmp_path / "r.jsonl")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, process_group=0) as process:
        deadline = time.monotonic() + 60
        while not [path for path in tmp_path.glob("*.partial") if path.stat().st_size > 20_000]:
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.01)
        if number == signal.SIGINT:
            os.killpg(process.pid, number)  # as a terminal does, to all of them
        else:
            process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGKILL: -9}[number]
    assert "Traceback" not in said
    assert ("To go on: trailgate evaluate" in said) is (number != signal.SIGKILL)
    assert "interrupted" not in said
    again = subprocess.run([*command, "--resume"], capture_output=True, text=True, timeout=60, check=False)
    assert again.returncode == 4
    indexes = [json.loads(line)["input"]["index"] for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert indexes == list(range(4 * 30))


@pytest.mark.skipif(sys.platform == "win32", reason="no such terminals")
def test_on_a_terminal_the_command_that_goes_on_is_one_line_beside_the_progress(folder: Path, tmp_path: Path) -> None:
    for copy in map(str, range(9)):
        shutil.copytree(SNAPSHOTS, folder / copy, ignore=lambda _, names: [name for name in names if name.endswith(".md")])
    ours, theirs = os.openpty()
    command = [TRAILGATE, "evaluate", str(folder), "--jobs", "1", "-o", str(tmp_path / "r.jsonl")]
    with subprocess.Popen(command, stderr=theirs, env={**os.environ, "TERM": "xterm", "COLUMNS": "70"}) as process:
        os.close(theirs)
        said = b""
        while b"judging" not in said:
            said += os.read(ours, 1 << 16)
        process.send_signal(signal.SIGINT)
        try:
            while more := os.read(ours, 1 << 16):
                said += more
        except OSError:
            pass  # Linux's way to say that nobody is at the other end
        assert process.wait(60) == 130
    os.close(ours)
    progress = [line for line in said.decode().replace("\r", "\n").splitlines() if "judging" in line]
    assert all(len(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line)) <= 70 for line in progress)
    told = said.decode().partition("To go on: ")[2].splitlines()[0]
    assert shlex.split(told) == ["trailgate", *command[1:], "--resume"]


def test_pace_tells_the_rate_of_late_and_when_it_ends() -> None:
    pace = Pace(100.0)
    assert not pace.told(1000)
    for second in range(1, 201):
        pace.note(100.0 + second, 10 * second)
    assert pace.told(1000, lambda: 0.0).startswith(", 10 a second, 1 min 40 s left, until ")
    pace.note(500.0, 2010)
    assert "a second" not in pace.told(1000)
    slow_to_begin = Pace(100.0)
    slow_to_begin.note(160.0, 1)
    assert not slow_to_begin.told(1000)
    slow_to_begin.note(162.0, 5)
    assert slow_to_begin.told(100, lambda: 0.0).startswith(", 2 a second, 50 s left")
    assert [lasting(seconds) for seconds in (0.4, 59, 61, 3600, 7500)] == ["0 s", "59 s", "1 min 1 s", "1 h 0 min", "2 h 5 min"]
