"""`format` and `formatlist`: the verbs that configurations use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from trailgate_evaluator.languages.hcl.functions.encoding import json_of
from trailgate_evaluator.languages.hcl.functions.items import is_open
from trailgate_evaluator.languages.hcl.functions.registry import Functions, bounded, moving
from trailgate_evaluator.languages.hcl.values.types import converted
from trailgate_evaluator.languages.hcl.values.values import (
    Glued,
    Items,
    RefusedError,
    Symbol,
    Unknown,
    Value,
    composed,
    glued,
    settled,
    spread,
)
from trailgate_evaluator.regular import regex

_VERB: Final = regex(r"%(?:(%)|([-+# 0]*)([0-9]{1,4})?(\.[0-9]{0,3})?(?:\[([0-9]{1,3})\])?([a-zA-Z]))")


def _format(pattern: Value, *arguments: Value) -> Value:
    if not isinstance(pattern, str):
        return Unknown("known_after_apply", "format()")
    parts: list[Any] = []
    at, taken, used = 0, 0, 0
    while at < len(pattern):
        found = _VERB.match(pattern, at)
        if found is None:
            if pattern[at] == "%":
                raise RefusedError("a verb that format knows")
            stop = pattern.find("%", at)
            stop = len(pattern) if stop < 0 else stop
            parts.append(pattern[at:stop])
            at = stop
            continue
        at = found.end()
        percent, flags, width, precision, position, verb = found.groups()
        if percent:
            parts.append("%")
            continue
        taken = int(position) if position else taken + 1
        if not 0 < taken <= len(arguments):
            raise RefusedError("an argument for every verb")
        used = max(used, taken)
        written = _verb(verb, flags, width, precision, settled(arguments[taken - 1]))
        if isinstance(written, Unknown):
            return written
        parts.append(written)
    if used < len(arguments):
        raise RefusedError("a verb for every argument")
    made = glued(parts)
    return bounded(made) if isinstance(made, str) else made


def _verb(verb: str, flags: str, width: str | None, precision: str | None, value: Value) -> Value | Glued | Symbol:
    """What a verb writes; unknown where only Terraform knows how."""
    if verb == "v":
        value, verb = _default(value)
    if isinstance(value, Unknown):
        return value
    if value is None:
        return Unknown("unreadable_expression", "format() of null")
    simple = not flags and width is None and precision is None
    if verb == "s" and simple:
        return converted(value, "string")
    if isinstance(value, Symbol | Glued):
        return Unknown("known_after_apply", "format()")
    writer = _WRITERS.get(verb)
    written = None if writer is None else writer(value, flags, width or "", precision or "")
    return (
        Unknown("unreadable_expression", f"format() with %{flags}{width or ''}{precision or ''}{verb}")
        if written is None
        else written
    )


def _text(value: Value, flags: str, width: str, precision: str) -> str | None:
    text = converted(value, "string")
    if not isinstance(text, str) or not text.isascii() or precision or set(flags) - {"-"}:
        return None
    return text.ljust(int(width or 0)) if flags else text.rjust(int(width))


def _whole(value: Value, flags: str, width: str, precision: str) -> str | None:
    number = converted(value, "number")
    if not isinstance(number, int) or precision or set(flags) - {"0", "-", "+"}:
        return None
    return f"%{flags}{width}d" % number


def _truth(value: Value, flags: str, width: str, precision: str) -> str | None:
    told = converted(value, "bool")
    return None if not isinstance(told, bool) or flags or width or precision else str(told).lower()


def _based(base: str) -> _Writer:
    def written(value: Value, flags: str, width: str, precision: str) -> str | None:
        number = converted(value, "number")
        return None if not isinstance(number, int) or flags or width or precision else format(number, base)

    return written


def _quoted(value: Value, flags: str, width: str, precision: str) -> str | None:
    if not isinstance(value, str) or flags or width or precision or not (value.isascii() and value.isprintable()):
        return None
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _fixed(value: Value, flags: str, width: str, precision: str) -> str | None:
    number = converted(value, "number")
    if not isinstance(number, int) or abs(number) >= 2**53 or set(flags) - {"0"}:
        return None
    return f"%{flags}{width}{precision}f" % number


_Writer = Callable[[Value, str, str, str], str | None]
_WRITERS: Final[Mapping[str, _Writer]] = {
    "b": _based("b"),
    "d": _whole,
    "f": _fixed,
    "o": _based("o"),
    "q": _quoted,
    "s": _text,
    "t": _truth,
    "x": _based("x"),
    "X": _based("X"),
}


def _default(value: Value) -> tuple[Value, str]:
    """What %v is for a value, and the verb that it is as good as."""
    match value:
        case bool() | int() | Fraction() | str() | Symbol(plain=True) | Glued():
            return value, "s"
        case None:
            return Unknown("unreadable_expression", "format() of null"), "s"
        case Symbol():
            return Unknown("known_after_apply", "format()"), "s"
        case _:
            return json_of(value), "s"


def _formatlist(pattern: Value, *arguments: Value) -> Value:
    if any(is_open(told) or told is None for told in map(settled, arguments)):
        return Unknown("known_after_apply", "formatlist()")
    lengths = {len(told.items) for told in map(settled, arguments) if isinstance(told, Items)}
    if len(lengths) > 1:
        raise RefusedError("lists of one length")
    if any(isinstance(told, Items) and not told.ordered for told in map(settled, arguments)):
        return Unknown("known_after_apply", "formatlist() of a set")
    if not lengths:
        return Items("list", (spread(_format, pattern, *arguments),)) if arguments else Items("list", ())
    made = []
    for number in range(next(iter(lengths))):
        row = [told.items[number] if isinstance(told := settled(a), Items) else a for a in arguments]
        made.append(composed(spread(_format, pattern, *map(settled, row))))
    return Items("list", tuple(made))


FORMATS: Final[Functions] = {
    "format": moving(_format, "string", "any", least=1, more=True, nulls=True),
    "formatlist": moving(_formatlist, "string", "any", least=1, more=True, nulls=True),
}
