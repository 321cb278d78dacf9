"""JSON changed at random, by a seed: something taken away, exchanged, doubled, renamed or bent."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

Place = tuple[str | int, ...]
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 1.5, 10**19, 1e300, "", " ", "x", "*", "0", "true", "\u0000", "\u202e::error::", "é\U0001f600",
    "arn:aws:sns:us-east-1:111122223333:x", "a" * 5000, [], {}, [None], [[]], {"a": None}, ["x", 1], {"unknown": {}},
    {"unknown": {"reason": "denied", "gap": "nowhere"}},
)  # fmt: skip


def places(value: Any, at: Place = ()) -> Iterator[Place]:
    """Every place in a value but its top, members of objects and elements of lists."""
    match value:
        case dict():
            inner: Iterator[tuple[str | int, Any]] = iter(value.items())
        case list():
            inner = iter(enumerate(value))
        case _:
            return
    for key, one in inner:
        yield (*at, key)
        yield from places(one, (*at, key))


def at(value: Any, place: Place) -> Any:
    """What stands there."""
    for key in place:
        value = value[key]
    return value


def without(value: Any, place: Place) -> Any:
    """A copy without what stands there; what is on no way to it is shared."""
    return _changed(value, place, lambda holder, key: holder.pop(key))


def with_other(value: Any, place: Place, other: Any) -> Any:
    """A copy with something else there."""
    return _changed(value, place, lambda holder, key: holder.__setitem__(key, other))


def _changed(value: Any, place: Place, change: Any) -> Any:
    changed = copy.copy(value)
    holder = changed
    for key in place[:-1]:
        holder[key] = copy.copy(holder[key])
        holder = holder[key]
    change(holder, place[-1])
    return changed


def mutated(value: Any, dice: Random, *, times: int | None = None) -> Any:
    """A copy changed in one place, or in a few."""
    for _ in range(times or dice.choice([1, 1, 1, 2, 3, 8])):
        found = list(places(value))
        if not found:
            return value
        value = _mutated_at(value, dice.choice(found), dice, found)
    return value


def _mutated_at(value: Any, place: Place, dice: Random, found: list[Place]) -> Any:
    there = at(value, place)
    match dice.choice(["without", "odd", "odd", "elsewhere", "doubled", "renamed", "bent", "bent", "shuffled"]):
        case "without":
            return without(value, place)
        case "elsewhere":
            return with_other(value, place, copy.deepcopy(at(value, dice.choice(found))))
        case "doubled" if isinstance(place[-1], int):
            holder = list(at(value, place[:-1]))
            holder.insert(dice.randrange(len(holder) + 1), copy.deepcopy(there))
            return with_other(value, place[:-1], holder) if len(place) > 1 else holder
        case "renamed" if isinstance(place[-1], str):
            return with_other(without(value, place), (*place[:-1], _bent(place[-1], dice)), there)
        case "bent" if isinstance(there, str):
            return with_other(value, place, _bent(there, dice))
        case "bent" if isinstance(there, bool):
            return with_other(value, place, not there)
        case "bent" if isinstance(there, int | float):
            return with_other(value, place, there + dice.choice([-1, 1, 0.5, 10**6, -(10**6)]))
        case "shuffled" if isinstance(there, list):
            return with_other(value, place, dice.sample(there, len(there)))
    return with_other(value, place, dice.choice(ODD))


def _bent(text: str, dice: Random) -> str:
    cut = dice.randrange(len(text) + 1)
    return dice.choice([
        text[:cut],
        text[cut:],
        text[:cut] + dice.choice(["x", '"', "\\", "*", "$", "{", "}", "::", "\n", "é", "\u0000", "|", "."]) + text[cut:],
        text.upper(),
        text.swapcase(),
        text + text,
        text[::-1],
    ])  # fmt: skip
