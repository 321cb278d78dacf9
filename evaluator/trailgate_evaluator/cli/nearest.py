"""The known word most like a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, or None where none is near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word[:100], list(known), n=1)), None)
