"""What we aim at, held against what was measured: one table, read out of the tables that the other parts wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

Tables = list[list[list[str]]]
"""Tables of rows of cells; a table's first row has the names of its columns."""


@dataclass(frozen=True)
class Aim:
    """`measured` is read from the table whose first column's name holds `table`; `met` says whether the number will do."""

    says: str
    table: str
    measured: Callable[[list[list[str]]], float]
    unit: str
    met: Callable[[float], bool]


def _cell(row: str, column: str) -> Callable[[list[list[str]]], float]:
    """The number in the row of that name, in the first column whose name holds that."""

    def read(table: list[list[str]]) -> float:
        place = next(number for number, name in enumerate(table[0]) if column in name)
        cells = next(cells for cells in table if cells[0] == row)
        return float(cells[place].replace(",", ""))

    return read


def _ratio(row: str, to: str, column: str) -> Callable[[list[list[str]]], float]:
    """How many times the number of one row that of another is, to one decimal."""
    return lambda table: round(_cell(row, column)(table) / _cell(to, column)(table), 1)


def _each(row: str, to: str, column: str) -> Callable[[list[list[str]]], float]:
    """By how much the number of one row is more than that of another, for each one more that the rows are named for."""
    more = int(row.replace(",", "")) - int(to.replace(",", ""))
    return lambda table: round((_cell(row, column)(table) - _cell(to, column)(table)) / more, 2)


def _beside_conftest(column: str) -> Callable[[list[list[str]]], float]:
    """How many times conftest's number ours is, of the largest plan; `StopIteration` where conftest was not there."""

    def read(table: list[list[str]]) -> float:
        place, largest = table[0].index(column), table[-1][0]
        of = {cells[2]: float(cells[place]) for cells in table if cells[0] == largest}
        ours, theirs = of["`trailgate evaluate`"], next(found for tool, found in of.items() if "conftest" in tool)
        return round(ours / theirs, 2)

    return read


