"""Templates that are none, or that are made to break their reader: one clear error with its line, quickly, and exit code 4."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.evaluator.readers.cloudformation.judging import of_text
from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.inputs import read_one

HEAD = "AWSTemplateFormatVersion: '2010-09-09'\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("text", "found", "line"),
    [
        (HEAD + BOMB + "Resources: {}\n", "more", 7),
        (HEAD + "Resources:\n" + "".join(f"{' ' * n}k:\n" for n in range(1, 200)), "more", None),
        (HEAD + "Resources: " + "[" * 100_000, None, None),
        (HEAD + "Resources:\n  A: {Type: 'AWS::SNS::Topic'}\n  A: {Type: 'AWS::SNS::Topic'}\n", "'A' a second time", 4),
        (HEAD + "Resources:\n\tA: {Type: 'AWS::SNS::Topic'}\n", "tab", 3),
        (HEAD + "Resources:\n  A: *nowhere\n", "none", 3),
        (HEAD + "Resources:\n  A: !!binary aGk=\n", "binary", 3),
        (HEAD + "---\nResources: {}\n", "another behind it", 2),
        (HEAD, "none", None),
        (HEAD + "Resources: []\n", "a list", 2),
        (HEAD + "Resources:\n  A: text\n", "a single value", 3),
        (HEAD + "Resources:\n  A:\n    Typ: AWS::SNS::Topic\n", "none that is a text", 3),
        (HEAD + "Resources:\n  A: {Type: 'AWS::SNS::Topic', Properties: [unclosed\n", None, None),
        (HEAD + "Resources: {A: {Type: B}}\nConditions: x\n", "a single value", 3),
        (HEAD + "Resources:\n  A: {Type: B, Condition: !Equals [a, b]}\n", "a mapping", 3),
        (HEAD + "Resources:\n  A: {Type: B, DeletionPolicy: Keep}\n", "'Keep'", 3),
        (HEAD + "Resources:\n  A: {Type: B, UpdateReplacePolicy: RetainExceptOnCreate}\n", "'RetainExceptOnCreate'", 3),
        (HEAD + "Resources: {A: {Type: B}}\nParameters:\n  P: {Type: Text}\n", "'Text'", 4),
        (HEAD + "Resources:\n  ? [a, b]\n  : x\n", "a mapping or list", None),
        (HEAD + "#" * (1 << 20) + "\nResources: {}\n", "more", None),
        ('{"AWSTemplateFormatVersion": "2010-09-09"}', "none", 1),
        ('{"Resources": {"A": {"Type": "AWS::SNS::Topic"},\n "A": {"Type": "AWS::SNS::Topic"}}}', "'A' a second time", 2),
        ('{"Resources": {"A": {"Properties": {}}}}', "none that is a text", 1),
    ],
)
def test_it_is_refused_with_its_line(text: str, found: str | None, line: int | None, tmp_path: Path) -> None:
    path = tmp_path / "template.txt"
    path.write_text(text)
    started = time.process_time()
    with pytest.raises(InputError) as refused:
        read_one(str(path))
    assert time.process_time() - started < 5
    assert refused.value.exit_code == 4
    assert found is None or found in refused.value.found
    assert line is None or refused.value.where.endswith(f"line {line}")


def test_circles_and_nonsense_are_unknown_or_refused_and_never_an_exception() -> None:
    text = """
Parameters: {P: x, Q: {Type: String, Default: {a: b}}}
Conditions: {A: !Condition B, B: !Condition A, C: [x], D: !And x}
Mappings: {M: x}
Resources:
  One: {Type: 'AWS::SNS::Topic', Condition: A, Properties: {TopicName: !GetAtt Two.TopicName, Subscription: x}}
  Two: {Type: 'AWS::SNS::Topic', Condition: C, Properties: {TopicName: !GetAtt One.TopicName, Subscription: [x, {}]}}
  Three: {Type: 'AWS::CloudTrail::Trail', Properties: [x]}
  Four: {Type: 'AWS::Logs::MetricFilter', Properties: {MetricTransformations: [x], LogGroupName: !Ref Five, FilterPattern: [x]}}
  Five: {Type: 'AWS::Logs::LogGroup', Properties: {LogGroupName: !Ref P, DataProtectionPolicy: [x]}}
  Six: {Type: 'AWS::CloudWatch::Alarm', Properties: {AlarmActions: {a: b}, Metrics: [x, {Id: 1}], Dimensions: x, Threshold: x}}
  Seven: {Type: 'AWS::CloudWatch::CompositeAlarm', Properties: {AlarmRule: [x], ActionsSuppressor: [x], AlarmActions: [[x]]}}
  Eight: {Type: 'AWS::SNS::TopicPolicy', Properties: {Topics: {a: b}, PolicyDocument: x}}
  Nine: {Type: 'AWS::KMS::Alias', Properties: {AliasName: [x], TargetKeyId: {a: b}}}
  Ten: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: ../../../etc/passwd, Parameters: x}}
  Eleven: {Type: 'AWS::CloudTrail::Trail', Properties: {EventSelectors: [x], IsLogging: maybe, CloudWatchLogsLogGroupArn: [x]}}
  Twelve: {Type: 'AWS::CloudTrail::Trail', Properties: {AdvancedEventSelectors: [{FieldSelectors: [{Field: 1}]}]}}
  Thirteen: {Type: 'AWS::SNS::Subscription', Properties: {TopicArn: !Ref Q, Protocol: [x], FilterPolicy: [x]}}
  Fn::ForEach::X: [a, b]
