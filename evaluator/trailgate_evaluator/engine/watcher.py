"""Runs a server for as long as standard input stays open, then ends it and removes its folder.

Run as a program: `python -I -S watcher.py FOLDER COMMAND...`. Its standard input is a pipe that only the parent holds open, so
that the server ends with the parent however the parent ends, on Linux and macOS alike. Only the standard library is there.
Where the watcher itself is killed, the kernel ends the server on Linux, and the parent, which waits for the watcher, elsewhere.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

assert sys.platform != "win32"  # noqa: S101 - `opa.py` starts none there

_PR_SET_PDEATHSIG = 1


def main(folder: str, command: list[str]) -> int:
    """The server's exit code."""
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=_end_with_watcher())  # noqa: S603, PLW1509 (our own parent's command; no thread runs yet)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: server.kill())
    threading.Thread(target=_end_with_parent, args=(server,), daemon=True).start()
    code = server.wait()
    shutil.rmtree(folder, ignore_errors=True)
    return code if code >= 0 else 1


def _end_with_watcher() -> Callable[[], None] | None:
    """What the server does before it begins: on Linux it asks to be killed when its parent, the watcher, ends."""
    if sys.platform != "linux":
        return None
    prctl, watcher = ctypes.CDLL(None).prctl, os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != watcher:
            os._exit(1)

    return ask


def _end_with_parent(server: subprocess.Popen[bytes]) -> None:
    while os.read(0, 1):
        pass
    server.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
