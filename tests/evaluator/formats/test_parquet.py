"""The rows of results in columns: those of the table that SQL has, typed, and none of a report that has none."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.evaluator.formats import hostile
from tests.evaluator.report import samples
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.formats import parquet, table
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.streams import parts_of
from trailgate_evaluator.report.tables import TABLES

Json = dict[str, Any]


def read(report: Json) -> Any:
    return pq.ParquetFile(io.BytesIO(parquet.render(report, Page())))


def test_a_row_is_a_result_with_every_column_of_the_table_in_order() -> None:
    report = samples.every_outcome()
    made = read(report).read()
    assert tuple(made.column_names) == TABLES["results"].names
    rows = made.to_pylist()
    assert [(row["account"], row["outcome"], row["fingerprint"]) for row in rows] == [
        (one["subject"]["account"], one["outcome"], one["fingerprint"]) for one in report["results"]
    ]
    as_of = report["results"][0]["as_of"]
    assert rows[0]["as_of"] == datetime.fromtimestamp(as_of, UTC).replace(tzinfo=None)


def test_a_report_of_nothing_has_the_columns_alone() -> None:
    made = read(samples.report()).read()
    assert (made.num_rows, tuple(made.column_names)) == (0, TABLES["results"].names)


@pytest.mark.parametrize("text", hostile.HOSTILE, ids=lambda text: repr(text[:12]))
def test_a_hostile_value_is_a_value(text: str) -> None:
    rows = read(hostile.report(text)).read().to_pylist()
    assert text.encode("utf-8", "replace").decode() in {row["input"] for row in rows}


def test_row_groups_are_cut_by_rows_and_read_back_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP", 3)
    report = samples.report(*((f"{number:012}", samples.failing()) for number in range(7)))
    made = parquet.render(report, Page())
    groups = pq.ParquetFile(io.BytesIO(made)).metadata
    assert [groups.row_group(number).num_rows for number in range(groups.num_row_groups)] == [3, 3, 1]
    given = [row for entry, results in parts_of(report) for row in parquet.piece(report, entry, results)]
    assert list(parquet.read_back(io.BytesIO(made))) == given


def test_without_the_extra_a_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(table, "find_spec", lambda _name: None)
    assert main(["evaluate", "fixtures/snapshots/pass_whole_chain/snapshot.json", "-o", "r.parquet"]) == 2
    assert "Install trailgate with its extra parquet, or pyarrow beside it." in capsys.readouterr().err
