"""A report in any format as text; of a workbook what another library reads in its cells."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pyarrow.parquet as pq

from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS

Rows = dict[str, list[list[str | None]]]


def shown(name: str, report: dict[str, Any], page: Page | None = None) -> str:
    """The report as the format shows it, a workbook as a line for each row with its cells beside each other.

    Columns are a line of JSON for each row.
    """
    made = FORMATS[name].written(report, page or Page())
    if name == "parquet":
        return "".join(f"{json.dumps(row, default=str)}\n" for row in pq.read_table(io.BytesIO(made)).to_pylist())
    if name != "xlsx":
        return made.decode()
    lines = [" ".join(cell for cell in row if cell) for rows in cells(made).values() for row in rows]
    return "\n".join(lines) + "\n"


def cells(made: bytes) -> Rows:
    """The cells of each sheet of a workbook; each is text, and none is a formula."""
    book = openpyxl.load_workbook(io.BytesIO(made))
    found: Rows = {}
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.value is None or (isinstance(cell.value, str) and cell.data_type == "s"), cell
        found[sheet.title] = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return found
