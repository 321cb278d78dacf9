"""What is told of values that nobody knows yet: the same as is written down, and true whatever they turn out to be."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.evaluator.languages.hcl.opened import OPEN, TAGS, WHY, Late, asked, told
from tests.evaluator.languages.hcl.oracle import FAILS
from tests.evaluator.languages.hcl.table import shown
from trailgate_evaluator.languages.hcl.values.types import a_set, converted
from trailgate_evaluator.languages.hcl.values.values import (
    Either,
    Entries,
    Glued,
    Items,
    Symbol,
    Unknown,
    Value,
    entries,
    settled,
)

TOLD: Final = Path(__file__).parent / "opened.json"
MAY_BE: Final[tuple[Value, ...]] = (
    None, "", "3", 1, True, Items("list", ("a",)), Items("set", ("a", "b")), entries("object", {"a": "x"}),
    Items("tuple", (None, 1, Items("tuple", ("c",)))),
)  # fmt: skip
"""What something of which nothing is known may turn out to be."""
TEXTS: Final = ({"topic": "arn:aws:sns:x", "group": "n"}, {"topic": "a", "group": "x"}, {"topic": "b", "group": "b"})


def written() -> dict[str, str]:
    return {expression: shown(told(expression)) for expression in dict.fromkeys(asked())}


def test_we_tell_as_much_as_is_written_down(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--golden"):
        TOLD.write_text(json.dumps(written(), indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    assert written() == json.loads(TOLD.read_text(encoding="utf-8"))


OF_THE_OTHERS_TYPE: Final = frozenset(
    {"true ? 1 : open", "false ? open : 1", "true ? 1 : tags", "true ? open : 1", "true ? tags : 1"}
)
"""Of which type the other branch is only its schema tells: a number may come to be its text."""


@dataclass(frozen=True, slots=True)
class World:
    """What everything has turned out to be: whatever was open, the texts of symbols by owner, which choice it was."""

    open: Value
    tags: Value
    texts: Mapping[str, str]
    choice: int

    def of(self, value: Value) -> Value:
        """What a value has turned out to be."""
        match value:
            case Unknown():
                return self.open
            case Symbol(owner=owner):
                return self.tags if value == TAGS else self.texts[str(owner)]
            case Glued(parts=parts):
                return "".join(str(converted(part if isinstance(part, str) else self.of(part), "string")) for part in parts)
            case Either(choices=choices):
                return self.of(choices[self.choice % len(choices)])
            case Items(kind=kind, items=items):
                return a_set(map(self.of, items)) if kind == "set" else Items(kind, tuple(map(self.of, items)))
            case Entries(kind=shape, entries=inner):
                return Entries(shape, {key: self.of(item) for key, item in inner.items()})
            case Late():
                return self.of(value.real)
            case _:
                return value


def worlds() -> Iterator[World]:
    for number, later in enumerate(MAY_BE):
        texts = TEXTS[number % len(TEXTS)]
        tags = MAY_BE[(number + 5) % len(MAY_BE)]
        yield World(later, tags, {**texts, "parts": f"arn:aws:{texts['group']}"}, number)


def may_be(value: Value, real: Value, world: World) -> bool:
    """Whether what was told of a value before may be what it turned out to be."""
    before, now = settled(value), settled(real)
    if isinstance(before, Unknown) or isinstance(now, Unknown):
        return True
    if isinstance(now, Either):
        return any(may_be(before, choice, world) for choice in now.choices)
    match before:
        case Either(choices=choices):
            return any(may_be(choice, now, world) for choice in choices)
        case Symbol(plain=False):
            return True
        case Symbol() | Glued():
            return now == world.of(before)
        case Items():
            return isinstance(now, Items) and _may_be_items(before, now, world)
        case Entries(entries=inner):
            if not isinstance(now, Entries) or now.kind != before.kind or inner.keys() != now.entries.keys():
                return False
            return all(may_be(item, now.entries[key], world) for key, item in inner.items())
        case _:
            return type(before) is type(now) and before == now


def _may_be_items(before: Items, now: Items, world: World) -> bool:
    if not before.ordered:
        fewer = len(now.items) <= len(before.items)
        return fewer and all(any(may_be(a, b, world) for a in before.items) for b in now.items)
    alike = now.kind == before.kind and len(now.items) == len(before.items)
    return alike and all(may_be(a, b, world) for a, b in zip(before.items, now.items, strict=True))


def test_what_is_told_before_holds_whatever_comes_where_that_can_be_applied() -> None:
    wrong = []
    before = {expression: told(expression) for expression in dict.fromkeys(asked()) if expression not in OF_THE_OTHERS_TYPE}
    for world in worlds():
        names = {name: world.of(value) for name, value in OPEN.items() if name != "wrapped"}
        names["wrapped"] = world.of(OPEN["wrapped"]) if isinstance(world.tags, str) else WHY
        for expression, value in before.items():
            real = told(expression, names)
            if isinstance(real, str) and real == FAILS:
                continue
            if (isinstance(value, str) and value == FAILS and not isinstance(real, Unknown)) or not may_be(value, real, world):
                wrong.append(f"{expression}: {shown(value)} came to {shown(real)}")
    assert wrong == []
