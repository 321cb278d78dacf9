"""A value of a template with its functions worked out, as far as that can be done before deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from trailgate_evaluator.readers.cloudformation.intrinsics.functions import FUNCTIONS
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_clean, mark, shown
from trailgate_evaluator.readers.cloudformation.intrinsics.repetition import LOOP, expand
from trailgate_evaluator.readers.cloudformation.intrinsics.values import EXPRESSION, NOTHING, Either, Unknown, either
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST: Final = 1 << 20
"""The most characters of a text that functions may make."""
_DYNAMIC: Final = regex(r"\ue000[^\ue000\ue001]*\ue001|(\{\{resolve:[^{}]*\}\})")
"""A mark, which may stand for a dynamic reference already, or a dynamic reference, in which marks may stand."""


class Scope(Protocol):
    """What names mean within one template."""

    @property
    def mappings(self) -> Mapping[str, Any]:
        """The section Mappings."""

    def ref(self, name: str) -> Any:
        """What `Ref` gives for a parameter, a resource or a pseudo parameter."""

    def attribute(self, name: str, attribute: str) -> Any:
        """What `Fn::GetAtt` gives."""

    def condition(self, name: str) -> bool | Unknown:
        """Whether a condition holds."""

    def imported(self, name: str) -> Any:
        """What another stack exports under a name."""


def evaluate(value: Any, scope: Scope) -> Any:
    """The value: plain, a text with marks, `NOTHING`, `Either` or `Unknown`, also within mappings and lists."""
    match value:
        case str():
            return _text(value)
        case list():
            return [one for one in (evaluate(each, scope) for each in value) if one is not NOTHING]
        case dict():
            return _mapping(value, scope)
        case _:
            return value


def resolved(value: Any) -> Any:
    """The value with a mark for each dynamic reference that its functions made: AWS looks them up when all else is worked out."""
    match value:
        case str():
            return _DYNAMIC.sub(lambda found: mark(f"value {shown(found[1])}") if found[1] else found[0], value)
        case list():
            return [resolved(one) for one in value]
        case dict():
            return {name: resolved(one) for name, one in value.items()}
        case Either():
            return either([resolved(one) for one in value.choices], value.why)
        case _:
            return value


def _text(value: str) -> Any:
    return resolved(value) if is_clean(value) else Unknown(EXPRESSION, "a text of private characters")


def _mapping(value: dict[str, Any], scope: Scope) -> Any:
    if len(value) == 1:
        (name, argument), *_ = value.items()
        if (function := FUNCTIONS.get(name)) is not None:
            found = function(argument, scope, evaluate)
            return Unknown(EXPRESSION, f"{name}, whose text is too long") if _is_too_long(found) else found
        if name.startswith("Fn::") and not name.startswith(LOOP):
            return Unknown(EXPRESSION, f"{name}, which is not worked out")
    if "Fn::Transform" in value:
        return Unknown(EXPRESSION, "Fn::Transform, which is not worked out")
    if any(name.startswith(LOOP) for name in value):
        expanded = expand(value, lambda argument: evaluate(argument, scope))
        if isinstance(expanded, Unknown):
            return expanded
        value = expanded
    found = {}
    for name, each in value.items():
        one = evaluate(each, scope)
        if one is not NOTHING:
            found[name] = one
    return found


def _is_too_long(value: Any) -> bool:
    return isinstance(value, str) and len(value) > LONGEST
