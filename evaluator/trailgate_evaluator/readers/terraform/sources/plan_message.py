"""What only the binary plan says: its workspace, and when it was made. A few fields of a protocol-buffers message.

Source: Terraform's `planfile.proto` (`Plan`: backend 13, timestamp 21; `Backend`: workspace 3).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

_BACKEND: Final = 13
_WORKSPACE: Final = 3
_TIMESTAMP: Final = 21
_FIXED: Final = {1: 8, 5: 4}
_VARINT, _BYTES = 0, 2
_LONGEST_VARINT: Final = 10


class PlanMessage(NamedTuple):
    """The workspace and the timestamp of a plan; None where it says none."""

    workspace: str | None
    timestamp: str | None


def read_plan_message(data: bytes) -> PlanMessage:
    """What a binary plan says beside its JSON; nothing where it is none."""
    try:
        found = dict(_fields(data))
        backend = dict(_fields(found.get(_BACKEND, b"")))
        return PlanMessage(_text(backend.get(_WORKSPACE)), _text(found.get(_TIMESTAMP)))
    except (ValueError, IndexError):
        return PlanMessage(None, None)


def _text(value: bytes | None) -> str | None:
    return value.decode("utf-8") if value else None


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The fields of a message that hold bytes, by their number."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            _, at = _varint(data, at)
        elif kind == _BYTES:
            length, at = _varint(data, at)
            if at + length > len(data):
                raise ValueError
            yield number, data[at : at + length]
            at += length
        else:
            at += _FIXED.get(kind) or _refuse()


def _refuse() -> int:
    raise ValueError


def _varint(data: bytes, at: int) -> tuple[int, int]:
    found = 0
    for number in range(_LONGEST_VARINT):
        byte = data[at + number]
        found |= (byte & 0x7F) << (7 * number)
        if byte < 0x80:  # noqa: PLR2004 - the last byte of a number has its highest bit clear
            return found, at + number + 1
    raise ValueError
