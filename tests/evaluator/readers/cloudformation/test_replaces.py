"""The template that a stack was made of: what the new one has no more goes with the deployment, but for what is retained."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.evaluator.readers.cloudformation.judging import SOURCE, decide, template_of
from tests.evaluator.readers.cloudformation.test_baseline import MADE_UP, account
from trailgate_evaluator.inputs.template_text import parse_template
from trailgate_evaluator.readers import cloudformation
from trailgate_evaluator.readers.cloudformation import Written

Json = dict[str, Any]
TOPIC = "arn:aws:sns:us-east-1:111122223333:security-alarms"
ALARM: Json = {
    "Type": "AWS::CloudWatch::Alarm",
    "Properties": {
        "AlarmName": "cis-4.4", "MetricName": "cis-4.4", "Namespace": "CISBenchmark", "Statistic": "Sum", "Period": 300,
        "EvaluationPeriods": 1, "Threshold": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "AlarmActions": [TOPIC],
    },
}  # fmt: skip
OTHER: Json = {"Type": "AWS::SQS::Queue"}


def plain() -> Json:
    path = template_of("pass_plain")
    return parse_template(path.read_bytes(), str(path)).content


def read(new: Json, old: Json, **options: Any) -> cloudformation.TemplateReading:
    replaces = Written(old, "old.yaml", {})
    return cloudformation.read(new, name="new.yaml", lines={}, source=SOURCE, replaces=replaces, **options)


def template(*, alarm: Json | None, **more: Any) -> Json:
    return {"Resources": {"Queue": OTHER, **({} if alarm is None else {"Alarm": alarm})}, **more}


def over(new: Json, old: Json, **options: Any) -> str:
    return str(decide(read(new, old, baseline=account(**options)).after)["status"])


def test_without_an_account_the_former_template_is_what_was_before() -> None:
    new = plain()
    del new["Resources"]["IamChangesAlarm"]
    reading = read(new, plain())
    assert reading.before is not None
    assert (decide(reading.before)["status"], decide(reading.after)["status"]) == ("pass", "fail")
    assert reading.removed == ("tf:IamChangesAlarm",)
    assert (reading.added, read(plain(), new).added) == ((), ("tf:IamChangesAlarm",))


def test_what_the_new_template_has_no_more_goes() -> None:
    assert over(template(alarm=ALARM), template(alarm=ALARM)) == "pass"
    assert over(template(alarm=None), template(alarm=None)) == "pass"
    assert over(template(alarm=None), template(alarm=ALARM)) == "fail"


@pytest.mark.parametrize(("policy", "expected"), [("Retain", "pass"), ("RetainExceptOnCreate", "pass"), ("Delete", "fail")])
def test_what_is_retained_stays(policy: str, expected: str) -> None:
    assert over(template(alarm=None), template(alarm=ALARM | {"DeletionPolicy": policy})) == expected


@pytest.mark.parametrize(("policy", "expected"), [("Retain", "pass"), (None, "fail")])
def test_what_is_made_anew_under_another_name_replaces_the_old(policy: str | None, expected: str) -> None:
    renamed = copy.deepcopy(ALARM)
    renamed["Properties"] |= {"AlarmName": "another", "AlarmActions": []}
    kept = {} if policy is None else {"UpdateReplacePolicy": policy}
    assert over(template(alarm=renamed | kept), template(alarm=ALARM)) == expected


def test_functions_may_tell_whether_it_is_retained() -> None:
    def old(policy: Json) -> Json:
        more = {"Transform": "AWS::LanguageExtensions", "Parameters": {"P": {"Type": "String"}}}
        conditions = {"Never": {"Fn::Equals": ["a", "b"]}, "Maybe": {"Fn::Equals": [{"Ref": "P"}, "b"]}}
        return template(alarm=ALARM | {"DeletionPolicy": policy}, Conditions=conditions, **more)

    assert over(template(alarm=None), old({"Fn::If": ["Never", "Delete", "Retain"]})) == "pass"
    assert over(template(alarm=None), old({"Fn::If": ["Never", "Retain", "Delete"]})) == "fail"
    assert over(template(alarm=None), old({"Fn::If": ["Maybe", "Retain", "Delete"]})) == "unknown"


GROUP: Json = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "org-trail"}}


@pytest.mark.parametrize(
    ("old", "refused"),
    [
        ({"Queue": OTHER}, True),
        ({"Group": GROUP}, False),
        ({"Other": GROUP}, True),
        ({"Group": {"Type": "AWS::Logs::LogGroup"}}, True),
    ],
)
def test_a_log_group_whose_name_is_taken_is_refused(old: Json, refused: bool) -> None:
    reading = read({"Resources": {"Group": GROUP}}, {"Resources": old}, baseline=account())
    (group,) = (one for one in reading.after.resources["log_groups"].values() if one.get("address") == "Group")
    assert (group.get("refused") == "stands_already") is reading.rolled_back is refused
    assert decide(reading.after)["status"] == ("fail" if refused else "pass")


def test_a_condition_that_nobody_can_tell_leaves_it_open() -> None:
    told: Json = {
        "Parameters": {"On": {"Type": "String"}},
        "Conditions": {"Told": {"Fn::Equals": [{"Ref": "On"}, "x"]}},
    }
    old = template(alarm=ALARM | {"Condition": "Told"}, **told)
    assert over(template(alarm=None), old) == "unknown"
    assert over(template(alarm=None), template(alarm=ALARM | {"Condition": "Told", "DeletionPolicy": "Retain"}, **told)) == "pass"


def test_filters_go_with_their_group_and_subscriptions_with_their_topic() -> None:
    topic = {"Resources": {"Queue": OTHER, "T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "security-alarms"}}}}
    reading = read(template(alarm=None), topic, baseline=account())
    assert reading.before is not None
    held = [one for one in reading.before.resources["subscriptions"].values() if one["topic"] == TOPIC]
    assert held
    assert not any(one["topic"] == TOPIC for one in reading.after.resources["subscriptions"].values())
    assert decide(reading.after)["status"] == "fail"


def test_a_subscription_that_is_taken_out_goes() -> None:
    (held,) = [one for one in account().resources["subscriptions"].values() if one["topic"] == TOPIC][:1]
    properties = {"TopicArn": TOPIC, "Protocol": held["protocol"], "Endpoint": held["endpoint"]}
    old = {"Resources": {"Queue": OTHER, "S": {"Type": "AWS::SNS::Subscription", "Properties": properties}}}
    reading = read(template(alarm=None), old, baseline=account())
    assert held["id"] not in reading.after.resources["subscriptions"]


def test_a_name_that_aws_made_up_tells_which_stack_it_was() -> None:
    made_up = copy.deepcopy(ALARM)
    del made_up["Properties"]["AlarmName"]
    old = {"Resources": {"Queue": OTHER, "IamChangesAlarm": made_up}}
    assert any(MADE_UP in found for found in account(renamed=True).resources["alarms"])
    assert over(template(alarm=None), old, renamed=True) == "unknown"
    old["Resources"]["IamChangesAlarm"] = made_up | {"DeletionPolicy": "Retain"}
    assert over(template(alarm=None), old, renamed=True) == "pass"


def test_parameters_that_only_the_new_template_has_are_none_of_the_former() -> None:
    new = plain() | {"Parameters": {"New": {"Type": "String"}}}
    assert decide(read(new, plain(), parameters={"New": "x"}).after)["status"] == "pass"
