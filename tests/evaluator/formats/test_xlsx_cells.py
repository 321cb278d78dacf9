"""The cells that are put into a workbook are those that XlsxWriter would write one by one, in their looks, too."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from xlsxwriter import Workbook

from trailgate_evaluator.formats.xlsx_cells import filled, letters
from trailgate_evaluator.formats.xlsx_sheets import Column, Sheet

LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "said": {"italic": True},
    "head": {"bold": True, "bg_color": "#EEF1F4"},
    "text": {"num_format": "@"},
    "wrapped": {"num_format": "@", "text_wrap": True},
    "is fail": {"num_format": "@", "font_color": "#A81C1C"},
}
ODD = [
    "012345678901",
    " a",
    "b ",
    "<&>\"'",
    "=1+1",
    "_x0041_",
    "__x0041_x0041_",
    "a\nb\tc",
    "\x1b[31m",
    "𝄞é",
    "x" * 3000,
    "\ud800",
]


def sheets() -> list[Sheet]:
    columns = [Column(name="account"), Column(name="verdict", coloured_by="#"), Column(name="why & how", wrapped=True)]
    rows: list[dict[str, Any]] = [
        {"account": text, "verdict": "fails", "#": ("fail", "other")[place % 2], "why & how": ODD[-place]}
        for place, text in enumerate(ODD)
    ]
    rows += [{}, {"account": None, "why & how": ""}, {"why & how": 7}]
    return [Sheet(name="one", columns=columns, rows=rows, head=("Acme", "said")), Sheet(name="two", columns=columns)]


def book_of(made: list[Sheet], looks: list[str]) -> bytes:
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    formats = {name: book.add_format(LOOKS[name]) for name in looks}
    for sheet in made:
        book.add_worksheet(sheet.name)
    for place, look in enumerate(formats.values()):
        book.worksheets()[0].write_string(0, place, "look", look)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("looks", [list(LOOKS), list(reversed(LOOKS))], ids=["as they come", "the other way round"])
def test_cells_have_their_texts_and_looks(looks: list[str]) -> None:
    made = sheets()
    book = openpyxl.load_workbook(io.BytesIO(filled(book_of(made, looks), made, looks)))
    first, second = book
    assert [cell.value for cell in first["A"]][:5] == ["Acme", "said", None, "account", "012345678901"]
    assert [[cell.value for cell in row] for row in second.rows] == [["account", "verdict", "why & how"]]
    assert (first["A1"].font.sz, first["A2"].font.i, first["A4"].fill.fgColor.rgb) == (16, True, "FFEEF1F4")
    assert [first[f"B{row}"].font.color.rgb == "FFA81C1C" for row in (5, 6)] == [True, False]
    assert [first[f"{column}5"].alignment.wrap_text for column in "ABC"] == [None, None, True]
    for place, text in enumerate(ODD):
        cell = first.cell(row=5 + place, column=1)
        assert (cell.data_type, cell.number_format) == ("s", "@")
        if text.isprintable() and len(text) < 2000:
            assert cell.value == text
    assert first["A12"].value == "a b c"
    assert first["A13"].value == "\ufffd[31m"
    assert first["A16"].value == "\ufffd"
    assert len(str(first["A15"].value)) < 2100
    assert first.cell(row=5 + len(ODD) + 2, column=3).value == "7"
    assert first.dimensions == f"A1:C{4 + len(ODD) + 3}"


def test_columns_are_called_as_spreadsheets_call_them() -> None:
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
