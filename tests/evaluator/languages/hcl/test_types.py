"""Types, and values made to be of one, as variables declare them and as several values have one in common."""

from __future__ import annotations

from fractions import Fraction

import pytest

from trailgate_evaluator.languages.hcl.values.types import Type, a_set, converted, in_doubt, type_of, unified
from trailgate_evaluator.languages.hcl.values.values import (
    Either,
    Entries,
    Glued,
    Items,
    RefusedError,
    Symbol,
    Unknown,
    Value,
    entries,
)

WHY = Unknown("known_after_apply", "var.x")
ARN = Symbol("a", ("arn",), plain=True)
OPEN = Symbol("a", ("tags",), plain=False)
TEXTS = ("list", "string")
RULE: Type = ("object", {"name": "string", "count": "number", "on": "bool"}, {"count": 3, "on": None})


def items(kind: str, *held: Value, ordered: bool = True) -> Items:
    return Items(kind, held, ordered)  # type: ignore[arg-type]  # one of the three words


def obj(**held: Value) -> Entries:
    return entries("object", held)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "any"),
        (WHY, "any"),
        (items("list", 1, items("tuple")), ("list", "any")),
        (Entries("map", {"a": 1, "b": items("tuple")}), ("map", "any")),
        (True, "bool"),
        (1, "number"),
        (Fraction(1, 2), "number"),
        ("x", "string"),
        (Glued((ARN, "-x")), "string"),
        (ARN, "string"),
        (OPEN, "any"),
        (Either(("x", 1), WHY), "string"),
        (Either((True, 1), WHY), "any"),
        (Either((ARN, OPEN), WHY), "string"),
        (items("tuple", 1, "x"), ("tuple", ("number", "string"))),
        (items("list", None, "x"), TEXTS),
        (items("list"), ("list", "any")),
        (items("set", 1), ("set", "number")),
        (entries("map", {"a": True}), ("map", "bool")),
        (entries("map", {}), ("map", "any")),
        (obj(a=1, b=None), ("object", {"a": "number", "b": "any"}, {})),
    ],
)
def test_each_value_has_a_type(value: Value, kind: Type) -> None:
    assert type_of(value) == kind


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ([], "any"),
        (["any", "any"], "any"),
        (["number", "any", "string"], "string"),
        (["bool", "string"], "string"),
        (["bool", "number"], None),
        (["string", TEXTS], None),
        ([TEXTS, "string"], None),
        (["bool", TEXTS], None),
        ([("tuple", ("number", "any")), ("tuple", ("string", "bool"))], ("tuple", ("string", "bool"))),
        ([("tuple", ("number",)), ("tuple", ("bool",))], None),
        ([("tuple", ("number",)), ("tuple", ())], ("list", "number")),
        ([("tuple", ("bool", "number")), ("tuple", ())], None),
        ([("tuple", ("string",)), ("set", "number")], ("set", "string")),
        ([TEXTS, ("set", "number")], TEXTS),
        ([TEXTS, ("set", "number"), ("tuple", ("bool",))], TEXTS),
        ([("list", "bool"), ("set", "number")], None),
        ([("list", "any"), ("set", "number")], ("list", "number")),
        ([("object", {"a": "number"}, {}), ("object", {"a": "string"}, {})], ("object", {"a": "string"}, {})),
        ([("object", {"a": "number"}, {}), ("object", {"a": "bool"}, {})], None),
        ([("object", {"a": "number"}, {}), ("object", {"b": "string"}, {})], ("map", "string")),
        ([("object", {"a": "number"}, {}), ("map", "string")], ("map", "string")),
        ([("map", "number"), ("map", "bool")], None),
        ([("map", "number"), ("map", "string")], ("map", "string")),
        ([("map", "any"), ("object", {"a": "number", "b": "bool"}, {})], ("map", "any")),
        ([("object", {"a": "string"}, {}), TEXTS], None),
        ([("map", "string"), ("tuple", ("string",))], None),
    ],
)
def test_several_types_have_one_in_common(types: list[Type], kind: Type) -> None:
    assert unified(types) == kind
    assert unified([*types, "any"]) == kind


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (items("tuple", 1), "any", items("tuple", 1)),
        (None, TEXTS, None),
        (WHY, TEXTS, WHY),
        (Either(("1", "2"), WHY), "number", Either((1, 2), WHY)),
        (True, "string", "true"),
        (False, "string", "false"),
        (Fraction(-1, 4), "string", "-0.25"),
        ("1", "bool", True),
        ("0", "bool", False),
        (ARN, "string", ARN),
        (ARN, "number", Unknown("known_after_apply", "a number")),
        (Glued((ARN, "x")), "bool", Unknown("known_after_apply", "a bool")),
        (OPEN, TEXTS, OPEN),
        (items("tuple", 1, "x"), TEXTS, items("list", "1", "x")),
        (items("tuple", 1, "x", ordered=False), TEXTS, items("list", "1", "x", ordered=False)),
        (items("tuple", 2, 10, 1, 2), ("set", "number"), items("set", 1, 2, 10)),
        (items("tuple", "b", "é", "a", "b", "z"), ("set", "any"), items("set", "a", "b", "z", "é")),
        (items("list", True, ordered=False), ("tuple", ("string",)), items("tuple", "true", ordered=False)),
        (obj(a=1, b="x"), ("map", "string"), entries("map", {"a": "1", "b": "x"})),
        (obj(a=1, b=2), ("map", "any"), entries("map", {"a": 1, "b": 2})),
        (obj(name=1), RULE, obj(name="1", count=3, on=None)),
        (obj(name=None, count="7", on="true", more=1), RULE, obj(name=None, count=7, on=True)),
        (obj(name="n", count=None), RULE, obj(name="n", count=3, on=None)),
        (
            obj(name="n", count=Either((None, "5"), WHY), on=Either((None, "true"), WHY)),
            RULE,
            obj(name="n", count=Either((3, 5), WHY), on=Either((None, True), WHY)),
        ),
        (obj(name=Either((None, 5), WHY)), RULE, obj(name=Either((None, "5"), WHY), count=3, on=None)),
    ],
)  # fmt: skip
def test_a_value_is_made_to_be_of_a_type(value: Value, kind: Type, expected: Value) -> None:
    assert converted(value, kind) == expected


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("x", "number"),
        ("yes", "bool"),
        (1, "bool"),
        (True, "number"),
        (obj(), "string"),
        (ARN, TEXTS),
        ("x", TEXTS),
        (items("tuple", "x"), ("tuple", ("string", "string"))),
        (obj(a=1), ("tuple", ("number",))),
        (items("tuple", 1), ("map", "number")),
        (obj(a=1, b=True), ("map", "any")),
        (items("tuple", 1, True), ("list", "any")),
        (items("tuple", 1), RULE),
        (obj(count=1), RULE),
    ],
)
def test_what_cannot_be_of_a_type_is_refused(value: Value, kind: Type) -> None:
    with pytest.raises(RefusedError):
        converted(value, kind)


