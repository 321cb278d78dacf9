"""How the matcher looks into one text: wildcards by their pieces, regular expressions by RE2, which never backtracks."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern.syntax.doubts import INNER_WILDCARD, REGEX_NEWLINE, STRING_ESCAPE, Reading
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Anchor, CharacterClass, Regex, Repeat
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_REPEATS = 1000
_MOST_PLACES = 3000
_MEMORY = 64 << 20
_SURROGATE = regex("[\ud800-\udfff]")


def like(source: str, text: str, reading: Reading) -> bool:
    """Whether a text is like a string value, whose * at an end (or inside, by the second reading) stand for any text."""
    pieces = pieces_of(source, reading)
    if len(pieces) == 1:
        return text == pieces[0]
    first, *middle, last = pieces
    if len(first) + len(last) > len(text) or not text.startswith(first) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def pieces_of(source: str, reading: Reading) -> tuple[str, ...]:
    """The texts between the wildcards of a string value; one where there is none."""
    return _pieces(source, escapes=STRING_ESCAPE in reading, inner=INNER_WILDCARD in reading)


def re2_source(regex: Regex, reading: Reading) -> str:
    """The expression as RE2 has it, where . matches a line feed by the second reading; raises `BoundReached` as `finds` does."""
    source: str = _compiled(regex, loose=REGEX_NEWLINE in reading).pattern
    return source


@lru_cache(maxsize=4096)
def _pieces(source: str, *, escapes: bool, inner: bool) -> tuple[str, ...]:
    """The literal pieces between wildcards."""
    pieces = [""]
    at = 0
    while at < len(source):
        character = source[at]
        if escapes and character == "\\" and at + 1 < len(source):
            at += 1
            pieces[-1] += source[at]
        elif character == "*" and (inner or at in {0, len(source) - 1}):
            pieces.append("")
        else:
            pieces[-1] += character
        at += 1
    return tuple(pieces)


def unescaped(source: str) -> str:
    r"""A quoted term without the backslashes that escape the character after them."""
    return "".join(_pieces_of_term(source))


def _pieces_of_term(source: str) -> Iterable[str]:
    at = 0
    while at < len(source):
        at += source[at] == "\\" and at + 1 < len(source)
        yield source[at]
        at += 1


def finds(regex: Regex, text: str, reading: Reading) -> bool:
    """Whether the expression is found in the text. Half a surrogate pair is read as the replacement character.

    Raises `BoundReached` for an expression whose counts add up to more than 3000 characters.
    """
    if _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
    found: object = _compiled(regex, loose=REGEX_NEWLINE in reading).search(text)
    return found is not None


@lru_cache(maxsize=512)
def _compiled(regex: Regex, *, loose: bool) -> Any:
    if sum(max(repeat.least, repeat.most or 0) for repeats in regex.alternatives for repeat in repeats) > _MOST_PLACES:
        raise BoundReached(f"a regular expression of more than {_MOST_PLACES} states")
    import re2  # only patterns with a regular expression pay for it

    options = re2.Options()
    options.log_errors = False
    options.dot_nl = loose
    options.max_mem = _MEMORY
    source = "|".join("".join(_repeat(repeat, loose=loose) for repeat in repeats) for repeats in regex.alternatives)
    return re2.compile(source, options)


def _repeat(repeat: Repeat, *, loose: bool) -> str:
    one = repeat.one
    if isinstance(one, Anchor):
        return r"\A" if one is Anchor.START else (r"\n?\z" if loose else r"\z")
    written = "." if one.dot else _class(one)
    if repeat.most is None:
        return _times(written, repeat.least) + written + "*"
    if (repeat.least, repeat.most) == (1, 1):
        return written
    return _times(written, repeat.least) + _at_most(written, repeat.most - repeat.least)


def _times(written: str, count: int) -> str:
    """RE2 counts to a thousand: more are written one after another."""
    whole, rest = divmod(count, _MOST_REPEATS)
    return f"{written}{{{_MOST_REPEATS}}}" * whole + (f"{written}{{{rest}}}" if rest else "")


def _at_most(written: str, count: int) -> str:
    whole, rest = divmod(count, _MOST_REPEATS)
    return f"{written}{{0,{_MOST_REPEATS}}}" * whole + (f"{written}{{0,{rest}}}" if rest else "")


def _class(one: CharacterClass) -> str:
    inside = "".join(f"\\x{{{ord(character):x}}}" for character in sorted(one.characters))
    if not inside:
        return r"[\x{0}-\x{10ffff}]"
    return f"[{'^' if one.negated else ''}{inside}]"