Outputs: {O: x, R: {Value: !Ref O, Export: {Name: [x]}}}
"""
    parts = of_text(text).after
    assert parts.resources["topics"]


def test_no_file_outside_the_folder_is_read(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "outside.yaml").write_text("Resources: {T: {Type: 'AWS::SNS::Topic'}}\n")
    (inside / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    for name in ("../outside.yaml", str(tmp_path / "outside.yaml"), "link.yaml", "sub/../../outside.yaml"):
        body = {"Resources": {"N": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": name}}}}
        (inside / "template.json").write_text(json.dumps(body))
        source = read_one(str(inside / "template.json"))
        from trailgate_evaluator.readers import cloudformation

        told = {"kind": source.kind, "digest": source.digest, "as_of": None}
        parts = cloudformation.read(source.content, name=source.name, lines=source.lines, source=told).after
        assert not parts.resources["topics"]
        assert any("AWS::CloudFormation::Stack" in str(gap["name"]) for gap in parts.gaps.values())


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"Absent": "x"}, "Absent"),
        ({"P": "c"}, "'c'"),
    ],
)
def test_a_parameter_that_cloudformation_refuses_is_refused(content: dict[str, str], found: str) -> None:
    with pytest.raises(UsageError, match=found):
        of_text("Parameters: {P: {Type: String, AllowedValues: [a, b]}}\nResources: {}\n", parameters=content)


@pytest.mark.parametrize(
    ("declared", "found"),
    [
        ("{Type: String, Default: c, AllowedValues: [a, b]}", "'c'"),
        ("{Type: Number, Default: abc}", "'abc'"),
        ("{Type: Number, Default: 5, MaxValue: 3}", "'5'"),
        ("{Type: String, Default: hunter2, AllowedPattern: '[0-9]+', NoEcho: true}", "another"),
    ],
)
def test_a_default_that_its_parameter_does_not_allow_is_refused_where_it_is_used(declared: str, found: str) -> None:
    text = f"Parameters:\n  P: {declared}\nResources: {{T: {{Type: 'AWS::SNS::Topic'}}}}\n"
    with pytest.raises(UsageError) as refused:
        of_text(text)
    assert refused.value.found == found
    assert refused.value.where == "template.yaml, line 2"
    given = "3" if "Type: Number" in declared or "0-9" in declared else "a"
    assert of_text(text, parameters={"P": given}).after.resources["topics"]


@pytest.mark.parametrize(
    "declared",
    [
        "{Type: CommaDelimitedList, Default: 'a, b', AllowedValues: [a, b]}",
        "{Type: 'List<Number>', Default: '1,2', MaxValue: 3}",
        "{Type: 'AWS::SSM::Parameter::Value<String>', Default: /a/b, AllowedPattern: '[0-9]+'}",
        "{Type: 'AWS::EC2::VPC::Id'}",
    ],
)
def test_a_default_that_is_allowed_or_looked_up_is_not_refused(declared: str) -> None:
    text = f"Parameters:\n  P: {declared}\nResources: {{T: {{Type: 'AWS::SNS::Topic'}}}}\n"
    assert of_text(text).after.resources["topics"]


def test_elements_of_a_list_that_is_given_as_a_text_are_held_against_what_is_allowed() -> None:
    text = "Parameters: {P: {Type: CommaDelimitedList, AllowedValues: [a, b]}}\nResources: {T: {Type: 'AWS::SNS::Topic'}}\n"
    assert of_text(text, parameters={"P": "a,b"}).after.resources["topics"]
    with pytest.raises(UsageError, match="AllowedValues"):
        of_text(text, parameters={"P": "a,c"})


def test_a_condition_that_is_no_name_leaves_it_open_what_a_macro_makes_of_it() -> None:
    text = "Transform: AWS::LanguageExtensions\nResources: {T: {Type: 'AWS::SNS::Topic', Condition: {Ref: x}}}\n"
    (topic,) = of_text(text + "Outputs: {}\n").after.resources["topics"].values()
    assert topic["address"] == "T"


def test_a_hidden_value_is_not_repeated() -> None:
    text = "Parameters: {P: {Type: String, NoEcho: true, AllowedValues: [a, b]}}\nResources: {}\n"
    with pytest.raises(UsageError) as refused:
        of_text(text, parameters={"P": "hunter2"})
    assert "hunter2" not in str(refused.value)
