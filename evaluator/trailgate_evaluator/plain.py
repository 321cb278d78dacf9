"""Text from an input made safe to show: no character in it can steer a terminal or reorder a line."""

from __future__ import annotations

import re
from typing import Final

from trailgate_evaluator.regular import regex

_STEERING: Final = regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, escape included; tab and newline are handled apart
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # what nobody sees: soft hyphens, joiners, fillers
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0d\ufeff"  # zero width, line separators, bidirectional controls
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001343f"  # marks that span what follows
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # shorthand, musical and invisible tags
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff]"  # annotations, no characters, lone surrogates
)
_LINES: Final = regex(r"[\t\n]")
_COMMAND: Final = regex(r"(?m)^((?:\x1b\[\d*m|[^\S\n])*):(?=:)")
_LOGGED: Final = regex(r"##(?=[A-Za-z]*\[)")
LONGEST: Final = 400
"""Characters of one value shown to a person; the whole value stands in the JSON report."""


def printable(text: str) -> str:
    """The text with each steering character replaced by U+FFFD; tabs and newlines stay."""
    return _STEERING.sub("\ufffd", text)


def still(json_text: str) -> str:
    """JSON with every steering character as an escape: it says the same, and moves neither a terminal nor a reader of lines."""
    if json_text.isascii() and "\x7f" not in json_text:
        return json_text
    return _STEERING.sub(_escape, json_text)


def _escape(found: re.Match[str]) -> str:
    number = ord(found[0])
    if number > 0xFFFF:  # noqa: PLR2004 - JSON's escapes have four digits, so a pair of them
        return f"\\u{0xD800 + (number - 0x10000 >> 10):04x}\\u{0xDC00 + (number & 0x3FF):04x}"
    return f"\\u{number:04x}"


def one_line(text: str, longest: int = LONGEST) -> str:
    """The text as part of one line: printable, blanks for tabs and newlines, the middle of a long one left out."""
    if len(text) > longest:
        kept = longest // 2
        text = f"{text[:kept]}…({amount(len(text) - 2 * kept, 'character')} left out)…{text[-kept:]}"
    return _LINES.sub(" ", printable(text))


def inert(text: str) -> str:
    """The text with no line that a CI service takes for a command when a job's log prints it.

    GitHub's runner obeys lines that begin with `::`, blanks aside, and `##[` anywhere; Azure's `##vso[`, TeamCity's
    `##teamcity[`. Source: GitHub Actions, "Workflow commands", and actions/runner, ActionCommand.cs.
    """
    return _LOGGED.sub("# #", _COMMAND.sub(r"\1: ", text))


def amount(count: int, one: str, many: str | None = None) -> str:
    """So many of what `one` is called, and `many` where it is not one: `1 file is`, `3 files are`."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def many(count: int, one: str, several: str | None = None) -> str:
    """As `amount`, of what there may be thousands of: `1,000 files`."""
    return f"{count:,}{amount(count, one, several).removeprefix(str(count))}"


def some(names: list[str], most: int = 5) -> str:
    """The names in one phrase: `a, b and 3 more`."""
    shown = [one_line(name, 200) for name in names[:most]]
    rest = len(names) - len(shown)
    if rest > 0:
        return f"{', '.join(shown)} and {rest} more"
    if len(shown) > 1:
        return f"{', '.join(shown[:-1])} and {shown[-1]}"
    return "".join(shown)
