"""Conditions in three values: they hold, they do not, or nobody can tell before deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.readers.cloudformation.intrinsics.marks import may_be_equal
from trailgate_evaluator.readers.cloudformation.intrinsics.values import EXPRESSION, Either, Unknown, as_text, unknown_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from trailgate_evaluator.readers.cloudformation.intrinsics.evaluating import Scope

    Evaluate = Callable[[Any, Scope], Any]
    Further = Callable[[dict[str, Any], Scope], bool | Unknown | None]


def holds(written: Any, scope: Scope, evaluate: Evaluate, further: Further | None = None) -> bool | Unknown:
    """Whether a condition holds as it is written: `Fn::And`, `Fn::Equals`, `Fn::Not`, `Fn::Or`, `Condition`.

    `further` tells it of functions that are none of these.
    """
    match written:
        case bool():
            return written
        case "true" | "false":
            return bool(written == "true")
        case {"Condition": str(name)} if len(written) == 1:
            return scope.condition(name)
        case {"Fn::Not": [one]}:
            inner = holds(one, scope, evaluate, further)
            return inner if isinstance(inner, Unknown) else not inner
        case {"Fn::And": list(several)}:
            return _all([holds(one, scope, evaluate, further) for one in several])
        case {"Fn::Or": list(several)}:
            negated = [holds(one, scope, evaluate, further) for one in several]
            found = _all([one if isinstance(one, Unknown) else not one for one in negated])
            return found if isinstance(found, Unknown) else not found
        case {"Fn::Equals": [one, other]}:
            return equal(evaluate(one, scope), evaluate(other, scope))
        case dict() if len(written) == 1:
            told = None if further is None else further(written, scope)
            why = Unknown(EXPRESSION, f"{next(iter(written))}, which is no condition that is worked out")
            return why if told is None else told
        case _:
            return Unknown(EXPRESSION, "a condition that has not its shape")


def _all(parts: list[bool | Unknown]) -> bool | Unknown:
    if any(one is False for one in parts):
        return False
    return next((one for one in parts if isinstance(one, Unknown)), True)


def equal(one: Any, other: Any) -> bool | Unknown:
    """Whether two values are equal, compared as the texts that they are."""
    for value, beside in ((one, other), (other, one)):
        if isinstance(value, Unknown):
            return value
        if isinstance(value, Either):
            found = [equal(choice, beside) for choice in value.choices]
            return found[0] if all(each is found[0] for each in found) else value.why
    texts = as_text(one), as_text(other)
    if texts[0] is None or texts[1] is None:
        return unknown_in([one, other]) or bool(one == other)
    if texts[0] == texts[1]:
        return True
    if not may_be_equal(texts[0], texts[1]):
        return False
    return unknown_in(list(texts)) or False
