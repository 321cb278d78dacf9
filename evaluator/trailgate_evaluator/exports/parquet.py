"""The rows of a Parquet file, as values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError, not_installed

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_ROWS: Final = 500_000
_MOST_BYTES: Final = 512 << 20
"""So many plain bytes may the columns take; a file of a few may claim far more."""


def rows_in(data: bytes, name: str) -> list[dict[str, Any]]:
    """The rows; bytes that are text become text.

    Raises `UsageError` where pyarrow is not installed, `InputError` where the file is damaged or holds too much.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as lacking:
        raise not_installed("pyarrow, which reads Parquet", "parquet", name, found="none") from lacking
    try:
        file = parquet.ParquetFile(pa.BufferReader(data))
        groups = [file.metadata.row_group(number) for number in range(file.metadata.num_row_groups)]
        if file.metadata.num_rows > _MOST_ROWS or sum(group.total_byte_size for group in groups) > _MOST_BYTES:
            raise InputError(
                expected=f"at most {_MOST_ROWS:,} rows and {_MOST_BYTES >> 20} MiB",
                found="more",
                where=name,
                what_to_do="Give each account's table a file of its own.",
            )
        rows = file.read().to_pylist()
    except (pa.ArrowException, OSError, ValueError, KeyError, NotImplementedError) as problem:
        raise InputError(
            expected="a whole Parquet file",
            found=f"one that cannot be read ({type(problem).__name__})",
            where=name,
            what_to_do="Copy or sync the file again.",
        ) from problem
    return [dict(_plain(row)) for row in rows]


def _plain(row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The cells that JSON has: times as text, bytes as text where they are UTF-8."""
    for column, cell in row.items():
        if isinstance(cell, bytes):
            try:
                yield column, cell.decode("utf-8")
            except UnicodeDecodeError:
                yield column, cell.hex()
        elif hasattr(cell, "isoformat"):
            yield column, cell.isoformat()
        else:
            yield column, cell
