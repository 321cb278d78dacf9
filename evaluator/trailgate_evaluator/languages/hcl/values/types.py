"""Types, and values made to be of one: Terraform converts arguments, variables and the branches of a condition.

A type is a word (`string`, `number`, `bool`, `any`), or a tuple: `("list", inner)`, `("set", inner)`, `("map", inner)`,
`("tuple", (inner, ...))`, `("object", {name: inner}, {name: default})`, where the last names what may be left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final, TypeAlias

from trailgate_evaluator.languages.hcl.values.numbers import number_of_text, text_of_number
from trailgate_evaluator.languages.hcl.values.values import (
    Either,
    Entries,
    Glued,
    Items,
    RefusedError,
    Symbol,
    Unknown,
    Value,
    either,
    entries,
    same,
    settled,
)

Type: TypeAlias = Any

UNTYPED: Final = Unknown("unreadable_expression", "null beside lists or maps, which only its type allows", fails=True)
_TRUE: Final = frozenset({"true", "1"})
_FALSE: Final = frozenset({"false", "0"})


def type_of(value: Value) -> Type:
    """The type of a value; `any` where it is not known."""
    value = settled(value)
    match value:
        case bool():
            return "bool"
        case int() | Fraction():
            return "number"
        case str() | Glued():
            return "string"
        case Symbol(plain=plain):
            return "string" if plain else "any"
        case Either(choices=choices):
            return unified([type_of(choice) for choice in choices]) or "any"
        case Items(kind="tuple", items=items):
            return ("tuple", tuple(type_of(item) for item in items))
        case Items(kind=kind, items=items):
            return (kind, unified([type_of(item) for item in items]) or "any")
        case Entries(kind="object", entries=inner):
            return ("object", {key: type_of(item) for key, item in inner.items()}, {})
        case Entries(entries=inner):
            return ("map", unified([type_of(item) for item in inner.values()]) or "any")
        case _:
            return "any"


def unified(types: Iterable[Type]) -> Type | None:
    """The type that values of all these can be made to have; None where there is none."""
    listed = [one for one in types if one != "any"]
    found: Type = "any"
    for one in listed:
        joined = _joined(found, one)
        if joined is None:
            return None
        found = joined
    return found


def _joined(one: Type, other: Type) -> Type | None:
    if one in ("any", other):
        return other
    if other == "any":
        return one
    primitives = [kind for kind in (one, other) if isinstance(kind, str)]
    if primitives:
        return "string" if len(primitives) == 2 and "string" in primitives else None  # noqa: PLR2004 - both
    kinds = {one[0], other[0]}
    if kinds == {"tuple"}:
        if len(one[1]) == len(other[1]):
            pairs = [_joined(a, b) for a, b in zip(one[1], other[1], strict=True)]
            return ("tuple", tuple(pairs)) if None not in pairs else None
        return _collection("list", [*one[1], *other[1]])
    if kinds.issubset(("tuple", "list", "set")):
        inner = unified([*_inner(one), *_inner(other)])
        return None if inner is None else ("set" if "set" in kinds and "list" not in kinds else "list", inner)
    if kinds == {"object"}:
        if one[1].keys() == other[1].keys():
            joined = {key: _joined(one[1][key], other[1][key]) for key in one[1]}
            return ("object", joined, {}) if None not in joined.values() else None
        if None in (_collection("map", _inner(one)), _collection("map", _inner(other))):
            return None
    return _collection("map", [*_inner(one), *_inner(other)]) if kinds <= {"object", "map"} else None


def _collection(kind: str, inner: list[Type]) -> Type | None:
    """A list or map of all these; a map with null or something unknown in it may hold values of several types."""
    found = unified(inner)
    if found is None and kind == "map" and "any" in inner:
        return (kind, "any")
    return None if found is None else (kind, found)


def _inner(one: Type) -> list[Type]:
    if one[0] == "object":
        return list(one[1].values())
    return list(one[1]) if one[0] == "tuple" else [one[1]]


def in_doubt(value: Value, kind: Type) -> bool:
    """Whether a value can be made to be of a type only where a null in it has a type: one that is written as `null` has none."""
    told = settled(value)
    if isinstance(kind, str) or not isinstance(told, Items | Entries):
        return False
    items = list(told.items if isinstance(told, Items) else told.entries.values())
    match kind[0]:
        case "tuple":
            return any(map(in_doubt, items, kind[1]))
        case "object":
            return isinstance(told, Entries) and any(in_doubt(item, kind[1][key]) for key, item in told.entries.items())
        case _:
            of_many = told.kind in {"tuple", "object"}
            return (of_many and _mixed(items, kind[0])) or any(in_doubt(item, kind[1]) for item in items)


def _mixed(values: list[Value], kind: str) -> bool:
    """Whether a null stands where others are lists or maps; as the value of a map it may, where these are of one type."""
    told = [choice for value in map(settled, values) for choice in (value.choices if isinstance(value, Either) else (value,))]
    held = [value for value in told if isinstance(value, Items | Entries)]
    if (
        held
        and None in [value for value in told if value is None]
        and (kind != "map" or len({repr(type_of(value)) for value in held}) > 1)
    ):
        return True
    return any(_mixed(column, "list") for column in _columns(held))


def _columns(held: list[Items | Entries]) -> list[list[Value]]:
    """The values within values that come to be of one type with each other."""
    written = [one for one in held if one.kind in {"tuple", "object"}]
    if not written:
        return []
    inner: list[dict[Any, Value]] = [dict(enumerate(one.items)) if isinstance(one, Items) else dict(one.entries) for one in held]
    if len(written) == len(held) and all(one.keys() == inner[0].keys() for one in inner):
        return [[one[key] for one in inner] for key in inner[0]]
    return [[value for one in inner for value in one.values()]]


def converted(value: Value, wanted: Type) -> Value:  # noqa: C901, PLR0912 - one case for each kind of type
    """The value as one of the wanted type; raises `RefusedError` where it cannot be one."""
    if wanted == "any":
        return value
    value = settled(value)
    if value is None or isinstance(value, Unknown):
        return value
    if isinstance(value, Either):
        return either([converted(choice, wanted) for choice in value.choices], value.because)
    if isinstance(wanted, str):
        return _primitive(value, wanted)
    if isinstance(value, Symbol):
        if value.plain:
            raise RefusedError("no text here")
        return value
    match wanted[0]:
        case "list" | "set":
            return _items(value, wanted[0], wanted[1])
        case "tuple":
            if not isinstance(value, Items) or len(value.items) != len(wanted[1]):
                raise RefusedError("a tuple of that length")
            items = tuple(converted(item, kind) for item, kind in zip(value.items, wanted[1], strict=True))
            return Items("tuple", items, value.ordered)
        case "map":
            if not isinstance(value, Entries):
                raise RefusedError("a map")
            kind = unified(map(type_of, value.entries.values())) if wanted[1] == "any" else wanted[1]
            if kind is None:
                raise RefusedError("a map whose values are of one type")
            made = Entries("map", {key: converted(inner, kind) for key, inner in value.entries.items()})
            return either([made], UNTYPED) if wanted[1] == "any" and in_doubt(value, ("map", kind)) else made
        case _:
            return _object(value, wanted[1], wanted[2])


def _primitive(value: Value, wanted: str) -> Value:
    match value, wanted:
        case (bool(), "bool") | (str() | Glued() | Symbol(), "string"):
            return value
        case (bool(), "string"):
            return "true" if value else "false"
        case (int() | Fraction(), "number") if not isinstance(value, bool):
            return value
        case (int() | Fraction() as number, "string"):
            return text_of_number(number)
        case (str() as text, "number"):
            return number_of_text(text)
        case (str() as text, "bool"):
            if text in _TRUE or text in _FALSE:
                return text in _TRUE
            raise RefusedError("true or false")
        case (Symbol() | Glued(), _):
            return Unknown("known_after_apply", f"a {wanted}", fails=True)
        case _:
            raise RefusedError(f"a {wanted}")


def _items(value: Value, kind: Any, inner: Type) -> Value:
    if not isinstance(value, Items):
        raise RefusedError("a list")
    element = unified(map(type_of, value.items)) if inner == "any" else inner
    if element is None:
        raise RefusedError("items of one type")
    items = [converted(item, element) for item in value.items]
    made = a_set(items) if kind == "set" else Items("list", tuple(items), value.ordered)
    return either([made], UNTYPED) if inner == "any" and in_doubt(value, (kind, element)) else made


def a_set(items: Iterable[Value]) -> Items:
    """A set: each once, texts and numbers in their order; else nobody knows which is first."""
    found: list[Value] = []
    seen: set[object] = set()
    for item in items:
        if isinstance(item, str):
            if item not in seen:
                seen.add(item)
                found.append(item)
        elif not any(same(item, other) for other in found):
            found.append(item)
    texts = [item for item in found if isinstance(item, str)]
    if len(texts) == len(found):
        return Items("set", tuple(sorted(texts)))
    numbers = [item for item in found if isinstance(item, int | Fraction)]
    if len(numbers) == len(found):
        return Items("set", tuple(sorted(numbers)))
    return Items("set", tuple(found), ordered=len(found) <= 1)


def _object(value: Value, wanted: dict[str, Type], optional: dict[str, Value]) -> Value:
    if not isinstance(value, Entries):
        raise RefusedError("an object")
    found: dict[str, Value] = {}
    for name, kind in wanted.items():
        given = value.entries.get(name)
        if given is None and name not in value.entries and name not in optional:
            raise RefusedError(f"an object with {name}")
        if given is None:
            given = optional.get(name)
        elif isinstance(given, Either) and optional.get(name) is not None:
            choices = [optional[name] if choice is None else choice for choice in given.choices]
            given = either(choices, given.because)
        found[name] = converted(given, kind)
    return entries("object", found)
