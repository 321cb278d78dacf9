"""A scheduler that is none, or is not there, is told in one line, within seconds, with no secret and nothing of Dask's own."""

from __future__ import annotations

import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.evaluator.cluster.serving import ROOT
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.cluster import connecting
from trailgate_evaluator.cluster.cluster import Cluster
from trailgate_evaluator.cluster.failed import Failed
from trailgate_evaluator.cluster.identity import identity
from trailgate_evaluator.errors import EngineError
from trailgate_evaluator.trace import on_cluster

SNAPSHOT = str(ROOT / "fixtures" / "snapshots" / "pass_whole_chain" / "snapshot.json")
SECRET = "hunter2"


@pytest.fixture
def silent() -> Iterator[str]:
    """An address where somebody listens and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"tcp://127.0.0.1:{listening.getsockname()[1]}"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "scheduler",
        "tcp://scheduler",
        "tcp://scheduler:0",
        "tcp://scheduler:65536",
        f"tcp://me:{SECRET}@scheduler:8786",
        f"me:{SECRET}@scheduler:8786",
        f"tcp://scheduler:8786?token={SECRET}",
        f"scheduler:8786#{SECRET}",
        "http://scheduler:8786",
        "inproc://scheduler:8786",
        "tcp://sch eduler:8786",
        "tcp://s\x1b[31m:8786",
    ],
)
def test_what_is_no_address_is_refused_and_shows_no_secret(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", SNAPSHOT, "--scheduler", address]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "--scheduler: expected the address of a Dask scheduler" in told.err
    assert SECRET not in told.err
    assert "\x1b" not in told.err


def test_nobody_who_answers_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    program = str(Path(sys.executable).with_name("trailgate"))
    command = [program, "evaluate", SNAPSHOT, "--scheduler", address]
    ended = subprocess.run(command, text=True, capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (5, "")
    (line,) = ended.stderr.splitlines()
    assert line.startswith(
        f"trailgate: --scheduler {address}: expected a Dask scheduler that answers, found none within 5 seconds. Check that"
    )


def test_one_who_says_nothing_is_one_who_does_not_answer(
    silent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(connecting, "PATIENCE", 0.5)
    records = tmp_path / "records.json"
    records.write_text('{"Records": []}')
    for command in (["evaluate", SNAPSHOT], ["trace", SNAPSHOT, "--record", str(records)]):
        assert main([*command, "--scheduler", silent]) == 5
        assert "expected a Dask scheduler that answers, found none within" in capsys.readouterr().err


@pytest.mark.parametrize("resets", [False, True])
def test_one_who_hangs_up_is_not_one_who_does_not_answer(resets: bool, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(30)

        def hang_up() -> None:
            with suppress(OSError):
                while True:
                    taken, _ = listening.accept()
                    if resets:
                        taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    else:
                        taken.recv(64)
                    taken.close()

        threading.Thread(target=hang_up, daemon=True).start()
        assert main(["evaluate", SNAPSHOT, "--scheduler", f"tcp://127.0.0.1:{listening.getsockname()[1]}"]) == 5
        listening.shutdown(socket.SHUT_RDWR)
    assert "expected a Dask scheduler that answers, found one that closes the connection, as one does" in capsys.readouterr().err


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["evaluate", SNAPSHOT, "--scheduler", "tcp://127.0.0.1:8786"]) == 2
    assert capsys.readouterr().err == (
        "trailgate: --scheduler: expected Dask, which shares work among machines, found that it is not installed. Install "
        "trailgate with its extra: trailgate[dask].\n"
    )


def test_nothing_of_dask_is_imported_where_nobody_asks_for_a_scheduler() -> None:
    script = (
        "import sys; from trailgate_evaluator.cli.app import main; "
        f"main(['evaluate', {SNAPSHOT!r}, '-o', 'text=/dev/null']); main(['trace', {SNAPSHOT!r}, '--record', 'PutUserPolicy']); "
        "sys.exit(str({one.partition('.')[0] for one in sys.modules} & {'dask', 'distributed', 'tornado', 'cloudpickle'}))"
    )
    ended = subprocess.run([sys.executable, "-c", script], text=True, capture_output=True, check=False)
    assert ended.stderr.endswith("\nset()\n")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--jobs", "2"], "found --jobs and --scheduler"),
        (["--engine", "both"], "found another one"),
        (["--policies", "policies"], "found another one"),
        (["--opa-url", "http://127.0.0.1:8181"], "found another one"),
        (["--baseline", SNAPSHOT], "found --baseline, which belongs to one"),
        (["--settings", "/dev/fd/0"], "found what is read through a pipe"),
    ],
)
def test_what_a_cluster_does_not_share_is_refused(options: list[str], found: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", SNAPSHOT, *options, "--scheduler", "tcp://127.0.0.1:8786"]) == 2
    assert found in capsys.readouterr().err


def test_one_record_is_followed_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", SNAPSHOT, "--record", "PutUserPolicy", "--scheduler", "tcp://127.0.0.1:8786"]) == 2
    assert "expected many records with --scheduler, found one" in capsys.readouterr().err


class _Client:
    """Dask's, of a cluster whose workers say these things."""

    status = "running"

    def __init__(self, told: Any = None, threads: dict[str, int] | None = None) -> None:
        self._told, self._threads = told, threads or {}

    def run(self, *_: Any, **__: Any) -> Any:
        if isinstance(self._told, BaseException):
            raise self._told
        return self._told

    def nthreads(self) -> dict[str, int]:
        return self._threads


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"tcp://a:1": identity() | {"version": "9"}}, "found the worker tcp://a:1 with trailgate 9"),
        (
            {"tcp://a:1": identity(), "tcp://b:1": identity() | {"program": "sha256:0"}},
            "found the worker tcp://b:1 with files of the",
        ),
        ({"tcp://a:1": ModuleNotFoundError("trailgate_evaluator")}, "found the worker tcp://a:1 without it"),
        (ModuleNotFoundError("trailgate_evaluator"), "found a worker without it"),
        ({"tcp://a:1": OSError("Timed out")}, "found the worker tcp://a:1, which cannot tell: Timed out"),
        (OSError("Timed out"), "found that it went away"),
    ],
)
def test_a_worker_that_is_another_program_is_named(told: Any, found: str) -> None:
    with pytest.raises(EngineError) as raised:
        Cluster(_Client(told), "--scheduler tcp://s:1", pytest.fail).check()
    assert found in str(raised.value)


class _Future:
    """Dask's, of work that could not be handed on."""

    status = "error"

    def exception(self) -> Exception:
        return RuntimeError("Error during deserialization of the task graph. This frequently\noccurs if")


def test_a_scheduler_that_cannot_take_the_work_is_told_in_our_words() -> None:
    with pytest.raises(EngineError) as raised:
        Cluster(_Client(), "--scheduler tcp://s:1", pytest.fail).take(_Future())
    assert "cannot take the work (RuntimeError: Error during deserialization of the task graph). Give" in str(raised.value)


def test_a_cluster_without_workers_is_told_once_and_given_up_after_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    alone = Cluster(_Client(), "--scheduler tcp://s:1", told.append)
    for _ in range(100):
        alone._count()
        alone._miss()
        now[0] += 2.5
    assert len(told) == 1
    now[0] += 100
    with pytest.raises(EngineError, match="found none for 5 minutes"):
        alone._miss()


def test_what_went_wrong_in_a_part_is_what_comes_of_the_sum() -> None:
    failed = Failed(ValueError("no"))
    assert on_cluster.summed([failed], failed) is failed
    assert isinstance(Failed(ValueError(lambda: None)).error, RuntimeError)
