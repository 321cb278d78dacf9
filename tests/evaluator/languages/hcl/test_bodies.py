"""Files as attributes and blocks: where each stands, in both syntaxes, and how deep what they hold may nest."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.evaluator.languages.hcl.opened import told
from trailgate_evaluator.languages.hcl.evaluation.evaluating import value_of
from trailgate_evaluator.languages.hcl.evaluation.scope import Scope
from trailgate_evaluator.languages.hcl.syntax.bodies import Body, parse_file
from trailgate_evaluator.languages.hcl.syntax.json_bodies import read_json
from trailgate_evaluator.languages.hcl.syntax.tree import HclError
from trailgate_evaluator.languages.hcl.values.values import Items, Value, entries

NATIVE = """\
a=1
resource aws_x "y" {b=2
  c {}
  d {e=3}
}# behind
f {}
g = [
  4,
]
"""


def values(body: Body) -> dict[str, Value]:
    return {name: value_of(expression.node(), Scope({})) for name, expression in body.attributes.items()}


def paths(body: Body) -> set[str]:
    own = {expression.path for expression in body.attributes.values()} | {block.path for block in body.blocks}
    return own.union(*(paths(block.body()) for block in body.blocks))


def test_a_file_is_read_to_its_end_and_each_part_knows_its_place() -> None:
    body = parse_file("main.tf", NATIVE)
    assert values(body) == {"a": 1, "g": Items("tuple", (4,))}
    assert [(block.kind, block.labels, block.line) for block in body.blocks] == [("resource", ("aws_x", "y"), 2), ("f", (), 6)]
    inner = body.blocks[0].body()
    assert values(inner) == {"b": 2}
    assert [(block.kind, values(block.body())) for block in inner.blocks] == [("c", {}), ("d", {"e": 3})]
    assert body.attributes["g"].line == 7
    assert body.attributes["g"].written == "[ 4, ]"
    assert paths(body) == {"main.tf"}
    assert [block.kind for block in inner.of_type("d")] == ["d"]


JSON: dict[str, Any] = {
    "//": "a comment",
    "resource": [
        {"aws_x": {"y": [
            {"name": "n${1 + 1}", "rule": [{"//": "none", "n": 1}, {"n": 2}], "tags": {"a": "b"}, "list": [1], "none": []},
        ]}},
        {"aws_x": {"z": {"dynamic": {"rule": [{"for_each": "${[3]}", "content": {"n": "${rule.value}"}, "labels": ["l"]}]}}}},
    ],
    "terraform": [{"required_version": ">= 1"}],
    "locals": {"l": {"k": [True, None, 1.5, -2.0, {"x": "y"}]}},
    "unheard_of": {"a": 1},
}  # fmt: skip


def test_json_is_attributes_and_blocks_at_once() -> None:
    body = read_json("main.tf.json", JSON)
    assert [(block.kind, block.labels) for block in body.blocks] == [
        ("resource", ("aws_x", "y")), ("resource", ("aws_x", "z")), ("terraform", ()), ("locals", ())
    ]  # fmt: skip
    assert paths(body) == {"main.tf.json"}
    assert {(block.text, block.start, block.end, block.line) for block in body.blocks} == {("", 0, 0, 1)}
    one, other, _, local = (block.body() for block in body.blocks)
    assert values(one) == {
        "name": "n2", "rule": Items("tuple", (entries("object", {"//": "none", "n": 1}), entries("object", {"n": 2}))),
        "tags": entries("object", {"a": "b"}), "list": Items("tuple", (1,)), "none": Items("tuple", ()),
    }  # fmt: skip
    nested = [(block.kind, values(block.body())) for block in one.blocks]
    assert nested == [("rule", {"n": 1}), ("rule", {"n": 2}), ("tags", {"a": "b"})]
    assert [one.is_json_block(name) for name in ("rule", "tags", "list", "nothing")] == [True, True, False, False]
    assert [block.kind for block in one.of_type("tags")] == ["tags"]
    (dynamic,) = other.blocks
    assert (dynamic.kind, dynamic.labels) == ("dynamic", ("rule",))
    assert values(dynamic.body()) == {"for_each": Items("tuple", (3,)), "labels": Items("tuple", ("l",))}
    (content,) = dynamic.body().blocks
    assert content.kind == "content"
    assert list(content.body().attributes) == ["n"]
    (name,) = (expression for name, expression in one.attributes.items() if name == "name")
    assert (name.text, name.start, name.end, name.line, name.written) == ("", 0, 0, 1, "")
    (kept,) = (expression for name, expression in local.attributes.items() if name == "l")
    assert kept.node() is kept.node()


def test_json_holds_values_of_each_kind() -> None:
    written = {"a": True, "b": None, "c": 1.5, "d": -2.0, "e": [1, "x${2}"], "k${1}": {"f": "g"}}
    body = read_json("x.tf.json", {"locals": {"l": written}})
    assert values(body.blocks[0].body())["l"] == entries(
        "object",
        {"a": True, "b": None, "c": Fraction(3, 2), "d": -2, "e": Items("tuple", (1, "x2")), "k1": entries("object", {"f": "g"})},
    )


def test_a_dynamic_block_of_json_may_lack_its_content() -> None:
    body = read_json("x.tf.json", {"resource": {"a": {"b": {"dynamic": {"rule": {"for_each": [1]}}}}}})
    (dynamic,) = body.blocks[0].body().blocks
    assert (dynamic.labels, list(dynamic.body().attributes), dynamic.body().blocks) == (("rule",), ["for_each"], [])


@pytest.mark.parametrize(("depth", "read"), [(100, True), (101, False)])
def test_json_nests_a_hundred_deep(depth: int, read: bool) -> None:
    for wrap in (lambda held: [held], lambda held: {"a": held}):
        value: object = 1
        for _ in range(depth):
            value = wrap(value)
        expression = read_json("x.tf.json", {"locals": {"l": value}}).blocks[0].body().attributes["l"]
        if read:
            expression.node()
        else:
            with pytest.raises(HclError):
                expression.node()


@pytest.mark.parametrize(("depth", "read"), [(100, True), (101, False)])
@pytest.mark.parametrize(
    ("before", "after"),
    [("%{ if true }", "%{ endif }"), ("%{ if false }%{ else }", "%{ endif }"), ("%{ for x in [1] }", "%{ endfor }")],
)
def test_directives_nest_a_hundred_deep(depth: int, read: bool, before: str, after: str) -> None:
    text = told(f'"{before * depth}x{after * depth}"')
    assert (text == "x") is read
    assert (text == "fails") is not read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"\\U0010ffff"', "\U0010ffff"),
        ('"\\U00110000"', "fails"),
        ('"${~"a"~}"', "a"),
        ('"x ${~"a"~} y"', "xay"),
        ('"a\\nb${1}c\\nd"', "a\nb1c\nd"),
        ("<<EOT\na\\n${1}\n  ${2}\nEOT\n", "a\\n1\n  2\n"),
        ("<<-EOT\n  a\n    b\n\n  c\n  EOT\n", "a\n  b\n\nc\n"),
        ("<<-EOT\n${1}\n  a\n  EOT\n", "1\n  a\n"),
        ("<<-EOT\n  ${1} a\n  b ${2}\n  EOT\n", "1 a\nb 2\n"),
        ("<<-EOT\n  EOT\n", ""),
        ("[<<EOT\na\nEOT\n, <<EOT2\nb\nEOT2\n]", Items("tuple", ("a\n", "b\n"))),
        ("<<E.T\na\nE.T\n", "fails"),
        ("1 < 2", True),
        ("{a = <<EOT\n}\nEOT\n}", entries("object", {"a": "}\n"})),
        ('"${{a = "}"}.a}"', "}"),
        ('"%{ if true ~}  a  %{~ endif }"', "a"),
    ],
)
def test_templates_are_cut_as_they_are_written(text: str, expected: Value | str) -> None:
    assert told(text) == expected
