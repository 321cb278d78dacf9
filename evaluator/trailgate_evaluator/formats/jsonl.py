"""`jsonl`: one line of canonical JSON per result, each with its input, engine and policies, for stream readers."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

import orjson

from trailgate_evaluator.formats.streams import parts_of
from trailgate_evaluator.plain import still
from trailgate_evaluator.report.numbers import number_of, title_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.formats.page import Page

Json = dict[str, Any]
SHARED = ("format", "tool", "policies", "engine", "benchmark")
"""What every line tells of the whole report."""


def render(report: Json, page: Page) -> str:
    """A line per result in the report's order; in its place, a line per input that could not be read (`result` null)."""
    del page
    return b"".join(piece(report, entry, results) for entry, results in parts_of(report)).decode()


def piece(head: Mapping[str, Any], entry: Json, results: list[Json]) -> bytes:
    """The lines of one input: one for each result, one where it could not be read, none where it was not judged."""
    shared = {name: head[name] for name in SHARED}
    told: list[Json | None] = [None] if entry["error"] is not None else [*results]
    lines = (_line({**shared, **_called(result, head), "input": entry, "result": result}) for result in told)
    return still(b"".join(lines).decode()).encode()


def _called(result: Json | None, head: Mapping[str, Any]) -> Json:
    """What people call the result's control: its number in the report's benchmark, and its title."""
    if result is None:
        return {"number": None, "title": None}
    control = result["control"]
    return {"number": number_of(head["controls"].get(control, {}), head["benchmark"]), "title": title_of(control, head)}


class Writer:
    """Writes pieces to a file as they come."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def add(self, piece: bytes) -> None:
        """Writes the lines of one input."""
        self._file.write(piece)

    def close(self) -> None:
        """Nothing stands behind the last line."""
        self._file.flush()


def _line(value: Json) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
