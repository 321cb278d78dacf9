"""The files of a backtest cut into shares for a cluster: what lies here goes along, what has an address is read there."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from trailgate_evaluator.cluster.failed import bare
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.opening import can_be_opened_again, opened
from trailgate_evaluator.inputs.urls import is_url, whole
from trailgate_evaluator.trace.record_files import LeftAside, RecordFile, SkippedFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_FILES: Final = 32
MOST_BYTES: Final = 4 << 20
"""A share ends with the file by which it has so many; packed, these are some ten thousand records."""
MOST_SENT: Final = 64 << 20
"""The most bytes of a file that are sent; a larger one is counted here."""


@dataclass(frozen=True, slots=True)
class ToRead:
    """A file of records to be read by whoever counts it: by its address, or as the bytes that go along."""

    name: str
    data: bytes | None = dataclasses.field(repr=False)


Piece = ToRead | SkippedFile | LeftAside | InputError


class Share(Struct):
    """Some files, one after another; `own`: the one that is counted here, where the share is that alone."""

    pieces: list[Piece] = field(default_factory=list)
    size: int = 0
    own: RecordFile | None = None

    @property
    def is_full(self) -> bool:
        """Whether another file would be too much."""
        return len(self.pieces) >= MOST_FILES or self.size >= MOST_BYTES


def shares(files: Iterable[RecordFile | SkippedFile | LeftAside | InputError]) -> Iterator[Share]:
    """The same files in their order; what is read is held for one share at a time."""
    share = Share()
    for file in files:
        piece = _piece(file) if isinstance(file, RecordFile) else file
        if isinstance(piece, InputError):
            bare(piece)
        if piece is None:
            if share.pieces:
                yield share
            assert isinstance(file, RecordFile)  # noqa: S101 - of no other there is no piece
            yield Share(own=file)
            share = Share()
            continue
        share.pieces.append(piece)
        share.size += len(piece.data or b"") if isinstance(piece, ToRead) else 0
        if share.is_full:
            yield share
            share = Share()
    if share.pieces:
        yield share


def _piece(file: RecordFile) -> Piece | None:
    """What is sent of a file; None of one that is too large, or there only once."""
    if file.started is not None or not can_be_opened_again(file.name):
        return None
    if is_url(file.name) and whole(file.name) == file.name:
        return ToRead(file.name, None)
    try:
        with opened(file.name) as found:
            data = found.read(MOST_SENT + 1)
    except InputError as problem:
        return problem
    return ToRead(file.name, data) if len(data) <= MOST_SENT else None
