"""What the sheets of a workbook tell of accounts that are joined: whose snapshot shows a resource, and who collected each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.estates.judging import judged
from tests.estates.make_fixtures import FOLDER
from trailgate_evaluator.formats import xlsx_sheets

Json = dict[str, Any]
MASTER, ARCHIVE = "777788889999", "598386756508"
SNAPSHOTS = FOLDER / "collected_central_log_archive" / "snapshots"


@pytest.fixture(scope="module")
def report() -> Json:
    return judged([str(SNAPSHOTS)])


def test_a_resource_of_another_snapshot_names_that_and_its_account(report: Json) -> None:
    rows = xlsx_sheets.resources(report).rows
    others = [row for row in rows if row["account"] == MASTER and row["owner"] == ARCHIVE]
    assert others
    assert {row["input"] for row in others} == {str(SNAPSHOTS / f"{ARCHIVE}.json.gz")}
    assert {row["snapshot of"] for row in others} == {f"{ARCHIVE} (log-archive)"}
    assert all(row["where it stands in the input"].startswith("/calls/") for row in others)


def test_one_of_its_own_names_its_own(report: Json) -> None:
    (row,) = (
        row for row in xlsx_sheets.resources(report).rows if row["account"] == row["owner"] == MASTER and row["kind"] == "trail"
    )
    assert row.get("snapshot of") is None
    assert Path(row["input"]).name == f"{MASTER}.json.gz"


def test_inputs_say_who_collected_them_and_from_where(report: Json) -> None:
    told = {entry["name"]: entry["collected"] for entry in report["inputs"] if "collected" in entry}
    rows = {row["input"]: row for row in xlsx_sheets.inputs(report).rows}
    for name, collected in told.items():
        assert rows[name]["collected by"] == collected["by"]
        assert rows[name]["caller"] == collected["caller"]
        assert rows[name]["collected from"] == collected["endpoint"]
        assert rows[name]["collected with"] == collected["tool"]
    assert any(row["collected by"] for row in rows.values())
