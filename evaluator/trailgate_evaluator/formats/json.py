"""`json`: the report itself, in canonical JSON (sorted keys, UTF-8, no blanks) and a newline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from trailgate_evaluator.plain import still

if TYPE_CHECKING:
    from trailgate_evaluator.formats.page import Page


def render(report: dict[str, Any], page: Page) -> str:
    """The report as one line of canonical JSON."""
    del page
    return still(orjson.dumps(report, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE).decode())
