"""A text with symbols in it as plain text: a mark of signs that nobody writes stands for each."""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.languages.hcl.values.values import Glued, Symbol
from trailgate_evaluator.regular import regex

MARK: Final = regex("\ue000([0-9]+)\ue001")
"""A mark, with the number of its symbol."""
_SIGNS: Final = regex("[\ue000\ue001]")


def marked(text: str | Glued) -> tuple[str, list[Symbol]] | None:
    """The marked text, and its symbols by number; None where the text has such signs of its own."""
    parts = text.parts if isinstance(text, Glued) else (text,)
    if any(isinstance(part, str) and _SIGNS.search(part) for part in parts):
        return None
    symbols = [part for part in parts if isinstance(part, Symbol)]
    numbers = iter(range(len(symbols)))
    return "".join(part if isinstance(part, str) else f"\ue000{next(numbers)}\ue001" for part in parts), symbols
