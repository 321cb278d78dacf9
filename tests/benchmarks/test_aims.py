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
    assert "| a cold verdict of one control at most 0.15 s | 9 s | no |" in aims.table(slower).splitlines()


def test_a_peer_that_was_not_there_is_no_aim_that_is_missed() -> None:
    rows = [line for line in PAGE.splitlines() if "`conftest test`, the same rule" not in line]
    told = [line for line in aims.table("\n".join(rows)).splitlines() if "conftest" in line]
    assert [line.split("|")[2:] for line in told] == [[" not there to be measured ", " ", ""]] * 2
    name = "`01_root_pass` and 20,000 alarms"
    rows += ["", "| one plan | MB | tool | seconds | times `opa eval` | MiB |", "| --- | --- | --- | --- | --- | --- |"]
    rows += [f"| {name} | 36.8 | `trailgate evaluate` | 0.60 | 1 | 300 |"]
    rows += [f"| {name} | 36.8 | `conftest test`, the same rule | 1.00 | 1 | 500 |"]
    told = [line for line in aims.table("\n".join([*rows[-5:], *PAGE.splitlines()])).splitlines() if "conftest" in line]
    assert [line.split("|")[2:4] for line in told] == [[" 0.6 times ", " yes "], [" 0.6 times ", " no "]]
