from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from trailgate_evaluator.engine.bundle import Bundle

PROGRAM = Path(__file__).with_name("keep_engine_open.py")
PATIENCE = 20.0


@contextmanager
def program(bundle: Bundle, behaviour: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(PROGRAM), str(bundle.folder), behaviour]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    ) as started:
        try:
            yield started
        finally:
            started.kill()


def read_line(started: subprocess.Popen[str]) -> str:
    assert started.stdout is not None
    return started.stdout.readline().strip()


def where(started: subprocess.Popen[str]) -> tuple[int, Path]:
    port, folder, _ = read_line(started).split()
    return int(port), Path(folder)


def where_and_watched_by(started: subprocess.Popen[str]) -> tuple[int, int]:
    port, _, watcher = read_line(started).split()
    return int(port), int(watcher)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(reached: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_the_server_and_its_token_are_gone_however_the_parent_is_killed(tiny_bundle: Bundle, number: signal.Signals) -> None:
    with program(tiny_bundle, "wait") as started:
        port, folder = where(started)
        assert read_line(started) == "ready"
        assert is_listening(port)
        assert folder.is_dir()
        started.send_signal(number)
        started.wait(PATIENCE)
        assert wait_until(lambda: not is_listening(port))
        assert wait_until(lambda: not folder.exists())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_server_is_gone_where_its_watcher_is_killed(tiny_bundle: Bundle, number: signal.Signals) -> None:
    with program(tiny_bundle, "wait") as started:
        port, watcher = where_and_watched_by(started)
        assert read_line(started) == "ready"
        os.kill(watcher, number)
        assert wait_until(lambda: not is_listening(port))
        assert started.poll() is None


def test_the_server_is_gone_where_watcher_and_parent_are_killed_together(tiny_bundle: Bundle) -> None:
    with program(tiny_bundle, "wait") as started:
        port, watcher = where_and_watched_by(started)
        assert read_line(started) == "ready"
        started.kill()
        os.kill(watcher, signal.SIGKILL)
        assert wait_until(lambda: not is_listening(port))


def test_a_parent_killed_while_the_server_boots_leaves_nothing(tiny_bundle: Bundle) -> None:
    with program(tiny_bundle, "boot") as started:
        port, folder = where(started)
        started.kill()
        started.wait(PATIENCE)
        assert wait_until(lambda: not folder.exists())
        assert not is_listening(port)


def test_ctrl_c_in_the_terminal_ends_the_program_and_with_it_the_server(tiny_bundle: Bundle) -> None:
    with program(tiny_bundle, "wait") as started:
        port, folder = where(started)
        assert read_line(started) == "ready"
        os.killpg(started.pid, signal.SIGINT)
        started.wait(PATIENCE)
        assert wait_until(lambda: not is_listening(port) and not folder.exists())


def test_an_exception_in_the_block_ends_the_server(tiny_bundle: Bundle) -> None:
    with program(tiny_bundle, "raise") as started:
        port, folder = where(started)
        assert started.wait(PATIENCE) == 1
        assert not is_listening(port)
        assert not folder.exists()


def test_a_forked_process_that_lives_on_does_not_keep_the_server(tiny_bundle: Bundle) -> None:
    with program(tiny_bundle, "fork") as started:
        port, folder = where(started)
        assert read_line(started) == "ready"
        forked = int(read_line(started))
        try:
            started.kill()
            started.wait(PATIENCE)
            os.kill(forked, 0)
            assert wait_until(lambda: not is_listening(port) and not folder.exists())
        finally:
            os.kill(forked, signal.SIGKILL)
