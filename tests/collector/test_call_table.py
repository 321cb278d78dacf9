"""The call table against botocore's models of the APIs: every row can be asked, and only reads."""

from __future__ import annotations

import botocore.session
import jmespath
import pytest

from trailgate_collector.call_list import call_list
from trailgate_collector.call_table import CALLS, Call, FromAnswer
from trailgate_collector.iam_policy import least_policy

NAMES = [f"{call.service}:{call.operation}" for call in CALLS]


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
def test_every_call_only_reads(call: Call) -> None:
    assert call.operation.startswith(("Describe", "Get", "List"))


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
def test_every_call_is_one_that_botocore_knows_with_its_page_token(call: Call) -> None:
    model = botocore.session.get_session().get_service_model(call.service)
    operation = model.operation_model(call.operation)
    if call.next_page:
        assert operation.input_shape is not None
        assert call.next_page in operation.input_shape.members
        assert operation.output_shape is not None
        assert call.next_page in operation.output_shape.members


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
def test_no_answer_is_taken_for_whole_while_it_names_a_next_page(call: Call) -> None:
    output = botocore.session.get_session().get_service_model(call.service).operation_model(call.operation).output_shape
    assert output is not None
    tokens = {name for name in output.members if name.lower() == "nexttoken"}
    assert tokens == ({call.next_page} if call.next_page else set())


def test_each_call_stands_once() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_every_call_that_follows_an_answer_follows_one_of_the_table_with_an_expression_that_parses() -> None:
    operations = {call.operation for call in CALLS}
    for call in CALLS:
        if isinstance(call.scope, FromAnswer):
            assert call.scope.operation in operations
            jmespath.compile(call.scope.requests)


def test_the_least_policy_allows_each_call_and_nothing_else() -> None:
    (statement,) = least_policy()["Statement"]
    assert statement["Effect"] == "Allow"
    assert set(statement["Action"]) == set(NAMES) - {"sts:GetCallerIdentity"}


def test_the_list_of_calls_has_a_line_for_each() -> None:
    lines = call_list().splitlines()
    assert [line.split()[0] for line in lines] == ["CALL", *NAMES]
    assert all(line.split()[1] in {"SERVES", "status", "effective"} for line in lines)
