"""A time that the user types."""

from __future__ import annotations

from trailgate_evaluator.errors import UsageError


def moment(text: str | None) -> int | None:
    """The epoch second of an RFC 3339 time with its zone; None for none.

    Raises:
        UsageError: it is no such time.
    """
    if text is None:
        return None
    from datetime import datetime

    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        when = None
    if when is None or when.tzinfo is None:
        raise UsageError(
            expected="a time with its zone, such as 2026-11-23T00:00:00Z",
            found=f"'{text}'",
            where="--as-of",
            what_to_do="Write it as RFC 3339.",
        )
    return int(when.timestamp())
