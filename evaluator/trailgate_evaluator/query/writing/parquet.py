"""`parquet`: the columns with their types: account numbers are text, times are UTC without a zone, JSON is text."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from trailgate_evaluator.errors import UsageError, not_installed
from trailgate_evaluator.query.writing.values import refuse_namesakes

if TYPE_CHECKING:
    from trailgate_evaluator.query.answering import Answer
    from trailgate_evaluator.query.statement import Question


def check(asked: Question) -> None:
    """Raises `UsageError` where two columns have one name, or pyarrow is not installed."""
    refuse_namesakes(asked.columns, "Parquet")
    try:
        import pyarrow.parquet  # noqa: F401 - whether it is there
    except ImportError as problem:
        raise not_installed("pyarrow, which writes Parquet", "parquet", "trailgate query") from problem


def write(answer: Answer, out: IO[bytes]) -> None:
    """Writes the rows, a batch at a time; the same rows give the same bytes.

    Raises:
        UsageError: Parquet has no type for a column.
    """
    import pyarrow as pa

    try:
        _write(answer, out)
    except pa.ArrowException as problem:
        raise UsageError(
            expected="columns of types that Parquet has",
            found=" ".join(str(problem).split())[:200],
            where="the query",
            what_to_do="Make the column a text with ::VARCHAR.",
        ) from problem


def _write(answer: Answer, out: IO[bytes]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    told, batches = answer.batches()
    schema = pa.schema([pa.field(one.name, pa.string() if pa.types.is_null(one.type) else one.type) for one in told])
    with pq.ParquetWriter(pa.PythonFile(out, mode="w"), schema) as writer:
        for batch in batches:
            writer.write_table(pa.Table.from_batches([batch]).cast(schema))