_ONE: Final = "one snapshot"
_FIFTEEN: Final = "fifteen filters"
_FEW: Final = "alarms, one in 1,000 on the metrics of every"
_MANY: Final = "alarms, one in 10 on the metrics of every"
_FEW_OF_ONE: Final = "alarms, one in 1,000 on the metrics of one"
_ESTATE: Final = "accounts of an organization, every control"
_MANY_ACCOUNTS: Final = "accounts, results written as they come"
_PROCESSOR: Final = "of the processor"
_AIMS: Final = (
    Aim(
        "a cold verdict of one control at most 0.15 s", _ONE,
        _cell("`trailgate evaluate`", _PROCESSOR), "s", lambda found: found <= 0.15,
    ),
    Aim(
        "a first run ever under 0.35 s", _ONE,
        _cell("`trailgate evaluate`, first run ever (compiles the policies)", "seconds"), "s", lambda found: found < 0.35,
    ),
    Aim(
        "a cold verdict of fifteen controls on fifteen filters under 0.30 s", _FIFTEEN,
        _cell("`trailgate evaluate`, every control", _PROCESSOR), "s", lambda found: found < 0.30,
    ),
    Aim(
        "200 accounts of fifteen filters, every control, at 150 a second or better in one process", "200 accounts",
        _cell("all", "a second"), "a second", lambda found: found >= 150,
    ),
    *(
        Aim(
            f"from {fewer} to {more} alarms at most 12 times the time ({engine}, every control, {share} watched)",
            table, _ratio(more, fewer, column), "times", lambda found: found <= 12,
        )
        for table, share in ((_FEW, "one in 1,000"), (_MANY, "one in 10"))
        for engine, column, fewer, more in (
            ("wasm", _PROCESSOR, "10,000", "100,000"), ("opa", "opa: seconds", "1,000", "10,000"),
        )
    ),
    Aim(
        "100,000 alarms, every control, under 6 s (one in 1,000 watched)", _FEW,
        _cell("100,000", _PROCESSOR), "s", lambda found: found < 6,
    ),
    Aim(
        "100,000 alarms, every control, under 1 GiB (one in 1,000 watched)", _FEW,
        _cell("100,000", "MiB"), "MiB", lambda found: found < 1024,
    ),
    Aim("100,000 alarms, one control, under 5 s", _FEW_OF_ONE, _cell("100,000", _PROCESSOR), "s", lambda found: found < 5),
    Aim("100,000 alarms, one control, under 1 GiB", _FEW_OF_ONE, _cell("100,000", "MiB"), "MiB", lambda found: found < 1024),
    Aim(
        "from 100 to 1,000 accounts of an organization at most 12 times the time (every control)", _ESTATE,
        _ratio("1,000", "100", _PROCESSOR), "times", lambda found: found <= 12,
    ),
    Aim(
        "each further account of an organization under 1 MiB, report and all", _ESTATE, _each("1,000", "100", "MiB"), "MiB",
        lambda found: found < 1,
    ),
    Aim(
        "1,000 accounts together at most 3 times the time of each alone", _ESTATE, _cell("1,000", "times alone"), "times",
        lambda found: found <= 3,
    ),
    Aim(
        "10,000 accounts written as they come at most 1.5 times the memory of 1,000", _MANY_ACCOUNTS,
        _ratio("10,000", "1,000", "MiB"), "times", lambda found: found <= 1.5,
    ),
    Aim(
        "sources of 500 files and 2,000 locals under 1 s more", "one plan by its sources",
        lambda table: float(table[-1][2]), "s", lambda found: found < 1,
    ),
    Aim(
        "10 million records of CloudTrail a minute on one core", "records of CloudTrail, every control",
        _cell("`trailgate trace`", "million"), "million", lambda found: found >= 10,
    ),
    Aim(
        "records of CloudTrail at most 3 times what unpacking and parsing them takes", "records of CloudTrail, every control",
        _cell("`trailgate trace`", "times"), "times", lambda found: found <= 3,
    ),
    *(
        Aim(
            f"10 million a minute of {shape}", "records of CloudTrail by shape", _cell(shape, "million"), "million",
            lambda found: found >= 10,
        )
        for shape in (
            "JSON lines", "an export task's lines of a time and a record", "what Firehose writes of a subscription",
            "`filter-log-events`", "CSV of CloudTrail Lake", "`get-query-results` of CloudTrail Lake", "lines of EventBridge",
            "Parquet with the whole record",
        )
    ),
    Aim(
        "ready documents at least 6 times as fast as `opa exec`", "documents", _cell("engine wasm", "times"), "times",
        lambda found: found >= 6,
    ),
    Aim(
        "a plan with 20,000 more alarms in at most 0.6 of conftest's time", "one plan", _beside_conftest("seconds"), "times",
        lambda found: found <= 0.6,
    ),
    Aim(
        "a plan with 20,000 more alarms in at most half of conftest's memory", "one plan", _beside_conftest("MiB"), "times",
        lambda found: found <= 0.5,
    ),
)  # fmt: skip


def table(text: str) -> str:
    """The aims in Markdown, each with what the tables of `text` measured and whether that meets it."""
    tables = tables_of(text)
    lines = ["| aim | measured | met |", "| --- | ---: | --- |"]
    for aim in _AIMS:
        rows = next(rows for rows in tables if aim.table in rows[0][0])
        try:
            found = aim.measured(rows)
        except StopIteration:
            lines.append(f"| {aim.says} | not there to be measured | |")
            continue
        lines.append(f"| {aim.says} | {found:,g} {aim.unit} | {'yes' if aim.met(found) else 'no'} |")
    return "\n".join(lines)


def tables_of(text: str) -> Tables:
    """Every table of a Markdown text."""
    tables: Tables = []
    inside = False
    for line in text.splitlines():
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not inside:
                tables.append([])
            if set("".join(cells)) - set("-: "):
                tables[-1].append(cells)
        inside = line.startswith("|")
    return tables
