"""DuckDB's values as JSON has them, and as text: times in UTC by RFC 3339, JSON as what it is."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


def plain(value: object, kind: str = "") -> Any:
    """The value as JSON has it; `kind` is its type as DuckDB calls it."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return json.loads(value) if kind == "JSON" else value
        case float():
            return value if math.isfinite(value) else str(value)
        case Decimal():
            return float(value) if value.is_finite() else str(value)
        case datetime():
            return _time(value)
        case date() | time():
            return value.isoformat()
        case bytes():
            return value.hex()
        case list() | tuple():
            return [plain(one) for one in value]
        case dict():
            return {str(name): plain(one) for name, one in value.items()}
        case other:
            return str(other)


def text(value: object, kind: str = "") -> str:
    """The value as one text: nothing for null, lists and objects as JSON without blanks."""
    shown = plain(value, kind)
    if shown is None:
        return ""
    return shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def refuse_namesakes(columns: Sequence[tuple[str, str]], writing: str) -> None:
    """Raises `UsageError` where two columns have one name, in a format that tells them by their names."""
    names = [name for name, _ in columns]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(
                expected=f"a name of its own for each column, as {writing} needs",
                found=f"two that are called {name[:100]}",
                where="the query",
                what_to_do="Name one of them with AS.",
            )


def _time(value: datetime) -> str:
    at = value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)
    return f"{at.isoformat()}Z"
