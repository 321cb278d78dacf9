"""Bytes that may be gzip, unpacked as a stream that stops where it grows beyond all that is ever packed so."""

from __future__ import annotations

import zlib
from typing import IO, TYPE_CHECKING, Final

from trailgate_evaluator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

GZIP_MAGIC: Final = b"\x1f\x8b"
MAX_RATIO: Final = 300
"""So many times may a file grow; snapshots and CloudTrail's files grow 10 to 60 times, zeros 1,030 times."""
FREE_BYTES: Final = 32 << 20
"""So many bytes may come of any file, however well it packs."""
_FREE_MEMBERS: Final = 1024
_MEMBER_BYTES: Final = 256
"""Gzip files may be joined into one; beyond the first thousand they have so many bytes on the average, as real ones do."""
_PART: Final = 1 << 20
_PACKED_PART: Final = 1 << 16


def plain_parts(file: IO[bytes], name: str) -> Iterator[bytes]:
    """The plain bytes of `file`, part by part and none of them empty; raises `InputError` where its gzip is not whole.

    `name` is the file's in errors. Gzip within gzip, which nothing of ours writes, is refused.
    """
    first = _begin(file)
    if not first.startswith(GZIP_MAGIC):
        while first:
            yield first
            first = file.read(_PART)
        return
    start = b""
    for part in _Gzip(first, file, name).parts():
        if len(start) < len(GZIP_MAGIC):
            start += part[: len(GZIP_MAGIC)]
            if start.startswith(GZIP_MAGIC):
                raise InputError(
                    expected="text within gzip", found="gzip within gzip", where=name, what_to_do="Unpack it once with `gunzip`."
                )
        yield part


def _begin(file: IO[bytes]) -> bytes:
    """The first bytes, so many that they tell what it is: a pipe may give one at a time."""
    first = file.read(_PART)
    while first and len(first) < len(GZIP_MAGIC):
        more = file.read(_PART)
        if not more:
            break
        first += more
    return first


class _Gzip:
    """A file of gzip members, one after another, as far as it has been read."""

    def __init__(self, packed: bytes, file: IO[bytes], name: str) -> None:
        self._packed = packed
        self._file = file
        self._name = name
        self._taken = len(packed)
        self._given = 0

    def parts(self) -> Iterator[bytes]:
        """The plain bytes; what follows the last member is padding, as gzip itself takes it."""
        members = 0
        while self._packed and GZIP_MAGIC.startswith(self._packed[:2]):
            members += 1
            if members > _FREE_MEMBERS + self._taken // _MEMBER_BYTES:
                raise _damaged(self._name, f"one of {members} parts and hardly a byte in them")
            yield from self._member()
            if len(self._packed) < len(GZIP_MAGIC):
                self._packed += self._more()

    def _member(self) -> Iterator[bytes]:
        member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        while not member.eof:
            packed = self._packed or self._more()
            try:
                part = member.decompress(packed, _PART)
            except zlib.error as problem:
                raise _damaged(self._name, "one that is damaged") from problem
            self._packed = member.unconsumed_tail
            self._given += len(part)
            if self._given > FREE_BYTES and self._given > MAX_RATIO * self._taken:
                raise _grown(self._name)
            if part:
                yield part
            elif not packed and not member.eof:
                raise _damaged(self._name, "one that is cut off")
        self._packed = member.unused_data

    def _more(self) -> bytes:
        more = self._file.read(_PACKED_PART)
        self._taken += len(more)
        return more


def _damaged(name: str, found: str) -> InputError:
    return InputError(expected="a whole gzip file", found=found, where=name, what_to_do="Copy or collect it again.")


def _grown(name: str) -> InputError:
    return InputError(
        expected=f"gzip that grows at most {MAX_RATIO} times",
        found="more",
        where=name,
        what_to_do="Neither a snapshot nor a plan nor a log packs so well: check what made the file.",
    )
