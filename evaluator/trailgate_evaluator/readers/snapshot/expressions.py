"""The JMESPath expressions of the tables, as functions of a page or a row.

Names, one below the other, are nearly all of them and need no interpreter; the others share one, since what makes a new one
for every row takes longer than to answer.
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


def compiled(expression: str) -> Pick:
    """The expression as a function; it raises `JMESPathError` where JMESPath does."""
    if _NAMES.fullmatch(expression):
        return partial(_below, tuple(expression.split(".")))
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
