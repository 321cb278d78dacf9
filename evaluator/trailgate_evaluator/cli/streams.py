"""Standard streams that whoever started us had closed: something stands in for each, so that only its use fails."""

from __future__ import annotations

import errno
import io
import os
import sys


class _Closed(io.RawIOBase):
    """A stream that cannot be used."""

    def readable(self) -> bool:
        """As an open one."""
        return True

    def writable(self) -> bool:
        """As an open one."""
        return True

    def readinto(self, buffer: object) -> int:
        """There is nothing to read."""
        del buffer
        raise _closed()

    def write(self, data: object) -> int:
        """There is nobody to write to."""
        del data
        raise _closed()


def stand_in_for_closed_streams() -> None:
    """Python has None for a stream that is closed, and the next file that is opened would get its number."""
    if None not in (sys.stdin, sys.stdout, sys.stderr):
        return
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:  # noqa: PLR2004 - of standard input, output and error
        pass
    os.close(descriptor)
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(_Closed()), encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(_Closed()), encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - for as long as the process lives


def _closed() -> OSError:
    return OSError(errno.EBADF, "that it is closed")
