"""Rows of tables that a tool wrote: whose and of which region each is, and cells that hold JSON, as values or as text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.exports.rows import Place, arn_parts, pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of one file: its name, its columns, and its rows with where each stands."""

    name: str
    file: str
    columns: frozenset[str]
    rows: tuple[tuple[str, Json], ...]

    def places(
        self, tool: str, needed: frozenset[str], texts: frozenset[str], arn: str | None, at: int | None = None
    ) -> Iterator[tuple[Place, str | None, list[tuple[str, Json]]]]:
        """The rows by account and region, which columns of their own tell, or else the ARN in the column `arn`.

        A row without the columns that are `needed`, or in which one of `texts` is none, is passed over.
        """
        found: dict[tuple[str | None, str | None], list[tuple[str, Json]]] = {}
        for where, row in self.rows:
            if not needed <= row.keys() or not all(isinstance(row[name], str) for name in texts):
                continue
            parts = arn_parts(row.get(arn)) if arn else None
            account = _text(row.get("account_id")) or (parts[2] or None if parts else None)
            region = _text(row.get("region")) or (parts[1] or None if parts else None)
            found.setdefault((account, region), []).append((where, row))
        for (account, region), rows in found.items():
            yield Place(file=self.file, account=account, tool=tool, at=at), region, rows


def rows_of(found: Iterable[Any], *keys: str | int) -> tuple[tuple[str, Json], ...]:
    """The objects of a list, each with its pointer below `keys`."""
    return tuple((pointer(*keys, number), row) for number, row in enumerate(found) if isinstance(row, dict))


def members(row: Mapping[str, Any], names: Mapping[str, str], *, empty: bool = False) -> Json:
    """The row's cells by the names of AWS's API, without those that hold nothing; with `empty` an empty text is nothing, too."""
    return {told: row[name] for name, told in names.items() if row.get(name) is not None and not (empty and row[name] == "")}


def value_of(cell: Any) -> Any:
    """What a cell of JSON holds: some tools write it as a value, some as text; None where it is no JSON."""
    if isinstance(cell, bytes):
        cell = cell.decode("utf-8", "replace")
    if not isinstance(cell, str):
        return cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return None


def text_of(cell: Any) -> str | None:
    """A policy as AWS sends it, as text, where the tool wrote it as a value."""
    if cell is None or isinstance(cell, str):
        return cell or None
    return json.dumps(cell)


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) and cell else None
