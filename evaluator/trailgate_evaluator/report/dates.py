"""Times in words."""

from __future__ import annotations

from datetime import UTC, datetime


def day(epoch: int | None) -> str:
    """The day of an epoch second, in UTC; words where there is none."""
    return _told(epoch, "%Y-%m-%d")


def minute(epoch: int | None) -> str:
    """The minute of an epoch second, in UTC; words where there is none."""
    return _told(epoch, "%Y-%m-%d %H:%M UTC")


def _told(epoch: int | None, form: str) -> str:
    if epoch is None:
        return "no known time"
    try:
        return datetime.fromtimestamp(epoch, UTC).strftime(form)
    except (OverflowError, ValueError, OSError):
        return f"second {epoch}"
