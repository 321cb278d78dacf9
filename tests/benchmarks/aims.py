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


def _cell(row: str, column: str, more: int = 0) -> Callable[[list[list[str]]], float]:
    """The number in the row of that name, `more` columns right of the column of that name."""

    def read(table: list[list[str]]) -> float:
        place = next(number for number, name in enumerate(table[0]) if column in name) + more
        cells = next(cells for cells in table if cells[0] == row)
        return float(cells[place].replace(",", ""))

    return read


_FEW: Final = "alarms, one in 1,000"
_MANY: Final = "alarms, one in 10 on"
_AIMS: Final = (
    Aim("a cold verdict under 0.25 s", "one snapshot", _cell("`trailgate evaluate`", "seconds"), "s", lambda found: found < 0.25),
    *(
        Aim(
            f"from 10,000 to 100,000 alarms at most 12 times the time ({name}, {share} on the control's metric)",
            table, _cell("100,000", "seconds" if name == "wasm" else "opa", 1), "times", lambda found: found <= 12,
        )
        for table, share in ((_FEW, "one in 1,000"), (_MANY, "one in 10"))
        for name in ("wasm", "opa")
    ),
    Aim("100,000 alarms under 5 s (one in 1,000)", _FEW, _cell("100,000", "wasm: seconds"), "s", lambda found: found < 5),
    Aim("100,000 alarms under 1 GiB (one in 1,000)", _FEW, _cell("100,000", "MiB"), "MiB", lambda found: found < 1024),
    Aim(
        "sources of 500 files and 2,000 locals under 1 s more", "one plan by its sources",
        lambda table: float(table[-1][2]), "s", lambda found: found < 1,
    ),
    Aim(
        "ready documents at least 5 times as fast as `opa exec`", "documents", _cell("engine wasm", "times"), "times",
        lambda found: found >= 5,
    ),
)  # fmt: skip


def table(text: str) -> str:
    """The aims in Markdown, each with what the tables of `text` measured and whether that meets it."""
    tables = tables_of(text)
    lines = ["| aim | measured | met |", "| --- | ---: | --- |"]
    for aim in _AIMS:
        found = aim.measured(next(rows for rows in tables if aim.table in rows[0][0]))
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
