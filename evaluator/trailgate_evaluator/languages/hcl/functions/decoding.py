"""Decoders of texts in which something stands that is not known yet: it comes out where it went in, as itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from trailgate_evaluator.languages.hcl.functions.registry import Function, moving
from trailgate_evaluator.languages.hcl.values.values import (
    Entries,
    Glued,
    Items,
    OpenError,
    RefusedError,
    Symbol,
    Value,
    glued,
)

_STEM: Final = "arn:symbol"
"""What stands for a symbol while a text is decoded begins as an ARN does, and has no sign that a syntax minds."""


def decoding(read: Callable[[str], Value], is_inert: Callable[[Symbol], bool]) -> Function:
    """A function that reads a text; `is_inert` tells of a symbol whether its text can mean nothing but itself there."""

    def call(text: Value) -> Value:
        if isinstance(text, str):
            return read(text)
        parts = text.parts if isinstance(text, Glued) else (text,)
        return _through(read, parts, is_inert)

    return moving(call, "string")


def _through(read: Callable[[str], Value], parts: tuple[Value, ...], is_inert: Callable[[Symbol], bool]) -> Value:
    known = "".join(part for part in parts if isinstance(part, str))
    stem = _STEM
    while stem in known:
        stem += "x"
    marks: dict[str, Symbol] = {}
    made: list[str] = []
    for part in parts:
        if isinstance(part, str):
            made.append(part)
            continue
        if not isinstance(part, Symbol) or not is_inert(part) or (made and made[-1].endswith("\\")):
            raise OpenError
        mark = f"{stem}:{len(marks)}:s"
        marks[mark] = part
        made.append(mark)
    try:
        told = read("".join(made))
    except RefusedError:
        raise OpenError from None
    return _put_back(told, marks, re.compile(f"({re.escape(stem)}:[0-9]+:s)"))


def _put_back(value: Value, marks: Mapping[str, Symbol], mark: re.Pattern[str]) -> Value:
    match value:
        case str():
            pieces = [piece for piece in mark.split(value) if piece]
            return glued([marks.get(piece, piece) for piece in pieces])
        case Items(kind=kind, items=items, ordered=ordered):
            return Items(kind, tuple(_put_back(item, marks, mark) for item in items), ordered)
        case Entries(kind=shape, entries=inner):
            if any(mark.search(key) for key in inner):
                raise OpenError
            return Entries(shape, {key: _put_back(item, marks, mark) for key, item in inner.items()})
        case _:
            return value
