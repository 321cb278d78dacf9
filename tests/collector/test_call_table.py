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
from trailgate_collector.call_table import CALLS as KEPT
from trailgate_collector.calls_beyond import CHOOSING
from trailgate_collector.iam_policy import least_policy, least_policy_of_organization
from trailgate_collector.partitions import IAM_REGIONS

CALLS = (*KEPT, *CHOOSING)
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
    tokens = {name for name in output.members if name.lower() in {"nexttoken", "marker"}}
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


def actions(policy: dict[str, Any]) -> set[str]:
    assert {statement["Effect"] for statement in policy["Statement"]} == {"Allow"}
    return {action for statement in policy["Statement"] for action in statement["Action"]}


def names(*groups: str | None) -> set[str]:
    return {f"{call.service}:{call.operation}" for call in KEPT if call.beyond in groups} - {"sts:GetCallerIdentity"}


def test_the_least_policy_allows_each_call_that_is_asked_for_and_nothing_else() -> None:
    assert actions(least_policy()) == names(None)
    assert actions(least_policy(["cross_account"])) == names(None, "cross_account")
    assert actions(least_policy(["cross_account", "all_topics"])) == names(None, "cross_account", "all_topics")
    assert names("all_topics") == {"sns:ListTopics"}


def test_who_collects_an_organization_may_choose_its_accounts_and_enter_them_and_nothing_else() -> None:
    policy = least_policy_of_organization("audit/trailgate", ["cross_account"])
    choosing = {f"{call.service}:{call.operation}" for call in CHOOSING}
    assert actions(policy) == names(None, "cross_account") | choosing | {"sts:AssumeRole"}
    (entering,) = (statement for statement in policy["Statement"] if "sts:AssumeRole" in statement["Action"])
    assert entering["Action"] == ["sts:AssumeRole"]
    assert entering["Resource"] == "arn:aws:iam::*:role/audit/trailgate"


def test_the_list_of_calls_has_a_line_for_each_which_says_what_it_is_made_with() -> None:
    lines = call_list().splitlines()
    assert [line.split()[0] for line in lines] == ["CALL", *NAMES, "sts:AssumeRole"]
    assert all(line.split()[1] in {"SERVES", "status", "effective"} for line in lines)
    told = {line.split()[0]: line.partition("only with ")[2].partition(":")[0] for line in lines}
    assert {name for name in names("cross_account") if told[name] != "--cross-account, --organization"} == set()
    assert {name for name, option in told.items() if not option} == names(None) | {"CALL", "sts:GetCallerIdentity"}
    assert (told["sns:ListTopics"], told["sts:AssumeRole"]) == ("--all-topics", "--organization")


PAGING = frozenset({"nexttoken", "marker", "limit", "maxrecords", "maxresults", "maxitems"})
NAMES_ONE_THING = {"TrailName": "TrailARN", "KeyId": "Arn", "AlarmMuteRuleName": "AlarmMuteRuleArn", "RuleIdentifier": "RuleArn"}
"""Parameters that ask for a thing which the answer has under another name."""
PREFIX_OF = {
    "logGroupNamePrefix": "logGroupName",
    "filterNamePrefix": "filterName",
    "AlarmNamePrefix": "AlarmName",
    "NamePrefix": "Name",
    "RuleNamePrefix": "RuleName",
}
NO_ECHOES = {("GetTelemetryRule", "RegionStatuses")}
"""Rows that name the thing once more, for other regions."""
IN_ROWS = {"metricTransformations", "metricName", "metricNamespace"}
IN_ATTRIBUTES = {"GetTopicAttributes": {"TopicArn"}, "GetSubscriptionAttributes": {"SubscriptionArn", "TopicArn"}}
"""Attributes are a map to botocore; its documentation names these."""
TAGS = "Tags"


def told(call: Call) -> dict[str, set[str]]:
    """The texts that an answer has at its top, and in each object or list of objects there, by botocore's model."""
    output: Any = botocore.session.get_session().get_service_model(call.service).operation_model(call.operation).output_shape
    found: dict[str, set[str]] = {"": {name for name, shape in output.members.items() if shape.type_name == "string"}}
    for name, shape in output.members.items():
        row = shape.member if shape.type_name == "list" else shape
        if row.type_name == "structure":
            found[name] = {key for key, member in row.members.items() if member.type_name == "string"}
        if row.type_name == "map" and name != TAGS:
            found[name] = IN_ATTRIBUTES[call.operation]
    return found


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
def test_what_an_answer_says_of_the_question_is_in_botocores_model(call: Call) -> None:
    model = botocore.session.get_session().get_service_model(call.service).operation_model(call.operation)
    asked = set(model.input_shape.members) if model.input_shape else set()
    known = {name for names in told(call).values() for name in names} | set(told(call)) | {"here"} | IN_ROWS
    for line in call.echoes:
        member, _, wanted = re.sub(r"^each .*: ", "", line).rpartition(" ")
        expression, _, _ = member.rpartition(" ")
        names = set(re.findall(r"(?<!['\w])[A-Za-z]+(?![('\w])", expression)) - {"arn"} | {expression.rpartition(".")[2]}
        assert names <= known, line
        assert wanted in (known if line.startswith("each ") else asked | {"here"}), line


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
def test_every_echo_that_botocores_model_has_is_compared(call: Call) -> None:
    model = botocore.session.get_session().get_service_model(call.service).operation_model(call.operation)
    asked = {name for name in (model.input_shape.members if model.input_shape else ()) if name.lower() not in PAGING}
    for parameter in asked:
        verb = "begins" if parameter in PREFIX_OF else "is"
        for row, names in told(call).items():
            if (call.operation, row) in NO_ECHOES:
                continue
            for name in {parameter, NAMES_ONE_THING.get(parameter), PREFIX_OF.get(parameter)} & names:
                where = [f"{row}{sign}{name}" if row else name for sign in (".", "[].")]
                assert any(f"{one} {verb} {parameter}" in call.echoes for one in where), (parameter, row, name)
