"""`Fn::ForEach` of AWS::LanguageExtensions: one mapping's members written out for each element of a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain
from trailgate_evaluator.readers.cloudformation.intrinsics.values import EXPRESSION, Unknown, as_text, unknown_in

if TYPE_CHECKING:
    from collections.abc import Callable

LOOP: Final = "Fn::ForEach::"
_MOST: Final = 10_000
_PARTS: Final = 3


def expand(value: dict[str, Any], told: Callable[[Any], Any], rounds: int = 5) -> dict[str, Any] | Unknown:
    """The mapping with its loops written out; unknown where a loop's list is, or where it has no loop's shape."""
    found: dict[str, Any] = {}
    for name, argument in value.items():
        if not name.startswith(LOOP):
            found[name] = argument
            continue
        written = _written(name, argument, told)
        if isinstance(written, Unknown):
            return written
        if rounds and any(key.startswith(LOOP) for key in written):
            written = expand(written, told, rounds - 1)
            if isinstance(written, Unknown):
                return written
        found |= written
        if len(found) > _MOST:
            return Unknown(EXPRESSION, f"{name}, which writes too much")
    return found


def _written(name: str, argument: Any, told: Callable[[Any], Any]) -> dict[str, Any] | Unknown:
    if not isinstance(argument, list) or len(argument) != _PARTS:
        return Unknown(EXPRESSION, f"{name}, which has not its shape")
    variable, listed, body = argument[0], told(argument[1]), argument[2]
    if (why := unknown_in(listed)) is not None:
        return Unknown(why.reason, why.name or name)
    if not isinstance(variable, str) or not isinstance(listed, list) or not isinstance(body, dict):
        return Unknown(EXPRESSION, f"{name}, which has not its shape")
    found: dict[str, Any] = {}
    for element in listed:
        text = as_text(element)
        if text is None or not is_plain(text):
            return Unknown(EXPRESSION, f"{name}, which has not its shape")
        found |= _replaced(body, variable, text)
        if len(found) > _MOST:
            return Unknown(EXPRESSION, f"{name}, which writes too much")
    return found


def _replaced(value: Any, variable: str, text: str) -> Any:
    match value:
        case str():
            return _in_text(value, variable, text)
        case list():
            return [_replaced(one, variable, text) for one in value]
        case {"Ref": named} if named == variable and len(value) == 1:
            return text
        case dict():
            return {_in_text(key, variable, text): _replaced(one, variable, text) for key, one in value.items()}
        case _:
            return value


def _in_text(value: str, variable: str, text: str) -> str:
    kept = re.sub(r"[^A-Za-z0-9]", "", text)
    return value.replace(f"${{{variable}}}", text).replace(f"&{{{variable}}}", kept)
