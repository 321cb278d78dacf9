"""Colour, width and characters of a terminal, applied to text that is already safe to print."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.plain import inert
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from trailgate_evaluator.formats.page import Page

_CODES: Final = {"red": "31", "green": "32", "yellow": "33", "cyan": "36", "bold": "1", "dim": "2"}
_COLOUR: Final = regex(r"\x1b\[\d*m")
_ASCII: Final = str.maketrans({"✓": "+", "✗": "x", "·": ".", "»": ">", "…": "...", "→": "->"})


class Paint:
    """Paints for one page: `paint(text, style)` colours, `wrap` breaks lines, `fit` keeps to the page's characters."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def __call__(self, text: str, style: str) -> str:
        """The text in a style, or as it is where the page has no colour."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.page.colour and text else text

    def wrap(self, text: str, first: str, later: str | None = None, style: str | None = None) -> list[str]:
        """The text in lines that fit the page; a word that does not fit stays whole, and colour takes no room."""
        plain = _COLOUR.sub("", first)
        lines = textwrap.wrap(
            text, max(20, self.page.width), initial_indent=plain, subsequent_indent=plain if later is None else later,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        lines[:1] = [f"{first}{line[len(plain) :]}" for line in lines[:1]]
        return [self(line, style) for line in lines] if style else lines

    def cut(self, line: str, indent: int) -> str:
        """The line without what would not fit the page after this many columns."""
        room = max(20, self.page.width - indent)
        return line if len(line) <= room else f"{line[: room - 1]}…"

    def fit(self, text: str) -> str:
        """The text in the characters that the page can show: all, or ASCII alone; no line of it is a command to a CI service."""
        text = inert(text)
        if self.page.unicode:
            return text
        return text.translate(_ASCII).encode("ascii", "backslashreplace").decode("ascii")
