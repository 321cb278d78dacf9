"""Values put together: choices, texts with symbols in them, and how much a value may hold."""

from __future__ import annotations

import pytest

from trailgate_evaluator.languages.hcl.values.values import (
    HEAVIEST,
    MOST,
    Either,
    Entries,
    Glued,
    Items,
    Lazy,
    RefusedError,
    Symbol,
    Unknown,
    Value,
    borne,
    doubt,
    either,
    entries,
    glued,
    may_be_fewer,
    same,
    settled,
    spread,
    symbols,
    weight,
)

WHY = Unknown("known_after_apply", "var.x")
MAY_FAIL = Unknown("known_after_apply", "var.y", fails=True)
ARN = Symbol("a", ("arn",), plain=True)
OTHER = Symbol("b", ("arn",), plain=True)
TAGS = Symbol("a", ("tags",), plain=False)


class Late(Lazy):
    """A list of one symbol, when it is asked for."""

    def attribute(self, name: str) -> Value:
        return f"the {name}"

    def whole(self) -> Value:
        return Items("list", (ARN,))


class Dim(Late):
    """Something of which nothing is known, when it is asked for."""

    def whole(self) -> Value:
        return WHY


LATE = Late()


@pytest.mark.parametrize(
    ("value", "heavy"),
    [
        (None, 1),
        (True, 1),
        (ARN, 1),
        (WHY, 1),
        ("", 1),
        ("x" * 15, 1),
        ("x" * 32, 3),
        (Glued((ARN, "x" * 33, OTHER, "y" * 16)), 4),
        (Items("list", ()), 1),
        (Items("list", (1, "x" * 16)), 4),
        (Entries("map", {"a": 1, "b": Items("list", (1,))}), 4),
        (Either((1, "x" * 16), WHY), 4),
    ],
)
def test_what_a_value_holds_is_counted(value: Value, heavy: int) -> None:
    assert weight(value) == heavy
    assert borne(value) is value


def test_what_holds_too_much_is_unknown() -> None:
    most: Value = "x" * (16 * (HEAVIEST - 1))
    assert borne(most) is most
    assert borne(f"{most}{'x' * 16}") == Unknown("unreadable_expression", "a value that is very large")


@pytest.mark.parametrize(
    ("choices", "because", "expected"),
    [
        ([1], WHY, 1),
        ([1, 1], WHY, 1),
        ([1, True], WHY, Either((1, True), WHY)),
        ([1, "1", 1], WHY, Either((1, "1"), WHY)),
        ([Either((1, 2), MAY_FAIL), 3, 2], WHY, Either((1, 2, 3), WHY)),
        ([1], MAY_FAIL, Either((1, MAY_FAIL), MAY_FAIL)),
        ([1, 2], MAY_FAIL, Either((1, 2), MAY_FAIL)),
        (list(range(MOST)), WHY, Either(tuple(range(MOST)), WHY)),
        (list(range(MOST + 1)), WHY, WHY),
        ([WHY, WHY], WHY, WHY),
    ],
)
def test_choices_are_one_value_where_they_are_equal(choices: list[Value], because: Unknown, expected: Value) -> None:
    assert either(choices, because) == expected


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (1, 1, True),
        (1, True, False),
        ("a", "b", False),
        (ARN, Symbol("a", ("arn",), plain=True, meaning=1), True),
        (Items("list", (1,)), Items("list", (1,)), True),
        (Items("list", (1,)), Items("tuple", (1,)), False),
        (Items("list", (1,)), Items("list", (1,), ordered=False), False),
        (Items("list", (1,)), Items("list", (1, 2)), False),
        (Items("list", (1, 2)), Items("list", (1, 3)), False),
        (Items("list", (1,)), Items("list", (True,)), False),
        (Items("list", (WHY,)), Items("list", (Unknown(WHY.reason, WHY.name),)), False),
        (Items("list", (WHY,)), Items("list", (WHY,)), True),
        (LATE, LATE, True),
        (LATE, Late(), False),
        (Entries("map", {"a": 1}), Entries("map", {"a": 1}), True),
        (Entries("map", {"a": 1}), Entries("map", {"a": 1, "b": 1}), False),
        (Entries("map", {"a": 1}), Entries("map", {"b": 1}), False),
        (Entries("map", {"a": 1}), Entries("object", {"a": 1}), False),
        (Entries("map", {"a": 1, "b": 2}), Entries("map", {"a": 1, "b": 3}), False),
        (Entries("map", {"a": 1}), Entries("map", {"a": True}), False),
    ],
)  # fmt: skip
def test_two_values_are_the_same_in_kind_and_content(one: Value, other: Value, alike: bool) -> None:
    assert same(one, other) is alike


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], ""),
        ([""], ""),
        (["a", "", "b"], "ab"),
        ([ARN], ARN),
        (["", ARN, ""], ARN),
        ([TAGS], Glued((TAGS,))),
        ([ARN, OTHER], Glued((ARN, OTHER))),
        (["a", Glued(("b", ARN, "c")), "d", "e"], Glued(("ab", ARN, "cde"))),
        ([Glued((ARN, "c")), ARN], Glued((ARN, "c", ARN))),
    ],
)
def test_parts_are_glued_together(parts: list[str | Symbol | Glued], expected: Value) -> None:
    assert glued(parts) == expected


