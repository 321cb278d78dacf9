"""The evaluator against the answers that Terraform gave, which are written down: no terraform is needed."""

from __future__ import annotations

import pytest

from tests.evaluator.languages.hcl.calls import GOOD
from tests.evaluator.languages.hcl.oracle import ours
from tests.evaluator.languages.hcl.table import APART, expressions, groups, rows, shown, told_wrongly
from trailgate_evaluator.languages.hcl.functions.calling import FUNCTIONS


@pytest.mark.parametrize("group", sorted(groups()))
def test_we_tell_what_terraform_answered_and_as_much_as_is_written_down(group: str) -> None:
    told = {row.expression: shown(ours(row.expression)) for row in groups()[group]}
    assert told == {row.expression: row.told for row in groups()[group]}


def test_nothing_that_is_written_down_is_otherwise_than_terraforms_answer() -> None:
    assert [row for row in rows() if told_wrongly(row)] == []


def test_every_expression_has_its_answer() -> None:
    assert [row.expression for row in rows()] == expressions()
    assert {row.expression for row in rows()} >= APART.keys()


def test_every_function_is_asked_about() -> None:
    assert {*FUNCTIONS, "try", "can"} == GOOD.keys()
