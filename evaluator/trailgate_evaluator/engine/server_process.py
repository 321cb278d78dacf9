"""A child `opa run --server` on a loopback port, which only this process can ask, and which ends with it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from functools import cache
from importlib import resources
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from trailgate_evaluator.errors import EngineError, PoliciesError

if TYPE_CHECKING:
    from collections.abc import Callable

ATTEMPTS = 5
_BOOT_SECONDS = 30.0
_PAUSE = 0.005
_LOG_SIZE = 4000
_PORT_TAKEN = "address already in use"
_LOOPBACK = "127.0.0.1"
_lifelines: set[IO[bytes]] = set()


class PortTaken(Exception):  # noqa: N818 (an event of starting, not an error of the package)
    """Another process took the port between picking it and using it."""


class ServerProcess:
    """The child server and the folder that holds its token; see `start`."""

    def __init__(self, opa: Path, policies: Path) -> None:
        """The server boots in the background; it serves the bundle in the folder `policies`."""
        self.token = secrets.token_urlsafe(32)
        self.proof = secrets.token_urlsafe(32)
        self.port = _free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="trailgate-opa-"))
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (has no name, and is closed with the process)
        self._write_session()
        arguments = [
            str(opa),
            *_arguments(self.port),
            "--bundle",
            str(policies.resolve()),
            str(self._folder / "session"),
        ]
        self._watcher = subprocess.Popen(  # noqa: S603 (our interpreter, our script, OPA)
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("watcher.py")), str(self._folder), *arguments],
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=self._log,
            env={"PATH": os.defpath},
            cwd="/",
            start_new_session=True,  # Ctrl-C is for this process, which then ends the server
        )
        self._lifeline = cast("IO[bytes]", self._watcher.stdin)
        _hold(self._lifeline)
        threading.Thread(target=_end_with_watcher, args=(self._watcher,), daemon=True).start()

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Returns when `ready` does with True.

        Raises:
            PortTaken: try again with a new process.
            PoliciesError: OPA ended, as it does where policies do not load.
            EngineError: it was never ready.
        """
        deadline = time.monotonic() + _BOOT_SECONDS
        while time.monotonic() < deadline:
            if ready():
                return
            if self._watcher.poll() is not None:
                self._log.seek(0)
                raise _ended(self._log.read(_LOG_SIZE).decode("utf-8", "replace"))
            time.sleep(_PAUSE)
        raise EngineError(
            expected=f"OPA to be ready within {_BOOT_SECONDS:.0f} s",
            found="no answer",
            where=f"engine opa, {_LOOPBACK}:{self.port}",
            what_to_do="Try again on a less busy machine, or use `--engine wasm`.",
        )

    def close(self) -> None:
        """The server is gone, and its folder with it; in a forked process nothing happens."""
        if self._lifeline not in _lifelines:
            return
        _lifelines.remove(self._lifeline)
        self._lifeline.close()
        self._watcher.wait()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write_session(self) -> None:
        session = self._folder / "session"
        (session / "system" / "session").mkdir(parents=True)
        (session / ".manifest").write_text(json.dumps({"roots": ["system"], "rego_version": 1}))
        rules = resources.files("trailgate_evaluator.engine").joinpath("authorization.rego").read_text("utf-8")
        (session / "authorization.rego").write_text(rules)
        data = json.dumps({"token": self.token, "proof": self.proof})
        (session / "system" / "session" / "data.json").write_text(data)


def _ended(log: str) -> Exception:
    if _PORT_TAKEN in log:
        return PortTaken()
    return PoliciesError(
        expected="policies that OPA loads",
        found=log.strip() or "that OPA ended without a word",
        where="engine opa",
        what_to_do="Correct the policies.",
    )


def _arguments(port: int) -> list[str]:
    return [
        *("run", "--server", "--addr", f"{_LOOPBACK}:{port}"),
        *("--authentication", "token", "--authorization", "basic"),
        *("--log-level", "error", "--skip-version-check", "--shutdown-grace-period", "0"),
    ]


def _end_with_watcher(watcher: subprocess.Popen[bytes]) -> None:
    """When the watcher has ended, so does what it started: they are a session and a group of their own."""
    watcher.wait()
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(watcher.pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def _hold(lifeline: IO[bytes]) -> None:
    """Only this process holds `lifeline` open: one that it forks lets go of it at once."""
    _let_go_when_forked()
    _lifelines.add(lifeline)


@cache
def _let_go_when_forked() -> None:
    if sys.platform != "win32":
        os.register_at_fork(after_in_child=_let_go)


def _let_go() -> None:
    while _lifelines:
        _lifelines.pop().close()
