"""A snapshot on disk: whole or not at all, readable by its owner only, and never through a link."""

from __future__ import annotations

import gzip
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from trailgate_collector.errors import OutputError, UsageError

STDOUT = "-"
# Links that the system keeps for a process's own files (`/dev/stdout`, `/dev/fd/63`) lead to nobody else's.
OF_THE_SYSTEM = ("/dev/", "/proc/")


def is_terminal() -> bool:
    """Whether standard output is a person's screen."""
    return sys.stdout.isatty()


def check_output(output: str) -> None:
    """Refuses, before anything is asked of AWS, an output that can never be written."""
    if output == STDOUT:
        return
    path = Path(output)
    if path.is_dir():
        raise UsageError(f"--output {output} is a folder; expected the name of a file (or - for standard output).")
    if _is_link(path):
        raise UsageError(
            f"--output {output} is a link to {path.readlink()}; name the file itself, since links are not written through."
        )
    if not path.parent.is_dir():
        raise UsageError(f"--output {output}: the folder {path.parent} does not exist.")


def write_snapshot(output: str, content: bytes) -> None:
    """The bytes stand at `output`, gzipped where its name ends in `.gz`; until they all do, nothing stands there.

    A regular file is replaced in one step and gets mode 0600; a pipe or a device is written to. A link that came there
    since `check_output` is replaced too, or refused, and never followed. Raises OutputError.
    """
    content = packed(output, content)
    try:
        if output == STDOUT:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        elif _takes_bytes(Path(output)):
            _write_into(Path(output), content)
        else:
            _replace(Path(output).absolute(), content)
    except OSError as error:
        raise OutputError(f"The snapshot cannot be written to {output}: {error.strerror or error}") from error


def packed(name: str, content: bytes) -> bytes:
    """The bytes as they stand under that name: gzipped where it ends in `.gz`, the same every time."""
    return gzip.compress(content, mtime=0) if name.endswith(".gz") else content


def _is_link(path: Path) -> bool:
    return path.is_symlink() and not str(path).startswith(OF_THE_SYSTEM)


def _takes_bytes(path: Path) -> bool:
    """Whether a pipe or a device stands there, in whose place no file can be put."""
    return path.exists() and not path.is_file() and not _is_link(path)


def _write_into(path: Path, content: bytes) -> None:
    follow = 0 if str(path).startswith(OF_THE_SYSTEM) else getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, os.O_WRONLY | follow), "wb") as file:
        file.write(content)


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
