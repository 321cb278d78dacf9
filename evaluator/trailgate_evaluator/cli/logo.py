"""The client's logo at the head of a page, as a data URI."""

from __future__ import annotations

import base64
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.errors import UsageError

if TYPE_CHECKING:
    from trailgate_evaluator.cli.destinations import Destination

_MOST: Final = 512 * 1024
_KINDS: Final = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_LARGEST: Final = 4096
"""Pixels of a side: a larger picture makes a small file a burden to open."""


def logo(path: str | None, wanted: list[Destination]) -> str | None:
    """The picture in that file as a data URI; None where none is asked for.

    Raises:
        UsageError: no report shows one; or the file cannot be read, is too large, or is no PNG or JPEG.
    """
    if path is None:
        return None
    if not any(entry.format.name == "html" for entry in wanted):
        raise _unfit(path, "an HTML report to put the logo into", "none", "Add -o report.html, or leave --client-logo out.")
    try:
        with Path(path).open("rb") as file:
            data = file.read(_MOST + 1)
    except OSError as error:
        found = error.strerror or type(error).__name__
        raise _unfit(path, "a picture that can be read", found, "Name a PNG or JPEG file.") from error
    kind = next((kind for start, kind in _KINDS.items() if data.startswith(start)), None)
    if kind is None:
        found = "an SVG, which can hold scripts" if b"<svg" in data[:4096].lower() else "another kind of file"
        raise _unfit(path, "a PNG or a JPEG", found, "Export the logo as PNG.")
    if len(data) > _MOST:
        raise _unfit(path, "a picture of at most 512 KiB", "a larger one", "Make it smaller: it is shown 64 pixels high.")
    if kind == "image/png" and not _is_drawable(data):
        raise _unfit(path, f"a PNG of at most {_LARGEST} pixels a side", "another one", "Export the logo again, and smaller.")
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _is_drawable(data: bytes) -> bool:
    """Whether the header of a PNG tells of sides that a page can take."""
    if data[12:16] != b"IHDR" or len(data) < 24:  # noqa: PLR2004 - signature, length, name, and two numbers of four bytes
        return False
    return all(0 < side <= _LARGEST for side in struct.unpack(">II", data[16:24]))


def _unfit(path: str, expected: str, found: str, what_to_do: str) -> UsageError:
    return UsageError(expected=expected, found=found, where=f"--client-logo {path}", what_to_do=what_to_do)
