"""Standard output and files, each written whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from trailgate_evaluator.cli.writable import unwritable
from trailgate_evaluator.errors import EngineError, InputError
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.inputs.urls import is_url


def terminal_page(page: Page | None = None) -> Page:
    """What standard output can show: colour on a terminal unless NO_COLOR says otherwise, its width, its characters."""
    terminal = sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    width = os.get_terminal_size(sys.stdout.fileno()).columns if terminal else int(_columns())
    encoding = (sys.stdout.encoding or "ascii").lower().replace("_", "-")
    return replace(
        page or Page(),
        width=max(40, min(width or 100, 160)),
        colour=terminal and not plain,
        unicode=encoding.startswith("utf"),
    )


def write_stdout(text: str | bytes) -> None:
    """Text (as UTF-8) or bytes on standard output; a reader that went away is no error, so the exit code stays the verdict's."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(_bytes(text))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_json(told: Any) -> None:
    """The value on standard output as a line of canonical JSON, in which nothing steers a terminal."""
    from trailgate_evaluator.engine.canonical import canonical_text
    from trailgate_evaluator.plain import still

    write_stdout(still(canonical_text(told)) + "\n")


def write_file(path: str, text: str | bytes) -> None:
    """The text, or the bytes, as that file, or as the object at that address: whole, or what was there untouched.

    Raises:
        EngineError: the folder is missing, or the disk or the store refuses.
    """
    import tempfile

    if is_url(path):
        _write_object(path, text)
        return
    target = Path(path)
    try:
        if target.exists() and not target.is_file():  # a pipe or a device has no whole to replace
            target.write_bytes(_bytes(text))
            return
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_bytes(text))
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unwritable(path, error) from error


def _write_object(url: str, text: str | bytes) -> None:
    from trailgate_evaluator.inputs.object_stores import write_object

    try:
        write_object(url, _bytes(text))
    except InputError as error:
        raise EngineError(expected=error.expected, found=error.found, where=url, what_to_do=error.what_to_do) from error


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")


def _columns() -> str:
    columns = os.environ.get("COLUMNS", "")
    return columns if columns.isdecimal() and len(columns) < 5 else "100"  # noqa: PLR2004 - digits of a sane width


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
