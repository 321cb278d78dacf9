"""Files whose bytes came with the work: on another machine the name of a file may stand for another one, or for none."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_brought: dict[str, bytes] = {}


@contextmanager
def brought(files: Mapping[str, bytes]) -> Iterator[None]:
    """Meanwhile these names stand for these bytes, whatever lies here under them."""
    before = dict(_brought)
    _brought.update(files)
    try:
        yield
    finally:
        _brought.clear()
        _brought.update(before)


def brought_file(name: str) -> IO[bytes] | None:
    """The bytes that were brought under that name; None where none were."""
    data = _brought.get(name)
    return None if data is None else io.BytesIO(data)
