"""The answer to a question: its rows as they come, until the time or the memory that it may take is at an end."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec import Struct

from trailgate_evaluator.errors import EngineError, UsageError
from trailgate_evaluator.query.database import is_interrupted, lock, too_much
from trailgate_evaluator.query.limits import bounded
from trailgate_evaluator.query.statement import Question, question, wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb import DuckDBPyConnection

    from trailgate_evaluator.query.database import Database
    from trailgate_evaluator.query.limits import Watch

_BATCH: Final = 1000
_Found = TypeVar("_Found")


class Limits(Struct, frozen=True, kw_only=True):
    """What a question may take: `seconds`, and `memory` in MiB."""

    seconds: float
    memory: int


class Answer:
    """What a question brings. `count` is how many rows were had so far; they can be had once."""

    def __init__(self, asked: Question, connection: DuckDBPyConnection, watch: Watch) -> None:
        self.columns = asked.columns
        self.count = 0
        self.watch = watch
        self._sql = asked.sql
        self._connection = connection

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows in order, as Python's values."""
        with self.watch.at_work():
            self._connection.execute(self._sql)
        while batch := self._next(lambda: self._connection.fetchmany(_BATCH)):
            self.count += len(batch)
            yield from batch

    def batches(self) -> tuple[Any, Iterator[Any]]:
        """The rows in order, as pyarrow has them: the schema, and the record batches."""
        with self.watch.at_work():
            reader = self._connection.sql(self._sql).to_arrow_reader()
        return reader.schema, self._batches(reader)

    def _batches(self, reader: Any) -> Iterator[Any]:
        while (batch := self._next(lambda: next(reader, None))) is not None:
            self.count += batch.num_rows
            yield batch

    def _next(self, get: Callable[[], _Found]) -> _Found:
        with self.watch.at_work():
            return get()


def asked(sql: str, database: Database, limits: Limits) -> Question:
    """The question, seen through on empty tables within the limits, before anything is read.

    Raises:
        UsageError: as `statement.question` does.
        EngineError: it takes too much even so.
    """
    lock(database.connection)
    with _bounded(database.connection, limits) as watch, watch.at_work():
        return question(sql, database.connection)


@contextmanager
def answered(found: Question, database: Database, limits: Limits) -> Iterator[Answer]:
    """The answer from the tables as they were filled; they are locked from now on.

    Raises:
        UsageError: these rows have no answer to it, as where a text is no number.
        EngineError: it took more time or memory than is allowed.
    """
    lock(database.connection)
    with _bounded(database.connection, limits) as watch:
        yield Answer(found, database.connection, watch)


@contextmanager
def _bounded(connection: DuckDBPyConnection, limits: Limits) -> Iterator[Watch]:
    import duckdb

    with bounded(connection.interrupt, seconds=limits.seconds, memory=limits.memory) as watch:
        try:
            yield watch
        except (duckdb.OutOfMemoryException, MemoryError) as problem:
            raise too_much(limits.memory) from problem
        except RecursionError as problem:
            raise UsageError(
                expected="values that nest less deep",
                found="one that nests too deep to be told",
                where="the query",
                what_to_do="Take a part of it, as with detail -> '$.clause'.",
            ) from problem
        except (duckdb.InterruptException, RuntimeError) as problem:
            if not is_interrupted(problem):
                raise
            raise (watch.too_long() if watch.is_over else KeyboardInterrupt) from problem
        except (duckdb.InternalError, duckdb.FatalException) as problem:
            raise _failed(problem) from problem
        except (duckdb.Error, OverflowError) as problem:
            raise wrong(problem) from problem


def _failed(problem: Exception) -> EngineError:
    return EngineError(
        expected="an answer from DuckDB",
        found=" ".join(str(problem).split())[:300],
        where="the query",
        what_to_do="Ask in another way; this is a mistake in DuckDB, and no answer was given.",
    )
