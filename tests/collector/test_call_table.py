"""The call table against botocore's models of the APIs: every row can be asked, and only reads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import botocore.session
import jmespath
import pytest

from trailgate_collector.call_kinds import Call, FromAnswer
from trailgate_collector.call_list import call_list
from trailgate_collector.call_table import CALLS
from trailgate_collector.iam_policy import least_policy
from trailgate_collector.partitions import IAM_REGIONS

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
        for scope in call.scope if isinstance(call.scope, tuple) else (call.scope,):
            if isinstance(scope, FromAnswer):
                assert scope.operation in operations
                jmespath.compile(scope.requests)


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
def test_what_an_answer_always_has_is_a_member_of_botocores_model(call: Call) -> None:
    output = botocore.session.get_session().get_service_model(call.service).operation_model(call.operation).output_shape
    assert output is not None
    assert call.always
    texts = [text.removeprefix("each ").partition(" has ")[0] for text in call.always]
    named = {name for text in texts for name in re.findall(r"(?<![.\w])[A-Za-z]+(?![(\w])", text.partition(" when ")[0])}
    assert named <= set(output.members)


@pytest.mark.parametrize("call", [call for call in CALLS if call.apart], ids=lambda call: call.operation)
def test_what_may_be_asked_apart_is_a_list_of_the_request_and_newer_values_are_botocores(call: Call) -> None:
    shape: Any = botocore.session.get_session().get_service_model(call.service).operation_model(call.operation).input_shape
    assert call.newer < set(shape.members[call.apart].member.enum)


def test_the_regions_that_host_iam_are_those_of_the_law() -> None:
    law = (Path(__file__).parents[2] / "policies/trailgate/partitions/partitions.rego").read_text("utf-8")
    assert dict(re.findall(r'^\t"(aws[a-z-]*)": "([a-z0-9-]+)"', law, re.MULTILINE)) == IAM_REGIONS


def test_the_least_policy_allows_each_call_and_nothing_else() -> None:
    (statement,) = least_policy()["Statement"]
    assert statement["Effect"] == "Allow"
    assert set(statement["Action"]) == set(NAMES) - {"sts:GetCallerIdentity"}


def test_the_list_of_calls_has_a_line_for_each() -> None:
    lines = call_list().splitlines()
    assert [line.split()[0] for line in lines] == ["CALL", *NAMES]
    assert all(line.split()[1] in {"SERVES", "status", "effective"} for line in lines)
