"""The JMESPath expressions of the tables, as functions of a page or a row.

Names, one below the other or of each element of a list (`A[].B`), are nearly all of them and need no interpreter; the others
share one, since what makes a new one for every row takes longer than to answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from jmespath.visitor import TreeInterpreter

Pick = Callable[[Any], Any]
_NAMES: Final = regex(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", re.ASCII)
_OF_EACH: Final = regex(r"[A-Za-z_][\w.]*\w(?:\[\]\.[A-Za-z_][\w.]*\w)+", re.ASCII)


def compiled(expression: str) -> Pick:
    """The expression as a function; it raises `JMESPathError` where JMESPath does."""
    if _NAMES.fullmatch(expression):
        names = tuple(expression.split("."))
        return partial(_below, names) if len(names) > 1 else partial(_member, expression)
    if _OF_EACH.fullmatch(expression) and all(map(_NAMES.fullmatch, expression.split("[]."))):
        return partial(_of_each, tuple(map(compiled, expression.split("[]."))))
    import jmespath

    return partial(_interpreter().visit, jmespath.compile(expression).parsed)


def parted(expression: str) -> tuple[str | None, Pick | None]:
    """The member of an object that the expression begins with, and what takes the rest out of that, None where it is that itself.

    An expression that is more than names has no such member, and is the whole as a function.
    """
    if not _NAMES.fullmatch(expression):
        return None, compiled(expression)
    member, _, below = expression.partition(".")
    return member, compiled(below) if below else None


def lenient(expression: str) -> Pick:
    """The same, with None where JMESPath raises an error."""
    pick = compiled(expression)
    if _NAMES.fullmatch(expression):
        return pick
    from jmespath.exceptions import JMESPathError

    def picked(value: Any) -> Any:
        try:
            return pick(value)
        except JMESPathError:
            return None

    return picked


def _member(name: str, value: Any) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _of_each(picks: tuple[Pick, ...], value: Any) -> Any:
    """What each pick takes out of the elements that the one before took, lists among these opened; nulls are left out."""
    first, *others = picks
    found = first(value)
    for pick in others:
        if not isinstance(found, list):
            return None
        found = [inner for one in _opened(found) if (inner := pick(one)) is not None]
    return found


def _opened(found: list[Any]) -> list[Any]:
    """The elements of a list, and of the lists in it."""
    if not any(isinstance(one, list) for one in found):
        return found
    return [inner for one in found for inner in (one if isinstance(one, list) else [one])]


def _below(names: tuple[str, ...], value: Any) -> Any:
    for name in names:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


@cache
def _interpreter() -> TreeInterpreter:
    from jmespath.visitor import TreeInterpreter

    return TreeInterpreter()
