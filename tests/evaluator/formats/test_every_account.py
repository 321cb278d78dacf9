"""Every account of a run stands in every format, once, with its name beside its number; workbooks and CSV keep it as it is."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import JUnitXml

from tests.evaluator.formats import hostile
from tests.evaluator.formats.estates import KINDS, Json, estate, number, of_several
from tests.evaluator.formats.showing import cells, shown
from tests.evaluator.formats.test_several_controls import NO_READS, report
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS

ESTATES = st.lists(st.integers(0, len(KINDS) - 1), min_size=2, max_size=8)
ACCOUNT = re.compile(r"\b(\d{12})\b")


def rows_of(name: str, made: Json) -> list[str]:
    """The account of each of the places of a format that stand for one account."""
    text = shown(name, made)
    match name:
        case "text":
            return re.findall(r"^    (\d{12})\b", text, re.MULTILINE)
        case "html":
            return re.findall(r'<a class="account" href="#r\d+">(\d{12})', text)
        case "markdown":
            tables = text.partition("<details")[0]
            return [found[0] for line in tables.splitlines() if line.startswith("| ") and (found := ACCOUNT.findall(line))]
        case "csv" | "xlsx":
            return rows_of_a_table(name, made)
        case "junit":
            return [found for case in JUnitXml.fromstring(text.encode()) for found in ACCOUNT.findall(next(iter(case)).name)]
        case _:
            return [account_in(one) for one in data(text)]


def rows_of_a_table(name: str, made: Json) -> list[str]:
    if name == "xlsx":
        return [str(row[0]) for row in cells(FORMATS[name].written(made, Page()))["overview"][5:]]
    return list(dict.fromkeys(row["account"].removeprefix("'") for row in csv.DictReader(io.StringIO(shown(name, made)))))


def data(text: str) -> list[Json]:
    """What a format of JSON lists: findings, results, or a line for each of them."""
    told = (
        [json.loads(text)] if text.count("\n") == 1 or text.startswith("[") else [json.loads(line) for line in text.splitlines()]
    )
    found: list[Json] = told[0] if isinstance(told[0], list) else told[0].get("results") or [one["result"] for one in told]
    return found


def account_in(one: Json) -> str:
    """Where each of them has the account."""
    if "cloud" in one:
        return str(one["cloud"]["account"]["uid"])
    return str(one["AwsAccountId"] if "AwsAccountId" in one else one["subject"]["account"])


LISTS = ("text", "json", "jsonl", "csv", "xlsx", "markdown", "html", "junit", "asff", "ocsf")
"""Those that have a place for each account; the others list findings alone, and a pass that reaches a person has none."""


def test_every_format_is_either_a_list_of_accounts_or_of_findings() -> None:
    assert {*LISTS, "parquet", "sarif", "github", "gitlab"} == set(FORMATS)


@settings(max_examples=12)
@given(ESTATES)
def test_every_account_stands_in_each_format_once(kinds: list[int]) -> None:
    made = estate(kinds)
    for name in LISTS:
        assert sorted(rows_of(name, made)) == sorted(number(place) for place in range(len(kinds))), name


@pytest.mark.parametrize("name", LISTS)
def test_an_accounts_name_stands_beside_its_number(name: str) -> None:
    assert "team-0" in shown(name, estate([0, 2]))
    assert "team-0" in shown(name, estate([2]))


@pytest.mark.parametrize("name", ["sarif", "github", "gitlab"])
def test_a_finding_says_the_name_of_its_account(name: str) -> None:
    assert "Account 000012345678 is called team-0." in shown(name, estate([0, 2]))


def test_one_account_of_several_controls_is_one_row_of_a_workbook_with_all_of_them() -> None:
    made = of_several(report(NO_READS), 3)
    sheets = cells(FORMATS["xlsx"].written(made, Page(title="Acme")))
    assert list(sheets) == ["overview", "findings", "resources", "inputs"]
    assert sheets["overview"][0][0] == "Acme"
    head, *rows = sheets["overview"][4:]
    assert [row[0] for row in rows] == [number(place) for place in range(3)]
    told = dict(zip(head, rows[0], strict=True))
    assert (told["verdict"], told["4.1"], told["4.2"]) == ("fails", "fails", "reaches a person")
    assert {row[0] for row in sheets["findings"][1:]} == {row[0] for row in rows}
    assert len(sheets["inputs"]) == 4
    of_one = [row for row in sheets["resources"][1:] if row[0] == number(0)]
    assert len(of_one) == len({row[5] for row in of_one}) > 5


def test_a_workbook_has_filters_and_a_head_that_stays_and_no_clock() -> None:
    made = FORMATS["xlsx"].written(estate([0, 1, 2]), Page())
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert [sheet.freeze_panes for sheet in book] == ["B6", "B2", "B2", "B2"]
    assert next(sheet.auto_filter.ref for sheet in book) == "A5:H8"
    assert all(sheet.auto_filter.ref for sheet in book)
    assert book.properties.created == book.properties.modified
    assert book.properties.created.isoformat() == "2026-11-23T02:12:58"
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("text", [one for one in hostile.HOSTILE if len(one) < 1000] + ["_x001B_[31m", "1E5"], ids=ascii)
def test_no_cell_of_a_workbook_is_anything_but_text(text: str) -> None:
    sheets = cells(FORMATS["xlsx"].written(hostile.report(text), Page(title=text)))
    assert len(sheets) == 4
    if text == "_x001B_[31m":
        assert any(cell == text for row in sheets["inputs"] for cell in row)


@pytest.mark.parametrize("value", ["001234567890", "111122223333", "1E5", "2026-11-02", "4.10", "12:30"])
def test_what_a_spreadsheet_would_read_as_a_number_or_a_day_is_marked_as_text(value: str) -> None:
    made = estate([0])
    made["results"][0]["subject"] |= {"account": value, "account_name": value}
    (row, *_) = csv.DictReader(io.StringIO(shown("csv", made)))
    assert (row["account"], row["account_name"]) == (f"'{value}", f"'{value}")
    assert row["name"] == "iam-changes"
