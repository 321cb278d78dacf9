"""Whether an answer is about what was asked: what it says of the question must go with the question.

A line is `EXPRESSION is PARAMETER` (the same thing, by name or ARN), `begins PARAMETER` (a name that begins so), `below
PARAMETER` (an ARN that begins with another and a colon) or `lies here` (an ARN of the region that was asked); behind
`each ROWS: ` stand two members of every row instead.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import jmespath

from trailgate_collector.expressions import ARN_PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"(?:each (?P<rows>.+): )?(?P<member>.+) (?P<verb>is|begins|below|lies) (?P<other>\w+)")


def first_stray(echoes: tuple[str, ...], region: str, request: dict[str, Any], page: dict[str, Any]) -> str | None:
    """What of a page is about something else than this request in this region; None where nothing is."""
    question = request | {"here": region}
    for line in echoes:
        rows, member, verb, other = _parsed(line)
        for told, wanted in _pairs(rows, member, other, page, question):
            if told is not None and wanted is not None and not _agree(verb, told, wanted):
                return f"{member} of the answer is {str(told)[:200]!r}, which does not go with {str(wanted)[:200]!r}"
    return None


def _pairs(rows: Any, member: str, other: str, page: dict[str, Any], question: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    if rows is not None:
        yield from ((row.get(member), row.get(other)) for row in rows.search(page) or [] if isinstance(row, dict))
    elif isinstance(question.get(other), str):
        found = jmespath.compile(member).search(page)
        yield from ((one, question[other]) for one in (found if isinstance(found, list) else [found]))


def _agree(verb: str, told: object, wanted: object) -> bool:
    if not isinstance(told, str) or not isinstance(wanted, str):
        return False
    if verb == "begins":
        return told.startswith(wanted)
    if verb == "below":
        return told.startswith(f"{wanted}:")
    if verb == "lies":
        return _arn(told)[3:4] in ([], [wanted])
    return _same(told.removesuffix(":*"), wanted.removesuffix(":*"))


def _same(told: str, asked: str) -> bool:
    """Whether both name one thing; an alias of a key can be compared with the key's ARN only by its place."""
    if told == asked:
        return True
    one, other = _arn(told), _arn(asked)
    if asked.startswith("alias/") or (other and other[5].startswith("alias/")):
        return not one or not other or one[:5] == other[:5]
    if bool(one) == bool(other):
        return False
    resource = (one or other)[5]
    return (asked if one else told) in (resource, re.split("[:/]", resource, maxsplit=1)[-1])


def _arn(text: str) -> list[str]:
    parts = text.split(":", ARN_PARTS - 1)
    return parts if len(parts) == ARN_PARTS and parts[0] == "arn" else []


@cache
def _parsed(line: str) -> tuple[Any, str, str, str]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError(line)
    rows = found["rows"]
    return None if rows is None else jmespath.compile(rows), found["member"], found["verb"], found["other"]
