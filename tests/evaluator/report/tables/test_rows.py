"""Every row has every column of its table, each of its type, whatever the report tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

from tests.estates.judging import judged
from tests.evaluator.report import samples
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.standing import GOOD
from trailgate_evaluator.report.tables import OF_RESULTS, TABLES
from trailgate_evaluator.report.tables.rows import Told, rows_of

Json = dict[str, Any]

PATHS: Final = ("fixtures/estates/log_archive/snapshots", "fixtures/estates/collected_central_log_archive/snapshots")
IS_OF: Final[Mapping[str, Callable[[object], bool]]] = {
    "text": lambda value: value is None or type(value) is str,
    "integer": lambda value: value is None or type(value) is int,
    "number": lambda value: value is None or type(value) is float,
    "boolean": lambda value: value is None or type(value) is bool,
    "time": lambda value: value is None or type(value) is int,
    "texts": lambda value: isinstance(value, list) and all(type(one) is str for one in value),
    "json": lambda _value: True,
}


@pytest.fixture(scope="module")
def reports() -> list[Json]:
    mine = samples.report(
        *(
            (number, kind(number))
            for number, kind in (
                ("000011112222", samples.failing), ("000022223333", samples.no_trail), ("000033334444", samples.passing),
                ("000044445555", samples.weak), ("000055556666", samples.unknown), ("000066667777", samples.excepted),
            )
        )
    )  # fmt: skip
    return [mine, *(judged([path], controls=()) for path in PATHS)]


def rows(table: str, report: Json) -> list[Json]:
    return [
        row
        for result in report["results"]
        for row in rows_of(
            table,
            Told(
                run=1,
                entry=report["inputs"][result["input"]],
                result=result,
                shared=report,
                controls=report["controls"],
                benchmark=report["benchmark"],
            ),
        )
    ]


@pytest.mark.parametrize("table", OF_RESULTS, ids=lambda table: table.name)
def test_a_row_has_the_columns_of_its_table_in_their_types(table: Any, reports: list[Json]) -> None:
    found = [row for report in reports for row in rows(table.name, report)]
    assert found
    for row in found:
        assert row.keys() == set(table.names)
        wrong = [column.name for column in table.columns if not IS_OF[column.type](row[column.name])]
        assert not wrong, row


def test_no_table_names_a_column_twice_and_every_meaning_is_a_phrase() -> None:
    for table in TABLES.values():
        assert len(set(table.names)) == len(table.columns)
        assert not [column for column in table.columns if not column.meaning or column.meaning.endswith(".")]


def test_the_rows_of_a_verdict_are_as_many_as_it_tells(reports: list[Json]) -> None:
    for report in reports:
        told = report["results"]
        assert len(rows("results", report)) == len(told)
        assert len(rows("records", report)) == sum(len(names) for one in told for names in one["records"].values())
        assert len(rows("links", report)) == sum(len(chain["links"]) for one in told for chain in one["chains"])
        assert len(rows("breaks", report)) == sum(len(one["breaks"]) for one in told)
        assert len(rows("gaps", report)) == sum(len(one["gaps"]) for one in told)
        assert len(rows("weaknesses", report)) == sum(len(chain["weaknesses"]) for one in told for chain in one["chains"])


def test_a_link_is_named_for_each_verdict_that_has_a_cause(reports: list[Json]) -> None:
    for report in reports:
        for row, result in zip(rows("results", report), report["results"], strict=True):
            assert row["cause"] == cause_of(result)
            assert (row["broken_link"] is None) == (row["cause"] is None), row
            assert row["cause"] is None or row["standing"] not in GOOD


def test_account_numbers_keep_their_zeros(reports: list[Json]) -> None:
    assert {row["account"] for row in rows("results", reports[0])} >= {"000011112222", "000066667777"}
