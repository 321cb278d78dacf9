"""The evaluator against Terraform itself: the same value, or ours is unknown. Skipped where there is no terraform."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.evaluator.languages.hcl.oracle import FAILS, TERRAFORM, Answer, is_told, ours, theirs, wrong
from tests.evaluator.languages.hcl.table import rows
from trailgate_evaluator.languages.hcl.values.values import Entries, Value

SPREAD = 11
"""One answer of so many is asked for again: all of them take Terraform half a minute."""
needs_terraform = pytest.mark.skipif(TERRAFORM is None, reason="terraform is not on PATH")

LEAVES = {
    "TEXT": ('"a"', '"b-c"', '""', "terraform_data.a.output", '"x-${terraform_data.b.output}"', "null", 'upper("q")', '"é/z"'),
    "NUMBER": ("0", "1", "2.5", "-3", "length([1, 2])", '"7"'),
    "TRUTH": ("true", "false", '(terraform_data.a.output == "x")', "(terraform_data.a.output != null)", '("a" == "a")'),
    "LIST": (
        "[]",
        '["b", "a", "a"]',
        "[terraform_data.a.output]",
        '["", null, "z"]',
        'tolist(["m"])',
        'toset(["t", "s"])',
        "[[1], [2]]",
    ),
    "MAP": ("{}", '{a = "1", b = "2"}', "{a = terraform_data.a.output}", '{b = null, c = ["x"]}', 'tomap({k = "v"})'),
}
FORMS = {
    "TEXT": (
        '"<${TEXT}>${NUMBER}"',
        "coalesce(TEXT, TEXT)",
        'join("-", LIST)',
        "try(LIST[0], TEXT)",
        'lookup(MAP, "a", TEXT)',
        "(TRUTH ? TEXT : TEXT)",
        'replace(TEXT, "-", "_")',
        'format("%s/%v", "q${NUMBER}", NUMBER)',
        "lower(TEXT)",
        'trimprefix(TEXT, "x-")',
        "jsonencode(MAP)",
        "element(LIST, NUMBER)",
        "one(LIST)",
        "tostring(NUMBER)",
        '"%{ if TRUTH }y%{ else }n%{ endif }"',
        '"%{ for x in LIST ~} ${x} %{ endfor }"',
        "trimspace(TEXT)",
        "substr(TEXT, 0, 3)",
        'trimsuffix(TEXT, "c")',
        "upper (\nTEXT,\n)",
        '({\n  a = TEXT # one\n  -1 = NUMBER\n  "b" : TEXT,\n}\n.a)',
        "(<<-EOT\n    ${TEXT}\n  %{ if TRUTH ~}\n  a\n  %{ else ~}\n  b\n  %{ endif ~}\n  EOT\n)",
        "TRUTH ? TEXT : TRUTH ? TEXT : TEXT",
    ),
    "NUMBER": (
        "length(LIST)",
        "(NUMBER + NUMBER)",
        "(NUMBER * NUMBER)",
        "max(NUMBER, NUMBER)",
        "floor(NUMBER)",
        "(TRUTH ? NUMBER : NUMBER)",
        "length(MAP)",
        "-NUMBER",
        'index(LIST, "a")',
        "(NUMBER % NUMBER)",
        "length(TEXT)",
        "sum([NUMBER, NUMBER])",
        "NUMBER + NUMBER * NUMBER - NUMBER",
        "(- NUMBER\n* NUMBER % 3)",
    ),
    "TRUTH": (
        "(TEXT == TEXT)",
        "!TRUTH",
        "(TRUTH && TRUTH)",
        "(TRUTH || TRUTH)",
        "contains(LIST, TEXT)",
        "can(TEXT)",
        "(NUMBER > NUMBER)",
        "(TEXT != null)",
        "(LIST == LIST)",
        'startswith(TEXT, "x")',
        "alltrue([TRUTH, TRUTH])",
        'endswith(TEXT, "c")',
        "(MAP == MAP)",
        "TRUTH || TRUTH && !TRUTH",
        "NUMBER < NUMBER == TRUTH",
        "TEXT == TEXT && NUMBER + 1 >= NUMBER",
    ),
    "LIST": (
        "[TEXT, TEXT]",
        "concat(LIST, LIST)",
        "compact(LIST)",
        "distinct(LIST)",
        "flatten([LIST, LIST])",
        "toset(LIST)",
        "tolist(LIST)",
        "values(MAP)",
        "keys(MAP)",
        "[for x in LIST : x if x != TEXT]",
        '[for k, v in MAP : "${k}=${v}"]',
        "coalescelist(LIST, LIST)",
        "(TRUTH ? LIST : LIST)",
        "LIST[*]",
        "setunion(LIST, LIST)",
        "reverse(LIST)",
        'split("-", TEXT)',
        "slice(LIST, 0, 1)",
        "try(LIST, [])",
        'formatlist("%s:*", LIST)',
        "setproduct(LIST, LIST)",
        "[for x in LIST : TRUTH ? x : TEXT]",
        "sort(LIST)",
        "setsubtract(LIST, LIST)",
        "chunklist(LIST, 1)",
        'regexall("[a-c]", TEXT)',
        "[{ a = TEXT }, { a = TEXT }].*.a",
        "[[LIST], [LIST]][*][0]",
        "[\n  for i, x in LIST :\n  x\n  if i < NUMBER\n]",
    ),
    "MAP": (
        "merge(MAP, MAP)",
        "{a = TEXT, z = LIST}",
        "{for k, v in MAP : k => v if v != null}",
        "zipmap(keys(MAP), values(MAP))",
        "(TRUTH ? MAP : MAP)",
        "{for x in LIST : x => 1...}",
        "try(MAP, {})",
        "jsondecode(jsonencode(MAP))",
        "tomap(MAP)",
        "merge([for x in LIST : {(x) = TEXT}]...)",
    ),
}
_PLACE = re.compile("|".join(FORMS))


class Writer:
    """Writes expressions at random, the same ones for a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - cases, not secrets

    def any(self, depth: int) -> str:
        """An expression of any kind, nested so deep."""
        return self._one(self._random.choice(sorted(FORMS)), depth)

    def _one(self, kind: str, depth: int) -> str:
        if depth <= 0 or self._random.random() < 0.2:
            return self._random.choice(LEAVES[kind])
        return _PLACE.sub(lambda place: self._one(place.group(), depth - 1), self._random.choice(FORMS[kind]))


