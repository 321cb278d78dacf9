"""Calls of every function: good ones, and each with one argument put in another's place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

GOOD: Final[Mapping[str, tuple[str, ...]]] = {
    "abs": ("-2",),
    "alltrue": ("[true, false]",),
    "anytrue": ("[true, false]",),
    "base64decode": ('"aGk="',),
    "base64encode": ('"hi"',),
    "basename": ('"a/b.txt"',),
    "can": ('"a"',),
    "ceil": ("1.5",),
    "chomp": ('"a\\n"',),
    "chunklist": ('["a", "b", "c"]', "2"),
    "coalesce": ('"a"', '"b"'),
    "coalescelist": ('["a"]', '["b"]'),
    "compact": ('["a", ""]',),
    "concat": ('["a"]', '["b"]'),
    "contains": ('["a", "b"]', '"a"'),
    "csvdecode": ('"a,b\\n1,2"',),
    "dirname": ('"a/b.txt"',),
    "distinct": ('["a", "a", "b"]',),
    "element": ('["a", "b"]', "1"),
    "endswith": ('"abc"', '"c"'),
    "flatten": ('[["a"], ["b"]]',),
    "floor": ("1.5",),
    "format": ('"%s-%v"', '"a"', "1"),
    "formatlist": ('"%s-%s"', '["a", "b"]', '"c"'),
    "indent": ("2", '"a\\nb"'),
    "index": ('["a", "b"]', '"b"'),
    "join": ('"-"', '["a", "b"]', '["c"]'),
    "jsondecode": ('"{\\"a\\": [1, null]}"',),
    "jsonencode": ('{b = ["x", 1], a = true}',),
    "keys": ('{b = 1, a = "x"}',),
    "length": ('["a", "b"]',),
    "lookup": ('{a = "x", b = "y"}', '"a"', '"d"'),
    "lower": ('"AB"',),
    "matchkeys": ('["a", "b"]', '["x", "y"]', '["x"]'),
    "max": ("1", "2"),
    "md5": ('"a"',),
    "merge": ('{a = "x"}', "{b = 2}"),
    "min": ("1", "2"),
    "nonsensitive": ('sensitive("a")',),
    "one": ('["a"]',),
    "parseint": ('"11"', "2"),
    "pow": ("2", "3"),
    "range": ("1", "7", "2"),
    "regex": ('"b+"', '"abbc"'),
    "regexall": ('"b+"', '"abbcb"'),
    "replace": ('"a-b"', '"-"', '"_"'),
    "reverse": ('["a", "b"]',),
    "sensitive": ('"a"',),
    "setintersection": ('["a", "b"]', '["b", "c"]'),
    "setproduct": ('["a", "b"]', '["x"]'),
    "setsubtract": ('["a", "b"]', '["b"]'),
    "setunion": ('["a"]', '["b"]'),
    "sha1": ('"a"',),
    "sha256": ('"a"',),
    "sha512": ('"a"',),
    "signum": ("-2",),
    "slice": ('["a", "b", "c"]', "0", "2"),
    "sort": ('["b", "a"]',),
    "split": ('"-"', '"a-b"'),
    "startswith": ('"abc"', '"a"'),
    "strcontains": ('"abc"', '"b"'),
    "strrev": ('"abc"',),
    "substr": ('"abcd"', "1", "2"),
    "sum": ("[1, 2]",),
    "title": ('"ab cd"',),
    "tobool": ('"true"',),
    "tolist": ('["a", "b"]',),
    "tomap": ('{a = "x", b = "y"}',),
    "tonumber": ('"2.5"',),
    "toset": ('["b", "a"]',),
    "tostring": ("2.5",),
    "transpose": ('{a = ["x", "y"], b = ["x"]}',),
    "trim": ('"?a?"', '"?"'),
    "trimprefix": ('"abc"', '"a"'),
    "trimspace": ('" a "',),
    "trimsuffix": ('"abc"', '"c"'),
    "try": ('"a"', '"b"'),
    "upper": ('"ab"',),
    "urlencode": ('"a b/c"',),
    "values": ('{b = 1, a = "x"}',),
    "yamldecode": ('"a: [1, null]"',),
    "zipmap": ('["a", "b"]', '["x", 1]'),
}
OTHERS: Final = (
    "null",
    "terraform_data.a.output",
    "terraform_data.n.output",
    "terraform_data.l.output",
    "terraform_data.m.output",
    "[terraform_data.a.output]",
    '"x-${terraform_data.b.output}-c"',
    '(terraform_data.a.output == "x" ? "c" : "a")',
    '(terraform_data.a.output == "x" ? ["a", "b"] : ["a"])',
    'sensitive("a")',
    'sensitive(["a", "b"])',
    "true",
    '"q"',
    '""',
    '"3"',
    "1.5",
    "-1",
    "0",
    "[]",
    "{}",
    "[null]",
    '["b", "a", "b"]',
    'toset(["b", "a"])',
    "tolist([2, 1])",
    'tomap({a = "1", z = "2"})',
    '{a = terraform_data.a.output, b = "b"}',
    "[1, [true]]",
)
"""Wrong types, nulls, sensitive values, values of no certain order, and values that are known only after apply."""


def calls() -> Iterator[str]:
    """Each function well called; with one argument replaced by each other; with one too few and one too many."""
    for name, arguments in GOOD.items():
        yield _call(name, arguments)
        for place in range(len(arguments)):
            for other in OTHERS:
                yield _call(name, (*arguments[:place], other, *arguments[place + 1 :]))
        yield _call(name, arguments[:-1])
        yield _call(name, (*arguments, "1"))


def _call(name: str, arguments: tuple[str, ...]) -> str:
    return f"{name}({', '.join(arguments)})"


def functions_in(expression: str) -> set[str]:
    """The names that an expression calls."""
    return set(re.findall(r"\b([a-z0-9]+)\(", expression))
