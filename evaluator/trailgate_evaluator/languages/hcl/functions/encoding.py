"""JSON, base64, digests and URLs."""

from __future__ import annotations

import base64
import binascii
import csv
import hashlib
import io
import json
import math
from fractions import Fraction
from typing import Any, Final
from urllib.parse import quote_plus

from trailgate_evaluator.languages.hcl.functions.decoding import decoding
from trailgate_evaluator.languages.hcl.functions.registry import Functions, bounded, choices_out, moving, reading
from trailgate_evaluator.languages.hcl.values.numbers import plain, text_of_number
from trailgate_evaluator.languages.hcl.values.values import (
    Either,
    Entries,
    Glued,
    Items,
    RefusedError,
    Symbol,
    Unknown,
    Value,
    composed,
    entries,
    glued,
    settled,
    spread,
)
from trailgate_evaluator.regular import regex

_ESCAPED: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_TO_ESCAPE: Final = regex("[<>&\u2028\u2029]")
_LINE_ENDS: Final = str.maketrans("", "", "\r\n")
"""Go reads base64 over them."""
_DEEPEST: Final = 100
_LARGEST: Final = Fraction(10**21)
_WRITTEN_OUT: Final = regex(r"-?[0-9]{1,100}(?:\.[0-9]{1,100})?(?:[eE][+-]?[0-9]{1,2})?")


def json_of(value: Value) -> Value:
    """The JSON text of a value, as Go writes it; symbols that need no escape stand in it as they are."""
    parts: list[Any] = []
    missing = _write(value, parts, 0)
    if missing is not None:
        return missing
    made = glued(parts)
    return bounded(made) if isinstance(made, str) else made


def _write(value: Value, parts: list[Any], depth: int) -> Value:  # noqa: C901, PLR0912 - one case for each kind of value
    """Append the JSON of a value; what cannot be known, where it is so."""
    if depth > _DEEPEST:
        raise RefusedError("a value that nests less")
    told = settled(value)
    match told:
        case None:
            parts.append("null")
        case bool():
            parts.append("true" if told else "false")
        case int() | Fraction():
            digits = text_of_number(told)
            if isinstance(digits, Unknown) or abs(Fraction(str(told))) >= _LARGEST:
                return Unknown("unreadable_expression", "jsonencode() of a number")
            parts.append(digits)
        case str() as text:
            parts.append(quoted(text))
        case Symbol(plain=True) as symbol:
            parts += ['"', symbol, '"']
        case Glued(parts=inner) if all(isinstance(p, str) or p.plain for p in inner):
            parts += ['"', *(quoted(p)[1:-1] if isinstance(p, str) else p for p in inner), '"']
        case Items(items=items, ordered=ordered):
            if not ordered:
                return Unknown("known_after_apply", "jsonencode() of a set")
            return _many([("", item) for item in items], "[]", parts, depth)
        case Entries(entries=inner_entries):
            named = [(f"{quoted(key)}:", item) for key, item in sorted(inner_entries.items())]
            return _many(named, "{}", parts, depth)
        case Unknown() as unknown:
            return unknown
        case Either(because=because):
            return because
        case _:
            return Unknown("known_after_apply", "jsonencode()")
    return None


def _many(items: list[tuple[str, Value]], brackets: str, parts: list[Any], depth: int) -> Value:
    parts.append(brackets[0])
    for number, (prefix, item) in enumerate(items):
        parts.append(("," if number else "") + prefix)
        if (missing := _write(item, parts, depth + 1)) is not None:
            return missing
    parts.append(brackets[1])
    return None


def quoted(text: str) -> str:
    """A text in JSON, as Go writes it."""
    written = json.dumps(text, ensure_ascii=False)
    return _TO_ESCAPE.sub(lambda sign: _ESCAPED[sign.group()], written)


def value_of_json(content: object, depth: int = 0) -> Value:
    """JSON as values: lists are tuples, objects are objects."""
    if depth > _DEEPEST:
        raise RefusedError("JSON that nests less")
    match content:
        case dict():
            if any(composed(key) != key for key in content):
                raise RefusedError("JSON whose keys are in composed form")
            return entries("object", {str(key): value_of_json(inner, depth + 1) for key, inner in content.items()})
        case list():
            return Items("tuple", tuple(value_of_json(inner, depth + 1) for inner in content))
        case str():
            return composed(content)
        case bool() | None:
            return content
        case int():
            return plain(Fraction(content))
        case float():
            return plain(Fraction(repr(content))) if abs(content) < 10**300 else Unknown("unreadable_expression", "a number")
        case Fraction():
            return plain(content)
        case _:
            raise RefusedError("JSON")


def _jsondecode(text: str) -> Value:
    try:
        content = json.loads(text, parse_float=_number, parse_int=_number, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise RefusedError("JSON") from None
    return value_of_json(content)


def _number(text: str) -> Fraction | float:
    """The number, exactly; one that is longer than any that is kept exactly stands for itself as an infinity, and is not made."""
    return Fraction(text) if _WRITTEN_OUT.fullmatch(text) else math.inf


def _refuse_constant(_: str) -> None:
    raise ValueError


def _base64decode(text: str) -> Value:
    try:
        return base64.b64decode(text.translate(_LINE_ENDS), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        raise RefusedError("base64 of UTF-8") from None


def _csvdecode(text: str) -> Value:
    if '"' in text or "\r" in text:
        return Unknown("unreadable_expression", "csvdecode() of quoted fields")
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    if not rows or len(set(rows[0])) != len(rows[0]) or any(len(row) != len(rows[0]) for row in rows):
        raise RefusedError("CSV")
    return Items("list", tuple(entries("object", dict(zip(rows[0], row, strict=True))) for row in rows[1:]))


def _digest(name: str) -> Any:
    return lambda text: hashlib.new(name, text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _urlencode(text: str) -> Value:
    return quote_plus(text)


ENCODING: Final[Functions] = {
    "base64decode": reading(_base64decode, "string"),
    "base64encode": reading(lambda text: base64.b64encode(text.encode("utf-8", "replace")).decode(), "string"),
    "csvdecode": reading(_csvdecode, "string"),
    "jsondecode": decoding(_jsondecode, lambda symbol: symbol.plain),
    "jsonencode": moving(lambda value: spread(json_of, choices_out(value)), "any", nulls=True),
    "md5": reading(_digest("md5"), "string"),
    "sha1": reading(_digest("sha1"), "string"),
    "sha256": reading(_digest("sha256"), "string"),
    "sha512": reading(_digest("sha512"), "string"),
    "urlencode": reading(_urlencode, "string"),
}
