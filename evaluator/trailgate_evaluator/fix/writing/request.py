"""One request to AWS, and what must stand there before it is made: nothing is replaced that has not been read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

Json = dict[str, Any]


class Same(Struct, frozen=True, kw_only=True):
    """A JMESPath expression over an answer has this value; nothing of an input stands in `query` but as `literal`."""

    query: str
    value: Any


class Guard(Struct, frozen=True, kw_only=True):
    """A look at what stands there.

    `made` holds where the request is not needed any more, `known` where what stands there is what the input showed, into
    which the request was merged, and `none` where nothing stands there; `nothing` is the error code by which AWS says so,
    `saying` what stands in its text where the code has other meanings, too.
    Of anything else a copy is kept, and the script stops.
    """

    question: Request
    what: str
    made: Same | None = None
    known: Same | None = None
    none: Same | None = None
    nothing: str | None = None
    saying: str | None = None

    def query(self) -> str:
        """JMESPath that says `made`, `known`, `none` or `other` of an answer."""
        said = {"made": self.made, "known": self.known, "none": self.none}
        queries = list(dict.fromkeys(same.query for same in said.values() if same is not None))
        found = [
            f"[{queries.index(same.query)}] == {literal(same.value)} && {literal(word)}"
            for word, same in said.items()
            if same is not None
        ]
        return f"[{', '.join(queries)}] | {' || '.join([*found, literal('other')])}"


class Request(Struct, frozen=True, kw_only=True):
    """One request: `parameters` as the API takes them; `then_wait` where AWS needs seconds to know what was made."""

    service: str
    operation: str
    parameters: Json
    guard: Guard | None = None
    then_wait: bool = False


def literal(value: Any) -> str:
    """The value as a JMESPath literal: JSON between backticks, none of them within."""
    text = json.dumps(value, separators=(",", ":")).replace("`", "\\u0060")
    return f"`{text}`"


def members(of: str, names: Mapping[str, Any]) -> str:
    """JMESPath for the rows of an answer with these members alone, each with the value that means that it is absent."""
    inner = [f'"{name}": "{name}"' + ("" if absent is None else f" || {literal(absent)}") for name, absent in names.items()]
    return f"{of}.{{{', '.join(inner)}}}"
