"""A report as tables: their names, columns, types and meanings, and the rows that a report has in each.

`TABLES` is the authority for everything that reads or writes them: SQL, Parquet and docs/query.md.
"""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.report.tables.of_accounts import OF_ACCOUNTS
from trailgate_evaluator.report.tables.of_results import OF_RESULTS
from trailgate_evaluator.report.tables.shape import Column, Table, Type, refuse_misfit

__all__ = ["OF_ACCOUNTS", "OF_RESULTS", "TABLES", "Column", "Table", "Type", "refuse_misfit"]

TABLES: Final[dict[str, Table]] = {table.name: table for table in (*OF_RESULTS, *OF_ACCOUNTS)}
"""Name → table, those of verdicts first."""
