"""A report goes to all places that were asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from trailgate_evaluator.cli.destinations import Destination, format_named
from trailgate_evaluator.cli.folder import is_in_pages, write_pages
from trailgate_evaluator.cli.writable import STDOUT, unwritable
from trailgate_evaluator.cli.writing import terminal_page, write_file, write_stdout
from trailgate_evaluator.formats.page import Page


def write_all(report: dict[str, Any], wanted: list[Destination], page: Page) -> None:
    """Renders the report once per destination, for the terminal as that can show it; files first, standard output last.

    Raises:
        EngineError: a file cannot be written.
    """
    for entry in sorted(wanted, key=lambda entry: entry.path == STDOUT):
        if entry.format.name == "github":
            append_step_summary(report)
        if is_in_pages(entry, len(report["inputs"])):
            write_pages(entry.path, report, page)
        elif entry.path == STDOUT:
            write_stdout(entry.format.written(report, terminal_page(page)))
        else:
            write_file(entry.path, entry.format.written(report, page))


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
