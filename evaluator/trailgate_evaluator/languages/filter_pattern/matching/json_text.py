"""JSON values as the text of a log event: compact, and each number as it was written."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Self


class Written(Decimal):
    """A number of a record: its exact value, and the text that it came as."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Self:
        """The number of a JSON text."""
        number = super().__new__(cls, text)
        number.text = text
        return number


def compact(event: Any) -> str:
    """The event as compact JSON, however deep it is."""
    try:
        return json.dumps(event, separators=(",", ":"), ensure_ascii=False)
    except TypeError:  # there is an exact number in it
        return _compact(event)


def _compact(event: Any) -> str:
    parts: list[str] = []
    pending: list[tuple[bool, Any]] = [(False, event)]
    while pending:
        said, value = pending.pop()
        match value:
            case _ if said:
                parts.append(value)
            case dict():
                parts.append("{")
                inner = [
                    part for key, each in value.items() for part in ((True, f"{_plain(str(key))}:"), (False, each), (True, ","))
                ]
                pending += [(True, "}"), *reversed(inner[:-1])]
            case list():
                parts.append("[")
                inner = [part for each in value for part in ((False, each), (True, ","))]
                pending += [(True, "]"), *reversed(inner[:-1])]
            case Written():
                parts.append(value.text)
            case Decimal():
                parts.append(str(value))
            case _:
                parts.append(_plain(value))
    return "".join(parts)


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
