"""The record within what a service or tool put it into, told by what stands there and never by a file's name.

CloudTrail's own files list records, `lookup-events` and CloudWatch Logs hold each as text, EventBridge puts it into `detail`,
and rows of CloudTrail Lake and Logs Insights have a column for it. Sources: the API models of CloudTrail (LookupEvents,
GetQueryResults) and CloudWatch Logs (FilterLogEvents, GetQueryResults), and the EventBridge and CloudWatch Logs user guides.
"""

from __future__ import annotations

import json
from typing import Any, Final

from trailgate_evaluator.languages.filter_pattern.matching.json_text import Written
from trailgate_evaluator.regular import regex

Json = dict[str, Any]

LISTS: Final = ("Records", "Events", "events", "logEvents", "QueryResultRows", "results")
"""The keys under which AWS lists records: CloudTrail's files, `lookup-events`, `filter-log-events` and `get-log-events`, what a
subscription hands over, CloudTrail Lake, Logs Insights."""

LIST_EXPRESSION: Final = (
    r'(?:\{\s*(?:"(?:QueryStatus|queryLanguage)"\s*:\s*"[^"\\]*"\s*,\s*|"QueryStatistics"\s*:\s*\{[^{}]*\}\s*,\s*)*'
    rf'"(?:{"|".join(LISTS)})"\s*:\s*)?\['
)
LIST_AHEAD: Final = regex(LIST_EXPRESSION)
"""How an object with such a list begins, or a bare list."""

STAMP: Final = regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?[ \t]+(?:[^\s{\[\"]\S*[ \t]+)?(?=\{)")
"""What stands before each record in files that CloudWatch Logs exports, and in what `aws logs tail` prints."""

TEXTS: Final = ("CloudTrailEvent", "message", "eventJson", "eventjson", "@message")
"""The keys whose text is a record, that first which counts where there are several."""
COLUMNS: Final = ("eventjson", "@message")
"""The columns of rows that hold a record, in small letters."""
_DEEPEST: Final = 5


class NoColumnError(ValueError):
    """A row has no column with the whole record; `columns` are those that it has."""

    def __init__(self, columns: list[str]) -> None:
        super().__init__(", ".join(columns))
        self.columns = columns


def listed_in(value: Any) -> list[Any] | None:
    """The values that an object lists, where it is none itself that holds a record."""
    if not isinstance(value, dict) or "eventName" in value or "detail" in value:
        return None
    if value.get("messageType") == "CONTROL_MESSAGE":  # CloudWatch Logs tries whether a subscription's destination answers
        return []
    return next((value[key] for key in LISTS if isinstance(value.get(key), list)), None)


def record_in(value: Any, depth: int = 0) -> Any:
    """The record in a value, the value itself where nothing wraps one, None where what should be a record is no JSON.

    Raises `NoColumnError` of a row without the whole record: columns of some fields are not told as CloudTrail wrote them. What a
    text says, a line of another log perhaps, is no row.
    """
    if depth == _DEEPEST or (isinstance(value, dict) and "eventName" in value):
        return value
    if isinstance(value, list):
        text = None if depth else _text_in_row(value)
        return value if text is None else record_in(_parsed(text), depth + 1)
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("detail"), dict):
        return record_in(value["detail"], depth + 1)
    text = next((value[name] for name in TEXTS if isinstance(value.get(name), str)), None)
    return value if text is None else record_in(_parsed(text), depth + 1)


def _text_in_row(row: list[Any]) -> str | None:
    """What stands in a row's column for the whole record; None where the list is no row."""
    if not row or not all(isinstance(one, dict) for one in row):
        return None
    columns: Json = {}
    for one in row:
        columns |= {str(one["field"]): one["value"]} if {"field", "value"} <= one.keys() else one
    if not all(isinstance(value, str) for value in columns.values()):
        return None
    for name, value in columns.items():
        if name.lower() in COLUMNS:
            return str(value)
    raise NoColumnError(sorted(columns))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=refuse, parse_float=Written)
    except (ValueError, RecursionError):
        return None


def refuse(name: str) -> Any:
    """Refuses what Python takes for JSON and nobody else does."""
    raise ValueError(f"{name} is no JSON")
