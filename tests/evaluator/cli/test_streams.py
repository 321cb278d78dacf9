"""Standard streams that are full or closed: a sentence and an exit code, never a mistake of trailgate's."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from trailgate_evaluator.cli import ending, streams

SNAPSHOT = "fixtures/snapshots/fail_no_trail/snapshot.json"
FULL = Path("/dev/full")


def run(arguments: str, streams_of_shell: str) -> subprocess.CompletedProcess[str]:
    command = f"exec '{sys.executable}' -m trailgate_evaluator.cli.app {arguments} {streams_of_shell}"
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.skipif(not FULL.exists(), reason="the system has no device that is always full")
@pytest.mark.parametrize("arguments", ["version", "--help"])
def test_a_full_standard_output_is_said(arguments: str) -> None:
    done = run(arguments, ">/dev/full")
    assert done.returncode == ending.INTERNAL_ERROR
    assert done.stderr.startswith("trailgate: standard output: expected a place to write to, found No space left on device.")


def test_a_closed_standard_output_is_said_and_is_no_matter_where_the_report_is_a_file(tmp_path: Path) -> None:
    done = run(f"show {SNAPSHOT}", ">&-")
    assert done.returncode == ending.INTERNAL_ERROR
    assert done.stderr.startswith("trailgate: standard output: expected a place to write to, found that it is closed.")
    done = run(f"evaluate {SNAPSHOT} -o '{tmp_path / 'report.json'}'", ">&-")
    assert (done.returncode, "1 fails; written to" in done.stderr) == (1, True)


def test_a_closed_standard_input_or_error_is_no_mistake() -> None:
    done = run("evaluate - -q", "<&-")
    assert (done.returncode, "found that it is closed" in done.stdout) == (4, True)
    done = run("evaluate nothing.json -q", "2>&-")
    assert (done.returncode, "cannot read" in done.stdout) == (4, True)


def test_what_stands_in_for_a_closed_stream_fails_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    streams.stand_in_for_closed_streams()
    stdin, stdout, stderr = sys.stdin, sys.stdout, sys.stderr
    monkeypatch.undo()
    stderr.write("nobody hears it")
    stderr.close()
    for use in (stdin.read, lambda: print("x", file=stdout, flush=True)):
        with pytest.raises(OSError, match="closed") as told:
            use()
        assert told.value.errno == errno.EBADF
    assert not stdout.isatty()
    with pytest.raises(io.UnsupportedOperation):
        stdout.fileno()
    with suppress(OSError):
        stdout.close()
