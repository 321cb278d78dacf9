"""What is larger or deeper than anyone writes is unknown or refused, and what is as large as that is not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.evaluator.languages.hcl.opened import told
from trailgate_evaluator.languages.hcl.evaluation.evaluating import value_of
from trailgate_evaluator.languages.hcl.evaluation.scope import Budget, NoFiles, Scope
from trailgate_evaluator.languages.hcl.functions.calling import FUNCTIONS
from trailgate_evaluator.languages.hcl.functions.encoding import value_of_json
from trailgate_evaluator.languages.hcl.functions.registry import LONGEST, bounded, choices_out
from trailgate_evaluator.languages.hcl.syntax.expressions import parse_expression
from trailgate_evaluator.languages.hcl.values.values import Either, Entries, Items, RefusedError, Unknown, Value, entries

WHY = Unknown("known_after_apply", "var.x")
LARGE = Unknown("unreadable_expression", "YAML that is very large")
DOUBT = Unknown("unreadable_expression", "yamldecode() of a scalar that readers differ about")


VERY_LONG = "a text that is very long"


def nested(depth: int) -> Value:
    value: Value = 1
    for _ in range(depth):
        value = Items("tuple", (value,))
    return value


def at_the_bottom(value: object) -> object:
    while isinstance(value, Items | Entries):
        value = value.items[0] if isinstance(value, Items) else value.entries["a"]
    return value


@pytest.mark.parametrize(("depth", "shown"), [(100, True), (101, False)])
def test_values_nest_a_hundred_deep_in_json(depth: int, shown: bool) -> None:
    for brackets, before in (("[]", ""), ("{}", '"a":')):
        text = f"{brackets[0]}{before}" * depth + "1" + brackets[1] * depth
        decoded = told("jsondecode(text)", {"text": text})
        assert (at_the_bottom(decoded) == 1) is shown
        assert (decoded == "fails") is not shown
    assert (told("jsonencode(value)", {"value": nested(depth)}) == "[" * depth + "1" + "]" * depth) is shown
    held: Value = 1
    for _ in range(depth):
        held = entries("object", {"a": held})
    assert (told("jsonencode(value)", {"value": held}) == '{"a":' * depth + "1" + "}" * depth) is shown


def read(text: str) -> Value:
    return FUNCTIONS["yamldecode"]("yamldecode", [text])


@pytest.mark.parametrize(("depth", "known"), [(60, True), (61, False)])
def test_values_nest_sixty_deep_in_yaml(depth: int, known: bool) -> None:
    for text in ("[" * depth + "1" + "]" * depth, "{a: " * depth + "1" + "}" * depth):
        assert at_the_bottom(read(text)) == (1 if known else LARGE)


def test_yaml_of_two_hundred_thousand_values_is_read_so_far() -> None:
    held = read(f"- &a [{'1,' * 1_999}]\n" + "- *a\n" * 99)
    assert isinstance(held, Items)
    last = held.items[-1]
    assert isinstance(last, Items)
    assert last.items[-2:] == (1, LARGE)


def test_yaml_of_many_signs_or_documents_is_unknown() -> None:
    assert read(f"a{' ' * 1_999_999}") == "a"
    assert read(f"a{' ' * 2_000_000}") == DOUBT
    assert read("a: 1\n---\nb: 1\n---\nc: 1") == DOUBT


def test_texts_are_bounded() -> None:
    assert told("format(pattern, 1)", {"pattern": "%9999[1]s" * 420}) == Unknown(
        "unreadable_expression", VERY_LONG, ("main.tf", 3)
    )
    assert told("jsonencode(text)", {"text": "<" * 700_000}) == Unknown("unreadable_expression", VERY_LONG, ("main.tf", 3))
    assert bounded("x" * LONGEST) == "x" * LONGEST
    assert bounded("x" * (LONGEST + 1)) == Unknown("unreadable_expression", VERY_LONG)


@pytest.mark.parametrize(("more", "known"), [(0, True), (1, False)])
def test_texts_are_not_made_longer_than_that(more: int, known: bool) -> None:
    names: dict[str, Value] = {"text": "ab" * (LONGEST // 4) + "x" * more, "lines": "\n" * (LONGEST // 2), "spaces": 1 + more}
    replaced = told('replace(text, "b", "bcd")', names)
    assert (replaced == "abcd" * (LONGEST // 4)) is known
    assert (replaced == Unknown("unreadable_expression", VERY_LONG, ("main.tf", 3))) is not known
    assert told('replace(text, "b", "")', names) == "a" * (LONGEST // 4) + "x" * more
    assert isinstance(told("indent(spaces, lines)", names), str) is known
    assert told("indent(spaces, text)", {**names, "spaces": LONGEST + more}) == (names["text"] if known else replaced)


@pytest.mark.parametrize(("steps", "known"), [(3, True), (2, False)])
def test_each_node_of_an_expression_is_a_step(steps: int, known: bool) -> None:
    made = value_of(parse_expression("[1, 2]"), Scope({}, budget=Budget(steps), at=("main.tf", 3)))
    over = Unknown("unreadable_expression", "more than can be worked out here", ("main.tf", 3))
    assert made == Items("tuple", (1, 2 if known else over))


def test_where_no_files_are_none_is_read() -> None:
    assert NoFiles().text("a") == Unknown("file_not_at_hand", "a")
    assert NoFiles().names("b") == Unknown("file_not_at_hand", "b")


def test_a_name_that_no_loop_gives_is_looked_up_outside() -> None:
    class Outside:
        def look(self, name: str) -> Value:
            return f"the {name}"

    scope = Scope({"a": 1}, outer=Outside()).within(b=2)
    assert [scope.look(name) for name in "abc"] == [1, 2, "the c"]


@pytest.mark.parametrize(("more", "known"), [(0, True), (1, False)])
def test_lists_are_bounded(more: int, known: bool) -> None:
    names: dict[str, Value] = {
        "half": Items("tuple", (1,) * 50_000),
        "more": Items("tuple", (1,) * (50_000 + more)),
        "few": Items("tuple", (1,) * 250),
        "some": Items("tuple", (1,) * (400 + more)),
    }
    for call in ("concat(half, more)", "flatten([half, more])", "setproduct(few, some)"):
        made = told(call, names)
        assert isinstance(made, Items) is known
        assert (made == Unknown("unreadable_expression", "a list that is very long", ("main.tf", 3))) is not known


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (1.5, Fraction(3, 2)),
        (-2.0, -2),
        (1e20, 10**20),
        (1e300, Unknown("unreadable_expression", "a number")),
        (-1e300, Unknown("unreadable_expression", "a number")),
        (float("inf"), Unknown("unreadable_expression", "a number")),
        (Fraction(4, 2), 2),
        (10**60, 10**60),
        (Fraction(1, 10**61), Unknown("unreadable_expression", "a number that is rounded")),
        (True, True),
        (None, None),
        ({"b": [1], "a": None}, entries("object", {"b": Items("tuple", (1,)), "a": None})),
    ],
)
def test_what_json_holds_are_values(content: object, value: Value) -> None:
    made = value_of_json(content)
    assert made == value
    assert type(made) is type(value)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(RefusedError):
        value_of_json({1, 2})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1),
        (Items("set", (1,), ordered=False), Items("set", (1,), ordered=False)),
        (
            Items("set", (Either((1, 2), WHY), 3), ordered=False),
            Either((Items("set", (1, 3), ordered=False), Items("set", (2, 3), ordered=False)), WHY),
        ),
        (
            Entries("map", {"a": Items("list", (Either((1, 2), WHY),))}),
            Either((Entries("map", {"a": Items("list", (1,))}), Entries("map", {"a": Items("list", (2,))})), WHY),
        ),
        (
            Items("list", (Entries("object", {"a": Either((1, 2), WHY)}),)),
            Either((Items("list", (Entries("object", {"a": 1}),)), Items("list", (Entries("object", {"a": 2}),))), WHY),
        ),
        (Either((Items("list", (Either((1, 2), WHY),)), 3), WHY), Either((Items("list", (1,)), Items("list", (2,)), 3), WHY)),
    ],
)
def test_choices_within_a_value_are_choices_of_values(value: Value, expected: Value) -> None:
    assert choices_out(value) == expected


@pytest.mark.parametrize("call", ["md5", "sha1", "sha256", "sha512", "base64encode", "sort", "toset"])
def test_half_of_a_sign_is_a_text_too(call: str) -> None:
    argument = "text" if call not in {"sort", "toset"} else "[text]"
    assert told(f"{call}({argument})", {"text": "\ud800"}) != "fails"
