"""Resources of other types make links too: hidden by name where nothing tells what they make, known where something does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.evaluator.readers.terraform.editing import added, edited, of_type, reasons
from tests.evaluator.readers.terraform.judging import Json, decide, load, reading, status

NO_SUBSCRIPTION = "25e_no_subscription"
TOPIC = {"references": ["aws_sns_topic.alarms.arn", "aws_sns_topic.alarms"]}


def block(plan: Json, kind: str, name: str, expressions: Json, **more: Any) -> Json:
    written = {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "expressions": expressions}
    plan["configuration"]["root_module"]["resources"].append(written | more)
    return plan


def template(*types: str, **more: Any) -> str:
    return json.dumps({"Resources": {f"R{n}": {"Type": t} for n, t in enumerate(types)}} | more)


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (template("AWS::SNS::Subscription"), "unknown"),
        (template("AWS::CloudFormation::Stack"), "unknown"),
        (template("Custom::Anything"), "unknown"),
        (template("AWS::S3::Bucket", Transform="Macro"), "unknown"),
        (template("AWS::S3::Bucket"), "fail"),
        (template("AWS::SNS::TopicPolicy"), "fail"),
        (template("AWS::SNS::Topic"), "unknown"),
        (None, "unknown"),
    ],
)
def test_a_stack_may_make_what_its_template_says_and_anything_where_nobody_knows_it(body: str | None, verdict: str) -> None:
    plan = added(load(NO_SUBSCRIPTION), "aws_cloudformation_stack", "s", name="s", template_body=body)
    assert status(plan) == verdict
    assert ("made_by_another" in reasons(plan)) == (verdict == "unknown")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (template("AWS::SNS::Subscription", "AWS::SNS::Topic"), " (AWS::SNS::Subscription and AWS::SNS::Topic)"),
        (template("AWS::SNS::Subscription", "Custom::Pager"), " (Custom::Pager)"),
        (template("AWS::Serverless::Function", Transform="x"), " (AWS::Serverless::Function and Fn::Transform)"),
        (None, ""),
    ],
)
def test_a_stack_is_named_with_what_its_template_says_it_makes(body: str | None, told: str) -> None:
    plan = added(load(NO_SUBSCRIPTION), "aws_cloudformation_stack", "s", name="s", template_body=body)
    assert {gap["name"] for gap in decide(reading(plan).after)["gaps"]} == {f"aws_cloudformation_stack.s{told}"}


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("awscc_sns_subscription", "unknown"),
        ("awscc_cloudformation_stack", "unknown"),
        ("awscc_s3_bucket", "fail"),
        ("aws_cloudformation_stack_set_instance", "unknown"),
        ("aws_s3_bucket_policy", "fail"),
    ],
)
def test_types_make_what_they_are_named_for(kind: str, verdict: str) -> None:
    assert status(added(load(NO_SUBSCRIPTION), kind, "x")) == verdict


def test_cloud_control_makes_the_type_that_it_names() -> None:
    plan = added(load(NO_SUBSCRIPTION), "aws_cloudcontrolapi_resource", "x", type_name="AWS::SNS::Subscription")
    assert status(plan) == "unknown"
    plan = added(load(NO_SUBSCRIPTION), "aws_cloudcontrolapi_resource", "x", type_name="AWS::S3::Bucket")
    assert status(plan) == "fail"


def test_a_provisioner_may_do_anything_and_data_alone_does_nothing() -> None:
    plan = block(added(load(NO_SUBSCRIPTION), "terraform_data", "x"), "terraform_data", "x", {"input": TOPIC})
    assert status(plan) == "fail"
    provisioners = [{"type": "local-exec", "expressions": {"command": {"constant_value": "./subscribe.sh"}}}]
    plan = block(added(load(NO_SUBSCRIPTION), "terraform_data", "x"), "terraform_data", "x", {}, provisioners=provisioners)
    assert status(plan) == "unknown"


def test_another_providers_resource_may_subscribe_the_topic_that_it_is_given() -> None:
    plan = block(added(load(NO_SUBSCRIPTION), "acme_pager", "x"), "acme_pager", "x", {"topic": TOPIC})
    assert status(plan) == "unknown"
    plan = block(added(load(NO_SUBSCRIPTION), "acme_pager", "x"), "acme_pager", "x", {"name": {"constant_value": "a"}})
    assert status(plan) == "fail"


@pytest.mark.parametrize("kind", ["aws_chatbot_slack_channel_configuration", "aws_chatbot_teams_channel_configuration"])
def test_a_chat_channel_is_a_confirmed_subscription_of_its_topics(kind: str) -> None:
    missing = {"sns_topic_arns": [True]}
    plan = added(load(NO_SUBSCRIPTION), kind, "c", unknown=missing, configuration_name="c", sns_topic_arns=[None])
    assert status(block(plan, kind, "c", {"sns_topic_arns": TOPIC})) == "pass"
    plan = added(load(NO_SUBSCRIPTION), kind, "c", configuration_name="c", sns_topic_arns=[])
    assert status(block(plan, kind, "c", {"sns_topic_arns": {"constant_value": []}})) == "fail"


def test_an_aws_type_of_another_provider_is_another_type() -> None:
    plan = load("01_root_pass")
    for listed in (plan["planned_values"]["root_module"]["resources"], plan["resource_changes"]):
        for resource in listed:
            if resource["type"] == "aws_sns_topic_subscription":
                resource["provider_name"] = "registry.terraform.io/acme/aws"
    assert status(plan) == "unknown"
    for listed in (plan["planned_values"]["root_module"]["resources"], plan["resource_changes"]):
        for resource in listed:
            resource["provider_name"] = "mirror.example/hashicorp/aws"
    assert status(plan) == "pass"


def test_two_filters_of_one_name_are_unknown_unless_they_are_the_same() -> None:
    kind = "aws_cloudwatch_log_metric_filter"
    assert status(added(load("01_root_pass"), kind, "twin", like=kind)) == "pass"
    plan = added(load("01_root_pass"), kind, "twin", like=kind, pattern="{ $.eventName = ConsoleLogin }")
    assert (status(plan), reasons(plan)) == ("unknown", {"name_contested"})


def test_a_filter_whose_pattern_both_twins_lack_fails() -> None:
    kind = "aws_cloudwatch_log_metric_filter"
    plan = edited(load("01_root_pass"), kind, pattern="{ $.eventName = ConsoleLogout }")
    assert status(added(plan, kind, "twin", like=kind, pattern="{ $.eventName = ConsoleLogin }")) == "fail"


def test_two_alarms_of_one_name_are_unknown_whatever_the_other_one_watches() -> None:
    kind = "aws_cloudwatch_metric_alarm"
    plan = added(load("01_root_pass"), kind, "twin", like=kind, metric_name="CPUUtilization", namespace="AWS/EC2")
    assert (status(plan), reasons(plan)) == ("unknown", {"name_contested"})
    other = added(
        load("01_root_pass"), kind, "twin", like=kind, metric_name="CPUUtilization", namespace="AWS/EC2", alarm_name="another"
    )
    assert status(other) == "pass"


def test_an_alarm_whose_name_another_one_leaves_is_unknown_whatever_that_one_watched() -> None:
    kind = "aws_cloudwatch_metric_alarm"
    plan = load("01_root_pass")
    planned, change = of_type(plan, kind)
    old = {**planned["values"], "metric_name": "CPUUtilization", "namespace": "AWS/EC2"}
    common = {"address": f"{kind}.old", "mode": "managed", "type": kind, "name": "old", "provider_name": planned["provider_name"]}
    plan["prior_state"] = {"values": {"root_module": {"resources": [{**common, "values": old, "sensitive_values": {}}]}}}
    plan["resource_changes"].append({**common, "change": {"actions": ["delete"], "before": old, "after": None}})
    assert change["actions"] == ["create"]
    assert (status(plan), reasons(plan)) == ("unknown", {"name_contested"})
