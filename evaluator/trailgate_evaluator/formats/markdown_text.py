"""Text from an input as Markdown that shows it and does nothing else: no tag, link, mention or list comes of it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from trailgate_evaluator.report.standing import Standing

OUTCOMES: Final[dict[Standing, str]] = {
    "fail": "❌", "unknown": "❔", "reaches_nobody": "⚠️", "reach_unknown": "⚠️", "waived": "⏸️", "attested": "📝",
    "as_before": "⏸️", "unrelated": "▫️", "holds": "✅", "reaches": "✅",
}  # fmt: skip
MARKS: Final = {"holds": "✅", "weak": "⚠️", "broken": "❌", "unknown": "❔", "unreached": "▫️"}

_SPECIAL: Final = regex(r"([\\`*_{}\[\]|~]|:(?=//)|(?<=www)\.|^[-+=]|(?<=^\d)[.)])", re.IGNORECASE)
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MENTION: Final = regex(r"(@|#|!(?=[0-9])|\bGH(?=-[0-9]))", re.IGNORECASE)
_ADDRESS: Final = regex(r"(:(?=//)|www(?=\.))", re.IGNORECASE)
_RUNS: Final = regex("`+")


def escape(text: str) -> str:
    """The text as literal Markdown on one line, in a paragraph, a table cell or an HTML element."""
    shown = _SPECIAL.sub(r"\\\1", one_line(text, 1500).translate(_ENTITIES))
    return _MENTION.sub(r"\1<!-- -->", shown)


def advised(text: str) -> str:
    """What to do, as Markdown: what stands between backticks is a code span."""
    parts = one_line(text, 1500).split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return "".join(code(part) if place % 2 else escape(part) for place, part in enumerate(parts))


def in_html(text: str) -> str:
    """The text within an HTML element, where Markdown is not read but mentions and addresses are."""
    return _ADDRESS.sub(r"\1<!-- -->", _MENTION.sub(r"\1<!-- -->", html.escape(one_line(text), quote=False)))


def code(text: str, longest: int = 200) -> str:
    """The text as a code span, in a paragraph or a table cell."""
    shown = one_line(text, longest).replace("|", "\u2502")
    longest_run = max((len(run) for run in _RUNS.findall(shown)), default=0)
    fence = "`" * (longest_run + 1)
    blank = " " if shown.startswith("`") or shown.endswith("`") or not shown.strip() else ""
    return f"{fence}{blank}{shown}{blank}{fence}"
