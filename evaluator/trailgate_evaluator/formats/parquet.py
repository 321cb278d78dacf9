"""`parquet`: a row per result, in columns: the table `results` of `trailgate query`. It needs the extra `parquet`."""

from __future__ import annotations

import io
from functools import cache
from typing import IO, TYPE_CHECKING, Any, Final

import orjson

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.formats.streams import parts_of
from trailgate_evaluator.report.tables import TABLES
from trailgate_evaluator.report.tables.rows import Told, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.formats.page import Page

Json = dict[str, Any]
Row = tuple[Any, ...]

TABLE: Final = TABLES["results"]
GROUP: Final = 4096
"""Rows of a row group: so many wait in memory, and the same rows are cut in the same places whoever writes them."""


_LAST: Final = 253_402_300_799
"""The last second of the year 9999; what lies beyond is no time."""


def render(report: Json, page: Page) -> bytes:
    """The whole file; an input that could not be read, or was not judged, has no row."""
    del page
    made = io.BytesIO()
    writer = Writer(made)
    for entry, results in parts_of(report):
        writer.add(piece(report, entry, results))
    writer.close()
    return made.getvalue()


def piece(head: Mapping[str, Any], entry: Json, results: list[Json]) -> list[Row]:
    """The rows of one input, each a value for each column."""
    controls, benchmark = head["controls"], head["benchmark"]
    shared = {name: head[name] for name in ("tool", "policies", "engine")}
    told = (Told(run=1, entry=entry, result=one, shared=shared, controls=controls, benchmark=benchmark) for one in results)
    return [
        tuple(_stored(row[column.name], column.type) for column in TABLE.columns)
        for one in told
        for row in rows_of("results", one)
    ]


class Writer:
    """Writes rows to a file, a row group at a time."""

    def __init__(self, file: IO[bytes]) -> None:
        from pyarrow.parquet import ParquetWriter

        self._writer = ParquetWriter(file, schema(), compression="zstd")
        self._rows: list[Row] = []

    def add(self, piece: list[Row]) -> None:
        """Takes the rows of one input."""
        self._rows += piece
        while len(self._rows) >= GROUP:
            self._write(self._rows[:GROUP])
            del self._rows[:GROUP]

    def close(self) -> None:
        """Writes the last row group, and what tells where the others are."""
        if self._rows:
            self._write(self._rows)
        self._rows = []
        self._writer.close()

    def _write(self, rows: list[Row]) -> None:
        from pyarrow import Table, array

        columns = [array(values, type=field.type) for values, field in zip(zip(*rows, strict=True), schema(), strict=True)]
        self._writer.write_table(Table.from_arrays(columns, schema=schema()), row_group_size=GROUP)


def read_back(file: IO[bytes], columns: tuple[str, ...] = TABLE.names) -> Iterator[Row]:
    """The rows of a file, a row group at a time, each as `piece` makes it.

    Raises:
        InputError: it is no such file.
    """
    from pyarrow import ArrowException, int64, timestamp
    from pyarrow.parquet import ParquetFile

    try:
        stored = ParquetFile(file)
        for group in range(stored.num_row_groups):
            read = stored.read_row_group(group, columns=list(columns))
            found = [read[name].cast(int64()) if read[name].type == timestamp("us") else read[name] for name in columns]
            yield from zip(*(one.to_pylist() for one in found), strict=True)
    except (ArrowException, KeyError) as error:
        raise InputError(
            expected="a file of results in columns, as a run that was interrupted leaves it",
            found="another file, or one that was not ended",
            where=str(getattr(file, "name", "FILE")),
            what_to_do="Judge all of them again, without --resume.",
        ) from error


@cache
def schema() -> Any:
    """The columns of the table, as Arrow has them."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "time": pa.timestamp("us"),
        "texts": pa.list_(pa.string()),
        "json": pa.string(),
    }
    return pa.schema([pa.field(column.name, types[column.type]) for column in TABLE.columns])


def _stored(value: Any, kind: str) -> Any:
    match kind:
        case "time":
            return value * 1_000_000 if value is not None and abs(value) <= _LAST else None
        case "json":
            return None if value is None else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
        case "texts":
            return [_text(one) for one in value]
        case "text":
            return None if value is None else _text(value)
        case _:
            return value


def _text(value: str) -> str:
    return value.encode("utf-8", "replace").decode()
