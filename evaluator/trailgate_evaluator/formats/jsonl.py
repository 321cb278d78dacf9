"""`jsonl`: one line of canonical JSON per result, each with its input, engine and policies, for stream readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from trailgate_evaluator.plain import still

if TYPE_CHECKING:
    from trailgate_evaluator.formats.page import Page


def render(report: dict[str, Any], page: Page) -> str:
    """A line per result in the report's order, after a line per input that could not be read (`result` null)."""
    del page
    shared = {name: report[name] for name in ("format", "tool", "policies", "engine")}
    unreadable = [(entry, None) for entry in report["inputs"] if entry["error"] is not None]
    judged = [(report["inputs"][result["input"]], result) for result in report["results"]]
    lines = [_line({**shared, "input": entry, "result": result}) for entry, result in [*unreadable, *judged]]
    return still(b"".join(lines).decode())


def _line(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
