"""Each function of templates, in both forms: what is known is worked out, what is not is never guessed."""

from __future__ import annotations

from typing import Any

import pytest

from trailgate_evaluator.inputs.template_text import parse_template
from trailgate_evaluator.readers.cloudformation.intrinsics.evaluating import evaluate, resolved
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import shown
from trailgate_evaluator.readers.cloudformation.intrinsics.values import Either, Unknown
from trailgate_evaluator.readers.cloudformation.stacks.place import place_of
from trailgate_evaluator.readers.cloudformation.stacks.stack import Stack

HEAD = """
Parameters:
  Name: {Type: String, Default: alarms}
  Untold: {Type: String}
  Suffix: {Type: String, Default: me}
  Number: {Type: Number, Default: 3}
  Listed: {Type: CommaDelimitedList, Default: "a, b,c"}
  UntoldList: {Type: List<String>}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /a/b}
  Secret: {Type: String, Default: hush, NoEcho: true}
Mappings:
  M:
    us-east-1: {one: 1, many: [x, y]}
    eu-west-1: {one: 2, many: [x, y]}
Conditions:
  Holds: !Equals [!Ref Name, alarms]
  Fails: !Not [!Condition Holds]
  Maybe: !Equals [!Ref Untold, x]
  Never: !Equals [!Ref Untold, !Ref Untold]
Resources:
  Topic: {Type: 'AWS::SNS::Topic', Properties: {TopicName: told}}
  Unnamed: {Type: 'AWS::SNS::Topic'}
  Made: {Type: 'AWS::Logs::LogGroup'}
  Group: {Type: 'AWS::Logs::LogGroup', Properties: {LogGroupName: !Sub '${Name}-logs'}}
  Alarm: {Type: 'AWS::CloudWatch::Alarm', Properties: {AlarmName: iam}}
  Circle: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !GetAtt Circle.TopicName}}
  Stored: {Type: 'AWS::SSM::Parameter', Properties: {Name: n, Value: kept}}
  Person: {Type: 'Custom::Person'}
Outputs:
  V:
    Value: VALUE
"""
PLACED = place_of("111122223333", "us-east-1", None)
NOWHERE = place_of(None, None, None)


