"""Where blanks, comments, strings, heredocs and whole expressions end, found without taking them apart.

A configuration has thousands of expressions and a question needs a few: the others are only stepped over.
"""

from __future__ import annotations

import re
from typing import Final

from trailgate_evaluator.languages.hcl.syntax.tree import HclError
from trailgate_evaluator.regular import regex

IDENTIFIER: Final = regex(r"[A-Za-z_\x80-\U0010ffff][\w\-\x80-\U0010ffff]*")
"""As a language other than English may write it: what is not ASCII stands in names, texts and comments only."""
HEREDOC: Final = regex(rf"<<(-?)({IDENTIFIER.pattern})[ \t]*\r?\n")
_COMMENT: Final = r"(?:#|//)[^\n]*|/\*(?s:.*?)\*/"
BLANKS: Final = regex(rf"(?:[ \t\r]++|{_COMMENT})*+")
BLANK_LINES: Final = regex(rf"(?:\s++|{_COMMENT})*+")
_IN_STRING: Final = r'(?:[^"\\$%\n]++|\\.|\$\$\{|%%\{|\$(?!\{)|%(?!\{))'
_PLAIN_STRING: Final = regex(rf'"{_IN_STRING}*+"')
_STRING_PART: Final = regex(rf"{_IN_STRING}++")
_IN_LINE: Final = regex(r"(?:[^$%\n]++|\$\$\{|%%\{|\$(?!\{)|%(?!\{))*+")
_CHUNK: Final = regex(rf"(?:[^\n\"#/<()\[\]{{}}]++|/(?![/*])|<(?!<)|{_COMMENT})++")
_DEEPEST: Final = 200


def behind(blanks: re.Pattern[str], text: str, position: int) -> int:
    """The position behind the blanks that begin at a position."""
    found = blanks.match(text, position)
    return found.end() if found else position


def after_string(text: str, position: int, depth: int = 0) -> int:
    """The position behind the quoted template that begins at a position."""
    plain = _PLAIN_STRING.match(text, position)
    if plain is not None:
        return plain.end()
    at = position + 1
    while True:
        part = _STRING_PART.match(text, at)
        if part is not None:
            at = part.end()
        following = text[at : at + 1]
        if following == '"':
            return at + 1
        if following in {"$", "%"}:
            at = after_sequence(text, at + 2, depth + 1)
        else:
            raise HclError("the end of a string", position)


def after_sequence(text: str, position: int, depth: int = 0) -> int:
    """The position behind the `}` that closes the interpolation or directive whose content begins at a position."""
    at = after_expression(text, position, nested=True, depth=depth)
    if text[at : at + 1] != "}":
        raise HclError("`}`", at)
    return at + 1


def after_heredoc(text: str, position: int, depth: int = 0) -> tuple[int, int, int]:
    """Where the content of a heredoc begins and ends, and where its closing word ends, which begins a line of its own."""
    start = HEREDOC.match(text, position)
    if start is None:
        raise HclError("a heredoc", position)
    closing = re.compile(rf"[ \t]*{re.escape(start.group(2))}(?=[ \t]*\r?(?:\n|\Z))")
    at = start.end()
    while at < len(text):
        if (found := closing.match(text, at)) is not None:
            return start.end(), at, found.end()
        while text[(at := behind(_IN_LINE, text, at)) : at + 1] in {"$", "%"}:
            at = after_sequence(text, at + 2, depth + 1)
        at += 1
    raise HclError(f"the end of the heredoc {start.group(2)}", position)


def after_expression(text: str, position: int, *, nested: bool = False, depth: int = 0) -> int:  # noqa: C901 - one case a sign
    """Where the expression that begins at a position ends: at a line's end or a bracket that it did not open.

    `nested` is an expression within brackets: lines do not end it.
    """
    if depth > _DEEPEST:
        raise HclError("an expression that nests less", position)
    open_brackets = 1 if nested else 0
    at = position
    length = len(text)
    while at < length:
        chunk = _CHUNK.match(text, at)
        if chunk is not None:
            at = chunk.end()
            if at >= length:
                break
        match text[at]:
            case '"':
                at = after_string(text, at, depth)
            case "(" | "[" | "{":
                open_brackets += 1
                at += 1
            case ")" | "]" | "}":
                if open_brackets == (1 if nested else 0):
                    return at
                open_brackets -= 1
                at += 1
            case "\n":
                if not open_brackets:
                    return at
                at += 1
            case "<":
                at = after_heredoc(text, at, depth)[2]
            case _:
                raise HclError("the end of a comment", at)
    return at
