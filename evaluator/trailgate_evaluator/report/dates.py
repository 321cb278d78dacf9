"""Times in words."""

from __future__ import annotations

from datetime import UTC, datetime


def day(epoch: int | None) -> str:
    """The day of an epoch second, in UTC; words where there is none."""
    if epoch is None:
        return "no known time"
    try:
        return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%d")
    except (OverflowError, ValueError, OSError):
        return f"second {epoch}"
