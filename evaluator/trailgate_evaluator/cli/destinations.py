"""Where reports go: `-o PATH`, `-o FORMAT=PATH`, `-o -`, several at once."""

from __future__ import annotations

import sys

from msgspec import Struct

from trailgate_evaluator.cli.nearest import nearest
from trailgate_evaluator.cli.writable import STDOUT, place_of, refuse_place
from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.formats.table import FORMATS, Format, by_extension


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
    paths = [place_of(entry.path) for entry in wanted]
    for path in paths:
        if paths.count(path) > 1:
            raise UsageError(
                expected="a place for each report",
                found=f"two reports for {path}",
                where="-o",
                what_to_do="Give each its own.",
            )
    for entry in wanted:
        refuse_place(entry.path)
        _refuse_binary_terminal(entry)
        _refuse_missing_extra(entry)
    for path in {place_of(name) for name in inputs} & set(paths) - {STDOUT}:
        raise UsageError(
            expected="a place of its own for the report", found=f"the input {path}", where="-o", what_to_do="Name another file."
        )
    return wanted


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


def writes_lines(wanted: list[Destination]) -> bool:
    """Whether lines are written to a terminal while inputs are judged."""
    return sys.stdout.isatty() and any(entry.path == STDOUT and entry.format.name == "jsonl" for entry in wanted)


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
