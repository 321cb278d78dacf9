"""A snapshot on disk: whole or not at all, readable by its owner only."""

from __future__ import annotations

import gzip
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from trailgate_collector.errors import OutputError, UsageError

STDOUT = "-"


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
    if not path.resolve().parent.is_dir():
        raise UsageError(f"--output {output}: the folder {path.parent} does not exist.")


def write_snapshot(output: str, content: bytes) -> None:
    """The bytes stand at `output`, gzipped where its name ends in `.gz`; until they all do, nothing stands there.

    A regular file is replaced in one step and gets mode 0600; a pipe or a device is written to. Raises OutputError.
    """
    if output.endswith(".gz"):
        content = gzip.compress(content, mtime=0)
    try:
        if output == STDOUT:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        elif Path(output).exists() and not Path(output).is_file():
            Path(output).write_bytes(content)
        else:
            _replace(Path(output).resolve(), content)
    except OSError as error:
        raise OutputError(f"The snapshot cannot be written to {output}: {error.strerror or error}") from error


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
