"""Where a file can be written, as far as that is known before anything is read; and what it means that the system refuses."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from trailgate_evaluator.errors import EngineError, UsageError
from trailgate_evaluator.inputs.urls import is_url, refuse_as_output

STDOUT: Final = "-"
_FULL: Final = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)


def place_of(path: str) -> str:
    """What two names of one place have in common."""
    return path if path == STDOUT or is_url(path) else os.path.realpath(path)


def refuse_place(path: str) -> None:
    """Raises `UsageError` where nothing can be written to the place, as far as that is known."""
    if is_url(path):
        refuse_as_output(path)
    elif path != STDOUT:
        _refuse_unwritable(path)


def _refuse_unwritable(path: str) -> None:
    """Raises `UsageError` where no file can be written at the path: it is a folder, or its folder is not there or not ours."""
    folder, target = Path(path).parent, Path(path)
    if not folder.is_dir():
        expected, found, advice = "a path in a folder that exists", f"no folder {folder}", "Make the folder first"
    elif target.is_dir():
        expected, found, advice = "the path of a file", f"the folder {target}", "Name a file in it"
    elif not os.access(target if target.exists() and not target.is_file() else folder, os.W_OK):
        expected, found, advice = "a place that may be written", "that the system refuses it", "Give another path"
    else:
        return
    raise UsageError(expected=expected, found=found, where=f"-o {path}", what_to_do=f"{advice}; nothing was read.")


def unwritable(path: str, error: OSError, what: str = "report") -> EngineError:
    """What it means for a report, or for `what` is written, that the system refuses its place."""
    is_full = error.errno in _FULL
    return EngineError(
        expected=f"{'room' if is_full else 'a place'} to write the {what}",
        found=error.strerror or type(error).__name__,
        where=path,
        what_to_do="Make room there, or give a path elsewhere."
        if is_full
        else "Give a path in a folder that exists and may be written.",
    )
