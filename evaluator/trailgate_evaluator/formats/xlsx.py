"""`xlsx`: a workbook for those who work in one: overview, findings, resources and inputs, all of it text, filters on."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace
from xlsxwriter import Workbook

from trailgate_evaluator.formats import xlsx_sheets as sheets
from trailgate_evaluator.formats.xlsx_cells import filled
from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report.answer import numbers, sentence, subject

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from trailgate_evaluator.formats.page import Page
    from trailgate_evaluator.formats.xlsx_sheets import Sheet

Json = dict[str, Any]

_NO_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)
_COLOURS: Final = {
    "fail": ("#A81C1C", "#FDEAEA"), "unreadable": ("#A81C1C", "#FDEAEA"), "unknown": ("#7A4D00", "#FDF1D8"),
    "reaches_nobody": ("#7A4D00", "#FDF1D8"), "reach_unknown": ("#7A4D00", "#FDF1D8"), "reaches": ("#12663A", "#E3F4EA"),
    "holds": ("#12663A", "#E3F4EA"), "waived": ("#5A3A92", "#EFE8FA"), "attested": ("#5A3A92", "#EFE8FA"),
    "as_before": ("#5A3A92", "#EFE8FA"),
}  # fmt: skip


def render(report: Json, page: Page) -> bytes:
    """The workbook; the same report gives the same bytes, since nothing in it tells when or where it was made."""
    title = one_line(page.title, 200) if page.title else subject(report)
    counted = "; ".join(f"{number} {words}" for _, words, number in numbers(report))
    made = [
        replace(sheets.overview(report), head=(title, sentence(report), counted)),
        sheets.findings(report),
        sheets.resources(report),
        sheets.inputs(report),
    ]
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"title": title[:200], "comments": "", "created": _as_of(report)})
    looks = _looks(book)
    for sheet in made:
        _lay_out(book.add_worksheet(sheet.name), sheet, title)
    first = book.worksheets()[0]
    for place, (name, look) in enumerate(looks.items()):
        first.write_string(0, place, name, look)
    book.close()
    return filled(out.getvalue(), made, list(looks))


def _as_of(report: Json) -> datetime:
    """The newest moment that the data are of: a workbook has to name one."""
    latest = max((entry["as_of"] for entry in report["inputs"] if entry["as_of"] is not None), default=None)
    try:
        moment = _NO_DAY if latest is None else datetime.fromtimestamp(latest, UTC)
    except (OverflowError, ValueError, OSError):
        moment = _NO_DAY
    return moment.replace(tzinfo=None)


def _looks(book: Workbook) -> dict[str, Format]:
    made = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "said": book.add_format({"font_size": 11}),
        "head": book.add_format({"bold": True, "bg_color": "#EEF1F4", "bottom": 1, "valign": "top", "text_wrap": True}),
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "wrapped": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
    }
    for standing, (ink, paper) in _COLOURS.items():
        look = {"num_format": "@", "valign": "top", "text_wrap": True, "font_color": ink, "bg_color": paper}
        made[f"is {standing}"] = book.add_format(look)
    return made


def _lay_out(to: Worksheet, sheet: Sheet, title: str) -> None:
    """All of a sheet but its cells: widths, what stays in sight, filters, and how it is printed."""
    for place, column in enumerate(sheet.columns):
        to.set_column(place, place, column.width)
    to.autofilter(sheet.top, 0, sheet.last, len(sheet.columns) - 1)
    to.freeze_panes(sheet.top + 1, 1)
    to.ignore_errors({"number_stored_as_text": f"A1:XFD{sheet.last + 1}"})
    to.set_landscape()
    to.set_paper(9)
    to.fit_to_pages(1, 0)
    to.repeat_rows(sheet.top)
    to.set_footer(f"&L{title[:100].replace('&', '&&')}&R&P / &N")
