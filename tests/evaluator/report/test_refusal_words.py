"""Every refusal says what to correct: the argument and what it takes. An expression says what stands in its way."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.evaluator.report import samples
from trailgate_evaluator.languages.hcl.values.values import Unknown
from trailgate_evaluator.readers.terraform.references.meaning import opaque
from trailgate_evaluator.readers.terraform.resources.refusals import LIMITS, REFUSALS
from trailgate_evaluator.report import orders, refusal_words

RULES = sorted({rule.rule for rule in REFUSALS} | set(LIMITS) | {"put_twice", "deleted_after_it_is_made", "stands_already"})
RESULT: dict[str, Any] = {"origin": "terraform_plan", "resources": {}, "subject": {"account": "111122223333"}, "sources": []}


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_reason_and_names_what_to_correct(rule: str) -> None:
    found = {"code": "trail_refused", "id": None, "detail": {"refused": rule}}
    assert refusal_words.refusal(found, RESULT) != refusal_words.refusal({"detail": {"refused": "made up"}}, RESULT)
    said = orders.of_break(found, RESULT)
    assert said == refusal_words.REMEDIES[rule]
    assert re.search(r"`[a-z_]+`|at most|\\|\\|", said)


def test_a_rule_that_nobody_knows_has_the_advice_of_its_code() -> None:
    found = {"code": "trail_refused", "id": None, "detail": {"refused": "made up"}}
    assert orders.of_break(found, RESULT) == "Correct it, so that the apply is not refused."


def advice(name: str | None) -> str:
    (result,) = samples.report(("777788889999", samples.unknown()))["results"]
    gap = result["gaps"][0] | {"reason": "unreadable_expression", "name": name, "account": None}
    return orders.of_gap(gap, result)


@pytest.mark.parametrize(
    ("unknown", "said"),
    [
        (Unknown("unreadable_expression", "more than can be worked out here", ("a.tf", 3)), "more simply"),
        (Unknown("unreadable_expression", "a value that is very large"), "more simply"),
        (Unknown("file_not_at_hand", "x.json", ("a.tf", 3)), "--source DIR with that file"),
        (Unknown("unreadable_expression", "bcrypt()", ("a.tf", 3)), "without bcrypt()"),
        (Unknown("unreadable_expression", "provider::x::y()", ("a.tf", 3)), "without provider::x::y()"),
        (Unknown("unreadable_expression", "local.x", ("a.tf", 3)), "so that it does not need what is named"),
    ],
)
def test_an_expression_is_settled_by_what_stands_in_its_way(unknown: Unknown, said: str) -> None:
    assert said in advice(opaque(unknown).name)


def test_one_that_names_nothing_has_every_way() -> None:
    assert "functions that trailgate knows" in advice(None)
