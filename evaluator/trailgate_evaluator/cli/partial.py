"""Where a report is written while its inputs are judged: under a name that says so, and under its own once it is whole."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from trailgate_evaluator.cli.destinations import Destination
from trailgate_evaluator.cli.writable import STDOUT, unwritable
from trailgate_evaluator.errors import EngineError
from trailgate_evaluator.inputs.urls import is_url

if TYPE_CHECKING:
    from collections.abc import Callable


class Place(Protocol):
    """A place for a report that is written as it comes."""

    path: str
    file: IO[bytes]

    def write(self, writing: Callable[[], None]) -> None:
        """Does what writes; raises `EngineError` where the place refuses."""

    def finish(self) -> None:
        """What is written is whole."""

    def leave(self, *, keeps: bool) -> str | None:
        """What is written is not whole: where it stands, if it `keeps` what there is; None where nothing is left."""


def partial_name(path: str, digest: str | None) -> str:
    """What a report is called until it is whole, by the digest of the run that it is of."""
    return f"{path}.partial" if digest is None else f"{path}.{digest[:16]}.partial"


def is_file(path: str) -> bool:
    """Whether a file may stand there."""
    return not is_url(path) and not is_stream(path)


def is_stream(path: str) -> bool:
    """Whether nothing can be taken back there: standard output, a pipe, a device."""
    return path == STDOUT or (Path(path).exists() and not Path(path).is_file())


class Stream:
    """Standard output, a pipe or a device: what is written is gone."""

    def __init__(self, entry: Destination) -> None:
        self.path = entry.path
        sys.stdout.flush()
        self.file: IO[bytes] = sys.stdout.buffer if entry.path == STDOUT else _opened(entry.path, "wb")

    def write(self, writing: Callable[[], None]) -> None:
        """A reader that went away is no error, so the exit code stays the verdict's."""
        try:
            writing()
            self.file.flush()
        except BrokenPipeError:
            _forget(self.file)
        except OSError as error:
            if self.path == STDOUT:
                raise
            raise unwritable(self.path, error) from error

    def finish(self) -> None:
        """It is closed where it was opened here."""
        if self.path != STDOUT:
            self.file.close()

    def leave(self, *, keeps: bool) -> None:
        """There is nothing to keep."""
        del keeps
        self.finish()


class Becoming:
    """A file that gets its own name when it is whole; `at` is how many bytes of what stands there already are kept."""

    def __init__(self, entry: Destination, digest: str | None, at: int = 0) -> None:
        self.path = entry.path
        self._now = partial_name(entry.path, digest)
        if not at:
            _remove(self._now)  # another run that still writes to it keeps a file without a name
        self.file = _opened(self._now, "r+b" if at else "xb")
        self.file.truncate(at)
        self.file.seek(at)
        self._whole = at
        self._is_ours = True

    def write(self, writing: Callable[[], None]) -> None:
        """Notes how far what is written is whole."""
        try:
            writing()
        except OSError as error:
            raise unwritable(self.path, error) from error
        self._whole = self.file.tell()

    def finish(self) -> None:
        """Raises `EngineError` where another run has taken the place meanwhile."""
        try:
            self.file.flush()
            ours, there = os.fstat(self.file.fileno()), Path(self._now).stat()
            self.file.close()
            is_ours = (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino)
            if is_ours:
                Path(self._now).replace(self.path)
        except OSError as error:
            raise unwritable(self.path, error) from error
        if not is_ours:
            self._is_ours = False
            raise _taken(self.path)

    def leave(self, *, keeps: bool) -> str | None:
        """What stands there ends with the last whole input."""
        try:
            if keeps:
                self.file.flush()
                self.file.truncate(self._whole)
            self.file.close()
        except (OSError, ValueError):
            pass  # the disk is full, or it is closed: what is there is read as far as it is whole
        if not self._is_ours:
            return None
        if not keeps:
            Path(self._now).unlink(missing_ok=True)
        return self._now if keeps else None


def _opened(path: str, mode: str) -> IO[bytes]:
    try:
        return open(path, mode)  # noqa: PTH123 - for as long as the run lasts
    except OSError as error:
        raise unwritable(path, error) from error


def _remove(path: str) -> None:
    try:
        Path(path).unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error


def _forget(file: IO[bytes]) -> None:
    """Points the stream at nothing, so that what follows has nobody left to fail on."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), file.fileno())


def _taken(path: str) -> EngineError:
    return EngineError(
        expected="to be the only run that writes there",
        found="that another one began meanwhile",
        where=f"-o {path}",
        what_to_do="Give each run a place of its own.",
    )
