"""The plain bytes of an input, however it is packed, and never more of them than the limit."""

from __future__ import annotations

import io
from typing import Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.opening import opened
from trailgate_evaluator.inputs.packing import plain_parts
from trailgate_evaluator.regular import regex

MAX_BYTES: Final = 256 << 20
"""The most plain bytes that an input may have; an account of 100,000 alarms has about 120 MiB."""

_NOT_BLANK: Final = regex(rb"\S")


def content_of(name: str, limit: int = MAX_BYTES) -> bytes:
    """The uncompressed bytes of the file `name` (`-` is standard input).

    Raises `InputError` where it is missing, no regular file, not permitted, empty, cut off, or larger
    than `limit` bytes, compressed or not: a small file that unpacks to a huge one is refused
    without unpacking it.
    """
    data = plain_bytes(name, limit)
    if not _NOT_BLANK.search(data):
        raise InputError(
            expected="a file with content",
            found="nothing (no bytes but blanks)",
            where=name,
            what_to_do="Make the file again; the command that wrote it may have failed.",
        )
    return data


def plain_bytes(name: str, limit: int) -> bytes:
    """The same, also where there are none but blanks."""
    whole = io.BytesIO()  # it grows in place, and gives what it holds without a copy
    with opened(name) as file:
        for part in plain_parts(file, name):
            if whole.tell() + len(part) > limit:
                raise _too_large(name, limit)
            whole.write(part)
    return whole.getvalue()


def _too_large(name: str, limit: int) -> InputError:
    return InputError(
        expected=f"at most {limit // (1024 * 1024)} MiB, uncompressed",
        found="more",
        where=name,
        what_to_do="Give each account and each plan a file of its own.",
    )
