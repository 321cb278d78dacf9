"""Functions on texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from trailgate_evaluator.languages.hcl.functions.items import items_of
from trailgate_evaluator.languages.hcl.functions.linear import linear
from trailgate_evaluator.languages.hcl.functions.registry import (
    LONGEST,
    TOO_LONG,
    Functions,
    bounded,
    choices_out,
    moving,
    reading,
    replaced,
)
from trailgate_evaluator.languages.hcl.values.numbers import plain
from trailgate_evaluator.languages.hcl.values.types import converted
from trailgate_evaluator.languages.hcl.values.values import (
    Entries,
    Glued,
    Items,
    RefusedError,
    Symbol,
    Unknown,
    Value,
    entries,
    glued,
    may_be_fewer,
    settled,
    spread,
)

_MOST_DIGITS: Final = 300
"""A number of so many is longer than Terraform keeps exactly, whatever follows."""
_UNLIKE: Final = Unknown("unreadable_expression", "a text with signs of several code points")


def _simple(text: str) -> bool:
    """Whether every sign of a text is one code point, so that cutting by signs is cutting by code points."""
    return text.isascii() or all(not unicodedata.combining(sign) and ord(sign) < 0x2000 for sign in text)  # noqa: PLR2004


def _substr(text: str, offset: Any, length: Any) -> Value:
    if not _simple(text):
        return _UNLIKE
    if not isinstance(length, int):  # of the other Python itself says so
        raise RefusedError("a whole number")
    begin = offset + len(text) if offset < 0 else offset
    begin = max(begin, 0)
    if length < 0:
        return text[begin:]
    return text[begin : begin + length]


def _replace(text: Value, old: Value, new: Value) -> Value:
    if _lacks(text, old):
        return text
    if isinstance(text, Glued) and isinstance(old, str) and isinstance(new, str):
        kept = [p for p in text.parts if isinstance(p, Symbol)]
        if all(_lacks(p, old) for p in kept) and not _overlaps(text, old):
            return glued([p.replace(old, new) if isinstance(p, str) else p for p in text.parts])
    if not isinstance(text, str) or not isinstance(old, str) or not isinstance(new, str):
        return _symbolic("replace")
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        return _replaced(text, linear(old[1:-1]), new)
    if not old:
        return Unknown("unreadable_expression", "replace() of nothing")
    return replaced(text, old, new)


def _overlaps(text: Glued, old: str) -> bool:
    """Whether a text may come to stand across the border of a known part: where its first sign ends or last sign begins one."""
    return len(old) > 1 and not all(p.startswith(old) or not set(p) & set(old) for p in text.parts if isinstance(p, str))


def _symbolic(name: str) -> Unknown:
    return Unknown("known_after_apply", f"{name}()")


def _replaced(text: str, pattern: Any, new: str) -> Value:
    if "$" in new or not text.isascii():
        return Unknown("unreadable_expression", "replace() with groups") if "$" in new else _UNLIKE
    if pattern.search("") is not None:
        return Unknown("unreadable_expression", "replace() of nothing")
    return bounded(pattern.sub(lambda _: new, text))


def _regex(pattern: str, text: str) -> Value:
    found = linear(pattern).search(text)
    if found is None:
        raise RefusedError("a text that matches")
    return _match(found)


def _regexall(pattern: str, text: str) -> Value:
    compiled = linear(pattern)
    if compiled.search("") is not None:
        return Unknown("unreadable_expression", "regexall() of nothing")
    return Items("list", tuple(_match(found) for found in compiled.finditer(text)))


def _match(found: Any) -> Value:
    named = found.groupdict()
    groups = found.groups()
    if named:
        if len(named) != len(groups):
            raise RefusedError("groups that all have names, or none")
        return entries("object", named)
    return Items("tuple", tuple(groups)) if groups else found.group()


def _split(separator: Value, text: Value) -> Value:
    if isinstance(text, Symbol) and text.colons and separator == ":":
        return Items("list", text.colons)
    if isinstance(text, Symbol | Glued) and isinstance(separator, str) and separator:
        return _split_parts(separator, text)
    if not isinstance(separator, str) or not isinstance(text, str):
        return _symbolic("split")
    return Items("list", tuple(text.split(separator) if separator else list(text)))


def _split_parts(separator: str, text: Symbol | Glued) -> Value:
    """The pieces of a text in which no symbol holds the separator, or begins or ends one."""
    parts = text.parts if isinstance(text, Glued) else (text,)
    if not all(isinstance(part, str) or _lacks(part, separator) for part in parts) or (
        isinstance(text, Glued) and _overlaps(text, separator)
    ):
        return _symbolic("split")
    pieces: list[list[Any]] = [[]]
    for part in parts:
        first, *rest = part.split(separator) if isinstance(part, str) else (part,)
        pieces[-1].append(first)
        pieces += [[one] for one in rest]
    return Items("list", tuple(glued(piece) for piece in pieces))


def _trimspace(text: str | Symbol | Glued) -> Value:
    """The text without space around it: at its ends stand known parts, or symbols that hold none."""
    if isinstance(text, str):
        return text.strip()
    parts: list[Any] = list(text.parts) if isinstance(text, Glued) else [text]
    for end, trim in ((0, str.lstrip), (-1, str.rstrip)):
        part = parts[end]
        if isinstance(part, str):
            parts[end] = trim(part)
        if not parts[end] or not (isinstance(part, str) or _lacks(part, " ")):
            return _symbolic("trimspace")
    return glued(parts)


def _join(separator: Value, *lists: Value) -> Value:
    if not isinstance(separator, str):
        return _symbolic("join")
    parts: list[Any] = []
    for each in lists:
        given = items_of(each)
        if not given.ordered:
            return Unknown("known_after_apply", "join() of a set")
        for item in given.items:
            told = converted(settled(item), "string")
            if told is None:
                raise RefusedError("no null in join")
            if not isinstance(told, str | Symbol | Glued):
                return told
            parts += [separator, told] if parts else [told]
    return glued(parts)


def _trimmed(text: str, cut: str) -> Value:
    return text.strip(cut)


def _end(text: Value, end: Value, take: Callable[[str, str], Value]) -> Value:
    """What a function makes of the known end of a text; unknown where that is shorter than it must be."""
    if isinstance(end, str):
        if isinstance(text, str):
            return take(text, end)
        if isinstance(text, Glued) and isinstance(last := text.parts[-1], str) and len(last) >= len(end):
            told = take(last, end)
            return glued([*text.parts[:-1], told]) if isinstance(told, str) else told
    return Unknown("known_after_apply", "the end of a text")


def _start(text: Value, start: Value, take: Callable[[str, str], Value]) -> Value:
    """As `_end`, of the start."""
    if isinstance(start, str):
        if isinstance(text, str):
            return take(text, start)
        if isinstance(text, Glued) and isinstance(first := text.parts[0], str) and len(first) >= len(start):
            told = take(first, start)
            return glued([told, *text.parts[1:]]) if isinstance(told, str) else told
    return Unknown("known_after_apply", "the start of a text")


def _trimsuffix(text: Value, end: Value) -> Value:
    return text if _lacks(text, end) else _end(text, end, str.removesuffix)


def _trimprefix(text: Value, start: Value) -> Value:
    return text if _lacks(text, start) else _start(text, start, str.removeprefix)


def _lacks(text: Value, part: Value) -> bool:
    return isinstance(text, Symbol) and isinstance(part, str) and any(never in part for never in text.lacks)


def _title(text: str) -> Value:
    if not text.isascii():
        return _UNLIKE
    return re.sub(r"(?<![A-Za-z0-9_])[a-z]", lambda first: first.group().upper(), text)


def _indent(spaces: Any, text: str) -> Value:
    if not isinstance(spaces, int) or spaces < 0:
        raise RefusedError("a number of spaces")
    return replaced(text, "\n", "\n" + " " * spaces) if spaces <= LONGEST else TOO_LONG


def _strrev(text: str) -> Value:
    return text[::-1] if _simple(text) else _UNLIKE


def _cased(text: str, changed: str) -> Value:
    return changed if len(text) == len(changed) else _UNLIKE


def _chomp(text: str) -> Value:
    return re.sub(r"[\r\n]+\Z", "", text)


def _length(value: Value) -> Value:
    match value:
        case str():
            return len(value) if _simple(value) else _UNLIKE
        case Items(items=items):
            return Unknown("known_after_apply", "length() of a set") if may_be_fewer(value) else len(items)
        case Entries(entries=inner):
            return len(inner)
        case Symbol() | Glued():
            return _symbolic("length")
        case _:
            raise RefusedError("a text, list or map")


def _parseint(text: Any, base: Any) -> Value:
    if not isinstance(text, str):
        raise RefusedError("a text, not a number")
    if not isinstance(base, int) or not 2 <= base <= 36:  # noqa: PLR2004 - what Python takes, of Terraform's 62
        return Unknown("unreadable_expression", "parseint() of another base")
    if not re.fullmatch(r"[+-]?[0-9A-Za-z]+", text):
        raise RefusedError("a number")
    try:
        return plain(Fraction(int(text[:_MOST_DIGITS], base)))
    except ValueError:
        raise RefusedError("a number in that base") from None


def _strcontains(text: str, part: str) -> Value:
    return part in text


TEXTS: Final[Functions] = {
    "chomp": reading(_chomp, "string"),
    "endswith": moving(lambda text, end: _end(text, end, str.endswith), "string", "string"),
    "indent": reading(_indent, "number", "string"),
    "join": moving(lambda *given: spread(_join, *map(choices_out, given)), "string", "any", more=True, least=2),
    "length": moving(_length, "any"),
    "lower": reading(lambda text: _cased(text, text.lower()), "string"),
    "parseint": reading(_parseint, "any", "number"),
    "regex": reading(_regex, "string", "string"),
    "regexall": reading(_regexall, "string", "string"),
    "replace": moving(_replace, "string", "string", "string"),
    "split": moving(_split, "string", "string"),
    "startswith": moving(lambda text, start: _start(text, start, str.startswith), "string", "string"),
    "strcontains": reading(_strcontains, "string", "string"),
    "strrev": reading(_strrev, "string"),
    "substr": reading(_substr, "string", "number", "number"),
    "title": reading(_title, "string"),
    "trim": reading(_trimmed, "string", "string"),
    "trimprefix": moving(_trimprefix, "string", "string"),
    "trimspace": moving(_trimspace, "string"),
    "trimsuffix": moving(_trimsuffix, "string", "string"),
    "upper": reading(lambda text: _cased(text, text.upper()), "string"),
}
