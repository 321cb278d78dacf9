"""The tables that a question names are filled from what is given; no other is, and snapshots are judged only for verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.query.parquet import reachable, read_table, table_in
from trailgate_evaluator.query.parts import stored_parts, unshaped
from trailgate_evaluator.query.resources import Things
from trailgate_evaluator.query.snapshots import judged, read_only
from trailgate_evaluator.report.tables import OF_ACCOUNTS, OF_RESULTS, TABLES, refuse_misfit
from trailgate_evaluator.report.tables.rows import Told, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from trailgate_evaluator.evaluation import Choices
    from trailgate_evaluator.query.database import Database
    from trailgate_evaluator.query.looks import Given, Look
    from trailgate_evaluator.query.parts import Part
    from trailgate_evaluator.report.tables import Table

Json = dict[str, Any]

_WAITING: Final = 2000
"""Rows of a table that are handed over at a time."""
_RESULTS: Final = frozenset(table.name for table in OF_RESULTS)
_ACCOUNTS: Final = frozenset(table.name for table in OF_ACCOUNTS)


def load(
    database: Database, tables: Iterable[str], looks: Iterable[Look], choices: Choices, seen: Callable[[str], None]
) -> list[InputError]:
    """Fills these tables from every look; why some inputs, given here or told of in a report, are in none.

    Raises:
        InputError: a look is of Parquet alone and lacks a table that is named, or settings cannot be read.
        EngineError: there is no decision, or no memory.
    """
    loading = _Loading(database, frozenset(tables), choices, seen)
    for look in looks:
        loading.take(look)
    loading.hand_over(0)
    return loading.problems


class _Loading:
    """What was loaded so far."""

    def __init__(self, database: Database, tables: frozenset[str], choices: Choices, seen: Callable[[str], None]) -> None:
        self._database = database
        self._tables = tables
        self._choices = choices
        self._seen = seen
        self._rows: dict[str, list[Json]] = {name: [] for name in tables}
        self.problems: list[InputError] = []

    def take(self, look: Look) -> None:
        """Loads one look."""
        things = Things(look.run, self._tables & _ACCOUNTS)
        packed = [given for given in look.files if given.kind == "parquet"]
        names = [given.name for given in look.files if given.kind == "snapshot"]
        self._parquet(look, packed, alone=len(packed) == len(look.files))
        for given in look.files:
            if given.kind in {"report", "lines"}:
                self._seen(given.name)
                self._stored(given, look.run, things)
        if names:
            self._snapshots(names, look.run, things)
        for table, row in things.rows():
            self._add(table, row)

    def _snapshots(self, names: list[str], run: int, things: Things) -> None:
        if self._tables & _RESULTS:
            for part in judged(names, self._choices, self._seen):
                self._result(part, run)
        if self._tables & _ACCOUNTS:
            problems = read_only(names, self._choices, run, things, self._seen)
            self.problems += [] if self._tables & _RESULTS else problems

    def _stored(self, given: Given, run: int, things: Things) -> None:
        try:
            for part in stored_parts(given):
                try:
                    self._result(part, run)
                    things.take(part)
                except (AttributeError, LookupError, TypeError, ValueError) as problem:
                    raise unshaped(given.name, problem) from problem
        except InputError as problem:
            self.problems.append(problem)

    def _result(self, part: Part, run: int) -> None:
        """The rows of one result, or why its input has none."""
        if part.result is None:
            if part.entry["error"] is not None:
                self.problems.append(InputError(**part.entry["error"]))
            return
        told = Told(
            run=run,
            entry=part.entry,
            result=part.result,
            shared=part.shared,
            controls=part.controls,
            benchmark=part.benchmark,
        )
        made = {table: list(rows_of(table, told)) for table in self._tables & _RESULTS}
        for table, rows in made.items():
            for row in rows:
                refuse_misfit(TABLES[table], row)
        for table, rows in made.items():
            self._rows[table] += rows
        self.hand_over(_WAITING)

    def _parquet(self, look: Look, packed: list[Given], *, alone: bool) -> None:
        held: list[str] = []
        for given in packed:
            self._seen(given.name)
            try:
                with reachable(given) as path:
                    table = table_in(self._database, given, path)
                    held.append(table.name)
                    if table.name in self._tables:
                        read_table(self._database, table, given, path, look.run)
            except InputError as problem:
                self.problems.append(problem)
        lacking = [name for name in TABLES if name in self._tables - set(held)]
        if alone and held and lacking:
            raise InputError(
                expected=f"what holds the table {lacking[0]}, which the query names",
                found=f"Parquet of {', '.join(sorted(set(held)))} alone",
                where=look.name,
                what_to_do="Give the report or the snapshots, or a Parquet file of that table beside it in one folder.",
            )

    def _add(self, table: str, row: Json) -> None:
        self._rows[table].append(row)
        self.hand_over(_WAITING)

    def hand_over(self, most: int) -> None:
        """Gives the database what waits, where there is more of it than that."""
        for name, rows in self._rows.items():
            if len(rows) > most:
                table: Table = TABLES[name]
                self._database.fill(table, rows)
                rows.clear()
