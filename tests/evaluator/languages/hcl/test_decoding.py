"""What is not known yet comes out of a decoded text where it went in, or nothing is said of the text."""

from __future__ import annotations

import pytest

from tests.evaluator.languages.hcl.test_unknown import OTHER, TIGHT, A, told
from trailgate_evaluator.languages.hcl.values.values import Entries, Glued, Items, Symbol, Unknown, Value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jsondecode(jsonencode({ t = terraform_data.a.output }))", Entries("object", {"t": A})),
        ('jsondecode(jsonencode({ t = "x-${tight}:*", n = 1 }))', Entries("object", {"n": 1, "t": Glued(("x-", TIGHT, ":*"))})),
        ("jsondecode(jsonencode([tight, other, [tight]]))", Items("tuple", (TIGHT, OTHER, Items("tuple", (TIGHT,))))),
        ('jsondecode("\\"arn:symbol:0:s${tight}\\"")', Glued(("arn:symbol:0:s", TIGHT))),
        ('yamldecode("t: ${tight}\\nk: 1")', Entries("object", {"k": 1, "t": TIGHT})),
        ('yamldecode("t: [${tight}, ${other}]")', Entries("object", {"t": Items("tuple", (TIGHT, OTHER))})),
        ('yamldecode("t: |\\n  a ${tight}\\n")', Entries("object", {"t": Glued(("a ", TIGHT, "\n"))})),
        ("yamldecode(yamldecode(jsonencode(tight)))", TIGHT),
    ],
)  # fmt: skip
def test_it_comes_out_as_itself(text: str, expected: Value) -> None:
    assert told(text, tight=TIGHT, other=OTHER) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('jsondecode("{\\"${tight}\\": 1}")', "jsondecode()"),
        ("jsondecode(tight)", "jsondecode()"),
        ("jsondecode(maybe)", "jsondecode()"),
        ('jsondecode("\\"${maybe}\\"")', "jsondecode()"),
        ('jsondecode("[\\"\\\\${tight}\\"]")', "jsondecode()"),
        ('yamldecode("t: ${terraform_data.a.output}")', "yamldecode()"),
        ('yamldecode("${tight}: 1")', "yamldecode()"),
        ("yamldecode(maybe)", "yamldecode()"),
    ],
)
def test_what_it_may_change_there_is_not_known(text: str, name: str) -> None:
    assert told(text, tight=TIGHT) == Unknown("known_after_apply", name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('templatestring("a ${x}", { x = tight })', Glued(("a ", TIGHT))),
        ('templatestring("%{ for x in l }<${x}>%{ endfor }", { l = [1, 2] })', "<1><2>"),
        ("templatestring(maybe, {})", Unknown("known_after_apply", "templatestring()")),
    ],
)
def test_a_template_in_a_text_is_filled_as_one_in_a_file_is(text: str, expected: Value) -> None:
    assert told(text.replace("${x}", "$${x}").replace("%{", "%%{"), tight=TIGHT) == expected


@pytest.mark.parametrize("text", ['templatestring("a")', "templatestring(null, {})", 'templatestring("$${", {})'])
def test_what_is_no_template_is_refused(text: str) -> None:
    assert told(text) == Unknown("unreadable_expression", text, ("main.tf", 1))


def topic(name: str) -> Symbol:
    places = [Symbol(name, ("arn", number), plain=True) for number in (1, 3, 4)]
    return Symbol(name, ("arn",), plain=True, colons=("arn", places[0], "sns", places[1], places[2], name))


X, Y = topic("x"), topic("y")
LIKE_X = Symbol("z", ("arn",), plain=True, colons=X.colons)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x == y", False),
        ("x == x", True),
        ("y != x", True),
        ('x == "arn:aws:sns:us-east-1:111122223333:y"', False),
        ('x == "arn:aws:sns:us-east-1:111122223333:x:1"', False),
        ("setsubtract([x, y], [x])", Items("set", (Y,))),
        ("setsubtract([x, y], [x, y])", Items("set", ())),
        ("setsubtract([x, y], [])", Items("set", (X, Y), ordered=False)),
        ("setintersection([x, y], [y])", Items("set", (Y,))),
        ("setintersection([x], [y])", Items("set", ())),
        ("setintersection([x, y], [y, x], [x])", Items("set", (X,))),
        ('setsubtract(["a", "b"], ["a"])', Items("set", ("b",))),
        ("contains([x], y)", False),
    ],
)  # fmt: skip
def test_arns_of_two_names_are_two(text: str, expected: Value) -> None:
    assert told(text, x=X, y=Y) == expected


@pytest.mark.parametrize(
    "text",
    [
        "x == like",
        'x == "arn:aws:sns:us-east-1:111122223333:x"',
        "setsubtract([x], [like])",
        "setintersection([x, y], [like])",
        "setsubtract([terraform_data.a.output], [x])",
        "setintersection([x], [open])",
        "setsubtract([x], [open])",
    ],
)
def test_those_of_one_name_may_be_one(text: str) -> None:
    assert isinstance(told(text, x=X, y=Y, like=LIKE_X), Unknown)