@needs_terraform
def test_the_answers_that_are_written_down_are_terraforms(tmp_path: Path) -> None:
    asked = rows()[::SPREAD]
    given = theirs([row.expression for row in asked], tmp_path)
    assert [(row, now) for row, now in zip(asked, given, strict=True) if row.answer != now] == []


def as_a_map(told: Value | str, answer: Answer) -> Value | str:
    """What we told, as a map where Terraform made one of an object.

    Beside a branch whose type only the apply tells, Terraform may take an object for a map; what it holds is the same.
    """
    if isinstance(told, Entries) and told.kind == "object" and isinstance(answer.type, list) and answer.type[0] == "map":
        return replace(told, kind="map")
    return told


@needs_terraform
@pytest.mark.parametrize("seed", [1, 2])
def test_expressions_made_at_random_give_what_terraform_gives(tmp_path: Path, seed: int) -> None:
    writer = Writer(seed)
    expressions = [writer.any(depth) for depth in (2, 2, 3, 3, 4) for _ in range(60)]
    real = theirs(expressions, tmp_path)
    told = [ours(expression) for expression in expressions]
    compared = [(e, o, r) for e, o, r in zip(expressions, told, real, strict=True) if r.value != FAILS]
    assert [(e, o, r) for e, o, r in compared if wrong(as_a_map(o, r), r)] == []  # of what Terraform refuses no plan is made
    assert sum(map(is_told, told)) > len(told) / 2
