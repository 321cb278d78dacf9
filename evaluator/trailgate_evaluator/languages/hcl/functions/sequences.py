"""Functions on lists and tuples. They move items about that need not be known."""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.languages.hcl.functions.choosing import may_be_empty
from trailgate_evaluator.languages.hcl.functions.items import LONGEST, is_open, items_of
from trailgate_evaluator.languages.hcl.functions.registry import Functions, choices_out, moving, reading
from trailgate_evaluator.languages.hcl.values.equality import equals
from trailgate_evaluator.languages.hcl.values.types import converted, type_of, unified
from trailgate_evaluator.languages.hcl.values.values import (
    MOST,
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
    spread,
)

_ORDER: Final = Unknown("known_after_apply", "the order of a set")


def _concat(*lists: Value) -> Value:
    given = [items_of(each) for each in lists]
    if any(each.kind == "set" for each in given):
        raise RefusedError("lists, not sets")
    found = [item for each in given for item in each.items]
    if len(found) > LONGEST:
        return Unknown("unreadable_expression", "a list that is very long")
    made = Items("tuple", tuple(found), all(each.ordered for each in given))
    common = unified(map(type_of, given)) if all(each.kind == "list" for each in given) else None
    return made if common is None else converted(made, common)


def _flatten(value: Value) -> Value:
    found: list[Value] = []
    ordered = True
    pending: list[Value] = [items_of(value)]
    choices: list[tuple[int, Either]] = []
    while pending:
        each = settled(pending.pop())
        if isinstance(each, Items):
            ordered = ordered and each.ordered
            pending.extend(reversed(each.items))
        elif isinstance(each, Unknown) or (isinstance(each, Symbol) and not each.plain):
            return each if isinstance(each, Unknown) else Unknown("known_after_apply", "flatten()")
        elif isinstance(each, Either) and any(isinstance(settled(c), Items | Unknown) for c in each.choices):
            choices.append((len(found), each))
            found.append(each)
        else:
            found.append(each)
        if len(found) > LONGEST:
            return Unknown("unreadable_expression", "a list that is very long")
    if choices:
        places = [place for place, _ in choices]

        def chosen(*picked: Value) -> Value:
            filled = dict(zip(places, picked, strict=True))
            return _flatten(Items("tuple", tuple(filled.get(n, item) for n, item in enumerate(found)), ordered))

        return spread(chosen, *(choice for _, choice in choices))
    return Items("tuple", tuple(found), ordered)


def _compact(value: Value) -> Value:
    given = items_of(value)
    alternatives: list[list[Value]] = [[]]
    because: Unknown | None = None
    for item in given.items:
        told = converted(settled(item), "string")
        for choice in told.choices if isinstance(told, Either) else (told,):
            if is_open(choice) or may_be_empty(choice):
                return choice if isinstance(choice, Unknown) else Unknown("known_after_apply", "compact()")
        if isinstance(told, Either):
            because = told.because
            alternatives = [[*kept, *_nonempty(choice)] for kept in alternatives for choice in told.choices]
            if len(alternatives) > MOST:
                return because
        else:
            alternatives = [[*kept, *_nonempty(told)] for kept in alternatives]
    made: list[Value] = [Items("list", tuple(kept), given.ordered) for kept in alternatives]
    return made[0] if because is None else either(made, because)


def _nonempty(value: Value) -> list[Value]:
    return [] if value is None or value == "" else [value]


def _distinct(value: Value) -> Value:
    given = items_of(value)
    found: list[Value] = []
    for item in given.items:
        told = [equals(item, other) for other in found]
        if True in [t for t in told if isinstance(t, bool)]:
            continue
        if any(not isinstance(t, bool) for t in told) and not isinstance(settled(item), Symbol | Glued | str):
            return next(t for t in told if not isinstance(t, bool))
        found.append(item)
    doubtful = any(isinstance(settled(item), Symbol | Glued) for item in found) and len(found) > 1
    if doubtful:  # two symbols may be the same text: then there are fewer of them, and the same ones
        return Items("list", tuple(found), ordered=False)
    return Items("list", tuple(found), given.ordered)


def _element(value: Value, number: Value) -> Value:
    given = items_of(value)
    if given.kind == "set":
        raise RefusedError("a list, not a set")
    if not given.items:
        raise RefusedError("a list that is not empty")
    if isinstance(number, Unknown):
        return either(list(given.items), number)
    if not isinstance(number, int):
        raise RefusedError("a whole number")
    if number < 0:
        return Unknown("unreadable_expression", "element() of a negative number")  # later versions count from the end
    if not given.ordered:
        return either(list(given.items), _ORDER)
    return given.items[number % len(given.items)]


