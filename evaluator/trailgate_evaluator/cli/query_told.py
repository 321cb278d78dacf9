"""What `trailgate query` says of itself: shipped queries, tables and their columns; and what a name stands for."""

from __future__ import annotations

from textwrap import fill
from typing import Final

from trailgate_evaluator.cli.nearest import nearest
from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.query.naming import named_queries
from trailgate_evaluator.regular import regex
from trailgate_evaluator.report.tables import TABLES

_NAME: Final = regex(r"[A-Za-z_][A-Za-z0-9_-]*")
_WIDTH: Final = 100


def refuse_beside(asked: str | None, *, list_: bool, show: str | None) -> None:
    """Raises `UsageError` where a question stands beside what lists or shows."""
    if asked is not None or (list_ and show is not None):
        raise UsageError(
            expected="--list, --show or a query",
            found="more than one of them",
            where="trailgate query",
            what_to_do="Ask for one at a time.",
        )


def sql_of(asked: str | None, paths: list[str] | None) -> str:
    """The SQL that is asked: what was given, or that of the shipped query of that name.

    Raises:
        UsageError: nothing is asked, no query has that name, or nothing is given to ask.
    """
    if asked is None:
        raise UsageError(
            expected="SQL or the name of a query, then inputs",
            found="neither",
            where="trailgate query",
            what_to_do="`trailgate query --list` names queries and tables; `trailgate query --help` has examples.",
        )
    sql = asked
    if _NAME.fullmatch(asked.strip()):
        queries = named_queries()
        if asked.strip() not in queries:
            if asked.strip() in TABLES:
                raise UsageError(
                    expected="SQL, or the name of a query",
                    found=f"the name of the table {asked.strip()}",
                    where="trailgate query",
                    what_to_do=f'Ask it: "FROM {asked.strip()}".',
                )
            near = nearest(asked.strip(), queries)
            raise UsageError(
                expected="SQL, or the name of a query",
                found=f"'{asked.strip()[:100]}'",
                where="trailgate query",
                what_to_do=f"Did you mean '{near}'?" if near else "`trailgate query --list` names them.",
            )
        sql = queries[asked.strip()].sql
    if not paths:
        raise UsageError(
            expected="inputs to ask",
            found="none",
            where="trailgate query",
            what_to_do="Name reports, snapshots, folders or archives of them, or Parquet, behind the query.",
        )
    return sql


def listed() -> str:
    """Every query and every table, a line each."""
    queries = named_queries()
    width = max(map(len, [*queries, *TABLES]))
    lines = ["Queries (--show NAME has the SQL):", *(f"  {one.name:<{width}}  {one.title}" for one in queries.values())]
    lines += ["", "Tables (--show TABLE has the columns); a row is:"]
    lines += [f"  {one.name:<{width}}  {one.about}" for one in TABLES.values()]
    return "\n".join(lines) + "\n"


def shown(name: str) -> str:
    """The SQL of the query of that name, or the columns of the table.

    Raises:
        UsageError: there is neither.
    """
    queries = named_queries()
    if name in queries:
        return queries[name].sql
    if name in TABLES:
        table = TABLES[name]
        wide = max(len(column.name) for column in table.columns)
        head = f"{name}: a row is {table.about}"
        rows = (
            fill(
                f"{column.name:<{wide}}  {column.type:<7}  {column.meaning}",
                _WIDTH, initial_indent="  ", subsequent_indent=" " * (wide + 13),
            )
            for column in table.columns
        )  # fmt: skip
        return "\n".join([head, *rows]) + "\n"
    near = nearest(name, [*queries, *TABLES])
    raise UsageError(
        expected="the name of a query or a table",
        found=f"'{name[:100]}'",
        where="--show",
        what_to_do=f"Did you mean '{near}'?" if near else "`trailgate query --list` names them.",
    )
