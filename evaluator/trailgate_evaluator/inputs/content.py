"""The plain bytes of an input, however it is packed, and never more of them than the limit."""

from __future__ import annotations

import os
import sys
import zlib
from typing import IO, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.finding import STANDARD_INPUT

MAX_BYTES: Final = 512 * 1024 * 1024
"""The most plain bytes that an input may have; an account of 100,000 alarms has about 120 MiB."""

_GZIP_MAGIC: Final = b"\x1f\x8b"
_CHUNK: Final = 1024 * 1024


def content_of(name: str, limit: int = MAX_BYTES) -> bytes:
    """The uncompressed bytes of the file `name` (`-` is standard input).

    Raises `InputError` where it is missing, a folder, not permitted, empty, cut off, or larger
    than `limit` bytes, compressed or not: a small file that unpacks to a huge one is refused
    without unpacking it.
    """
    try:
        if name == STANDARD_INPUT:
            data = _plain(sys.stdin.buffer, name, limit)
        else:
            with open(name, "rb") as file:  # noqa: PTH123 - the name stays as the user wrote it
                data = _plain(file, name, limit)
    except OSError as problem:
        raise _unopened(name, problem) from problem
    except ValueError as problem:
        raise InputError(
            expected="the name of a file",
            found="a name that no file can have",
            where=name,
            what_to_do="Check the name.",
        ) from problem
    if not data.strip():
        raise InputError(
            expected="a file with content",
            found="nothing (no bytes but blanks)",
            where=name,
            what_to_do="Make the file again; the command that wrote it may have failed.",
        )
    return data


def _plain(file: IO[bytes], name: str, limit: int) -> bytes:
    data = _bounded(file, name, limit)
    if not data.startswith(_GZIP_MAGIC):
        return data
    plain = _unpacked(data, name, limit)
    if plain.startswith(_GZIP_MAGIC):
        raise InputError(
            expected="text within gzip",
            found="gzip within gzip",
            where=name,
            what_to_do="Unpack it once with `gunzip`.",
        )
    return plain


def _bounded(file: IO[bytes], name: str, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise _too_large(name, limit)
        chunks.append(chunk)
    return b"".join(chunks)


_MEMBERS: Final = 1024
"""The most gzip files in one; each costs a copy of what follows it."""


def _unpacked(data: bytes, name: str, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    rest = data
    members = 0
    while rest.startswith(_GZIP_MAGIC):
        members += 1
        if members > _MEMBERS:
            raise _damaged(name, f"one of more than {_MEMBERS} parts")
        member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        while not member.eof:
            try:
                chunk = member.decompress(rest, _CHUNK)
            except zlib.error as problem:
                raise _damaged(name, "one that is damaged") from problem
            rest = member.unconsumed_tail
            if not chunk and not rest and not member.eof:
                raise _damaged(name, "one that is cut off")
            size += len(chunk)
            if size > limit:
                raise _too_large(name, limit)
            chunks.append(chunk)
        rest = member.unused_data
    return b"".join(chunks)


def _damaged(name: str, found: str) -> InputError:
    return InputError(expected="a whole gzip file", found=found, where=name, what_to_do="Copy or collect it again.")


def _too_large(name: str, limit: int) -> InputError:
    return InputError(
        expected=f"at most {limit // (1024 * 1024)} MiB, uncompressed",
        found="more",
        where=name,
        what_to_do="Give each account and each plan a file of its own.",
    )


def _unopened(name: str, problem: OSError) -> InputError:
    match problem:
        case FileNotFoundError():
            found, what_to_do = "no such file", "Check the name."
        case PermissionError():
            found, what_to_do = (
                "a file that this user may not read",
                "Change its permissions, or run as its owner.",
            )
        case IsADirectoryError():
            found, what_to_do = "a folder", "Name a file."
        case _:
            found = os.strerror(problem.errno) if problem.errno else "an error while reading"
            what_to_do = "Check that the file can be read."
    return InputError(expected="a file that can be read", found=found, where=name, what_to_do=what_to_do)
