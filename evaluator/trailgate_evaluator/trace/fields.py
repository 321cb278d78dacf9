"""The fields of a record by dotted path."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from trailgate_evaluator.languages.filter_pattern.matching.json_text import compact

Json = dict[str, Any]

ABSENT: Final = object()
"""Stands for a field that is not there; null is a value."""


def at(record: Any, steps: tuple[str | int, ...]) -> Any:
    """The value that the steps lead to, names and numbers of list elements, or `ABSENT`."""
    value = record
    for step in steps:
        match value, step:
            case dict(), str() if step in value:
                value = value[step]
            case list(), int() if step < len(value):
                value = value[step]
            case _:
                return ABSENT
    return value


def steps_of(path: str) -> tuple[str, ...]:
    """The names of a dotted path."""
    return tuple(path.split("."))


def text_at(record: Json, path: str) -> str | None:
    """The text of the field at a dotted path: of numbers and booleans as JSON writes them, None of anything else."""
    value = at(record, tuple(path.split(".")))
    if isinstance(value, bool | int | float | Decimal):
        return compact(value)
    return utf8(value) if isinstance(value, str) else None


def selected_at(record: Json, path: str) -> Any:
    """What event selectors see at a dotted path: a text, `ABSENT` where there is none, None where that is in a list."""
    text = text_at(record, path)
    if text is not None:
        return text
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else value
    return None if isinstance(value, list) else ABSENT


def utf8(text: str) -> str:
    """The text with half surrogate pairs and bytes of file names replaced: neither engines nor reports can say them."""
    return text.encode("utf-8", "replace").decode("utf-8")
