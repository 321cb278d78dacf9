"""What a template's value comes to where it is no plain value: nothing, one of several, or not known."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain, marks_in

EXPRESSION: Final = "unreadable_expression"
LATER: Final = "known_after_apply"
REFUSABLE: Final = "may_be_refused"
DELETABLE: Final = "may_be_deleted"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that nobody can tell: the gap's reason, and what it comes from; `where` is the file and line of that."""

    reason: str
    name: str | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Either:
    """One of several values, and why nobody can tell which."""

    choices: tuple[Any, ...]
    why: Unknown


class _Nothing:
    """`AWS::NoValue`: as if the property were not written."""

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Final = _Nothing()


def either(choices: list[Any], why: Unknown) -> Any:
    """One of these; the value itself where all are the same."""
    flat: list[Any] = []
    for choice in choices:
        for one in choice.choices if isinstance(choice, Either) else (choice,):
            if not any(same(one, known) for known in flat):
                flat.append(one)
    return flat[0] if len(flat) == 1 else Either(tuple(flat), why)


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same; true is not 1."""
    return type(one) is type(other) and bool(one == other)


def as_text(value: Any) -> str | None:
    """A single value as CloudFormation writes it into a text; None for any other."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int() | float():
            return json.dumps(value)
        case _:
            return None


def unknown_in(value: Any) -> Unknown | None:
    """Why a value is not known as a whole, the first reason in it; None where it is."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        match one:
            case Unknown():
                return one
            case Either():
                return one.why
            case str() if not is_plain(one):
                return of_mark(marks_in(one)[0])
            case dict():
                waiting.extend(reversed([*one.values(), *one]))
            case list():
                waiting.extend(reversed(one))
            case _:
                pass
    return None


def of_mark(name: str) -> Unknown:
    """Why the part of a text that a mark stands for is not known."""
    return Unknown(LATER, name.removeprefix("own ").removeprefix("value "))
