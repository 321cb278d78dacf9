"""What stands outside the strings of a JSON text, a part at a time, so that a long text is looked over in little memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_PART: Final = 1 << 20
_STRING: Final = regex(rb'"[^"]*"')


def outline(data: bytes) -> Iterator[bytes]:
    """The parts of `data` with one quote for each string.

    Linear in the text. Of a text that is no JSON it is some text that is no longer.
    """
    held = b""
    within = False
    view = memoryview(data)
    for start in range(0, len(data), _PART):
        part = held + bytes(view[start : start + _PART])
        held = b"\\" if (len(part) - len(part.rstrip(b"\\"))) % 2 else b""
        part = part[: len(part) - len(held)].replace(b"\\\\", b"").replace(b'\\"', b"")
        if within:
            _, ended, part = part.partition(b'"')
            if not ended:
                continue
        part, opened, _ = _STRING.sub(b"\0", part).partition(b'"')
        within = bool(opened)
        yield part.replace(b"\0", b'"') + opened
