"""Values of a plan's JSON as values of the language; what its masks cover is told by whoever knows more."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from trailgate_evaluator.languages.hcl.values.values import Items, Unknown, Value, entries

Covered = Callable[[tuple[str | int, ...]], Value]
"""What stands at a path that a mask covers."""


def value_of_json(content: object, mask: object, covered: Covered, path: tuple[str | int, ...] = ()) -> Value:
    """The value of JSON under a mask of the same shape."""
    if mask is True:
        return covered(path)
    match content:
        case dict():
            inner = mask if isinstance(mask, dict) else {}
            keys = dict.fromkeys([*content, *(key for key, hidden in inner.items() if hidden)])
            return entries(
                "object", {key: value_of_json(content.get(key), inner.get(key), covered, (*path, key)) for key in keys}
            )
        case list():
            masks = mask if isinstance(mask, list) else []
            items = [
                value_of_json(item, masks[number] if number < len(masks) else None, covered, (*path, number))
                for number, item in enumerate(content)
            ]
            return Items("list", tuple(items))
        case bool() | int() | str() | None:
            return content
        case float():
            value = Fraction(repr(content))
            return value.numerator if value.denominator == 1 else value
        case _:
            return Unknown("unreadable_expression", "a value that no plan has")


def json_of_value(value: Value) -> object:
    """A value that is wholly known as the plan's JSON has it."""
    match value:
        case Items(items=items):
            return [json_of_value(item) for item in items]
        case _ if (inner := getattr(value, "entries", None)) is not None:
            return {key: json_of_value(item) for key, item in inner.items()}
        case Fraction():
            return float(value)
        case _:
            return value
