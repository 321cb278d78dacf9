"""The tables in memory, filled by us and then locked: SQL reaches them, and neither files, networks, settings nor Python."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import EngineError, not_installed
from trailgate_evaluator.report.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from trailgate_evaluator.report.tables import Table

Json = dict[str, Any]

_TYPES: Final = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "time": "TIMESTAMP",
    "texts": "VARCHAR[]",
    "json": "JSON",
}
"""Type of a column → DuckDB's."""
_IN_JSON: Final = {**{kind: f'"{name}"' for kind, name in _TYPES.items()}, "time": '"BIGINT"', "texts": '["VARCHAR"]'}
"""The same as rows are handed over: times as epoch seconds."""
_BATCH: Final = 2000
_SECOND: Final = 1_000_000
_CLOSED: Final = {
    # One thread: rows come in one order, also where a question asks for none.
    "threads": "1",
    "python_enable_replacements": "false",
    "python_scan_all_frames": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "temp_directory": "",
}


def connect(memory: int) -> DuckDBPyConnection:
    """An empty database in memory, which takes at most so many MiB and writes nothing to a disk.

    Raises:
        UsageError: DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError as problem:
        raise not_installed("DuckDB, which answers questions in SQL", "sql", "trailgate query") from problem
    connection = duckdb.connect(":memory:", config={**_CLOSED, "memory_limit": f"{memory}MiB"})
    execute(connection, "SET TimeZone = 'UTC'")
    return connection


def execute(connection: DuckDBPyConnection, sql: str, given: list[Any] | None = None) -> DuckDBPyConnection:
    """A statement of ours; Ctrl-C meanwhile is Ctrl-C, which DuckDB tells as an error of its own."""
    try:
        return connection.execute(sql, given)
    except RuntimeError as problem:
        raise (KeyboardInterrupt if is_interrupted(problem) else problem) from None


def is_interrupted(problem: Exception) -> bool:
    """DuckDB has an error of its own for it, and for Ctrl-C one of Python's."""
    return type(problem).__name__ == "InterruptException" or "interrupted" in str(problem)


def lock(connection: DuckDBPyConnection) -> None:
    """From here on no statement opens a file or a network, loads an extension or changes a setting; again it does nothing."""
    told = execute(connection, "SELECT current_setting('lock_configuration')").fetchall()  # all: what is left bars what follows
    if told == [(True,)]:
        return
    execute(connection, "SET enable_external_access = false")
    execute(connection, "SET lock_configuration = true")


class Database:
    """The tables, empty until they are filled; every statement in here is ours."""

    def __init__(self, memory: int) -> None:
        """`memory` is in MiB. Raises `UsageError` where DuckDB is not installed."""
        self._memory = memory
        self.connection = connect(memory)
        for table in TABLES.values():
            columns = ", ".join(f"{_quoted(column.name)} {_TYPES[column.type]}" for column in table.columns)
            execute(self.connection, f"CREATE TABLE {_quoted(table.name)} ({columns})")

    def fill(self, table: Table, rows: Iterable[Json]) -> None:
        """Adds the rows: {column: value}, as the table's types say.

        Raises:
            EngineError: they take more memory than is allowed.
        """
        import duckdb
        import orjson

        waiting = iter(rows)
        insert = _insert(table)
        while batch := list(islice(waiting, _BATCH)):
            try:
                execute(self.connection, insert, [orjson.dumps(batch, option=orjson.OPT_SORT_KEYS).decode()])
            except duckdb.OutOfMemoryException as problem:
                raise too_much(self._memory) from problem

    def read_parquet(self, table: Table, path: str, run: int) -> None:
        """Adds the rows of a Parquet file whose columns are the table's, as those of that run."""
        names = ", ".join(_quoted(name) for name in table.names)
        values = ", ".join(_from_parquet(column.name, column.type) for column in table.columns if column.name != "run")
        select = f"SELECT ?, {values} FROM read_parquet(?)"  # noqa: S608 - names are those of our tables
        execute(self.connection, f"INSERT INTO {_quoted(table.name)} ({names}) {select}", [run, path])

    def parquet_columns(self, path: str) -> dict[str, str]:
        """The names of the columns of a Parquet file, with their types as DuckDB calls them."""
        told = execute(self.connection, "DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()
        return {row[0]: row[1] for row in told}


def too_much(memory: int) -> EngineError:
    """The answer, or what it is looked for in, takes more memory than is allowed (MiB)."""
    return EngineError(
        expected=f"an answer within {memory} MiB of memory",
        found="that it takes more",
        where="the query",
        what_to_do="Ask for less, give fewer inputs, or allow more with --memory.",
    )


def _insert(table: Table) -> str:
    shape = ",".join(f'"{column.name}":{_IN_JSON[column.type]}' for column in table.columns)
    values = ", ".join(
        f"make_timestamp(r.{_quoted(column.name)} * {_SECOND})" if column.type == "time" else f"r.{_quoted(column.name)}"
        for column in table.columns
    )
    given = f"SELECT unnest(from_json_strict(?::JSON, '[{{{shape}}}]')) AS r"
    return f"INSERT INTO {_quoted(table.name)} SELECT {values} FROM ({given})"  # noqa: S608 - names are those of our tables


def _from_parquet(name: str, kind: str) -> str:
    return f"{_quoted(name)}::{_TYPES[kind]}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
