"""Security Hub turned on or off by what is no hub of the plan: stacks, Cloud Control, central configuration, programs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.evaluator.readers.terraform.test_services import (
    ACCOUNT,
    BOTH,
    HERE,
    HUB,
    NEITHER,
    ONE,
    THERE,
    Evaluate,
    Json,
    evaluate,
    plan,
)

__all__ = ["evaluate"]

STACK, CONTROL = "aws_cloudformation_stack", "aws_cloudcontrolapi_resource"
POLICY, ASSOCIATION = "aws_securityhub_configuration_policy", "aws_securityhub_configuration_policy_association"
MADE, CHANGED, REMOVED, KEPT, ANEW = ["create"], ["update"], ["delete"], ["no-op"], ["delete", "create"]


def template(*types: str) -> Json:
    return {
        "name": "s",
        "template_body": json.dumps({"Resources": {f"R{number}": {"Type": one} for number, one in enumerate(types)}}),
    }


A_HUB, NO_HUB = template("AWS::SecurityHub::Hub"), template("AWS::S3::Bucket")


def with_one(
    kind: str, values: Json, actions: list[str], *, before: Json | None = None, whole: Json | None = None, **more: Any
) -> Json:
    """A plan that does something to one resource of a type, which stands in eu-west-1."""
    given = plan() if whole is None else whole
    one = {"address": f"{kind}.x", "mode": "managed", "type": kind, "name": "x", **more}
    stood = None if actions == MADE else before or values
    stands = None if actions == REMOVED else values
    change = {"actions": actions, "before": stood, "after": stands}
    block = {name: value for name, value in one.items() if name != "provider_name"} | {"provider_config_key": "aws.there"}
    sides: Json = {"planned_values": stands, "prior_state": stood}
    for side, told in sides.items():
        inner = given[side].get("values", given[side])["root_module"]
        if told is not None:
            inner["resources"].append({**one, "values": told})
    given["resource_changes"].append({**one, "change": change})
    given["configuration"]["root_module"]["resources"].append(block)
    return given


@pytest.mark.parametrize(
    ("kind", "values", "actions", "before", "over_both", "over_one"),
    [
        (STACK, A_HUB, MADE, None, "pass", "unknown"),
        (STACK, A_HUB, CHANGED, None, "pass", "fail"),
        (STACK, A_HUB, KEPT, None, "pass", "fail"),
        (STACK, A_HUB, REMOVED, None, "unknown", "fail"),
        (STACK, A_HUB, ANEW, None, "unknown", "unknown"),
        (STACK, NO_HUB, CHANGED, A_HUB, "unknown", "fail"),
        (STACK, A_HUB, CHANGED, NO_HUB, "pass", "unknown"),
        (STACK, NO_HUB, MADE, None, "pass", "fail"),
        (STACK, template("AWS::Lambda::Function", "AWS::SecurityHub::HubV2"), MADE, None, "pass", "fail"),
        (STACK, template("Custom::Anything"), MADE, None, "unknown", "unknown"),
        (STACK, template("AWS::SecurityHub::PolicyAssociation"), MADE, None, "unknown", "unknown"),
        (STACK, template("AWS::SecurityHub::OrganizationConfiguration"), MADE, None, "pass", "unknown"),
        (STACK, {"name": "s", "template_url": "https://x"}, MADE, None, "unknown", "unknown"),
        ("aws_cloudformation_stack_set_instance", {"stack_set_name": "s"}, MADE, None, "unknown", "unknown"),
        (CONTROL, {"type_name": "AWS::SecurityHub::Hub"}, MADE, None, "pass", "unknown"),
        (CONTROL, {"type_name": "AWS::SecurityHub::Hub"}, REMOVED, None, "unknown", "fail"),
        (CONTROL, {"type_name": "AWS::SecurityHub::ConfigurationPolicy"}, CHANGED, None, "unknown", "unknown"),
        (CONTROL, {"type_name": "AWS::S3::Bucket"}, MADE, None, "pass", "fail"),
        (POLICY, {"name": "p"}, MADE, None, "pass", "fail"),
        (POLICY, {"name": "p"}, CHANGED, None, "unknown", "unknown"),
        (ASSOCIATION, {"target_id": ACCOUNT, "policy_id": "p"}, MADE, None, "unknown", "unknown"),
        (ASSOCIATION, {"target_id": "r-abcd", "policy_id": "p"}, REMOVED, None, "unknown", "unknown"),
        (ASSOCIATION, {"target_id": "999999999999", "policy_id": "p"}, MADE, None, "pass", "fail"),
        ("awscc_securityhub_policy_association", {"target_id": ACCOUNT}, MADE, None, "unknown", "unknown"),
        ("awscc_securityhub_standard", {"standards_arn": "securityhub"}, MADE, None, "pass", "fail"),
        ("aws_securityhub_standards_subscription", {"standards_arn": "x"}, REMOVED, None, "pass", "fail"),
        ("aws_securityhub_organization_configuration", {"auto_enable": True}, MADE, None, "pass", "unknown"),
        ("aws_securityhub_organization_admin_account", {"admin_account_id": ACCOUNT}, REMOVED, None, "pass", "fail"),
        ("aws_lambda_invocation", {"function_name": "f", "input": "disable Security Hub"}, MADE, None, "unknown", "unknown"),
        ("aws_lambda_invocation", {"function_name": "f", "input": "{}"}, MADE, None, "pass", "fail"),
        ("shell_script", {"command": "aws securityhub enable-security-hub"}, MADE, None, "unknown", "unknown"),
        ("local_file", {"content": "security hub"}, MADE, None, "pass", "fail"),
    ],
)
def test_what_is_no_hub_of_the_plan_may_turn_it_on_or_off(  # noqa: PLR0917 - one row
    evaluate: Evaluate, kind: str, values: Json, actions: list[str], before: Json | None, over_both: str, over_one: str
) -> None:
    for baseline, status in ((BOTH, over_both), (ONE, over_one)):
        code, result = evaluate(with_one(kind, values, actions, before=before), baseline=baseline)
        assert (code, result["status"]) == ({"pass": 0, "fail": 1, "unknown": 3}[status], status)
        if status == "unknown":
            assert {(gap["reason"], gap["address"], gap["name"]) for gap in result["gaps"]} == {
                ("made_by_another", f"{kind}.x", "Security Hub")
            }


def test_a_stack_turns_it_on_in_its_own_region_alone(evaluate: Evaluate) -> None:
    _, result = evaluate(with_one(STACK, A_HUB, MADE), baseline=NEITHER)
    assert result["records"] == {"carried": [], "unknown": [THERE], "missing": [HERE]}
    _, result = evaluate(with_one(ASSOCIATION, {"target_id": ACCOUNT}, MADE), baseline=NEITHER)
    assert result["records"]["unknown"] == [THERE, HERE]


def test_a_stack_of_another_account_turns_nothing_on_in_this_one(evaluate: Evaluate) -> None:
    values = A_HUB | {"arn": "arn:aws:cloudformation:eu-west-1:999999999999:stack/s/1"}
    assert evaluate(with_one(STACK, values, MADE), baseline=ONE)[1]["status"] == "fail"


def test_a_hub_that_moves_into_a_stack_may_end_either_way(evaluate: Evaluate) -> None:
    moving = with_one(STACK, A_HUB, MADE, whole=plan(stood=("there",)))
    assert evaluate(moving, baseline=BOTH)[1]["records"] == {"carried": [HERE], "unknown": [THERE], "missing": []}
    assert evaluate(moving, "--account", ACCOUNT)[1]["records"]["missing"] == []


def test_a_plan_by_itself_with_such_a_resource_is_no_plan_about_something_else(evaluate: Evaluate) -> None:
    for kind, values in ((STACK, A_HUB), (ASSOCIATION, {"target_id": ACCOUNT})):
        code, result = evaluate(with_one(kind, values, REMOVED), "--account", ACCOUNT, "--fail-on", "regression")
        assert (code, result["changes"]["verdict"]) == (3, "unknown")


def test_a_program_that_names_it_counts_wherever_it_stands(evaluate: Evaluate) -> None:
    given = with_one("aws_instance", {"ami": "a"}, MADE)
    block = given["configuration"]["root_module"]["resources"][-1]
    block["provisioners"] = [
        {"type": "local-exec", "expressions": {"command": {"constant_value": "aws securityhub disable-security-hub"}}}
    ]
    assert evaluate(given, baseline=BOTH)[1]["status"] == "unknown"
    block["provisioners"][0]["expressions"] = {"command": {"constant_value": "echo"}}
    assert evaluate(given, baseline=BOTH)[1]["status"] == "pass"


@pytest.mark.parametrize("actions", [MADE, REMOVED])
def test_a_hub_of_a_provider_of_another_name_proves_nothing(evaluate: Evaluate, actions: list[str]) -> None:
    given = with_one(
        HUB,
        {"id": ACCOUNT, "arn": f"arn:aws:securityhub:{THERE}:{ACCOUNT}:hub/default"},
        actions,
        provider_name="registry.terraform.io/acme/aws",
    )
    for baseline in (BOTH, NEITHER):
        assert evaluate(given, baseline=baseline)[1]["status"] == "unknown"


@pytest.mark.parametrize("arn", [None, f"arn:aws:securityhub:{THERE}:{ACCOUNT}:hub/default"])
def test_a_deposed_hub_turns_off_the_one_that_there_is_when_it_goes(evaluate: Evaluate, arn: str | None) -> None:
    given = plan(stood=("there",), stands=("there",))
    (kept,) = given["resource_changes"]
    before = {"id": ACCOUNT} | ({} if arn is None else {"arn": arn})
    deposed = {**kept, "deposed": "00000001", "change": {"actions": ["delete"], "before": before, "after": None}}
    given["resource_changes"].append(deposed)
    _, result = evaluate(given, baseline=BOTH)
    assert result["records"] == {"carried": [HERE], "unknown": [THERE], "missing": []}
    assert {gap["address"] for gap in result["gaps"]} == {f"{HUB}.there (deposed)"}
    deposed["change"]["actions"] = ["forget"]
    assert evaluate(given, baseline=BOTH)[1]["status"] == "pass"


@pytest.mark.parametrize(
    ("actions", "status"), [(KEPT, "pass"), (REMOVED, "pass"), (CHANGED, "unknown"), (MADE, "unknown"), (ANEW, "unknown")]
)
def test_a_plan_that_opens_or_closes_a_region_leaves_open_which_there_are(
    evaluate: Evaluate, actions: list[str], status: str
) -> None:
    given = with_one("aws_account_region", {"region_name": "ap-east-1", "enabled": True}, actions)
    assert evaluate(given, baseline=BOTH)[1]["status"] == status


def test_the_sentence_names_what_may_turn_it(evaluate: Evaluate, capfd: pytest.CaptureFixture[str]) -> None:
    evaluate(with_one(ASSOCIATION, {"target_id": ACCOUNT}, MADE), "-o", "-", baseline=BOTH)
    said = " ".join(capfd.readouterr().out.split())
    assert f"{ASSOCIATION}.x may turn AWS Security Hub CSPM on or off in {THERE} and {HERE}, and the plan does not tell." in said
    assert "Cannot tell whether AWS Security Hub CSPM is enabled in 2 of 2 regions" in said
