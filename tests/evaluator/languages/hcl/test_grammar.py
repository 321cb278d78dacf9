"""The trees of expressions: what binds how, what a line's end ends, how deep it may nest."""

from __future__ import annotations

from fractions import Fraction

import pytest

from trailgate_evaluator.languages.hcl.syntax.bodies import parse_file
from trailgate_evaluator.languages.hcl.syntax.expressions import parse_expression, parse_template
from trailgate_evaluator.languages.hcl.syntax.scanning import after_expression, after_heredoc, after_sequence, after_string
from trailgate_evaluator.languages.hcl.syntax.tree import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Element,
    For,
    HclError,
    Index,
    Literal,
    Node,
    ObjectOf,
    Splat,
    Template,
    Text,
    TupleOf,
    Unary,
    Variable,
)

A, B, C = (Variable(name) for name in "abc")
ONE = Literal(1)
OPERATORS = (("||",), ("&&",), ("==", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))
"""From the weakest to the strongest, as HCL's specification has them."""


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("f()", Call("f", (), expanded=False)),
        ("f(a, b,)", Call("f", (A, B), expanded=False)),
        ("f(a, b...)", Call("f", (A, B), expanded=True)),
        ("f (a.b ...)", Call("f", (Attribute(A, "b"),), expanded=True)),
        ("f(a.*...)", Call("f", (Splat(A, Element()),), expanded=True)),
        ("f(a.*.b...)", Call("f", (Splat(A, Attribute(Element(), "b")),), expanded=True)),
        ("p::q::f(a)", Call("p::q::f", (A,), expanded=False)),
        ("a.b.0", Index(Attribute(A, "b"), Literal(0))),
        ("a.*.b[1]", Index(Splat(A, Attribute(Element(), "b")), ONE)),
        ("a[*].b[1]", Splat(A, Index(Attribute(Element(), "b"), ONE))),
        ("a[b].c", Attribute(Index(A, B), "c")),
        ("-a.b", Unary("-", Attribute(A, "b"))),
        ("!a == b", Binary("==", Unary("!", A), B)),
        ("a != b", Binary("!=", A, B)),
        ("a - -b", Binary("-", A, Unary("-", B))),
        ("a-b", Variable("a-b")),
        ("null.a", Attribute(Literal(None), "a")),
        ("nulls", Variable("nulls")),
        ("[true, false, null]", TupleOf((Literal(value=True), Literal(value=False), Literal(None)))),
        ("[1.5, 2.0e1]", TupleOf((Literal(Fraction(3, 2)), Literal(20)))),
        ("{a = 1, (a) = 1, a : 1}", ObjectOf(((Text("a"), ONE), (A, ONE), (Text("a"), ONE)))),
        ("{a.b = 1}", ObjectOf(((Attribute(A, "b"), ONE),))),
        ("{a == b = 1}", ObjectOf(((Binary("==", A, B), ONE),))),
        ("{fort = 1}", ObjectOf(((Text("fort"), ONE),))),
        ("[fort]", TupleOf((Variable("fort"),))),
        ("[for a in b : c]", For(None, "a", B, None, C, None, grouped=False)),
        ("[for i, a in b : c if a]", For("i", "a", B, None, C, A, grouped=False)),
        ("{for a in b : a => c}", For(None, "a", B, A, C, None, grouped=False)),
        ("{for i, a in b : a => c... if a}", For("i", "a", B, A, C, A, grouped=True)),
        ("a ? b : c", Conditional(A, B, C)),
        ('"x${a}y"', Template(("x", A, "y"))),
        ('"${a}"', A),
        ("<<E\nx\nE\n", Text("x\n")),
    ],
)
def test_the_tree_of(text: str, tree: Node) -> None:
    assert parse_expression(text) == tree


def test_stronger_operators_bind_first_and_equal_ones_from_the_left() -> None:
    for strength, these in enumerate(OPERATORS):
        for one in these:
            for other in these:
                assert parse_expression(f"a {one} b {other} c") == Binary(other, Binary(one, A, B), C)
            for stronger in (sign for those in OPERATORS[strength + 1 :] for sign in those):
                assert parse_expression(f"a {one} b {stronger} c") == Binary(one, A, Binary(stronger, B, C))
                assert parse_expression(f"a {stronger} b {one} c") == Binary(one, Binary(stronger, A, B), C)
        assert parse_expression(f"a {these[0]} b ? b : a {these[0]} c") == Conditional(
            Binary(these[0], A, B), B, Binary(these[0], A, C)
        )


