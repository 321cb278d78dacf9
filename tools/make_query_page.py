"""Writes what docs/query.md tells of shipped queries and of the tables' columns, from the program itself; the rest is by hand."""

from __future__ import annotations

import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "query.md"
BEGIN = "<!-- Below this line the page is written by `python tools/make_query_page.py`; a test fails where they differ. -->"


def written() -> str:
    """The part that is the program's own: a row for each query, and a table for each table."""
    from trailgate_evaluator.query.naming import named_queries
    from trailgate_evaluator.report.tables import TABLES

    # What is so of all that are named as Powerpipe's are is told above, once.
    told = {one.name: one.title if "Powerpipe" in one.title else f"{one.title}. {one.about}" for one in named_queries().values()}
    rows = [f"| `{name}` | {_cell(text)} |" for name, text in told.items()]
    parts = ["## Queries that are shipped", "\n".join(["| query | what it answers |", "| --- | --- |", *rows]), "## Tables"]
    for table in TABLES.values():
        columns = [f"| `{column.name}` | {column.type} | {_cell(column.meaning)} |" for column in table.columns]
        head = ["| column | type | meaning |", "| --- | --- | --- |"]
        parts += [f"### {table.name}", f"A row is {_cell(table.about)}.", "\n".join([*head, *columns])]
    return "\n\n".join([BEGIN, *parts]) + "\n"


def page() -> str:
    """The whole page: what stands above the line, and what the program says."""
    return PAGE.read_text(encoding="utf-8").partition(BEGIN)[0] + written()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").rstrip(".")


def main() -> int:
    """Writes the page; with `--check` only says whether it is current."""
    if "--check" in sys.argv[1:]:
        return int(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
