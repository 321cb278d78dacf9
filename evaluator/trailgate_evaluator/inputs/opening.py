"""Files opened so that nothing waits: a pipe or a device among the inputs is refused, not read."""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.archive_names import split
from trailgate_evaluator.inputs.brought import brought_file
from trailgate_evaluator.inputs.urls import is_url, shown
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDARD_INPUT: Final = "-"
_OPEN_ALREADY: Final = regex(r"/dev/stdin|/dev/fd/\d+|/proc/self/fd/\d+")
"""Names of what the shell has opened for us, as in `trailgate evaluate <(aws s3 cp s3://… -)`."""
_FLAGS: Final = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"))
_KINDS: Final = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def can_be_opened_again(name: str) -> bool:
    """Whether the same bytes are there a second time."""
    return name != STANDARD_INPUT and not _OPEN_ALREADY.fullmatch(name)


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    """The bytes of the regular file `name`, of standard input for `-`, or of what the shell opened (`/dev/fd/63`).

    Raises `InputError` where it is missing, not permitted, or neither file nor open already. Opening a pipe that nobody writes
    to would wait for ever, so nothing is opened without being looked at, and nothing is looked at by name alone.
    """
    try:
        if name == STANDARD_INPUT:
            yield sys.stdin.buffer
            return
        if (with_the_work := brought_file(name)) is not None:
            yield with_the_work
            return
        if is_url(name):
            with _opened_there(shown(name)) as remote:
                yield remote
            return
        if (packed := split(name)) is not None:
            from trailgate_evaluator.inputs.members import opened_member

            with opened_member(*packed) as member:
                yield member
            return
        with os.fdopen(_descriptor(name), "rb") as file:
            yield file
    except OSError as problem:
        raise _unopened(name, problem) from problem


@contextmanager
def _opened_there(name: str) -> Iterator[IO[bytes]]:
    from trailgate_evaluator.inputs.kept_objects import opened_remote
    from trailgate_evaluator.inputs.packed_urls import opened_packed

    with opened_packed(name) as packed:
        if packed is not None:
            yield packed
            return
    with opened_remote(name) as remote:
        yield remote


def _descriptor(name: str) -> int:
    if _OPEN_ALREADY.fullmatch(name):
        return os.open(name, os.O_RDONLY)
    try:
        descriptor = os.open(name, _FLAGS)
    except ValueError as problem:
        raise InputError(
            expected="the name of a file", found="a name that no file can have", where=name, what_to_do="Check the name."
        ) from problem
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return descriptor
    os.close(descriptor)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError
    found = next((words for is_kind, words in _KINDS if is_kind(mode)), "something else")
    raise InputError(
        expected="a file",
        found=found,
        where=name,
        what_to_do="Name a regular file, or give what comes through a pipe as standard input, with - for its name.",
    )


def _unopened(name: str, problem: OSError) -> InputError:
    match problem:
        case FileNotFoundError():
            found, what_to_do = "no such file", "Check the name."
        case PermissionError() if os.path.isdir(name):  # noqa: PTH112 - as Windows has it; a name need not be a path
            found, what_to_do = "a folder", "Name a file."
        case PermissionError():
            found, what_to_do = (
                "a file that this user may not read",
                "Change its permissions, or run as its owner.",
            )
        case IsADirectoryError():
            found, what_to_do = "a folder", "Name a file."
        case OSError(errno=errno.EBADF):
            found, what_to_do = "that it is closed", "Give a file, or what is read through a pipe."
        case _:
            found = os.strerror(problem.errno) if problem.errno else "an error while reading"
            what_to_do = "Check that the file can be read."
    return InputError(expected="a file that can be read", found=found, where=name, what_to_do=what_to_do)
