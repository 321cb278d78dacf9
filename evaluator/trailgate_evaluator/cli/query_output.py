"""Where an answer goes: standard output as it comes, and files that are whole or not there."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from trailgate_evaluator.cli.uploading import uploading
from trailgate_evaluator.cli.writable import STDOUT, place_of, refuse_place, unwritable
from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.inputs.urls import is_url
from trailgate_evaluator.query.writing import WRITINGS, Writing, by_extension

if TYPE_CHECKING:
    from trailgate_evaluator.query.answering import Answer


class Place(Struct, frozen=True, kw_only=True):
    """A format, and a path or `-` for standard output."""

    writing: Writing
    path: str


def places(chosen: str | None, outputs: list[str], inputs: list[str]) -> list[Place]:
    """What `-o` and `--format` ask for together, files first: standard output as a table where they ask for nothing.

    Raises:
        UsageError: no format has that extension, two answers want one place, the folder is not there, the place is an input's,
            or a terminal would get what is no text.
    """
    found = [_place(chosen, output, inputs, alone=len(outputs) < 2) for output in outputs or [STDOUT]]  # noqa: PLR2004
    paths = [place_of(one.path) for one in found]
    for path in paths:
        if paths.count(path) > 1:
            raise UsageError(
                expected="a place for each answer", found=f"two answers for {path}", where="-o", what_to_do="Give each its own."
            )
    return sorted(found, key=lambda one: one.path == STDOUT)


def files_of(wanted: list[Place]) -> list[str]:
    """The files among these places."""
    return [one.path for one in wanted if one.path != STDOUT]


def _place(chosen: str | None, output: str, inputs: list[str], *, alone: bool) -> Place:
    """`FORMAT=PATH` says it; `--format` is for an answer alone, for standard output, and where no extension tells."""
    name, separator, rest = output.partition("=")
    path, named = output, None if chosen is None else WRITINGS[chosen]
    found: Writing | None
    if separator and name in WRITINGS:
        path, found = rest or STDOUT, WRITINGS[name]
    elif output == STDOUT:
        found = named or WRITINGS["table"]
    else:
        found = named if named is not None and alone else by_extension(path) or named
    if found is None:
        endings = ", ".join(ending for entry in WRITINGS.values() for ending in entry.extensions)
        raise UsageError(
            expected=f"a file name that ends in one of {endings}",
            found=f"'{path}'",
            where="-o",
            what_to_do=f"Write FORMAT=PATH, with a format of {', '.join(WRITINGS)}.",
        )
    if path == STDOUT and found.binary and sys.stdout.isatty():
        raise UsageError(
            expected="a file, or another program, for a format that is no text",
            found=f"{found.name} for a terminal",
            where="-o",
            what_to_do=f"Write -o answer{found.extensions[0]}.",
        )
    refuse_place(path)
    if path != STDOUT and place_of(path) in {place_of(name) for name in inputs}:
        raise UsageError(
            expected="a place of its own for the answer", found=f"the input {path}", where="-o", what_to_do="Name another file."
        )
    return Place(writing=found, path=path)


def written(answer: Answer, to: Place) -> None:
    """Writes the answer.

    Raises:
        EngineError: the file, or the object, cannot be written.
    """
    if is_url(to.path):
        with uploading(to.path) as file:
            to.writing.write(answer, file)
        return
    if to.path == STDOUT:
        sys.stdout.flush()
        to.writing.write(answer, sys.stdout.buffer)
        sys.stdout.flush()
        return
    target = Path(to.path)
    try:
        if target.exists() and not target.is_file():  # a pipe or a device has no whole to replace
            with target.open("wb") as file:
                to.writing.write(answer, file)
            return
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
        answer.watch.clear_away.append(lambda: _remove(name))
        try:
            with os.fdopen(handle, "wb") as file:
                to.writing.write(answer, file)
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(target)
        except BaseException:
            _remove(name)
            raise
    except OSError as error:
        raise unwritable(to.path, error, "answer") from error


def _remove(name: str) -> None:
    with suppress(OSError):
        Path(name).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
