"""Patterns mended by the plain edits that their mistakes suggest."""

from __future__ import annotations

from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import LONGEST, parse

MOST_EDITS = 100


def repaired(text: str, *, only: frozenset[str] | None = None, otherwise: bool = False) -> str | None:
    """A valid pattern made from an invalid one by plain edits (of the kinds `only`), or None where some mistake has none.

    `otherwise` takes the other edit of a mistake that has two.
    """
    for _ in range(MOST_EDITS):
        try:
            parse(text)
        except PatternError as error:
            edit = (error.otherwise if otherwise else None) or error.repair
            if edit is None or (only is not None and error.kind not in only):
                return None
            text = text[: edit.start] + edit.text + text[edit.end :]
        else:
            return text
    return None


__all__ = ["LONGEST", "repaired"]
