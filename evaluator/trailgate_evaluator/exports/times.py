"""When something was, as tools write it: RFC 3339 and what comes close to it, or seconds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from trailgate_evaluator.regular import regex

_CLOSE: Final = regex(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})? ?(Z|UTC|[+-]\d\d:?\d\d)?")


def told_seconds(told: Any) -> int | None:
    """Epoch seconds; None where it is no time. Without an offset it is UTC."""
    if isinstance(told, int | float) and not isinstance(told, bool):
        return int(told) if 0 <= told < 1 << 40 else None
    found = _CLOSE.fullmatch(told) if isinstance(told, str) else None
    if found is None:
        return None
    offset = found[4] or "Z"
    try:
        moment = datetime.fromisoformat(f"{found[1]}T{found[2]}{'+00:00' if offset in {'Z', 'UTC'} else offset}")
        return int(moment.astimezone(UTC).timestamp())
    except (ValueError, OverflowError):
        return None
