"""A report of many pages: its index under the name that was given, the pages in a folder beside it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.cli.destinations import Destination
from trailgate_evaluator.cli.partial import is_file
from trailgate_evaluator.cli.writable import unwritable
from trailgate_evaluator.cli.writing import write_file
from trailgate_evaluator.errors import UsageError

if TYPE_CHECKING:
    from trailgate_evaluator.formats.page import Page


def folder_of(path: str) -> Path:
    """Where the pages of a report lie: `report_files` beside `report.html`, as browsers call what belongs to a page."""
    return Path(path).with_name(f"{Path(path).stem}_files")


def is_in_pages(entry: Destination, inputs: int) -> bool:
    """Whether a report of so many inputs is written as an index and pages."""
    if entry.format.name != "html" or not is_file(entry.path):
        return False
    from trailgate_evaluator.formats.html_pages import MOST_ON_A_PAGE

    return inputs > MOST_ON_A_PAGE


def refuse_foreign(path: str) -> None:
    """Raises `UsageError` where something else than a report's pages lies where they are to lie."""
    folder = folder_of(path)
    if not os.path.lexists(folder):
        return
    if folder.is_symlink() or not folder.is_dir() or any(one.suffix != ".html" or not one.is_file() for one in folder.iterdir()):
        raise UsageError(
            expected=f"a folder {folder} of pages of an earlier report, or none: of so many accounts each has a page there",
            found="something else",
            where=f"-o {path}",
            what_to_do="Name another file for the report.",
        )


def write_pages(path: str, report: dict[str, Any], page: Page) -> None:
    """Writes all of it: the pages first, into a folder that gets its name when they are whole, then the index.

    Raises:
        EngineError: the disk refuses; an earlier report is then as it was.
    """
    import shutil
    import tempfile

    from trailgate_evaluator.formats.html_pages import index, names_of, pages

    folder, names = folder_of(path), names_of(report)
    try:
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name[:100]}."))
        try:
            new, old = made / "new", made / "old"
            new.mkdir()
            for name, content in pages(report, page, Path(path).name, names):
                (new / name).write_bytes(content)
            if folder.exists():
                folder.replace(old)
            try:
                new.replace(folder)
            except OSError:
                if old.exists():
                    old.replace(folder)
                raise
            write_file(path, index(report, page, folder.name, names))
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise unwritable(path, error) from error