def _one(value: Value) -> Value:
    given = items_of(value)
    if not given.items:
        return None
    if len(given.items) > 1:
        if not given.ordered:
            return _ORDER
        raise RefusedError("a list of one item at most")
    return given.items[0]


def _index(value: Value, wanted: Value) -> Value:
    given = items_of(value)
    if given.kind == "set":
        raise RefusedError("a list, not a set")
    for number, item in enumerate(given.items):
        told = equals(item, wanted)
        if not isinstance(told, bool) or not given.ordered:
            return told if not isinstance(told, bool) else _ORDER
        if told:
            return number
    raise RefusedError("an item of the list")


def _contains(value: Value, wanted: Value) -> Value:
    told = [equals(item, wanted) for item in items_of(value).items]
    if True in [t for t in told if isinstance(t, bool)]:
        return True
    return next((t for t in told if not isinstance(t, bool)), False)


def _reverse(value: Value) -> Value:
    given = items_of(value)
    return Items("tuple" if given.kind == "tuple" else "list", given.items[::-1], given.ordered)


def _slice(value: Value, start: Value, stop: Value) -> Value:
    given = items_of(value)
    if given.kind == "set":
        raise RefusedError("a list, not a set")
    if not isinstance(start, int) or not isinstance(stop, int):
        return Unknown("known_after_apply", "slice()")
    if not 0 <= start <= stop <= len(given.items):
        raise RefusedError("a part of the list")
    if not given.ordered:
        return _ORDER
    return Items("tuple" if given.kind == "tuple" else "list", given.items[start:stop])


def _chunklist(value: Value, size: Value) -> Value:
    given = items_of(value)
    if not isinstance(size, int) or not given.ordered:
        return Unknown("known_after_apply", "chunklist()")
    if size < 0:
        raise RefusedError("a size from 0")
    step = size or max(1, len(given.items))
    chunks = [given.items[n : n + step] for n in range(0, len(given.items), step)]
    return Items("list", tuple(Items("list", chunk) for chunk in chunks))


def _sort(value: Value) -> Value:
    given = items_of(value)
    told = [settled(item) for item in given.items]
    if any(isinstance(item, Symbol | Glued | Either | Unknown) for item in told):
        return _sorted_with_symbols(given, told)
    texts = [item for item in given.items if isinstance(item, str)]
    if len(texts) != len(given.items):
        raise RefusedError("texts without null")
    return Items("list", tuple(sorted(texts)))


def _sorted_with_symbols(given: Items, told: list[Value]) -> Value:
    """The same texts in an order that nobody knows, unless there is but one."""
    if not all(isinstance(item, str | Symbol | Glued) for item in told):
        return Unknown("known_after_apply", "sort()")
    return Items("list", given.items, ordered=len(given.items) == 1)


def _transpose(value: Value) -> Value:
    if not isinstance(value, Entries):
        raise RefusedError("a map of lists")
    found: dict[str, list[str]] = {}
    for key, inner in value.entries.items():
        for item in items_of(inner).items:
            if not isinstance(item, str):
                raise RefusedError("a map of lists of texts")
            found.setdefault(item, []).append(key)
    return entries("map", {key: Items("list", tuple(sorted(keys))) for key, keys in found.items()})


def _matchkeys(values: Value, keys: Value, wanted: Value) -> Value:
    given, by = items_of(values), items_of(keys)
    if len(given.items) != len(by.items):
        raise RefusedError("lists of one length")
    asked = items_of(wanted).items
    kept = [item for item, key in zip(given.items, by.items, strict=True) if any(same(key, one) for one in asked)]
    return Items("list", tuple(kept))


SEQUENCES: Final[Functions] = {
    "chunklist": moving(_chunklist, ("list", "any"), "number"),
    "compact": moving(_compact, "any"),
    "concat": moving(_concat, "any", more=True),
    "contains": moving(_contains, "any", "any"),
    "distinct": moving(lambda value: spread(_distinct, choices_out(value)), ("list", "any")),
    "element": moving(_element, "any", "number"),
    "flatten": moving(_flatten, "any"),
    "index": moving(lambda value, wanted: spread(_index, choices_out(value), wanted), "any", "any"),
    "matchkeys": reading(_matchkeys, ("list", "any"), ("list", "any"), ("list", "any")),
    "one": moving(_one, "any", nulls=True),
    "reverse": moving(_reverse, "any"),
    "slice": moving(_slice, "any", "number", "number"),
    "sort": moving(lambda given: spread(_sort, choices_out(given)), ("list", "string")),
    "transpose": reading(_transpose, ("map", ("list", "string"))),
}
