"""Times as epoch seconds."""

from __future__ import annotations

from datetime import UTC, datetime


def epoch_seconds(value: object) -> int | None:
    """RFC 3339 text or a number of seconds as whole epoch seconds; None where it is neither.

    A time without an offset is UTC, as AWS's own are.
    """
    try:
        match value:
            case bool():
                return None
            case int() | float():
                return int(value)
            case str():
                moment = datetime.fromisoformat(value)
                return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
            case _:
                return None
    except (ValueError, OverflowError):
        return None
