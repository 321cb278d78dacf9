"""Texts with marks: a mark stands for a part that nobody knows before deployment, and is equal to itself.

A mark is named by what it stands for: `AWS::Region`, `parameter Env`, `own Topic.name` (what AWS will call it, which nothing
else is called), `value Name.Attribute` (anything at all).
"""

from __future__ import annotations

import re
from typing import Final

from trailgate_evaluator.regular import regex

_OPEN: Final = "\ue000"
_CLOSE: Final = "\ue001"
_MARK: Final = regex(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_TOKEN: Final = regex(f"{_OPEN}[^{_OPEN}{_CLOSE}]*{_CLOSE}|.", re.DOTALL)
_LANGUAGES: Final = {
    "AWS::AccountId": "[0-9]{12}",
    "AWS::Partition": "aws[a-z-]*",
    "AWS::Region": "[a-z]{2,6}(?:-[a-z]{2,12}){1,2}-[0-9]{1,2}",
    "AWS::StackName": "[A-Za-z][A-Za-z0-9-]*",
    "AWS::URLSuffix": "[a-z.]+",
    "own": "(?!)",
}
"""What a mark may stand for, by the first word of its name; any text where it is not here."""
_ALPHABETS: Final = {
    "AWS::AccountId": "0123456789",
    "AWS::Partition": "abcdefghijklmnopqrstuvwxyz-",
    "AWS::Region": "abcdefghijklmnopqrstuvwxyz0123456789-",
    "AWS::StackName": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-",
    "AWS::URLSuffix": "abcdefghijklmnopqrstuvwxyz.",
}
_OF_NAMES: Final = f"{_ALPHABETS['AWS::StackName']}."


def mark(name: str) -> str:
    """The text that is one mark."""
    return f"{_OPEN}{name}{_CLOSE}"


def marks_in(text: str) -> list[str]:
    """The names of the marks in a text, in order."""
    return _MARK.findall(text) if _OPEN in text else []


def is_plain(text: str) -> bool:
    """Whether a text is known as a whole."""
    return _OPEN not in text


def is_clean(text: str) -> bool:
    """Whether a template's own text holds none of the signs that marks are made of."""
    return _OPEN not in text and _CLOSE not in text


def shown(text: str) -> str:
    """A text with its marks as a person reads them: `${AWS::Region}`."""
    return _MARK.sub(lambda found: "${" + found[1].removeprefix("own ").removeprefix("value ") + "}", text)


def symbol(text: str) -> str:
    """What stands in a document for a text with marks, equal to itself."""
    return f"tf:{shown(text)}"


def can_be_split(text: str, delimiter: str) -> bool:
    """Whether what the marks stand for surely holds no part of the delimiter."""
    alphabets = [_OF_NAMES if _is_made_up(name) else _ALPHABETS.get(_kind(name)) for name in marks_in(text)]
    return all(known is not None and not set(delimiter) & set(known) for known in alphabets)


def _is_made_up(name: str) -> bool:
    """Whether a mark stands for a name that AWS makes up of the stack's name, the logical id and what is random."""
    return name.startswith("own ") and name.endswith(".name")


def split(text: str, delimiter: str) -> list[str]:
    """The parts of a text between delimiters, none of which is looked for within a mark."""
    parts = [""]
    for piece in re.split(f"({_OPEN}[^{_OPEN}{_CLOSE}]*{_CLOSE})", text):
        if piece.startswith(_OPEN):
            parts[-1] += piece
            continue
        first, *more = piece.split(delimiter)
        parts[-1] += first
        parts += more
    return parts


def may_be_equal(one: str, other: str) -> bool:
    """Whether two texts may turn out to be the same."""
    mine, theirs = _TOKEN.findall(one), _TOKEN.findall(other)
    while mine and theirs and mine[0] == theirs[0]:
        del mine[0], theirs[0]
    while mine and theirs and mine[-1] == theirs[-1]:
        del mine[-1], theirs[-1]
    if not mine and not theirs:
        return True
    if all(len(token) == 1 for token in mine):
        return _matches(theirs, "".join(mine))
    if all(len(token) == 1 for token in theirs):
        return _matches(mine, "".join(theirs))
    own = {token for token in (*mine, *theirs) if token.startswith(f"{_OPEN}own ")}
    if any((token in mine) != (token in theirs) for token in own):
        return False
    ends = ((mine[0], theirs[0]), (mine[-1], theirs[-1]))
    return all(len(a) > 1 or len(b) > 1 or a == b for a, b in ends)


def _matches(tokens: list[str], text: str) -> bool:
    pattern = "".join(re.escape(token) if len(token) == 1 else _language(token[1:-1]) for token in tokens)
    return re.fullmatch(pattern, text, re.DOTALL) is not None


def _language(name: str) -> str:
    return f"(?:{_LANGUAGES.get(_kind(name), '.*')})"


def _kind(name: str) -> str:
    return name.partition(" ")[0]
