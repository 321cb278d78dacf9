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


def compact(event: Any, *, ensure_ascii: bool = False, sort_keys: bool = False) -> str:
    """The event as compact JSON, however deep it is."""
    try:
        return json.dumps(event, separators=(",", ":"), ensure_ascii=ensure_ascii, sort_keys=sort_keys)
    except TypeError:  # there is an exact number in it
        return _compact(event, ensure_ascii=ensure_ascii, sort_keys=sort_keys)


def _compact(event: Any, *, ensure_ascii: bool, sort_keys: bool) -> str:
    parts: list[str] = []
    pending: list[tuple[bool, Any]] = [(False, event)]
    while pending:
        said, value = pending.pop()
        match value:
            case _ if said:
                parts.append(value)
            case dict():
                inner: list[tuple[bool, Any]] = []
                for key, each in sorted(value.items()) if sort_keys else value.items():
                    inner += [(True, f"{json.dumps(str(key), ensure_ascii=ensure_ascii)}:"), (False, each), (True, ",")]
                parts.append("{")
                pending += [(True, "}"), *reversed(inner[:-1])]
            case list():
                inner = [part for each in value for part in ((False, each), (True, ","))]
                parts.append("[")
                pending += [(True, "]"), *reversed(inner[:-1])]
            case Written():
                parts.append(value.text)
            case Decimal():
                parts.append(str(value))
            case _:
                parts.append(json.dumps(value, ensure_ascii=ensure_ascii))
    return "".join(parts)
