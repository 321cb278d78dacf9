"""Where reports go: `-o PATH`, `-o FORMAT=PATH`, `-o -`, several at once, each written whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from trailgate_evaluator.cli.nearest import nearest
from trailgate_evaluator.errors import EngineError, InputError, UsageError
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS, Format, by_extension
from trailgate_evaluator.inputs.urls import is_url, refuse_as_output

STDOUT = "-"


class Destination(Struct, frozen=True, kw_only=True):
    """One report to write: its format, and a path or `-` for standard output."""

    format: Format
    path: str


def destinations(outputs: list[str], format_name: str | None, inputs: list[str]) -> list[Destination]:
    """What `-o` and `--format` ask for together; standard output as text where they ask for nothing.

    Raises:
        UsageError: no format has that name or extension, two reports want one place, a folder is not there, or a report wants
            an input's place.
    """
    named = None if format_name is None else format_named(format_name)
    wanted = [_destination(output, named, alone=len(outputs) < 2) for output in outputs or [STDOUT]]  # noqa: PLR2004
    paths = [_place(entry.path) for entry in wanted]
    for path in paths:
        if paths.count(path) > 1:
            raise UsageError(
                expected="a place for each report",
                found=f"two reports for {path}",
                where="-o",
                what_to_do="Give each its own.",
            )
    for entry in wanted:
        _refuse_missing_folder(entry.path)
        _refuse_binary_terminal(entry)
        _refuse_missing_extra(entry)
    for path in {_place(name) for name in inputs} & set(paths) - {STDOUT}:
        raise UsageError(
            expected="a place of its own for the report", found=f"the input {path}", where="-o", what_to_do="Name another file."
        )
    return wanted


def _place(path: str) -> str:
    """What two names of one place have in common."""
    return path if path == STDOUT or is_url(path) else os.path.realpath(path)


def _refuse_missing_folder(path: str) -> None:
    folder = Path(path).parent
    if is_url(path):
        refuse_as_output(path)
    elif path != STDOUT and not folder.is_dir():
        raise UsageError(
            expected="a path in a folder that exists",
            found=f"no folder {folder}",
            where=f"-o {path}",
            what_to_do="Make the folder first; nothing was judged.",
        )


def _refuse_binary_terminal(entry: Destination) -> None:
    if entry.format.binary and entry.path == STDOUT and sys.stdout.isatty():
        raise UsageError(
            expected="a file, or another program, for a format that is no text",
            found=f"{entry.format.name} for a terminal",
            where="-o",
            what_to_do=f"Write -o report{entry.format.extensions[0]}.",
        )


def _refuse_missing_extra(entry: Destination) -> None:
    wanted = entry.format
    if not wanted.is_there:
        raise UsageError(
            expected=f"what writes {wanted.name}, the Python package {wanted.needs}",
            found="that it is not installed",
            where="the format",
            what_to_do=f"Install trailgate with its extra {wanted.extra}, or {wanted.needs} beside it.",
        )


def format_named(name: str) -> Format:
    """The format of that name.

    Raises:
        UsageError: there is none; the nearest one is suggested.
    """
    if name in FORMATS:
        return FORMATS[name]
    near = nearest(name, FORMATS)
    hint = f"Did you mean '{near}'?" if near else "Use one of these."
    raise UsageError(expected=f"one of {', '.join(FORMATS)}", found=f"'{name}'", where="the format", what_to_do=hint)


def write_all(report: dict[str, Any], wanted: list[Destination], page: Page) -> None:
    """Renders the report once per destination, for the terminal as that can show it; files first, standard output last.

    Raises:
        EngineError: a file cannot be written.
    """
    from trailgate_evaluator.cli.folder import is_in_pages, write_pages

    for entry in sorted(wanted, key=lambda entry: entry.path == STDOUT):
        if entry.format.name == "github":
            append_step_summary(report)
        if is_in_pages(entry, len(report["inputs"])):
            write_pages(entry.path, report, page)
        elif entry.path == STDOUT:
            write_stdout(entry.format.written(report, terminal_page(page)))
        else:
            write_file(entry.path, entry.format.written(report, page))


def writes_lines(wanted: list[Destination]) -> bool:
    """Whether lines are written to a terminal while inputs are judged."""
    return sys.stdout.isatty() and any(entry.path == STDOUT and entry.format.name == "jsonl" for entry in wanted)


def append_step_summary(report: dict[str, Any]) -> None:
    """Adds the Markdown report to the summary of a GitHub Actions step, where one is being written."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8", errors="replace") as file:
            file.write(format_named("markdown").load()(report, Page()))
    except OSError as error:
        raise unwritable(path, error) from error


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


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")


def write_file(path: str, text: str | bytes) -> None:
    """The text, or the bytes, as that file, or as the object at that address: whole, or what was there untouched.

    Raises:
        EngineError: the folder is missing, or the disk or the store refuses.
    """
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


def unwritable(path: str, error: OSError) -> EngineError:
    """What it means for a report that the system refuses its place."""
    return EngineError(
        expected="a place to write the report",
        found=error.strerror or type(error).__name__,
        where=path,
        what_to_do="Give a path in a folder that exists and may be written.",
    )


def _destination(output: str, named: Format | None, *, alone: bool) -> Destination:
    """`FORMAT=PATH` says it; `--format` is for a report alone, for standard output, and where no extension tells."""
    name, separator, path = output.partition("=")
    if separator and name in FORMATS:
        return Destination(format=FORMATS[name], path=path or STDOUT)
    if separator and name.isalnum() and nearest(name, FORMATS):
        format_named(name)
    if output == STDOUT:
        return Destination(format=named or FORMATS["text"], path=STDOUT)
    found = named if named is not None and alone else by_extension(output) or named
    if found is None:
        raise UsageError(
            expected="a file name that ends in a format's extension",
            found=f"'{output}'",
            where="-o",
            what_to_do=f"Write FORMAT=PATH, with a format of {', '.join(FORMATS)}.",
        )
    return Destination(format=found, path=output)


def _columns() -> str:
    columns = os.environ.get("COLUMNS", "")
    return columns if columns.isdecimal() and len(columns) < 5 else "100"  # noqa: PLR2004 - digits of a sane width


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
