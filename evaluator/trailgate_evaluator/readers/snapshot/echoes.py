"""Answers to what was asked: one that names another thing (`echoes.yaml`) proves nothing of this one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import jmespath
import yaml
from jmespath.exceptions import JMESPathError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.document.parts import Json

STRAY: Final = "StrayAnswer"
_LINE: Final = re.compile(r"(?:each (?P<rows>.+): )?(?P<member>.+) (?P<verb>is|begins|below|lies) (?P<other>\w+)")
_PARTS: Final = 6
_HERE: Final = "here"

Pick = Callable[[Any], Any]


def stray(operation: str, region: str, request: Json, pages: list[Json]) -> tuple[int, Json] | None:
    """The first page that is about something else than was asked, by its number, and an error that says of what; or None."""
    for number, page in enumerate(pages):
        for echo in _compiled().get(operation, ()):
            for told, wanted in echo.pairs(page, request | {_HERE: region}):
                if wanted is not None and not _agree(echo.verb, told, wanted):
                    message = f"{echo.member} of the answer is {str(told)[:200]!r}, which does not go with {str(wanted)[:200]!r}"
                    return number, {"code": STRAY, "message": message}
    return None


def echoes() -> dict[str, list[str]]:
    """The table: what answers say of their questions, by `service:operation`."""
    text = resources.files(__package__).joinpath("echoes.yaml").read_text(encoding="utf-8")
    table: dict[str, list[str]] = yaml.safe_load(text)
    return table


@dataclass(frozen=True, slots=True, kw_only=True)
class _Echo:
    """One line of the table; `rows` where it compares two members of a row."""

    member: str
    verb: str
    other: str
    told: Pick
    rows: Pick | None = None

    def pairs(self, page: Json, question: Json) -> Iterator[tuple[Any, Any]]:
        """What the answer says, beside what it should go with; None where nobody said."""
        if self.rows is None:
            wanted = question.get(self.other)
            found = self.told(page) if isinstance(wanted, str) else None
            for told in found if isinstance(found, list) else [found]:
                if told is not None:
                    yield told, wanted
            return
        rows = self.rows(page)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and (told := row.get(self.member)) is not None:
                yield told, row.get(self.other)


def _agree(verb: str, told: object, wanted: object) -> bool:
    if not isinstance(told, str) or not isinstance(wanted, str):
        return False
    match verb:
        case "is":
            return _same(told.removesuffix(":*"), wanted.removesuffix(":*"))
        case "begins":
            return told.startswith(wanted)
        case "below":
            return told.startswith(f"{wanted}:")
        case "lies":
            return _arn(told)[3:4] in ([], [wanted])
    raise ValueError(verb)


def _same(told: str, asked: str) -> bool:
    """Whether both name one thing. An alias of a key names no key that it could be compared with, but a place."""
    if told == asked:
        return True
    one, other = _arn(told), _arn(asked)
    if asked.startswith("alias/") or (other and other[5].startswith("alias/")):
        return not one or not other or one[:5] == other[:5]
    if bool(one) == bool(other):
        return False
    return (asked if one else told) in _names((one or other)[5])


def _names(resource: str) -> tuple[str, str]:
    """What a thing may be called that has this last part in its ARN: all of it, or what stands behind its kind."""
    return resource, re.split("[:/]", resource, maxsplit=1)[-1]


def _arn(text: str) -> list[str]:
    """The six parts of an ARN; none where the text is no ARN."""
    parts = text.split(":", _PARTS - 1)
    return parts if len(parts) == _PARTS and parts[0] == "arn" else []


@cache
def _compiled() -> dict[str, list[_Echo]]:
    return {operation: [_echo(text) for text in texts] for operation, texts in echoes().items()}


def _echo(text: str) -> _Echo:
    found = _LINE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    rows, member, verb, other = found["rows"], found["member"], found["verb"], found["other"]
    return _Echo(member=member, verb=verb, other=other, told=_pick(member), rows=None if rows is None else _pick(rows))


def _pick(expression: str) -> Pick:
    compiled = jmespath.compile(expression)

    def picked(page: Any) -> Any:
        try:
            return compiled.search(page)
        except JMESPathError:
            return None

    return picked
