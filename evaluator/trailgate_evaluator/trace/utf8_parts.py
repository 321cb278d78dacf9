"""Bytes of a file, as far as they are whole and UTF-8."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from msgspec import Struct

from trailgate_evaluator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Stop(Struct, frozen=True, kw_only=True):
    """Where text ends: at the problem of reading on, or at a part that is no UTF-8."""

    problem: InputError | None = None
    part: bytes = b""

    def left(self) -> Iterator[bytes]:
        """The part; raises the problem."""
        if self.problem is not None:
            raise self.problem
        yield self.part


def utf8_parts(parts: Iterator[bytes]) -> Iterator[bytes | Stop]:
    """The parts as far as they are whole and UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    while True:
        try:
            part = next(parts, None)
        except InputError as problem:
            yield Stop(problem=problem)
            return
        if part is None:
            return
        try:
            if not part.isascii() or decoder.getstate()[0]:
                decoder.decode(part)
        except UnicodeDecodeError:
            yield Stop(part=part)
            yield from parts
            return
        yield part
