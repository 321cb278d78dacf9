"""Functions on maps and objects, and those that make one type of another."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from trailgate_evaluator.languages.hcl.functions.items import is_open, items_of
from trailgate_evaluator.languages.hcl.functions.registry import Functions, moving
from trailgate_evaluator.languages.hcl.values.types import converted, type_of, unified
from trailgate_evaluator.languages.hcl.values.values import (
    Entries,
    Items,
    OpenError,
    RefusedError,
    Unknown,
    Value,
    either,
    entries,
    settled,
)

_NULL: Final = Unknown("unreadable_expression", "merge() of null, whose type decides what comes of it")


def _entries_of(value: Value) -> Entries:
    told = settled(value)
    if is_open(told):
        raise OpenError("a map")
    if not isinstance(told, Entries):
        raise RefusedError("a map")
    return told


def _lookup(value: Value, key: Value, *default: Value) -> Value:
    given = _entries_of(value)
    if key is None:
        raise RefusedError("a key, not null")
    kind = unified(map(type_of, given.entries.values())) if given.kind == "map" else "any"
    default = tuple(one if kind is None else converted(one, kind) for one in default)
    if not isinstance(key, str):
        because = Unknown("known_after_apply", "lookup()", fails=not default or is_open(key))
        return either([*given.entries.values(), *default], because) if given.entries or default else because
    if key in given.entries:
        return given.entries[key]
    if not default:
        raise RefusedError(f"the key {key}")
    return default[0]


def _merge(*values: Value) -> Value:
    told = [settled(value) for value in values]
    given = [_entries_of(value) for value in told if value is not None]
    found: dict[str, Value] = {}
    for each in given:
        found |= each.entries
    of_one_type = all(each.kind == "map" and type_of(each) == type_of(given[0]) for each in given)
    kinds: list[Value] = [entries("object", found)] if not of_one_type or len(given) < len(told) or not told else []
    if told and of_one_type:
        kinds.append(entries("map", found))
    return either(kinds, replace(_NULL, fails=not given))


def _keys(value: Value) -> Value:
    given = _entries_of(value)
    return Items("list" if given.kind == "map" else "tuple", tuple(sorted(given.entries)))


def _values(value: Value) -> Value:
    given = _entries_of(value)
    kept = tuple(given.entries[key] for key in sorted(given.entries))
    return Items("list" if given.kind == "map" else "tuple", kept)


def _zipmap(keys: Value, values: Value) -> Value:
    names, given = items_of(keys), items_of(values)
    if given.kind == "set":
        raise RefusedError("a list of values, not a set")
    if len(names.items) != len(given.items):
        raise RefusedError("as many values as keys")
    if not names.ordered or not given.ordered:
        return Unknown("known_after_apply", "zipmap() of a set")
    found: dict[str, Value] = {}
    for key, value in zip(names.items, given.items, strict=True):
        told = converted(settled(key), "string")
        if not isinstance(told, str):
            return told if isinstance(told, Unknown) else Unknown("known_after_apply", "zipmap()")
        found[told] = value
    return entries("object" if given.kind == "tuple" else "map", found)


MAPPINGS: Final[Functions] = {
    "keys": moving(_keys, "any"),
    "lookup": moving(_lookup, "any", "string", "any", least=2, nulls=True),
    "merge": moving(_merge, "any", least=0, more=True, nulls=True),
    "nonsensitive": moving(lambda value: value, "any", nulls=True),
    "tobool": moving(lambda value: converted(value, "bool"), "any", nulls=True),
    "tolist": moving(lambda value: converted(value, ("list", "any")), "any", nulls=True),
    "tomap": moving(lambda value: converted(value, ("map", "any")), "any", nulls=True),
    "tonumber": moving(lambda value: converted(value, "number"), "any", nulls=True),
    "toset": moving(lambda value: converted(value, ("set", "any")), "any", nulls=True),
    "tostring": moving(lambda value: converted(value, "string"), "any", nulls=True),
    "values": moving(_values, "any"),
    "zipmap": moving(_zipmap, "any", "any"),
}
