"""Answers to what was asked: one that names another thing (`echoes.yaml`) proves nothing of this one."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.readers.snapshot.arns import Arn, name_in, parse_arn, region_of
from trailgate_evaluator.readers.snapshot.expressions import lenient
from trailgate_evaluator.readers.snapshot.tables import table
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.expressions import Pick

STRAY: Final = "StrayAnswer"
_LINE: Final = regex(r"(?:each (?P<rows>.+): )?(?P<member>.+) (?P<verb>is|begins|below|lies) (?P<other>\w+)")
_HERE: Final = "here"


def stray(operation: str, region: str, request: Json, pages: list[Json]) -> tuple[int, Json] | None:
    """The first page that is about something else than was asked, by its number, and an error that says of what; or None."""
    question = request | {_HERE: region}
    for number, page in enumerate(pages):
        for echo in _compiled(operation):
            if (found := echo.stray(page, question)) is not None:
                told, wanted = found
                message = f"{echo.member} of the answer is {str(told)[:200]!r}, which does not go with {str(wanted)[:200]!r}"
                return number, {"code": STRAY, "message": message}
    return None


@cache
def echoes() -> dict[str, list[str]]:
    """The table: what answers say of their questions, by `service:operation`."""
    return table("echoes.yaml")


class _Echo(Struct, frozen=True, kw_only=True):
    """One line of the table; `rows` where it compares two members of a row."""

    member: str
    verb: str
    other: str
    told: Pick
    rows: Pick | None = None

    def stray(self, page: Json, question: Json) -> tuple[Any, Any] | None:
        """The first thing that the answer says, beside what it should go with, that does not; None where all does."""
        agree = _AGREE[self.verb]
        if self.rows is not None:
            rows = self.rows(page)
            for row in rows if isinstance(rows, list) else ():
                if isinstance(row, dict) and (told := row.get(self.member)) is not None:
                    wanted = row.get(self.other)
                    if wanted is not None and not (isinstance(told, str) and isinstance(wanted, str) and agree(told, wanted)):
                        return told, wanted
            return None
        wanted = question.get(self.other)
        if not isinstance(wanted, str):
            return None
        found = self.told(page)
        for told in found if isinstance(found, list) else [found]:
            if told is not None and not (isinstance(told, str) and agree(told, wanted)):
                return told, wanted
        return None


def _is(told: str, wanted: str) -> bool:
    return _same(told.removesuffix(":*"), wanted.removesuffix(":*"))


def _begins(told: str, wanted: str) -> bool:
    return told.startswith(wanted)


def _is_below(told: str, wanted: str) -> bool:
    return told.startswith(f"{wanted}:")


def _lies(told: str, wanted: str) -> bool:
    return region_of(told) in {None, wanted}


def _same(told: str, asked: str) -> bool:
    """Whether both name one thing. An alias of a key names no key that it could be compared with, but a place."""
    if told == asked:
        return True
    one, other = parse_arn(told), parse_arn(asked)
    if asked.startswith("alias/") or (other is not None and other.resource.startswith("alias/")):
        return one is None or other is None or one._replace(resource="") == other._replace(resource="")
    match one, other:
        case Arn(resource=resource), None:
            name = asked
        case None, Arn(resource=resource):
            name = told
        case _:
            return False
    return name in (resource, name_in(resource))


_AGREE: Final[Mapping[str, Callable[[str, str], bool]]] = {"is": _is, "begins": _begins, "below": _is_below, "lies": _lies}


@cache
def _compiled(operation: str) -> tuple[_Echo, ...]:
    return tuple(map(_echo, echoes().get(operation, ())))


def _echo(text: str) -> _Echo:
    found = _LINE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    rows, member, verb, other = found["rows"], found["member"], found["verb"], found["other"]
    return _Echo(member=member, verb=verb, other=other, told=lenient(member), rows=None if rows is None else lenient(rows))
