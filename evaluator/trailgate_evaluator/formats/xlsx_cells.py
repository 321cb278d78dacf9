"""The cells of a workbook, put into the package that XlsxWriter made of all the rest: it writes them one by one.

Every cell is a text of the table of shared strings: what occurs a thousand times is checked, escaped and written once.
"""

from __future__ import annotations

import io
import re
import zipfile
from html import escape
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.formats.xlsx_sheets import MOST_ROWS
from trailgate_evaluator.plain import amount, one_line
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.formats.xlsx_sheets import Column, Sheet

Json = dict[str, Any]

LONGEST: Final = 2000
"""Characters of a cell; Excel has 32,767."""

_SHARED: Final = "xl/sharedStrings.xml"
_DATA: Final = regex(r"<sheetData>.*</sheetData>|<sheetData/>", re.DOTALL)
_DIMENSION: Final = regex(r'<dimension ref="[^"]*"/>')
_LOOK: Final = regex(r'<c r="[A-Z]+1" s="(\d+)"')
_ESCAPE: Final = regex(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What a reader takes for the code of a character, wherever it stands in a text."""
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Strings:
    """The texts of all sheets, each once, by its number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._texts: dict[str, int] = {}
        self.count = 0

    def number(self, text: str) -> int:
        """The number of a text as it is shown in a cell: on one line, and not longer than `LONGEST`."""
        self.count += 1
        found = self._numbers.get(text)
        if found is None:
            shown = one_line(text, LONGEST)
            found = self._numbers[text] = self._texts.setdefault(shown, len(self._texts))
        return found

    def xml(self) -> str:
        """The part of the package that has them."""
        told = "".join(map(_item, self._texts))
        return f'{_HEAD}<sst xmlns="{_MAIN}" count="{self.count}" uniqueCount="{len(self._texts)}">{told}</sst>'


def _item(text: str) -> str:
    shown = escape(_ESCAPE.sub("_x005F_", text), quote=False)
    keep = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<si><t{keep}>{shown}</t></si>"


def filled(package: bytes, sheets: list[Sheet], looks: list[str]) -> bytes:
    """The package with the cells of these sheets in it, in place of what it has.

    In the first row of its first sheet it shows each of `looks` once, in their order.
    """
    out, strings = io.BytesIO(), Strings()
    with zipfile.ZipFile(io.BytesIO(package)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        first = made.read("xl/worksheets/sheet1.xml").decode()
        styles = dict(zip(looks, _LOOK.findall(first), strict=True))
        parts = {entry.filename: made.read(entry) for entry in made.infolist()}
        for place, sheet in enumerate(sheets, 1):
            name = f"xl/worksheets/sheet{place}.xml"
            parts[name] = _with_cells(parts[name].decode(), sheet, styles, strings).encode()
        parts[_SHARED] = strings.xml().encode()
        for entry in made.infolist():
            whole.writestr(entry, parts[entry.filename])
    return out.getvalue()


def _with_cells(xml: str, sheet: Sheet, styles: dict[str, str], strings: Strings) -> str:
    data = f"<sheetData>{''.join(_rows(sheet, styles, strings))}</sheetData>"
    last = f"{letters(len(sheet.columns) - 1)}{sheet.last + 1}"
    xml = _DIMENSION.sub(f'<dimension ref="A1:{last}"/>', xml, count=1)
    return _DATA.sub(lambda _: data, xml, count=1)


def _rows(sheet: Sheet, styles: dict[str, str], strings: Strings) -> Iterator[str]:
    """The lines above the table, the names of its columns, then its rows, each as one text."""
    for above, line in enumerate(sheet.head):
        look = styles["title" if above == 0 else "said"]
        yield f'<row r="{above + 1}"><c r="A{above + 1}" s="{look}" t="s"><v>{strings.number(line)}</v></c></row>'
    columns = [(column, column.name, letters(place)) for place, column in enumerate(sheet.columns)]
    row = sheet.top + 1
    names = [f'<c r="{letter}{row}" s="{styles["head"]}" t="s"><v>{strings.number(name)}</v></c>' for _, name, letter in columns]
    yield f'<row r="{row}">{"".join(names)}</row>'
    number = strings.number
    for told in sheet.rows[:MOST_ROWS]:
        row += 1
        cells = [
            f'<c r="{letter}{row}" s="{_look(column, told, styles)}" t="s"><v>{number(str(value))}</v></c>'
            for column, name, letter in columns
            if (value := told.get(name)) is not None and value != ""
        ]
        if cells:
            yield f'<row r="{row}">{"".join(cells)}</row>'
    if len(sheet.rows) > MOST_ROWS:
        rest = strings.number(f"{amount(len(sheet.rows) - MOST_ROWS, 'more row is', 'more rows are')} in the JSON report.")
        yield f'<row r="{row + 1}"><c r="A{row + 1}" s="{styles["text"]}" t="s"><v>{rest}</v></c></row>'


def _look(column: Column, told: Json, styles: dict[str, str]) -> str:
    if column.coloured_by is None:
        return styles["wrapped" if column.wrapped else "text"]
    return styles.get(f"is {told.get(column.coloured_by)}") or styles["text"]


def letters(place: int) -> str:
    """What a column is called, counted from 0: A, Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = f"{chr(ord('A') + rest)}{name}"
    return name
