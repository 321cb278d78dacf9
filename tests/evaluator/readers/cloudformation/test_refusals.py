"""What AWS refuses of a template: nothing of its stack stands, and every rule says whose fault it is and what to correct."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from tests.evaluator.readers.cloudformation.judging import CONTROL, SOURCE, decide, document_of, engine, template_of
from trailgate_evaluator.document.checking import problems_of
from trailgate_evaluator.inputs.template_text import parse_template
from trailgate_evaluator.readers import cloudformation
from trailgate_evaluator.readers.cloudformation.refusals.kinds import RULES as KINDS
from trailgate_evaluator.readers.cloudformation.refusals.noting import LIMITS
from trailgate_evaluator.readers.cloudformation.refusals.rules import REFUSALS
from trailgate_evaluator.readers.declared.organization_trails import RULE
from trailgate_evaluator.report import orders, refusal_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Json = dict[str, Any]
EVERYTHING: Json = {"controls": None, "benchmark": None, "role": None}
RESULT: Json = {"origin": "cloudformation_template", "resources": {}, "subject": {"account": "111122223333"}, "sources": []}
QUEUE = "arn:aws:sqs:us-east-1:111122223333:told.fifo"
GONE = object()
FILTER, ALARM, TRAIL, TOPIC = "IamChanges", "IamChangesAlarm", "Trail", "Told"
METRIC = "MetricTransformations"


@cache
def _plain() -> Json:
    path = template_of("pass_plain")
    return parse_template(path.read_bytes(), str(path)).content


def changed(resource: str, **properties: Any) -> Json:
    """The passing template with properties of a resource set, or taken out (`GONE`)."""
    content = copy.deepcopy(_plain())
    held = content["Resources"][resource].setdefault("Properties", {})
    for name, value in properties.items():
        held.pop(name, None) if value is GONE else held.update({name: value})
    return content


def beside(resource: str, kind: str, **properties: Any) -> Json:
    """The passing template with one more resource, that no chain of the control needs."""
    content = copy.deepcopy(_plain())
    content["Resources"][resource] = {"Type": kind, "Properties": properties}
    return content


def metric(**members: Any) -> list[Json]:
    """The one transformation of the filter, with members set or taken out."""
    (one,) = copy.deepcopy(_plain()["Resources"][FILTER]["Properties"][METRIC])
    return [{name: value for name, value in (one | members).items() if value is not GONE}]


def policy(statement: Json) -> Json:
    """The passing template with a policy of its topic that has this statement."""
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return beside("Policy", "AWS::SNS::TopicPolicy", Topics=[{"Ref": TOPIC}], PolicyDocument=document)


def watched(**members: Any) -> list[Json]:
    stat = {"Stat": "Sum", "Period": 300, "Metric": {"Namespace": "CIS", "MetricName": "IamChanges"}} | members
    return [{"Id": "m", "MetricStat": stat}]


def read(content: Json, **options: Any) -> cloudformation.TemplateReading:
    return cloudformation.read(content, name="template.yaml", lines={}, source=SOURCE, **options)


def entries(content: Json) -> dict[str, Json]:
    kinds = read(content).after.resources
    return {e["address"]: e for kind, listed in kinds.items() if kind != "services" for e in listed.values() if "address" in e}


def test_the_template_that_is_changed_passes_and_nothing_of_it_is_refused() -> None:
    assert decide(read(_plain()).after)["status"] == "pass"
    assert not any("refused" in entry for entry in entries(_plain()).values())


OFFENDING: dict[str, Callable[[], Json]] = {
    "property_missing": lambda: changed(TRAIL, IsLogging=GONE),
    "not_a_list": lambda: changed(ALARM, AlarmActions={"Ref": TOPIC}),
    "not_a_number": lambda: changed(ALARM, Threshold="one"),
    "not_whole": lambda: changed(ALARM, EvaluationPeriods=1.5),
    "not_a_flag": lambda: changed(TRAIL, IsMultiRegionTrail="yes"),
    "retention": lambda: changed("Records", RetentionInDays=360),
    "endpoint_missing": lambda: beside("Other", "AWS::SNS::Subscription", TopicArn={"Ref": TOPIC}, Protocol="email"),
    "transformations": lambda: changed(FILTER, **{METRIC: metric() + metric(MetricName="Other")}),
    "group_by_arn": lambda: changed(FILTER, LogGroupName={"Fn::GetAtt": ["Records", "Arn"]}),
    "pattern": lambda: changed(FILTER, FilterPattern="{ $.eventName = }"),
    "metric_name": lambda: changed(FILTER, **{METRIC: metric(MetricNamespace="CIS:4.4")}),
    "dimensions_need_fields": lambda: changed(
        FILTER, FilterPattern="PutRolePolicy", **{METRIC: metric(Dimensions=[{"Key": "k", "Value": "$.v"}])}
    ),
    "dimensions_beside_default": lambda: changed(
        FILTER, **{METRIC: metric(Dimensions=[{"Key": "k", "Value": "$.v"}], DefaultValue=0)}
    ),
    "more_than_3_dimensions": lambda: changed(
        FILTER, **{METRIC: metric(Dimensions=[{"Key": key, "Value": "$.v"} for key in "abcd"])}
    ),
    "group_arn_without_star": lambda: changed(TRAIL, CloudWatchLogsLogGroupArn={"Ref": "Records"}),
    "group_without_role": lambda: changed(TRAIL, CloudWatchLogsRoleArn=GONE),
    "selector_of_nothing": lambda: changed(TRAIL, EventSelectors=[{}, {"IncludeManagementEvents": "false"}]),
    "more_than_5_selectors": lambda: changed(TRAIL, EventSelectors=[{}] * 6),
    "read_write_type": lambda: changed(TRAIL, EventSelectors=[{"ReadWriteType": "Write"}, {}]),
    "trail_name": lambda: changed(TRAIL, TrailName="a trail"),
    "no_metric": lambda: changed(ALARM, MetricName=GONE),
    "metrics_beside_metric": lambda: changed(ALARM, MetricName=GONE, Namespace=GONE, Statistic=GONE, Metrics=watched()),
    "no_statistic": lambda: changed(ALARM, Statistic=GONE),
    "no_namespace": lambda: changed(ALARM, Namespace=GONE),
    "no_period": lambda: changed(ALARM, Period=GONE),
    "no_operator": lambda: changed(ALARM, ComparisonOperator=GONE),
    "no_threshold": lambda: changed(ALARM, Threshold=GONE),
    "no_evaluation_periods": lambda: changed(ALARM, EvaluationPeriods=GONE),
    "statistic": lambda: changed(ALARM, Statistic="sum"),
    "operator": lambda: changed(ALARM, ComparisonOperator="GreaterThanOrEqual"),
    "missing_data": lambda: changed(ALARM, TreatMissingData="notbreaching"),
    "period": lambda: changed(ALARM, Period="90"),
    "no_periods": lambda: changed(ALARM, EvaluationPeriods=0),
    "more_than_5_actions": lambda: changed(
        ALARM, AlarmActions=[{"Ref": TOPIC}, *(f"arn:aws:sns:us-east-1:111122223333:t{n}" for n in range(6))]
    ),
    "evaluation_too_long": lambda: changed(ALARM, EvaluationPeriods=289),
    "more_datapoints_than_periods": lambda: changed(ALARM, DatapointsToAlarm=2),
    "topic_name": lambda: changed(TOPIC, TopicName="told.fifo"),
    "protocol": lambda: changed(TOPIC, Subscription=[{"Protocol": "e-mail", "Endpoint": "a@b.example"}]),
    "fifo_takes_queues_alone": lambda: changed(TOPIC, FifoTopic=True),
    "fifo_queue_on_standard_topic": lambda: changed(TOPIC, Subscription=[{"Protocol": "sqs", "Endpoint": QUEUE}]),
    "firehose_without_role": lambda: changed(TOPIC, Subscription=[{"Protocol": "firehose", "Endpoint": "arn:x"}]),
    "endpoint_of_other_scheme": lambda: changed(TOPIC, Subscription=[{"Protocol": "https", "Endpoint": "example.com"}]),
    "endpoint_is_no_address": lambda: changed(TOPIC, Subscription=[{"Protocol": "email", "Endpoint": ""}]),
    "policy_without_principal": lambda: policy({"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}),
    "policy_effect": lambda: policy({"Effect": "allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}),
    "policy_action_of_other_service": lambda: policy(
        {"Effect": "Allow", "Principal": "*", "Action": ["SNS:Publish", "sqs:SendMessage"], "Resource": "*"}
    ),
    "endpoint_is_no_arn": lambda: changed(TOPIC, Subscription=[{"Protocol": "sqs", "Endpoint": "https://sqs.example/1/q"}]),
    "more_than_100_filters": lambda: _many("Filter", 100, "AWS::Logs::MetricFilter", FILTER),
    "more_than_5_trails": lambda: _many("Other", 5, "AWS::CloudTrail::Trail", TRAIL),
}


def _many(name: str, count: int, kind: str, like: str) -> Json:
    content = copy.deepcopy(_plain())
    for number in range(count):
        content["Resources"][f"{name}{number}"] = {"Type": kind, "Properties": content["Resources"][like]["Properties"]}
    return content


RULES = {rule.rule for rule in REFUSALS} | {rule for rule, _, _ in LIMITS} | {"property_missing", "stands_already", *KINDS}


NESTED: dict[str, tuple[Json, Json]] = {
    "nested_parameter_missing": ({}, {"Parameters": {"P": {"Type": "String"}}}),
    "nested_parameter_strange": ({"P": "x", "Q": "y"}, {"Parameters": {"P": {"Type": "String"}}}),
    "nested_parameter_not_allowed": (
        {"P": {"Fn::Join": ["", ["x", "y"]]}},
        {"Parameters": {"P": {"Type": "String", "AllowedValues": ["x", "y"]}}},
    ),
    "nested_rule": (
        {"P": "x"},
        {
            "Parameters": {"P": {"Type": "String"}},
            "Rules": {"R": {"Assertions": [{"Assert": {"Fn::Contains": [["y", "z"], {"Ref": "P"}]}}]}},
        },
    ),
}
"""By rule: the parameters that a nested stack is given, and what its template has beside resources."""


def nesting(folder: Path, given: Json, head: Json) -> cloudformation.TemplateReading:
    """The passing template beside a nested stack."""
    inner = {**head, "Resources": {"Quiet": {"Type": "AWS::SNS::Topic"}}}
    (folder / "inner.json").write_text(json.dumps(inner), "utf-8")
    content = beside("Nested", "AWS::CloudFormation::Stack", TemplateURL="inner.json", Parameters=given)
    return cloudformation.read(content, name=str(folder / "outer.json"), lines={}, source=SOURCE)


def test_every_rule_is_offended_here() -> None:
    """The last ones: test_replaces, and tests/estates/test_delegation.py."""
    assert set(OFFENDING) | set(NESTED) | {"stands_already", RULE} == RULES


@pytest.mark.parametrize("rule", sorted(NESTED))
def test_a_nested_stack_that_is_refused_takes_the_one_around_it_with_it(rule: str, tmp_path: Path) -> None:
    given, head = NESTED[rule]
    reading = nesting(tmp_path, given, head)
    told = {entry["address"]: entry for kind in ("alarms", "topics") for entry in reading.after.resources[kind].values()}
    assert told[ALARM]["refused"] == told["Nested/Quiet"]["refused"] == rule
    assert told[ALARM]["refused_of"]["address"] == "Nested"
    assert decide(reading.after)["status"] == "fail"


@pytest.mark.parametrize(
    ("given", "declared"),
    [
        ({"P": "x"}, {"Type": "String", "AllowedValues": ["x"]}),
        ({}, {"Type": "String", "Default": "x"}),
        ({"P": {"Ref": "Told"}}, {"Type": "String", "AllowedValues": ["x"]}),
        ({"P": {"Fn::ImportValue": "elsewhere"}}, {"Type": "String", "AllowedPattern": "x"}),
    ],
)
def test_what_a_nested_stack_takes_or_nobody_knows_is_not_refused(given: Json, declared: Json, tmp_path: Path) -> None:
    reading = nesting(tmp_path, given, {"Parameters": {"P": declared}})
    assert decide(reading.after)["status"] == "pass"
    assert not reading.rolled_back


@pytest.mark.parametrize(
    "changes",
    [
        {"Threshold": "1", "EvaluationPeriods": "1", "Period": "300.0", "ActionsEnabled": "True"},
        {"AlarmActions": {"Fn::GetAtt": ["Made", "Topics"]}},
        {"AlarmActions": {"Fn::Split": [",", {"Fn::ImportValue": "topics"}]}},
        {"OKActions": []},
        {"Threshold": {"Fn::ImportValue": "threshold"}, "ActionsEnabled": {"Fn::ImportValue": "enabled"}},
    ],
)
def test_what_may_be_of_the_right_kind_is_not_refused(changes: Json) -> None:
    content = changed(ALARM, **changes)
    content["Resources"]["Made"] = {"Type": "Custom::Topics"}
    assert not any("refused" in entry for entry in entries(content).values())


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Allow", "NotPrincipal": {"AWS": "*"}, "Action": "SNS:Publish", "Resource": "*"},
        {"Effect": {"Ref": "AWS::StackName"}, "Principal": "*", "Action": "sns:Publish", "Resource": "*"},
        {"Effect": "Allow", "Principal": "*", "Action": {"Fn::Sub": "${AWS::StackName}:Publish"}, "Resource": "*"},
        {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
    ],
)
def test_what_sns_may_take_of_a_policy_is_not_refused(statement: Json) -> None:
    assert not any("refused" in entry for entry in entries(policy(statement)).values())


@pytest.mark.parametrize("rule", sorted(set(OFFENDING)))
def test_what_aws_refuses_fails_and_takes_the_whole_stack_with_it(rule: str) -> None:
    content = OFFENDING[rule]()
    told = entries(content)
    assert {entry.get("refused") for entry in told.values()} <= {rule, None}
    assert told[TRAIL]["refused"] == told[ALARM]["refused"] == told[f"{TOPIC}.Subscription[0]"]["refused"] == rule
    document = document_of(read(content).after)
    assert problems_of(document) == []
    assert engine().decide(document)[CONTROL]["status"] == "fail"


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_says_why_and_what_to_correct_in_the_words_of_templates(rule: str) -> None:
    of = {"address": None, "property": "IsLogging"}
    found = {"code": "trail_refused", "id": None, "detail": {"refused": rule, "of": of}}
    why, advice = refusal_words.refusal(found, RESULT), orders.of_break(found, RESULT)
    assert why != refusal_words.refusal({"detail": {"refused": "made up"}}, RESULT)
    assert advice != "Correct it, so that the deployment is not refused."
    assert "_" not in why
    assert "`pattern`" not in advice
    assert "{property}" not in why + advice
    elsewhere = found | {"detail": {"refused": rule, "of": of | {"address": "Alarms/Other"}}}
    assert "Alarms/Other" in refusal_words.refusal(elsewhere, RESULT)
    assert orders.of_break(elsewhere, RESULT).startswith("Correct Alarms/Other: ")


@pytest.mark.parametrize("name", ["MetricName", "MetricNamespace", "MetricValue"])
def test_a_metric_without_name_or_value_is_refused_and_still_a_whole_document(name: str) -> None:
    content = changed(FILTER, **{METRIC: metric(**{name: GONE})})
    assert problems_of(document_of(read(content).after)) == []
    assert entries(content)[FILTER]["refused_of"] == {"address": None, "property": f"MetricTransformations[0].{name}"}


def test_what_is_refused_elsewhere_in_the_stack_fails_every_control() -> None:
    content = beside("Other", "AWS::CloudWatch::Alarm", MetricName="m", Namespace="n")
    decisions = engine().decide(document_of(read(content).after, EVERYTHING))
    assert {decisions[CONTROL]["status"]} == {"fail"}
    (broken,) = decisions[CONTROL]["breaks"]
    assert broken["code"] == "trail_refused"
    assert broken["detail"] == {"refused": "no_statistic", "of": {"address": "Other", "property": None}}


@pytest.mark.parametrize(
    "content",
    [
        changed(ALARM, Period={"Ref": "AWS::NoValue"}) | {"Parameters": {}},
        changed(ALARM, EvaluationPeriods={"Ref": "AWS::NoValue"}),
    ],
    ids=["period", "evaluation_periods"],
)
def test_what_is_written_as_nothing_is_missing(content: Json) -> None:
    assert decide(read(content).after)["status"] == "fail"


@pytest.mark.parametrize(
    ("resource", "properties"),
    [
        (ALARM, {"Period": {"Ref": "Length"}}),
        (ALARM, {"Statistic": {"Fn::If": ["Told", "Sum", "sum"]}}),
        (TRAIL, {"CloudWatchLogsLogGroupArn": {"Ref": "Length"}}),
        (TRAIL, {"CloudWatchLogsRoleArn": {"Fn::If": ["Told", "arn:aws:iam::111122223333:role/r", {"Ref": "AWS::NoValue"}]}}),
        (TOPIC, {"Subscription": [{"Protocol": "email", "Endpoint": {"Ref": "Length"}}]}),
        (FILTER, {"LogGroupName": {"Ref": "Length"}}),
    ],
    ids=["period", "either", "group", "role", "endpoint", "by_parameter"],
)
def test_what_nobody_knows_is_not_held_against_a_template(resource: str, properties: Json) -> None:
    content = changed(resource, **properties)
    content["Parameters"] = {"Length": {"Type": "String"}}
    content["Conditions"] = {"Told": {"Fn::Equals": [{"Ref": "Length"}, "x"]}}
    assert not any("refused" in entry for entry in entries(content).values())


def test_what_may_not_come_to_stand_is_not_held_against_a_template() -> None:
    content = beside("Other", "AWS::CloudWatch::Alarm", MetricName="m", Namespace="n")
    content["Resources"]["Other"]["Condition"] = "Told"
    content["Parameters"] = {"Length": {"Type": "String"}}
    content["Conditions"] = {"Told": {"Fn::Equals": [{"Ref": "Length"}, "x"]}}
    assert decide(read(content).after)["status"] == "pass"


@pytest.mark.parametrize(
    "content",
    [
        changed(ALARM, AlarmAction=[{"Ref": TOPIC}]),
        changed(FILTER, **{METRIC: metric(Name="x")}),
        beside("Other", "AWS::CloudWatch::Alarms"),
        beside("Other", "AWS::Cloudwatch::Alarm"),
        beside("Other", "AWS::SNS::Topic", Name="x"),
    ],
    ids=["alarm", "transformation", "type", "case", "elsewhere"],
)
def test_a_property_or_type_that_is_not_known_leaves_nothing_certain(content: Json) -> None:
    reading = read(content)
    document = document_of(reading.after)
    assert problems_of(document) == []
    decision = engine().decide(document)[CONTROL]
    assert decision["status"] == "unknown"
    assert {gap["reason"] for gap in decision["gaps"]} == {"may_be_refused"}


@pytest.mark.parametrize("kind", ["AWS::CloudWatch::LogAlarm", "AWS::CloudWatch::Dashboard", "AWS::SQS::Queue", "Custom::Alarm"])
def test_other_types_are_other_types(kind: str) -> None:
    assert decide(read(beside("Other", kind)).after)["status"] == "pass"
