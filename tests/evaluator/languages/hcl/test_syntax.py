"""What the parser makes of texts, and what it refuses."""

from __future__ import annotations

import json
import time

import pytest

from trailgate_evaluator.languages.hcl.evaluation.evaluating import evaluate, value_of
from trailgate_evaluator.languages.hcl.evaluation.scope import Budget, Scope
from trailgate_evaluator.languages.hcl.syntax.bodies import Expression, parse_file
from trailgate_evaluator.languages.hcl.syntax.expressions import parse_expression, parse_template
from trailgate_evaluator.languages.hcl.syntax.json_bodies import read_json
from trailgate_evaluator.languages.hcl.syntax.tree import Conditional, HclError, Literal, Variable
from trailgate_evaluator.languages.hcl.values.values import HEAVIEST, Items, Unknown, Value, weight

FILE = """
# a comment with "quotes
locals {
  a = "x${ var.b ? "y${var.c}" : "}" }" // behind
  b = [
    1, /* { */
    2,
  ]
  c = <<-EOT
    one ${ 1 + 1 }
      two
  EOT
}
resource "aws_x" "y" { count = 2 }

resource "aws_x" "z" {
  nested {
    name = "n"
  }
  dynamic "more" {
    for_each = toset(["a"])
    content {
      name = more.value
    }
  }
}
"""


def value(text: str, **names: Value) -> Value:
    return value_of(parse_expression(text), Scope(names))


def all_read(text: str) -> None:
    for expression in parse_file("x.tf", text).attributes.values():
        expression.node()


def test_a_file_is_attributes_and_blocks_with_their_lines() -> None:
    body = parse_file("main.tf", FILE)
    assert [(block.kind, block.labels, block.line) for block in body.blocks] == [
        ("locals", (), 3),
        ("resource", ("aws_x", "y"), 14),
        ("resource", ("aws_x", "z"), 16),
    ]
    local = body.blocks[0].body().attributes
    assert [(name, found.line) for name, found in local.items()] == [("a", 4), ("b", 5), ("c", 9)]
    assert value_of(local["c"].node(), Scope({})) == "one 2\n  two\n"
    assert [block.kind for block in body.blocks[2].body().blocks] == ["nested", "dynamic"]


def test_conditions_bind_to_the_right() -> None:
    a, b, c = Variable("a"), Variable("b"), Variable("c")
    assert parse_expression("a ? b : c ? 1 : 2") == Conditional(a, b, Conditional(c, Literal(1), Literal(2)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<<EOT\n  a\n   b\nEOT\n", "  a\n   b\n"),
        ("<<-EOT\n\ta\n\n\t\tb\n\tEOT\n", "a\n\n\tb\n"),
        ("<<-EOT\n  %{ for x in [1, 2] ~}\n  - ${x}\n  %{ endfor ~}\n  EOT\n", "  - 1\n  - 2\n"),
        ('"${"a"}${"b"}"', "ab"),
        ('"a\\${"', None),
        ('"$${a} %%{b}"', "${a} %{b}"),
        ('"\\u0041\\U00000042"', "AB"),
    ],
)
def test_templates(text: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(HclError):
            value(text)
    else:
        assert value(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "1 +", "(1", "[1, 2", "{a = }", '"abc', "a b", "1 ? 2", "f(", "<<EOT\nx\n", '"${1"', '"%{ if true }"', '"%{ endif }"',
        '"\\q"', '"\\U00ffffff"', "[for x y : z]", "{for x in y : x}", "...", "a.", "a[", "%", '"%{ what }"',
    ],
)  # fmt: skip
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(HclError):
        parse_expression(text)


@pytest.mark.parametrize("text", ["x", "a = ", "a {", "a = 1 }", 'a "b {}', "a = [", "= 1", 'a "b" c', "a = <<E\n"])
def test_what_is_no_file_is_refused_or_has_an_expression_that_is_none(text: str) -> None:
    with pytest.raises(HclError):
        all_read(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "1" + ")" * 5000, "[" * 5000, "-" * 5000 + "1", '"${' * 3000 + "1" + '}"' * 3000, "{a=" * 4000,
        "1 ? " * 3000,
        '"' + "a" * 100_000 + "${", '"' + "$" * 100_000, "a." * 10_000, "<<" * 50_000, "/*" * 50_000, "f(" * 4000,
        '"' + "%{ if true }" * 3000 + '"', "\\" * 100_000, "[for x in " * 3000, "!" * 100_000,
    ],
)  # fmt: skip
def test_texts_that_are_made_to_take_long_are_refused_at_once(text: str) -> None:
    started = time.process_time()
    with pytest.raises((HclError, RecursionError)):
        parse_expression(text)
    with pytest.raises((HclError, RecursionError)):
        all_read(f"a = {text}")
    assert time.process_time() - started < 2


def test_work_that_multiplies_is_given_up() -> None:
    nest = "1"
    for name in "abcdefgh":
        nest = f"[for {name} in range(100) : {nest}]"
    told = evaluate(Expression("x.tf", nest, 0, len(nest)), Scope({}, budget=Budget(20_000)))
    assert Scope({}).budget.left == Budget().left < 10**6
    assert isinstance(told, Unknown) or "more than can be worked out" in str(told)


@pytest.mark.parametrize(
    "twice", ["[x, x]", '"${x}${x}"', "{a = x, b = x}", "concat(x, x)", 'join(",", [x, x])', "[for i in [1, 2] : x]"]
)
def test_values_that_double_and_double_are_given_up(twice: str) -> None:
    held: Value = Items("list", ("a" * 100,)) if twice.startswith("concat") else "a" * 100
    for _ in range(60):
        held = evaluate(Expression("x.tf", twice, 0, len(twice)), Scope({"x": held}))
        assert weight(held) <= HEAVIEST


def test_json_is_the_same_language() -> None:
    dynamic = {"for_each": "${[1]}", "content": {}}
    content = {
        "//": "a comment",
        "resource": {"aws_x": {"y": {"name": '${upper("a")}-b', "block": [{"n": 1}], "dynamic": {"d": dynamic}}}},
        "locals": {"l": {"k": [True, None, 1.5]}},
    }  # fmt: skip
    body = read_json("main.tf.json", json.loads(json.dumps(content)))
    resource, local = body.blocks
    assert (resource.kind, resource.labels) == ("resource", ("aws_x", "y"))
    inner = resource.body()
    assert value_of(inner.attributes["name"].node(), Scope({})) == "A-b"
    assert [(block.kind, block.labels) for block in inner.blocks] == [("block", ()), ("dynamic", ("d",))]
    assert value_of(parse_template("x${1}"), Scope({})) == "x1"
    assert local.body().attributes["l"].line == 1