def test_a_text_that_may_be_no_number_may_fail() -> None:
    told = converted(ARN, "number")
    assert isinstance(told, Unknown)
    assert told.fails is True


@pytest.mark.parametrize("text", ["\ud800", "a\udfff"])
def test_half_of_a_sign_is_put_in_order_too(text: str) -> None:
    assert a_set(["z", text, "b"]).items in {("b", "z", text), ("b", text, "z"), (text, "b", "z")}


@pytest.mark.parametrize(
    ("value", "kind", "doubtful"),
    [
        (items("tuple", items("tuple", 1), None), ("list", "any"), True),
        (items("list", items("tuple", 1), None), ("list", "any"), False),
        (items("tuple", 1, None), ("list", "number"), False),
        (items("tuple", items("tuple", 1), Either((None, items("tuple", 2)), WHY)), ("list", "any"), True),
        (obj(a=items("tuple", 1), b=None), ("map", "any"), False),
        (obj(a=items("tuple", 1), b=None, c=items("tuple", 2, 3)), ("map", "any"), True),
        (obj(a=obj(x=1), b=None, c=obj(x=2)), ("map", "any"), False),
        (obj(a=obj(x=None), b=None, c=obj(x=items("tuple", 1))), ("map", "any"), True),
        (obj(a=obj(x=None), c=obj(x=items("tuple", 1))), ("map", "any"), True),
        (obj(a=obj(x=None), c=obj(y=items("tuple", 1))), ("map", "any"), True),
        (obj(a=obj(x=None), c=obj(x=1)), ("map", "any"), False),
        (obj(a=obj(x=None, y=obj()), c=obj(x=1, y=obj())), ("map", "any"), False),
        (items("tuple", items("list", None, obj()), items("list", None)), ("list", "any"), False),
        (items("tuple", items("tuple", items("tuple", obj(), None))), ("tuple", (("tuple", (("list", "any"),)),)), True),
        (obj(p=items("tuple", obj(), None)), ("object", {"p": ("list", "any")}, {}), True),
        (obj(p=items("tuple", obj(), None)), ("object", {"p": ("tuple", ("any", "any"))}, {}), False),
        (obj(p=items("tuple", obj(), None)), "any", False),
        (obj(p=items("tuple", obj(), None)), ("map", ("list", "any")), True),
        (None, ("list", "any"), False),
    ],
)
def test_a_null_beside_lists_or_maps_is_in_doubt(value: Value, kind: Type, doubtful: bool) -> None:
    assert in_doubt(value, kind) is doubtful
