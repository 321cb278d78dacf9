"""What is told where not all is known: symbols are themselves, open conditions give both branches, and unknowns say why."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.evaluator.languages.hcl.oracle import scope
from trailgate_evaluator.languages.hcl.evaluation.evaluating import evaluate
from trailgate_evaluator.languages.hcl.evaluation.scope import Scope
from trailgate_evaluator.languages.hcl.functions.files import Files
from trailgate_evaluator.languages.hcl.syntax.bodies import Expression
from trailgate_evaluator.languages.hcl.values.values import Either, Entries, Glued, Items, RefusedError, Symbol, Unknown, Value

A = Symbol("a", ("output",), plain=True)
B = Symbol("b", ("output",), plain=True)
WHY = Unknown("known_after_apply", "var.x", ("main.tf", 3))


def told(text: str, **names: Value) -> Value:
    known = {**scope().names, "open": WHY, "maybe": Symbol("c", ("kms",), plain=False), **names}
    return evaluate(Expression("main.tf", text, 0, len(text)), Scope(known))


def test_only_what_never_holds_a_space_needs_no_trimming() -> None:
    for lacks, known in (((" ",), True), (("X",), False), ((), False)):
        name = Symbol("g", ("name",), plain=True, lacks=lacks)
        assert (told("trimspace(name)", name=name) == name) is known


def test_a_default_beside_values_of_several_types_stays_as_it_is() -> None:
    held = Entries("map", {"a": "x", "b": Items("list", ())})
    assert told('lookup(held, "z", 1)', held=held) == 1


class Beside(Files):
    """Two files."""

    def text(self, path: str) -> str | Unknown:
        if path == "t.tpl":
            return "${name}: %{ for x in list }<${x}>%{ endfor }\n"
        if path == "no":
            raise RefusedError("a file")
        return Unknown("file_not_at_hand", path)

    def names(self, folder: str) -> list[str] | Unknown:
        return ["a.yaml", "b/c.yaml", "d.txt"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("terraform_data.a.output", A),
        ('"${terraform_data.a.output}:*"', Glued((A, ":*"))),
        ("terraform_data.a.output == terraform_data.a.output", True),
        ("open", WHY),
        ("open.x[0]", WHY),
        ("upper(open)", WHY),
        ("[open, 1]", Items("tuple", (WHY, 1))),
        ("open ? terraform_data.a.output : terraform_data.b.output", Either((A, B), WHY)),
        ("open ? terraform_data.a.output : terraform_data.a.output", A),
        ("open && false", False),
        ("open || true", True),
        ("coalesce(open, terraform_data.a.output)", Either((WHY, A), WHY)),
        ('try(open, "x")', Either((WHY, "x"), WHY)),
        ("maybe", Symbol("c", ("kms",), plain=False)),
        ("maybe.x", Symbol("c", ("kms", "x"), plain=False)),
        ("[terraform_data.a.output, terraform_data.b.output][open]", Either((A, B), WHY)),
        ('[for x in ["a"] : x if open]', Either((Items("tuple", ("a",)), Items("tuple", ())), WHY)),
        ("timestamp()", Unknown("unreadable_expression", "timestamp()")),
    ],
)  # fmt: skip
def test_values(text: str, expected: Value) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text", ["maybe == null", "open == 1", "length(maybe)", "terraform_data.a.output == terraform_data.b.output", "maybe[*]"]
)
def test_what_nobody_knows_is_unknown(text: str) -> None:
    assert isinstance(told(text), Unknown)


def test_what_terraform_would_refuse_is_unknown_and_names_the_expression_with_its_line() -> None:
    text = "\n\n{}.nothing"
    assert evaluate(Expression("m.tf", text, 2, len(text)), Scope({})) == Unknown(
        "unreadable_expression", "{}.nothing", ("m.tf", 3)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('templatefile("t.tpl", {name = "n", list = ["x", "y"]})', "n: <x><y>\n"),
        ('templatefile("t.tpl", {name = terraform_data.a.output, list = []})', Glued((A, ": \n"))),
        ('file("else.txt")', Unknown("file_not_at_hand", "else.txt")),
        ('fileexists("no")', False),
        ('fileset(".", "*.yaml")', Items("set", ("a.yaml",))),
        ('fileset(".", "**/*.yaml")', Items("set", ("a.yaml", "b/c.yaml"))),
        ('fileset(".", "**/b/c.yaml")', Items("set", ("b/c.yaml",))),
        ('fileset(".", "{a,d}.*")', Items("set", ("a.yaml", "d.txt"))),
    ],
)
def test_files_are_read_where_they_are_at_hand(text: str, expected: Value) -> None:
    assert evaluate(Expression("", text, 0, len(text)), Scope({**scope().names}, Beside())) == expected


class Long(Files):
    """One file with a long name."""

    def text(self, path: str) -> str | Unknown:
        raise RefusedError(path)

    def names(self, folder: str) -> list[str] | Unknown:
        return [f"{folder}{'a' * 250}"]


def test_the_work_of_a_pattern_of_names_grows_with_the_name_alone() -> None:
    """Alternatives that are tried one after another would take longer than anybody waits."""
    text = 'fileset("", "*a*a*a*a*a*a*ab")'
    assert evaluate(Expression("", text, 0, len(text)), Scope({}, Long())) == Items("set", ())


@pytest.mark.parametrize("number", ["1e9999999", "-1e-9999999", "9" * 5000, f"0.{'1' * 5000}", "1e999"])
def test_a_number_in_json_that_nobody_keeps_exactly_is_not_made(number: str) -> None:
    """Its digits alone would fill the memory."""
    text = f'jsondecode("[{number}, 1.50]")'
    assert evaluate(Expression("", f"{text}[1]", 0, len(text) + 3), Scope({})) == Fraction(3, 2)
    assert isinstance(evaluate(Expression("", f"{text}[0]", 0, len(text) + 3), Scope({})), Unknown)


def test_braces_of_a_pattern_stand_within_one_name() -> None:
    text = 'fileset(".", "{b/b,b}/c.yaml")'
    assert isinstance(evaluate(Expression("", text, 0, len(text)), Scope({}, Beside())), Unknown)


TIGHT = Symbol("t", ("arn",), plain=True, lacks=(" ", ","))
OTHER = Symbol("u", ("arn",), plain=True, lacks=(" ", ","))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trimspace(tight)", TIGHT),
        ('trimspace(" x-${tight} ")', Unknown("known_after_apply", "trimspace()")),
        ('trimspace(" x-${tight}-y ")', Glued(("x-", TIGHT, "-y"))),
        ("trimspace(maybe)", Unknown("known_after_apply", "trimspace()")),
        ('split(",", tight)', Items("list", (TIGHT,))),
        ('split(",", join(",", [tight, other]))', Items("list", (TIGHT, OTHER))),
        ('split(", ", join(", ", [tight, other]))', Items("list", (TIGHT, OTHER))),
        ('split(",", "a,b-${tight},c")', Items("list", ("a", Glued(("b-", TIGHT)), "c"))),
        ('split(",", maybe)', Unknown("known_after_apply", "split()")),
        ('split(",", "${tight}${maybe}")', Unknown("known_after_apply", "split()")),
        ('split(", ", "${tight} ${other}")', Unknown("known_after_apply", "split()")),
        ('split("", tight)', Unknown("known_after_apply", "split()")),
        ('replace(tight, "a, b", "c")', TIGHT),
        ("sort([tight])", Items("list", (TIGHT,))),
        ("sort([tight, other])", Items("list", (TIGHT, OTHER), ordered=False)),
        ('sort(["b", "a"])', Items("list", ("a", "b"))),
        ("sort([tight, open])", Unknown("known_after_apply", "sort()")),
        ('sort([open ? "b" : "c", "a"])', Either((Items("list", ("a", "b")), Items("list", ("a", "c"))), WHY)),
        ("contains(sort([tight, other]), other)", True),
    ],
)  # fmt: skip
def test_a_symbol_that_never_holds_a_sign_is_not_cut_there_nor_changed(text: str, expected: Value) -> None:
    assert told(text, tight=TIGHT, other=OTHER) == expected
