"""AWS answers as plain JSON, and JSON as canonical bytes."""

from __future__ import annotations

import base64
import json
import math
from datetime import UTC, datetime
from typing import Any


def plain(value: object) -> Any:
    """The answer as JSON keeps it, without ResponseMetadata.

    Times are RFC 3339 in UTC, bytes base64, a number that JSON lacks is its name.
    """
    match value:
        case dict():
            return {str(key): plain(item) for key, item in value.items() if key != "ResponseMetadata"}
        case list() | tuple():
            return [plain(item) for item in value]
        case datetime():
            return rfc3339(value)
        case bytes() | bytearray():
            return base64.b64encode(value).decode("ascii")
        case float() if not math.isfinite(value):
            return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)


def rfc3339(moment: datetime) -> str:
    """`2026-11-23T19:33:20Z`, with a fraction only where there is one; a time without a zone is taken as UTC."""
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat().replace("+00:00", "Z")


def canonical(value: object) -> bytes:
    """Sorted keys, no blanks, UTF-8: one value, one text. Lone surrogates become `?`, since UTF-8 has none."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", errors="replace")