def told(text: str, place: Any = PLACED, head: str = HEAD) -> Any:
    template = parse_template(head.replace("VALUE", text).encode(), "t.yaml")
    stack = Stack(template.content, file="t.yaml", lines=template.lines, place=place, given={})
    value = resolved(evaluate(template.content["Outputs"]["V"], stack).get("Value"))
    return shown(value) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!Ref Name", "alarms"),
        ("{Ref: Name}", "alarms"),
        ("!Ref Number", "3"),
        ("!Ref Listed", ["a", "b", "c"]),
        ("!Ref Untold", "${parameter Untold}"),
        ("!Ref Stored", "${parameter Stored}"),
        ("!Ref Secret", "${parameter Secret}"),
        ("!Ref Topic", "arn:aws:sns:us-east-1:111122223333:told"),
        ("!Ref Unnamed", "arn:aws:sns:us-east-1:111122223333:${Unnamed.name}"),
        ("!Ref Group", "alarms-logs"),
        ("!GetAtt Group.Arn", "arn:aws:logs:us-east-1:111122223333:log-group:alarms-logs:*"),
        ("!GetAtt [Topic, TopicName]", "told"),
        ("{'Fn::GetAtt': Alarm.Arn}", "arn:aws:cloudwatch:us-east-1:111122223333:alarm:iam"),
        ("!GetAtt Person.Arn", "${Person.Arn}"),
        ("!GetAtt Circle.TopicName", "${Circle.TopicName}"),
        ("!Sub '${Name}-${AWS::Region}-${!Kept}-${Topic.TopicName}'", "alarms-us-east-1-${Kept}-told"),
        ("!Sub ['${a}/${Name}', {a: !Join ['', [x, 1, true]]}]", "x1true/alarms"),
        ("!Join [':', [a, !Ref Name, !Ref 'AWS::NoValue']]", "a:alarms"),
        ("!Join [',', !Ref Listed]", "a,b,c"),
        ("!Select [1, [a, b]]", "b"),
        ("!Select ['0', !Ref Listed]", "a"),
        ("!Split ['/', a/b]", ["a", "b"]),
        ("!Select [5, !Split [':', !Ref Topic]]", "told"),
        ("!FindInMap [M, !Ref 'AWS::Region', one]", 1),
        ("!FindInMap [M, us-west-9, one, {DefaultValue: 9}]", 9),
        ("!Base64 abc", "YWJj"),
        ("!Cidr [10.0.0.0/16, 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]),
        ("!If [Holds, a, b]", "a"),
        ("!If [Fails, a, b]", "b"),
        ("!If [Never, a, b]", "a"),
        ("[!If [Fails, a, !Ref 'AWS::NoValue'], c]", ["c"]),
        ("!If [Maybe, a, a]", "a"),
        ("!Length [a, b]", 2),
        ("!ToJsonString {a: !Ref Name}", '{"a":"alarms"}'),
        ("!GetAtt Stored.Value", "kept"),
        ("{Ref: !Sub 'Na${Suffix}'}", "alarms"),
        ("!Sub '{{resolve:ssm:/${Name}/topic}}'", "${{{resolve:ssm:/alarms/topic}}}"),
        ("!Sub '{{resolve:ssm:/${Untold}/topic}}'", "${{{resolve:ssm:/${parameter Untold}/topic}}}"),
        ("!Join ['', ['{{resolve:ssm:/', !Ref Name, '}}-x']]", "${{{resolve:ssm:/alarms}}}-x"),
        ("!Select [6, !Split [':', !GetAtt Made.Arn]]", "${Made.name}"),
        ("!ImportValue elsewhere", "${Fn::ImportValue elsewhere}"),
        ("'{{resolve:ssm:/a/b}}'", "${{{resolve:ssm:/a/b}}}"),
        ("!Ref 'AWS::StackName'", "${AWS::StackName}"),
        ("!Ref 'AWS::Partition'", "aws"),
        ("!Ref 'AWS::URLSuffix'", "amazonaws.com"),
        ("2012-10-17", "2012-10-17"),
        ("012345678901", "012345678901"),
    ],
)
def test_what_is_known_is_worked_out(text: str, value: object) -> None:
    assert told(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!FindInMap [M, !Ref 'AWS::Region', many]", ["x", "y"]),
        ("!Select [4, !Split [':', !Ref Topic]]", "${AWS::AccountId}"),
        (
            "!Sub arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:told",
            "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:told",
        ),
    ],
)
def test_places_that_nothing_tells_stand_for_themselves(text: str, value: object) -> None:
    assert told(text, NOWHERE) == value


def test_one_of_several_is_either() -> None:
    value = told("!FindInMap [M, !Ref 'AWS::Region', one]", NOWHERE)
    assert isinstance(value, Either)
    assert value.choices == (1, 2)
    choice = told("!Sub '${x}-y'", head=HEAD.replace("VALUE", "!Sub ['${x}-y', {x: !If [Maybe, a, b]}]"))
    assert isinstance(choice, Either)
    assert choice.choices == ("a-y", "b-y")


@pytest.mark.parametrize(
    "text",
    [
        "!GetAZs ''",
        "!Ref UntoldList",
        "!Select [0, !Ref UntoldList]",
        "!Ref Nothing",
        "!GetAtt Nothing.Arn",
        "!Sub '${Nothing}'",
        "!Concat [a, b]",
        "{'Fn::Transform': {Name: 'AWS::Include'}}",
        "{a: 1, 'Fn::Transform': {Name: X}}",
        "!Split ['-', !Ref Untold]",
        "!Base64 {Ref: Untold}",
        "!Join [a]",
        "!Select [7, [a]]",
        "!Select [x, [a]]",
        "!Cidr [nonsense, 1, 8]",
        "!Cidr [10.0.0.0/30, 9, 8]",
        "!If [Absent, a, b]",
        "!FindInMap [M, nowhere, one]",
        "!Length {Ref: UntoldList}",
        "!Ref 'AWS::NotificationARNs'",
    ],
)
def test_what_is_not_known_is_unknown_and_named(text: str) -> None:
    value = told(text)
    assert isinstance(value, Unknown | Either)
    assert (value.why if isinstance(value, Either) else value).name
