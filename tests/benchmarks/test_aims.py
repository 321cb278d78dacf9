"""The page of the benchmarks says of each aim whether what it shows meets it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.benchmarks import aims

PAGE = Path(__file__).with_name("README.md").read_text("utf-8")


def test_the_table_of_aims_is_that_of_the_measured_tables() -> None:
    found, *measured = aims.tables_of(PAGE)
    assert found[0] == ["aim", "measured", "met"]
    assert aims.tables_of(aims.table(PAGE)) == [found]
    assert len(measured) > 5


def test_an_aim_that_is_missed_says_no() -> None:
    slower = re.sub(r"(\| `trailgate evaluate` \|[^|]*\|)[^|]*\|", r"\1 9.00 |", PAGE)
    assert "| a cold verdict of one control under 0.25 s | 9 s | no |" in aims.table(slower).splitlines()
