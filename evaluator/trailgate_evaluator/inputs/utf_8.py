"""Whether bytes are UTF-8, told a part at a time: a long text as one string may take four times its bytes."""

from __future__ import annotations

import codecs
from typing import Final

_PART: Final = 64 * 1024


def is_utf_8(data: bytes) -> bool:
    """Whether all of `data` is UTF-8."""
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(data) + 1, _PART):
            decoder.decode(view[start : start + _PART], final=start + _PART > len(data))
    except UnicodeDecodeError:
        return False
    return True
