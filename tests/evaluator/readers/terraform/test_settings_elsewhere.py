"""What other resources of a plan set: masks of log groups, policies of topics, mute rules; each named where it is not told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.evaluator.readers.terraform.editing import added, edited
from tests.evaluator.readers.terraform.judging import Json, decide, load, reading
from tests.evaluator.readers.terraform.test_other_types import block, template
from trailgate_evaluator.readers.declared.arns import Place
from trailgate_evaluator.readers.terraform.resources.log_protection import Protection, protect

PASSES = "01_root_pass"
GROUP = {"references": ["aws_cloudwatch_log_group.trail.name", "aws_cloudwatch_log_group.trail"]}
TOPIC = {"references": ["aws_sns_topic.alarms.arn", "aws_sns_topic.alarms"]}
OTHER = {"references": ["aws_sqs_queue.q.arn", "aws_sqs_queue.q"]}
ALARM = {"references": ["aws_cloudwatch_metric_alarm.iam.alarm_name", "aws_cloudwatch_metric_alarm.iam"]}


def protecting(regex: str, operation: str = "Deidentify") -> str:
    statement = {"DataIdentifier": ["Own"], "Operation": {operation: {}}}
    custom = [{"Name": "Own", "Regex": regex}]
    return json.dumps({"Version": "2021-06-01", "Statement": [statement], "Configuration": {"CustomDataIdentifier": custom}})


EVERYTHING, NOTHING = protecting("Policy"), protecting("zzz[0-9]{9}")


def judged(plan: Json) -> tuple[str, str | None, set[str], set[str]]:
    """Status, effective, the reasons of the gaps, and the names of all gaps that the reader wrote."""
    parts = reading(plan).after
    decision = decide(parts)
    return (
        decision["status"],
        decision["effective"],
        {gap["reason"] for gap in decision["gaps"]},
        {str(gap["name"]) for gap in parts.gaps.values()},
    )


def group_name() -> str:
    return str(
        next(r for r in load(PASSES)["planned_values"]["root_module"]["resources"] if r["type"] == "aws_cloudwatch_log_group")[
            "values"
        ]["name"]
    )


@pytest.mark.parametrize(
    ("document", "verdict"),
    [(EVERYTHING, "unknown"), (NOTHING, "pass"), (protecting("Policy", "Audit"), "pass"), ("{", "unknown")],
)
def test_a_groups_data_protection_masks_what_its_filters_ask_for(document: str, verdict: str) -> None:
    kind = "aws_cloudwatch_log_data_protection_policy"
    plan = added(load(PASSES), kind, "p", log_group_name=group_name(), policy_document=document)
    assert judged(plan)[0] == verdict


def test_one_of_another_group_masks_nothing_here() -> None:
    kind = "aws_cloudwatch_log_data_protection_policy"
    plan = added(load(PASSES), kind, "p", log_group_name="another", policy_document=EVERYTHING)
    assert judged(plan)[0] == "pass"


def test_one_whose_group_is_a_reference_is_that_groups_and_one_of_which_nobody_knows_may_be_any() -> None:
    kind = "aws_cloudwatch_log_data_protection_policy"
    for expression, verdict in ((GROUP, "unknown"), ({"references": ["var.x"]}, "unknown")):
        plan = added(load(PASSES), kind, "p", unknown={"log_group_name": True}, policy_document=EVERYTHING)
        assert judged(block(plan, kind, "p", {"log_group_name": expression}))[0] == verdict


def test_one_whose_text_is_not_known_is_named() -> None:
    kind = "aws_cloudwatch_log_data_protection_policy"
    plan = added(load(PASSES), kind, "p", unknown={"policy_document": True}, log_group_name=group_name())
    status, _, reasons, names = judged(plan)
    assert (status, reasons) == ("unknown", {"known_after_apply"})
    assert f"{kind}.p" in names


@pytest.mark.parametrize(
    ("policy_type", "document", "verdict"),
    [
        ("DATA_PROTECTION_POLICY", EVERYTHING, "unknown"),
        ("DATA_PROTECTION_POLICY", NOTHING, "pass"),
        ("SUBSCRIPTION_FILTER_POLICY", EVERYTHING, "pass"),
        (None, EVERYTHING, "pass"),
    ],
)
def test_an_accounts_policy_masks_in_every_group(policy_type: str | None, document: str, verdict: str) -> None:
    kind = "aws_cloudwatch_log_account_policy"
    plan = added(load(PASSES), kind, "p", policy_name="p", policy_type=policy_type, policy_document=document)
    assert judged(plan)[0] == verdict


def test_a_policy_whose_type_is_not_known_may_mask() -> None:
    kind = "aws_cloudwatch_log_account_policy"
    plan = added(load(PASSES), kind, "p", unknown={"policy_type": True}, policy_document=EVERYTHING)
    assert judged(plan)[0] == "unknown"


def test_what_two_policies_mask_is_masked_together() -> None:
    kind = "aws_cloudwatch_log_data_protection_policy"
    plan = added(load(PASSES), kind, "p", log_group_name=group_name(), policy_document=NOTHING)
    other = "aws_cloudwatch_log_account_policy"
    both: Json = {"policy_type": "DATA_PROTECTION_POLICY", "policy_document": protecting("Policy|zzz[0-9]{9}")}
    plan = added(plan, other, "q", policy_name="q", **both)
    (group,) = (g for g in reading(plan).after.resources["log_groups"].values() if g["name"] == group_name())
    assert [mask["regex"] for mask in group["masks"]] == ["zzz[0-9]{9}", "Policy|zzz[0-9]{9}"]


@pytest.mark.parametrize("kind", ["aws_cloudwatch_log_subscription_filter", "aws_cloudwatch_log_resource_policy"])
def test_what_only_copies_events_or_lets_them_in_changes_nothing(kind: str) -> None:
    plan = block(added(load(PASSES), kind, "s", name="s", filter_pattern=""), kind, "s", {"log_group_name": GROUP})
    assert judged(plan)[:3] == judged(load(PASSES))[:3]


def effective(plan: Json) -> tuple[Any, set[str]]:
    status, told, _, names = judged(plan)
    assert status == "pass"
    return told, names


def confirmed(plan: Json) -> Json:
    """The plan with a subscription that the apply confirms, and without a policy that only its sources tell."""
    root, written = plan["planned_values"]["root_module"], plan["configuration"]["root_module"]
    for owner, name in ((root, "resources"), (plan, "resource_changes"), (written, "resources")):
        owner[name] = [one for one in owner[name] if one["type"] != "aws_sns_topic_policy"]
    return edited(plan, "aws_sns_topic_subscription", protocol="sms", endpoint="+15550100")


def test_the_plan_under_test_reaches_a_person() -> None:
    assert effective(confirmed(load(PASSES)))[0] == "yes"


@pytest.mark.parametrize(("operation", "verdict"), [("Deny", "unknown"), ("Audit", "yes"), ("Deidentify", "yes")])
def test_a_topics_data_protection_may_keep_messages_back_where_it_denies(operation: str, verdict: str) -> None:
    kind = "aws_sns_topic_data_protection_policy"
    plan = added(confirmed(load(PASSES)), kind, "p", unknown={"arn": True}, policy=protecting("x", operation))
    assert effective(block(plan, kind, "p", {"arn": TOPIC}))[0] == verdict


def test_one_of_another_topic_keeps_nothing_back() -> None:
    kind = "aws_sns_topic_data_protection_policy"
    arn = "arn:aws:sns:us-east-1:111122223333:other"
    assert effective(added(confirmed(load(PASSES)), kind, "p", arn=arn, policy=protecting("x", "Deny")))[0] == "yes"


STACK = "aws_cloudformation_stack"


@pytest.mark.parametrize(
    ("body", "parameters", "verdict"),
    [
        (template("AWS::SNS::TopicPolicy"), TOPIC, "unknown"),
        (template("AWS::SNS::TopicInlinePolicy"), TOPIC, "unknown"),
        (template("AWS::SNS::TopicPolicy"), OTHER, "yes"),
        (template("AWS::S3::Bucket"), TOPIC, "yes"),
        (template("Custom::Anything"), TOPIC, "unknown"),
        (None, TOPIC, "unknown"),
        (None, OTHER, "yes"),
        (template("AWS::CloudWatch::AlarmMuteRule"), ALARM, "unknown"),
        (template("AWS::CloudWatch::AlarmMuteRule"), OTHER, "yes"),
    ],
)
def test_a_stack_may_set_what_it_names(body: str | None, parameters: Json, verdict: str) -> None:
    plan = added(confirmed(load(PASSES)), STACK, "s", name="s", template_body=body)
    told, names = effective(block(plan, STACK, "s", {"parameters": parameters}))
    assert told == verdict
    assert (f"{STACK}.s" in {name.partition(" ")[0] for name in names}) == (verdict == "unknown" or body is None)


def test_a_template_that_names_the_topic_sets_its_policy() -> None:
    plan = confirmed(load(PASSES))
    (topic,) = (r for r in plan["planned_values"]["root_module"]["resources"] if r["type"] == "aws_sns_topic")
    name = topic["values"]["name"]
    for said, verdict in ((name, "unknown"), (f"{name}-old", "yes")):
        body = json.dumps({"Resources": {"P": {"Type": "AWS::SNS::TopicPolicy", "Properties": {"Topics": [f"arn:x:{said}"]}}}})
        assert effective(added(confirmed(load(PASSES)), STACK, "s", name="s", template_body=body))[0] == verdict


@pytest.mark.parametrize("kind", ["awscc_sns_topic_policy", "awscc_sns_topic_inline_policy"])
def test_cloud_controls_types_set_it_too(kind: str) -> None:
    plan = added(confirmed(load(PASSES)), kind, "p", policy_document="{}")
    assert effective(block(plan, kind, "p", {"topics": TOPIC}))[0] == "unknown"
    plan = added(confirmed(load(PASSES)), "aws_cloudcontrolapi_resource", "p", type_name="AWS::SNS::TopicPolicy")
    assert effective(block(plan, "aws_cloudcontrolapi_resource", "p", {"desired_state": TOPIC}))[0] == "unknown"


def test_a_policy_masks_in_groups_of_the_account_that_the_plan_does_not_manage_and_changes_no_baseline() -> None:
    place = {"account": "111122223333", "region": "us-east-1"}
    stood: Json = {"id": "g", "name": "elsewhere", "at": "1#/g"} | place
    groups: dict[str, Json] = {"g": stood, "h": stood | {"id": "h", "name": "other"}}
    protect(groups, (protection(place, "elsewhere"),), {})
    assert groups["g"]["masks"] == [{"regex": "Policy"}]
    assert "masks" not in groups["h"]
    assert "masks" not in stood


def protection(place: Json, name: str) -> Protection:
    where = Place(place["account"], place["region"])
    return Protection(address="p", at="0#/p", place=where, group_id=None, name=name, masks=({"regex": "Policy"},))
