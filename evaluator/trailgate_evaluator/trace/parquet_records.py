"""Records that lie in Parquet: each as a whole in one column, or with a column for each of its fields."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError, not_installed
from trailgate_evaluator.inputs.packing import GZIP_MAGIC
from trailgate_evaluator.plain import some
from trailgate_evaluator.trace.no_records import COPY_AGAIN, PARQUET_MARK, empty
from trailgate_evaluator.trace.record_columns import (
    WHOLE,
    is_known,
    is_text,
    lacking,
    no_record,
    of_a_record,
    of_other_types,
    put_together,
)
from trailgate_evaluator.trace.shapes import record_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Json = dict[str, Any]

PARQUET: Final = (".parquet", ".snappy.parquet")
_ENCRYPTED: Final = b"PARE"
_SEEN: Final = 16


def parquet_records(rows: Iterable[str | Json]) -> Iterator[Any]:
    """The records of the rows of a Parquet file."""
    for row in rows:
        yield record_in({"message": row}) if type(row) is str else row


def parquet_rows(file: IO[bytes], name: str) -> Iterator[str | Json]:
    """The records of a Parquet file, read in parts: their texts where a column has them, else each put together.

    Raises:
        UsageError: pyarrow is not installed.
        InputError: the file is damaged, or its columns are none of CloudTrail's.
    """
    try:
        from pyarrow import ArrowException, types
        from pyarrow.parquet import ParquetFile
    except ImportError as absent:
        raise not_installed("pyarrow, which reads Parquet", "parquet", name, found="none") from absent
    _refuse_other_than_parquet(file, name)
    try:
        table = ParquetFile(file)
        columns = of_a_record(table.schema_arrow.names)
        whole = next((column for column in columns if column.lower() in WHOLE), None)
        if whole is None:
            _refuse_other_columns(table.schema_arrow, columns, name)
        else:
            _refuse_other_than_texts(table.schema_arrow.field(whole), name)
        for batch in table.iter_batches(batch_size=4096, columns=columns if whole is None else [whole]):
            if whole is None:
                yield from put_together(batch, types)
            else:
                yield from (text or "" for text in batch.column(0).to_pylist())
    except (ArrowException, OSError, ValueError, OverflowError) as problem:
        raise InputError(
            expected="a whole Parquet file", found="one that is damaged", where=name, what_to_do=COPY_AGAIN
        ) from problem


def _refuse_other_than_texts(column: Any, name: str) -> None:
    from pyarrow import types

    if not is_text(column.type, types):
        raise InputError(
            expected=f"texts in the column {column.name}, each a whole record",
            found=f"values of the type {str(column.type)[:60]}",
            where=name,
            what_to_do="Select eventJson (CloudTrail Lake), or CloudTrail's own columns.",
        )


def _refuse_other_columns(schema: Any, columns: list[str], name: str) -> None:
    """Raises `InputError` where of a record of these columns it would not be known whether a pattern matches it."""
    from pyarrow import types

    if "eventname" not in map(str.lower, columns) or not all(map(is_known, columns)):
        raise no_record(columns, name)
    if absent := list(lacking(schema)):
        raise InputError(
            expected="the columns that decide what a record is, as CloudTrail's table in Athena has them",
            found=f"none of {some(absent)}",
            where=name,
            what_to_do="Select these, too (SELECT * FROM …), or the whole record (eventJson of CloudTrail Lake).",
        )
    if other := list(of_other_types(schema, types)):
        raise InputError(
            expected="columns of the types that CloudTrail's table in Athena has: texts, and fields of useridentity",
            found=some(other),
            where=name,
            what_to_do="Select them as they are, or the whole record (eventJson of CloudTrail Lake).",
        )


def _refuse_other_than_parquet(file: IO[bytes], name: str) -> None:
    """Raises `InputError` where a file does not begin and end as Parquet does."""
    size = file.seek(0, os.SEEK_END)
    if not size:
        raise empty(name)
    file.seek(0)
    start = file.read(_SEEN)
    file.seek(max(0, size - len(PARQUET_MARK)))
    end = file.read()
    file.seek(0)
    what_to_do = COPY_AGAIN
    if start.startswith(PARQUET_MARK) and end == PARQUET_MARK:
        return
    if start.startswith(PARQUET_MARK):
        found = "one that does not end as Parquet does: it is cut off"
    elif start.startswith(_ENCRYPTED):
        found, what_to_do = "one that is encrypted", "Write it anew without encryption of its columns."
    elif start.startswith(GZIP_MAGIC):
        found, what_to_do = "gzip", "Unpack it (`gunzip`): Parquet is packed within itself."
    else:
        found = "a file that does not begin as Parquet does"
        what_to_do = "Give it the name of what it is: JSON (.json, .jsonl), CSV (.csv), each also with .gz."
    raise InputError(expected="a whole Parquet file", found=found, where=name, what_to_do=what_to_do)
