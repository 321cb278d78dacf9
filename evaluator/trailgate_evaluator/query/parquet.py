"""Tables in Parquet: which of ours a file holds, told by its columns, and its rows."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.opening import opened
from trailgate_evaluator.plain import some
from trailgate_evaluator.report.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.query.database import Database
    from trailgate_evaluator.query.looks import Given
    from trailgate_evaluator.report.tables import Table

_TYPES: Final = {
    "text": ("VARCHAR", "ENUM", "JSON"),
    "integer": ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"),
    "number": ("DOUBLE", "FLOAT", "DECIMAL", "INTEGER", "BIGINT"),
    "boolean": ("BOOLEAN",),
    "time": ("TIMESTAMP",),
    "texts": ("VARCHAR[]",),
    "json": ("VARCHAR", "JSON"),
}
"""Type of a column → what DuckDB may call it in a file, by its beginning: numbers of accounts are text or have lost zeros."""
_PART: Final = 1 << 20


def table_in(database: Database, given: Given, path: str) -> Table:
    """The table of ours that the file holds; raises `InputError` where it holds none, or with other types."""
    import duckdb

    try:
        columns = database.parquet_columns(path)
    except duckdb.Error as problem:
        raise _unread(given) from problem
    table = max(TABLES.values(), key=lambda one: len(_wanted(one) & columns.keys()) / len(_wanted(one)))
    if lacking := [name for name in table.names if name in _wanted(table) and name not in columns]:
        raise InputError(
            expected=f"the columns of one of the tables {', '.join(TABLES)}",
            found=f"those of {table.name} without {some(lacking)}" if len(lacking) < len(_wanted(table)) else "those of none",
            where=given.name,
            what_to_do='Give what `trailgate evaluate` or `trailgate query "SELECT * FROM TABLE"` wrote; --show TABLE has them.',
        )
    for column in table.columns:
        told = columns.get(column.name)
        if told is not None and not told.startswith(_TYPES[column.type]):
            raise InputError(
                expected=f"{column.type} in the column {column.name} of {table.name}",
                found=told[:100],
                where=given.name,
                what_to_do="Write the file again with its types: zeros that numbers of accounts begin with are lost otherwise.",
            )
    return table


def read_table(database: Database, table: Table, given: Given, path: str, run: int) -> None:
    """Adds the rows of the file; raises `InputError` where it is damaged."""
    import duckdb

    try:
        database.read_parquet(table, path, run)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as problem:
        raise _unread(given) from problem


@contextmanager
def reachable(given: Given) -> Iterator[str]:
    """A path by which DuckDB finds the file and no other: it takes some characters of a name for patterns, or for addresses."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "input.parquet"
        if given.data is not None:
            place.write_bytes(given.data)
        elif Path(given.name).is_file():
            place.symlink_to(Path(given.name).absolute())
        else:
            with opened(given.name) as file, place.open("wb") as copy:
                while part := file.read(_PART):
                    copy.write(part)
        yield str(place)


def _wanted(table: Table) -> set[str]:
    return {name for name in table.names if name != "run"}


def _unread(given: Given) -> InputError:
    return InputError(
        expected="a whole Parquet file",
        found="one that is damaged",
        where=given.name,
        what_to_do="Write it or copy it again.",
    )