@pytest.mark.parametrize(
    ("value", "reason", "symbolic"),
    [
        (1, None, False),
        (WHY, WHY, False),
        (ARN, None, True),
        (Glued((ARN, "x")), None, True),
        (Either((1, 2), WHY), WHY, False),
        (Items("list", (1, WHY, MAY_FAIL)), WHY, False),
        (Items("list", (1, ARN, 2)), None, True),
        (Items("list", (Entries("map", {"a": 1, "b": MAY_FAIL, "c": ARN}), WHY)), MAY_FAIL, True),
        (Entries("map", {"a": 1, "b": WHY, "c": MAY_FAIL}), WHY, False),
        (Items("list", (1, LATE, 2)), None, True),
        (Items("list", (1, Dim())), WHY, False),
    ],
)
def test_a_value_is_looked_through(value: Value, reason: Unknown | None, symbolic: bool) -> None:
    assert doubt(value) is reason
    assert symbols(value) is symbolic


@pytest.mark.parametrize(
    ("value", "fewer"),
    [
        (Items("set", (1, 2), ordered=False), False),
        (Items("set", (1, WHY), ordered=False), True),
        (Items("set", (1, ARN), ordered=False), True),
        (Items("list", (1, WHY)), False),
    ],
)
def test_of_what_is_not_known_two_may_be_one_in_a_set(value: Items, fewer: bool) -> None:
    assert may_be_fewer(value) is fewer


def small(*given: Value) -> Value:
    """Their sum, of small numbers alone."""
    total = sum(one for one in given if isinstance(one, int))
    if total > 9:
        raise RefusedError("small numbers")
    return total


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([1, 2], 3),
        ([Either((1, 2), WHY), 3], Either((4, 5), WHY)),
        ([Either((1, 2), WHY), Either((2, 1), MAY_FAIL)], Either((3, 2, 4), MAY_FAIL)),
        ([Either((1, 2), MAY_FAIL), Either((2, 1), WHY)], Either((3, 2, 4), MAY_FAIL)),
        ([Either((1, 2), WHY), Either((2, 1), Unknown("known_after_apply", "var.z"))], Either((3, 2, 4), WHY)),
        ([Either((1, 9), WHY), 3], Either((4, WHY), WHY)),
        ([Either((tuple(range(5))), WHY), Either(tuple(range(5)), WHY)], WHY),
        ([Either((tuple(range(4))), WHY), Either(tuple(range(6)), WHY)], Either(tuple(range(9)), WHY)),
    ],
)  # fmt: skip
def test_a_function_is_called_with_every_choice(arguments: list[Value], expected: Value) -> None:
    assert spread(small, *arguments) == expected


@pytest.mark.parametrize("arguments", [[10], [Either((10, 11), WHY)]])
def test_what_every_choice_refuses_is_refused(arguments: list[Value]) -> None:
    with pytest.raises(RefusedError):
        spread(small, *arguments)


def test_what_is_lazy_is_handed_on_as_it_is() -> None:
    assert spread(lambda one: one, LATE) is LATE
    assert settled(LATE) == Items("list", (ARN,))
    assert LATE.index("x") == "the x"
    with pytest.raises(RefusedError):
        LATE.index(1)


def test_a_map_is_in_the_order_of_its_keys() -> None:
    assert list(entries("map", {"b": 1, "a": 2}).entries) == ["a", "b"]