@pytest.mark.parametrize("blank", [" ", "\t", "/* one */", "/*\n*/", " /* a */ /* b */ "])
@pytest.mark.parametrize("line", ["\n", "\r\n", " # c\n", " // }\n", "\n\n"])
def test_lines_end_expressions_but_between_brackets(blank: str, line: str) -> None:
    """Between braces they end what is of one key."""
    parts = ["a", ".", "b", "[", "0", "]", "+", "f", "(", "1", ",", "c", ")"]
    tree = parse_expression("".join(parts))
    assert parse_expression(blank.join(parts)) == tree
    assert parse_expression(f"({line.join(parts)})") == tree
    assert parse_expression(f"[{line.join(parts)}{line}]") == TupleOf((tree,))
    assert parse_expression(f"[1][{line.join(parts)}{line}]") == Index(TupleOf((ONE,)), tree)
    assert parse_expression(f'"${{{line.join(parts)}}}"') == tree
    for cut in range(1, len(parts)):
        if "(" not in parts[:cut] and "[" not in parts[:cut]:
            with pytest.raises(HclError):
                parse_expression("".join(parts[:cut]) + line + "".join(parts[cut:]))
    assert parse_expression(f"{{{line}a{blank}={blank}a{line}-1 = b{line}}}") == ObjectOf(((Text("a"), A), (Unary("-", ONE), B)))
    for nested in (
        "(1)",
        "[1]",
        "{ c = 1 }",
        "f(1)",
        "a[1]",
        "[for a in b : c]",
        "{for a in b : a => c}",
        f"{{{line}c = 1,{line}}}",
    ):
        pairs = ((Text("a"), parse_expression(nested)), (Unary("-", ONE), B))
        assert parse_expression(f"{{a = {nested}{line}-1 = b}}") == ObjectOf(pairs)
        with pytest.raises(HclError):
            parse_expression(f"{{a = {nested} +{line}1}}")


@pytest.mark.parametrize(
    "text",
    [
        "{for = 1}", "[for]", "f(a... b)", "f(a...,)", "f(a b)", "[a b]", "{a b}", "{a\n= 1}", "{a =\n1}", "a.*.*", "a..b",
        "a...", "a.b...", "a[*", "a[1", "(a", "(a b)", "a ? b", "a ? b c", "{for a in b : c}", "{for a in b : a => c",
        "[for a in b : a => c]", "[for a, in b : c]", "[for a on b : c]", "[for a in b ; c]", "[for a in b : c...]", "a &",
        "a & b", "=a", "a = b", "{a => 1}", "1 2", "a \n b", "a // b\nc", '"a" "b"', '"a" b', "a }", '"${a b}"', '"${a}',
        '"${}"', f"a.{'1' * 100}", "1e", "1.", ".5", "%{a}", '"\\ud800"', '"\\U0000dfff"', '"\\U00110000"',
    ],
)  # fmt: skip
def test_what_the_grammar_does_not_have_is_refused(text: str) -> None:
    with pytest.raises(HclError):
        parse_expression(text)


NESTS = (
    ("(", "1", ")"),
    ("[", "1", "]"),
    ("{a=", "1", "}"),
    ("-", "1", ""),
    ("f(", "1", ")"),
    ('"${', "1", '}"'),
    ("a ? ", "1", " : 1"),
)


@pytest.mark.parametrize(("opening", "inside", "closing"), NESTS)
@pytest.mark.parametrize("beside", ["", "[[[1]]], [- - 1]", '"${"${1}"}", {a = {a = 1}}'])
def test_sixty_levels_are_read_whatever_stands_beside_them(opening: str, inside: str, closing: str, beside: str) -> None:
    def nested(levels: int) -> str:
        return f"[[{beside}{', ' * bool(beside)}{opening * levels}{inside}{closing * levels}, {beside}]]"

    parse_expression(nested(57))
    parse_template(f"x${{{nested(57)}}}")
    for parse in (parse_expression, lambda text: parse_template(f"x${{{text}}}")):
        with pytest.raises(HclError):
            parse(nested(58))


def test_a_part_of_a_text_is_read_to_its_end_and_no_further() -> None:
    text = "a = b + c\nd = 1"
    assert parse_expression(text, 4, 9) == Binary("+", B, C)
    assert parse_expression("a\n\n") == A
    for start, end in ((4, 8), (4, 5), (0, 9)):
        with pytest.raises(HclError):
            parse_expression(text, start, end)
    assert parse_file("x.tf", text).attributes["a"].node() == Binary("+", B, C)


def test_texts_are_stepped_over_two_hundred_deep() -> None:
    for levels, read in ((200, True), (201, False)):
        text = '"${' * levels + "1" + '}"' * levels
        heredoc = "<<E\n${" * levels + "1" + "}\nE\n" * levels
        for step, given, end in (
            (after_string, text, len(text)),
            (after_expression, text, len(text)),
            (after_expression, f"[{text}]", len(text) + 2),
            (lambda text, at: after_sequence(text, at + 1), f"{{{text}}}", len(text) + 2),
            (lambda text, at: after_heredoc(text, at)[2], heredoc, len(heredoc) - 1),
            (after_expression, heredoc, len(heredoc) - 1),
        ):
            if read:
                assert step(given, 0) == end
            else:
                with pytest.raises(HclError):
                    step(given, 0)


def test_a_mistake_is_at_its_place() -> None:
    for text, place in (('a ? "b" : "\\q"', 13), ("[a, b", 5), ("f(a\n b)", 5), ('"${a b}"', 5)):
        with pytest.raises(HclError) as refused:
            parse_expression(text)
        assert refused.value.position == place
    for text, place in (("a = /* b", 4), ("a = [\n<<E\n]\n", 6), ("a = [b << c]", 7), ("a {\n", 4)):
        with pytest.raises(HclError) as refused:
            parse_file("x.tf", text)
        assert refused.value.position == place


def test_a_template_file_is_read_line_by_line() -> None:
    assert parse_template("${a ~}\n\n  b") == Template((A, "", "\n", "  b"))
    assert parse_template("x\n\n${~ a}") == Template(("x\n", "", A))
    assert parse_template("${(\n\na)}") == A
    assert parse_template("a\\n\\q") == Text("a\\n\\q")
