"""Texts in which a regular expression is found, short ones and some longer: of alternatives of repeated single characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_MOST: Final = 300
_LETTERS: Final = 6
_ANY: Final = [*"xA0- é\n"]
_EVERY: Final = [*map(chr, range(32, 127)), "\n", "é"]
_PIECE: Final = re.compile(r"(\\x[0-9A-Fa-f]{2}|\\.|\[\^?\]?[^\]]*\]|[^()\\\[])([*+?]|\{\d+(?:,\d*)?\})?", re.DOTALL)
_COUNTS: Final = {"": (1, 1), "?": (0, 1), "*": (0, None), "+": (1, None)}


class NoExpressionError(ValueError):
    """The text is no regular expression of this small language, which has no groups."""


def texts_of(source: str, fills: Sequence[str] = ()) -> list[str]:
    """Some texts; `fills` are tried wherever anything may stand, and their letters wherever one of them may."""
    found: list[str] = []
    for pieces in alternatives(source):
        texts = [""]
        for one, count in pieces:
            ways = [""] if one in {"^", "$"} else _ways(one, count, fills)
            texts = [text + way for text in texts for way in ways][:_MOST]
        found += texts
    return found


@lru_cache(maxsize=4096)
def alternatives(source: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Each alternative as what stands for one character and how often; raises `NoExpressionError`."""
    made: list[list[tuple[str, str]]] = [[]]
    at = 0
    while at < len(source):
        piece = _PIECE.match(source, at)
        if piece is None:
            raise NoExpressionError(source)
        if piece[1] == "|":
            made.append([])
            at += 1
        else:
            made[-1].append((piece[1], piece[2] or ""))
            at = piece.end()
    return tuple(map(tuple, made))


def _ways(one: str, count: str, fills: Sequence[str]) -> list[str]:
    least, most = _counts(count)
    letters = _letters(one)
    counts = [many for many in sorted({least, least + 1, least + 2 if most is None else most}) if most is None or many <= most]
    told = [letter for letter in "".join(fills) if letter != "*" and (one == "." or letter in letters)][:_LETTERS]
    made = [letter * many for many in counts for letter in dict.fromkeys((letters[0], letters[-1], *told))]
    pieces = [part for text in fills for part in (text, *text.split("*"))] if one == "." and most is None else []
    return list(dict.fromkeys([*made, *(piece for piece in pieces if len(piece) >= least)]))


def _counts(written: str) -> tuple[int, int | None]:
    if not written.startswith("{"):
        return _COUNTS[written]
    least, _, most = written.strip("{}").partition(",")
    return int(least), int(most) if most else None if "," in written else int(least)


@lru_cache(maxsize=512)
def _letters(one: str) -> list[str]:
    """The characters that one piece stands for, of those that are thought of."""
    return _ANY if one == "." else [letter for letter in _EVERY if re.fullmatch(one, letter, re.ASCII)]
