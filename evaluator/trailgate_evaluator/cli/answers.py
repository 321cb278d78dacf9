"""Where an answer goes that some of the formats can tell: as `-o` of a report, in the formats of one command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from trailgate_evaluator.cli.destinations import destinations
from trailgate_evaluator.cli.writable import STDOUT
from trailgate_evaluator.cli.writing import terminal_page, write_file, write_stdout
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.plain import some

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from trailgate_evaluator.cli.destinations import Destination


def answers(outputs: list[str], chosen: str | None, formats: Sequence[str], inputs: list[str]) -> list[Destination]:
    """What `-o` and `--format` ask for together; standard output as text where they ask for nothing.

    Raises:
        UsageError: a place asks for none of these formats, or is none (`destinations`).
    """
    return destinations(list(with_formats(outputs or ["-"], chosen, formats)), None, inputs)


def with_formats(outputs: list[str], chosen: str | None, formats: Sequence[str]) -> Iterator[str]:
    """Each place as `FORMAT=PATH`: the format named there, that of `--format` for one alone, or that of the extension.

    Raises:
        UsageError: a place asks for none of these formats.
    """
    from trailgate_evaluator.errors import UsageError
    from trailgate_evaluator.formats.table import FORMATS as EVERY
    from trailgate_evaluator.formats.table import by_extension

    for output in outputs:
        named, separator, _ = output.partition("=")
        told = bool(separator) and named in EVERY
        if told and named in formats:
            yield output
            continue
        extension = None if output == "-" else by_extension(output)
        alone = len(outputs) == 1 or output == "-"
        found = (chosen if alone else None) or ("text" if output == "-" else extension.name if extension else chosen)
        if told or found not in formats:
            raise UsageError(
                expected=f"a file name that ends in the extension of one of {', '.join(formats)}",
                found=f"'{output}'",
                where="-o",
                what_to_do="Name the format with --format, or write FORMAT=PATH.",
            )
        yield f"{found}={output}"


def write_answers(wanted: list[Destination], makers: Mapping[str, Callable[[Page], str | bytes]], said: str) -> None:
    """Makes the answer once for each place, files first and standard output last, and says which files were written.

    Raises:
        EngineError: a file cannot be written.
    """
    files = [entry for entry in wanted if entry.path != STDOUT]
    for entry in files:
        write_file(entry.path, makers[entry.format.name](Page()))
    for entry in wanted:
        if entry.path == STDOUT:
            write_stdout(makers[entry.format.name](terminal_page()))
    if files:
        typer.echo(f"trailgate: {said}; written to {some([entry.path for entry in files], len(files))}", err=True)
