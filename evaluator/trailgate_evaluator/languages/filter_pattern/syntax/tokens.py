"""The named tokens of filter patterns, and a cursor that reads them one by one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from trailgate_evaluator.languages.filter_pattern.syntax.errors import Repair

_RULES = {
    name: regex(rule)
    for name, rule in {
        "blank": r"[ \t\r\n]+",
        "name": r"[A-Za-z0-9_-]+",
        "term": r"\w+",
        "digits": r"[0-9]+",
        "bracketed": r"\.\['(.*?)'\]",
        "bare": r"(?:[.*:/@+-]|\w)+",
        "number": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?",
        "string": r'"((?:[^"\\]|\\.)*)"',
        "regex": r"%([^%]*)%",
        "equality": r"=|!=",
        "order": r"<=|>=|<|>",
        "keyword": r"(?:IS|NOT)(?![A-Za-z0-9_])",
        "is": r"IS[ \t\r\n]+(NULL|TRUE|FALSE)(?![A-Za-z0-9_])",
        "not_exists": r"NOT[ \t\r\n]+EXISTS(?![A-Za-z0-9_])",
    }.items()
}
_RULES["string"] = regex(_RULES["string"].pattern, re.DOTALL)


class Cursor:
    """A place in the source. `take` reads a token or a sign there and moves on, or gives None and stays."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def take(self, rule: str) -> re.Match[str] | None:
        """The token of that name at the cursor."""
        found = _RULES[rule].match(self.source, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def sees(self, rule: str) -> re.Match[str] | None:
        """The token of that name at the cursor, without moving."""
        return _RULES[rule].match(self.source, self.at)

    def sign(self, sign: str) -> bool:
        """Whether exactly that text stands at the cursor; moves past it."""
        if self.source.startswith(sign, self.at):
            self.at += len(sign)
            return True
        return False

    def blanks(self) -> None:
        """Moves past free white space."""
        self.take("blank")

    def ended(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.source)

    def rest(self, length: int) -> str:
        """The next characters."""
        return self.source[self.at : self.at + length]

    def error(
        self,
        kind: str,
        message: str,
        *,
        start: int | None = None,
        end: int | None = None,
        repair: Repair | None = None,
        otherwise: Repair | None = None,
    ) -> PatternError:
        """An error whose span is, unless told otherwise, the character at the cursor."""
        start = self.at if start is None else start
        end = start + 1 if end is None else end
        return PatternError(kind=kind, span=(start, max(end, start + 1)), message=message, repair=repair, otherwise=otherwise)


def is_number(text: str) -> bool:
    """Whether an unquoted value is a number: an integer or decimal, a sign and an exponent allowed."""
    return _RULES["number"].fullmatch(text) is not None
