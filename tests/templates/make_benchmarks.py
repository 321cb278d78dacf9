"""Templates with the filters and alarms of all fifteen controls, in the styles in which such templates are published.

`python -m tests.templates.make_benchmarks` rewrites the fixtures `fixtures/templates/*_fifteen_*`. The styles are those of a
quick start (one filter and alarm a control, mappings and conditions by profile), of an accelerator's stacks as they are
synthesized, of a CDK application with a nested stack, of modules that import what parent stacks export, and of a
loop over a map. Of each there is one that is right, and one in which some controls are not; the words are our own.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.aws.claims_controls import IDS, PRESCRIBED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Json = dict[str, Any]
TEMPLATES: Final = Path(__file__).parents[2] / "fixtures" / "templates"
LEVEL_2: Final = ("4.6", "4.7", "4.9", "4.10", "4.11")
"""What the stricter profile of the style's own asks for."""
ACCOUNT, REGION = "111122223333", "us-east-1"
_PLACE: Final = f"aws://{ACCOUNT}/{REGION}"


@dataclass(frozen=True, kw_only=True)
class Made:
    """One fixture: its files, and what it claims of the controls that are not as all others are (`otherwise`)."""

    name: str
    note: str
    files: Mapping[str, str]
    others: str = "pass"
    otherwise: Mapping[str, str] = field(default_factory=dict)
    effective: str | None = "unknown"

    def expected(self) -> Json:
        """What stands in `expected.json`."""
        controls = {"*": self.others, **{IDS[number]: status for number, status in self.otherwise.items()}}
        status = self.otherwise.get("4.4", self.others)
        told = {"status": status, **({"effective": self.effective} if status == "pass" else {}), "note": self.note}
        return {**told, "controls": {**controls, "security-hub-enabled": "unknown"}, "deployed": False}


def _id(number: str) -> str:
    return f"Cis{number.replace('.', 'x')}"


def _weaker(number: str) -> str:
    """A pattern that no record of the control matches any more."""
    return PRESCRIBED[number].replace("$.eventName", "$.eventNames").replace("$.eventSource", "$.eventSources")


def _yaml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


_QUICK_HEAD: Final = """AWSTemplateFormatVersion: "2010-09-09"
Description: Alarms of the monitoring section, a filter and an alarm a control.
Metadata:
  AWS::CloudFormation::Interface:
    ParameterGroups:
      - Label: {default: Profile}
        Parameters: [ProfileLevel, NotificationEmailAddress]
Parameters:
  ProfileLevel:
    Type: String
    Default: Level 2
    AllowedValues: [Level 1, Level 2]
  NotificationEmailAddress:
    Type: String
    Default: security@example.com
    AllowedPattern: .+@.+
  TrailBucketName:
    Type: String
    Default: records-of-the-trail
Mappings:
  Alarms:
    Every: {Period: 300, Threshold: 1, Namespace: CISBenchmark}
Conditions:
  IsLevel2: !Equals [!Ref ProfileLevel, Level 2]
Rules:
  WhoIsTold:
    Assertions:
      - Assert: !Not [!Equals [!Ref NotificationEmailAddress, ""]]
        AssertDescription: somebody has to be told
Resources:
  Records:
    Type: AWS::Logs::LogGroup
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties: {RetentionInDays: 365}
  RecordsRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement: [{Effect: Allow, Principal: {Service: !Sub "cloudtrail.${AWS::URLSuffix}"}, Action: sts:AssumeRole}]
  Trail:
    Type: AWS::CloudTrail::Trail
    DependsOn: AlarmTopicPolicy
    Properties:
      S3BucketName: !Ref TrailBucketName
      IsLogging: true
      IsMultiRegionTrail: true
      IncludeGlobalServiceEvents: true
      CloudWatchLogsLogGroupArn: !GetAtt Records.Arn
      CloudWatchLogsRoleArn: !GetAtt RecordsRole.Arn
  AlarmTopic:
    Type: AWS::SNS::Topic
    Properties:
      Subscription: [{Endpoint: !Ref NotificationEmailAddress, Protocol: email}]
  AlarmTopicPolicy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref AlarmTopic]
      PolicyDocument:
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Principal: {Service: cloudwatch.amazonaws.com}, Action: sns:Publish, Resource: !Ref AlarmTopic}
"""
_QUICK_CONTROL: Final = """  {id}Filter:
    Type: AWS::Logs::MetricFilter{condition}
    Properties:
      LogGroupName: !Ref Records
      FilterPattern: {pattern}
      MetricTransformations:
        - {{MetricName: {id}, MetricNamespace: !FindInMap [Alarms, Every, Namespace], MetricValue: "1"}}
  {id}Alarm:
    Type: AWS::CloudWatch::Alarm{condition}
    DependsOn: {id}Filter
    Properties:
      AlarmName: !Join ["-", [cis, "{number}", !Ref "AWS::Region"]]
      AlarmActions: [!Ref AlarmTopic]
      MetricName: {id}
      Namespace: !FindInMap [Alarms, Every, Namespace]
      Statistic: Sum
      Period: !FindInMap [Alarms, Every, Period]
      Threshold: !FindInMap [Alarms, Every, Threshold]
      EvaluationPeriods: 1
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
"""


def _quick_start() -> str:
    made = [_QUICK_HEAD]
    for number, pattern in PRESCRIBED.items():
        condition = "\n    Condition: IsLevel2" if number in LEVEL_2 else ""
        made.append(_QUICK_CONTROL.format(id=_id(number), number=number, pattern=_yaml(pattern), condition=condition))
    return "".join(made)


def quick_start() -> Iterator[Made]:
    """One template, by profile."""
    text = _quick_start()
    yield Made(
        name="pass_fifteen_quick_start",
        note="a filter and an alarm a control, by mappings, conditions and rules, as a quick start has them",
        files={"template.yaml": text},
    )
    yield Made(
        name="fail_fifteen_quick_start_level_1",
        note="the same by its looser profile, which leaves some controls out",
        files={"template.yaml": text, "parameters.json": _json([{"ParameterKey": "ProfileLevel", "ParameterValue": "Level 1"}])},
        otherwise=dict.fromkeys(LEVEL_2, "fail"),
    )


def _arn(service: str, resource: str) -> Json:
    place = [":", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, f":{resource}"]
    return {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, f":{service}", *place]]}


def _filter(number: str, group: Any, pattern: str | None = None, namespace: str = "LogMetrics") -> Json:
    metric = {"MetricName": _id(number), "MetricNamespace": namespace, "MetricValue": "1"}
    given = {"LogGroupName": group, "FilterPattern": pattern or PRESCRIBED[number], "MetricTransformations": [metric]}
    return {"Type": "AWS::Logs::MetricFilter", "Properties": given}


def _alarm(number: str, actions: list[Any], namespace: str = "LogMetrics", **more: Any) -> Json:
    watched = {"MetricName": _id(number), "Namespace": namespace, "Statistic": "Sum", "Period": 300, "Threshold": 1}
    how = {"EvaluationPeriods": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching"}
    return {"Type": "AWS::CloudWatch::Alarm", "Properties": {**watched, **how, "AlarmActions": actions, **more}}


def _trail(group: Any, **more: Any) -> Json:
    given = {
        "IsLogging": True, "IsMultiRegionTrail": True, "S3BucketName": "records-of-the-trail",
        "CloudWatchLogsLogGroupArn": group, "CloudWatchLogsRoleArn": f"arn:aws:iam::{ACCOUNT}:role/trail-to-logs",
    }  # fmt: skip
    return {"Type": "AWS::CloudTrail::Trail", "Properties": {**given, **more}}


def _person(topic: Any) -> Json:
    given = {"TopicArn": topic, "Protocol": "email", "Endpoint": "security@example.com"}
    return {"Type": "AWS::SNS::Subscription", "Properties": given}


def accelerator() -> Iterator[Made]:
    """Synthesized JSON: every name is a join of the place, the topic is named and not referred to."""

    def template(change: Callable[[Json], None] = lambda _: None) -> str:
        group = "accelerator-cloudtrail-logs"
        records = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": group}, "DeletionPolicy": "Retain"}
        trail = _trail({"Fn::GetAtt": ["CloudTrailLogGroup", "Arn"]}, TrailName="accelerator", IsOrganizationTrail=True)
        topic = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "accelerator-HighNotifications"}}
        resources: Json = {"CloudTrailLogGroup": records, "CloudTrail": trail, "HighTopic": topic}
        resources["HighPerson"] = _person({"Ref": "HighTopic"})
        for number in PRESCRIBED:
            told = [_arn("sns", "accelerator-HighNotifications")]
            resources[f"{_id(number)}Filter"] = _filter(number, group)
            resources[f"{_id(number)}Alarm"] = _alarm(number, told, AlarmName=f"accelerator-{number}")
        change(resources)
        version = {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk-bootstrap/version"}}
        unwanted = {"Fn::Not": [{"Fn::Contains": [["1", "2", "3"], {"Ref": "BootstrapVersion"}]}]}
        rules = {"CheckBootstrapVersion": {"Assertions": [{"Assert": unwanted, "AssertDescription": "bootstrap again"}]}}
        return _json({"Parameters": version, "Rules": rules, "Resources": resources})

    def broken(resources: Json) -> None:
        resources["Cis4x7Filter"]["Properties"]["LogGroupName"] = "accelerator-application-logs"
        resources["Cis4x8Alarm"]["Properties"]["AlarmActions"] = [_arn("sns", "accelerator-Nobody")]
        resources["Cis4x10Filter"]["Properties"]["FilterPattern"] = _weaker("4.10")
        resources["Cis4x12Alarm"]["Properties"]["MetricName"] = "Cis4x13"
        resources["Cis4x14Alarm"]["Properties"] |= {"AlarmActions": [], "OKActions": [{"Ref": "HighTopic"}]}

    yield Made(
        name="pass_fifteen_accelerator",
        note="an accelerator's stack as it is synthesized: the topic is named by its ARN",
        files={"template.json": template()},
    )
    yield Made(
        name="fail_fifteen_accelerator_broken",
        note="the same with another group, another topic, another field, another metric, and no action",
        files={"template.json": template(broken)},
        otherwise={**dict.fromkeys(("4.7", "4.10", "4.12", "4.14"), "fail"), "4.8": "unknown"},
    )


def application() -> Iterator[Made]:
    """A CDK application: the trail in one stack, the alarms in a nested stack of another."""

    def files(change: Callable[[Json], None] = lambda _: None) -> dict[str, str]:
        output = {"Value": {"Ref": "Records"}, "Export": {"Name": "Audit:ExportsOutputRefRecords"}}
        trail = {"Records": {"Type": "AWS::Logs::LogGroup"}, "Trail": _trail({"Fn::GetAtt": ["Records", "Arn"]})}
        topic: Json = {"Topic": {"Type": "AWS::SNS::Topic"}, "TopicPerson": _person({"Ref": "Topic"})}
        nested: Json = {
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {
                "TemplateURL": {"Fn::Sub": "https://s3.${AWS::Region}.${AWS::URLSuffix}/cdk-assets/0a1b.json"},
                "Parameters": {
                    "referencetoTopicRef": {"Ref": "Topic"},
                    "referencetoRecords": {"Fn::ImportValue": "Audit:ExportsOutputRefRecords"},
                },
            },
            "Metadata": {"aws:cdk:path": "Alarms/Cis.NestedStack", "aws:asset:path": "AlarmsCis.nested.template.json"},
        }
        inner: Json = {}
        for number in PRESCRIBED:
            inner[f"{_id(number)}Filter"] = _filter(number, {"Ref": "referencetoRecords"})
            inner[f"{_id(number)}Alarm"] = _alarm(number, [{"Ref": "referencetoTopicRef"}])
        change(inner)
        declared = {name: {"Type": "String"} for name in ("referencetoTopicRef", "referencetoRecords")}
        stacks = {
            name: {
                "type": "aws:cloudformation:stack",
                "environment": _PLACE,
                "properties": {"templateFile": f"{name}.template.json", "stackName": name},
            }
            for name in ("Audit", "Alarms")
        }
        assets = {"type": "cdk:asset-manifest", "properties": {"file": "Alarms.assets.json"}}
        templates = {
            "Audit.template.json": {"Resources": trail, "Outputs": {"ExportsOutputRefRecords": output}},
            "Alarms.template.json": {"Resources": {**topic, "CisNestedStack": nested}},
            "AlarmsCis.nested.template.json": {"Parameters": declared, "Resources": inner},
            "Alarms.assets.json": {"version": "36.0.0", "files": {}, "dockerImages": {}},
            "manifest.json": {"version": "36.0.0", "artifacts": {**stacks, "Alarms.assets": assets}},
        }
        return {f"cdk.out/{name}": _json(content) for name, content in templates.items()}

    def broken(inner: Json) -> None:
        del inner["Cis4x5Filter"]
        inner["Cis4x9Alarm"]["Properties"]["Namespace"] = "Others"

    yield Made(
        name="pass_fifteen_cdk",
        note="a CDK application: alarms in a nested stack, which is an asset; the log group is another stack's",
        files=files(),
    )
    yield Made(
        name="fail_fifteen_cdk_broken",
        note="the same without one filter, and with one alarm on another namespace",
        files=files(broken),
        otherwise=dict.fromkeys(("4.5", "4.9"), "fail"),
    )


_LOOP: Final = """Transform: AWS::LanguageExtensions
Parameters:
  Controls:
    Type: CommaDelimitedList
    Default: {controls}
Mappings:
  Patterns:
{patterns}
Resources:
  Records: {{Type: "AWS::Logs::LogGroup"}}
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      IsLogging: true
      IsMultiRegionTrail: true
      S3BucketName: records-of-the-trail
      CloudWatchLogsLogGroupArn: !GetAtt Records.Arn
      CloudWatchLogsRoleArn: !Sub "arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/trail-to-logs"
  Topic: {{Type: "AWS::SNS::Topic", Properties: {{Subscription: [{{Protocol: email, Endpoint: security@example.com}}]}}}}
  Fn::ForEach::Alarms:
    - Control
    - !Ref Controls
    - ${{Control}}Filter:
        Type: AWS::Logs::MetricFilter
        Properties:
          LogGroupName: !Ref Records
          FilterPattern: !FindInMap [Patterns, !Ref Control, Pattern]
          MetricTransformations: [{{MetricName: !Ref Control, MetricNamespace: !Ref "AWS::StackName", MetricValue: "1"}}]
      ${{Control}}Alarm:
        Type: AWS::CloudWatch::Alarm
        Properties:
          MetricName: !Sub "${{Control}}"
          Namespace: !Ref AWS::StackName
          Statistic: Sum
          Period: 300
          Threshold: 1
          EvaluationPeriods: !FindInMap [Patterns, !Ref Control, Periods, {{DefaultValue: 1}}]
          ComparisonOperator: GreaterThanOrEqualToThreshold
          TreatMissingData: notBreaching
          AlarmActions: [!Ref Topic]
"""


def loop() -> Iterator[Made]:
    """A loop over the controls of a parameter, whose patterns stand in a map."""
    rows = "\n".join(f"    {_id(number)}: {{Pattern: {_yaml(pattern)}}}" for number, pattern in PRESCRIBED.items())
    text = _LOOP.format(controls=",".join(map(_id, PRESCRIBED)), patterns=rows)
    yield Made(
        name="pass_fifteen_loop",
        note="a loop over a list of controls writes filters and alarms, whose patterns stand in a map",
        files={"template.yaml": text},
    )
    yield Made(
        name="fail_fifteen_loop_shorter",
        note="the same with a shorter list",
        files={
            "template.yaml": text,
            "parameters.json": _json({"Controls": ", ".join(_id(n) for n in PRESCRIBED if n != "4.13")}),
        },
        otherwise={"4.13": "fail"},
    )


_PARENT: Final = """Resources:
  Topic: {Type: "AWS::SNS::Topic"}
  Person:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref Topic, Protocol: email, Endpoint: security@example.com}
Outputs:
  TopicARN: {Value: !Ref Topic, Export: {Name: EXPORT}}
"""
_AUDIT: Final = """Parameters:
  ParentAlertStack: {Type: String, Default: alert}
Conditions:
  HasAlertTopic: !Not [!Equals [!Ref ParentAlertStack, ""]]
Resources:
  Records: {Type: "AWS::Logs::LogGroup"}
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      IsLogging: true
      IsMultiRegionTrail: true
      S3BucketName: records-of-the-trail
      CloudWatchLogsLogGroupArn: !GetAtt Records.Arn
      CloudWatchLogsRoleArn: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/trail-to-logs"
"""
_AUDIT_CONTROL: Final = """  {id}Filter:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref Records
      FilterPattern: {pattern}
      MetricTransformations: [{{MetricName: {id}, MetricNamespace: !Ref "AWS::StackName", MetricValue: "1"}}]
  {id}Alarm:
    Type: AWS::CloudWatch::Alarm
    Condition: HasAlertTopic
    Properties:
      AlarmActions: [{{"Fn::ImportValue": !Sub "${{ParentAlertStack}}-TopicARN"}}]
      MetricName: {id}
      Namespace: !Ref "AWS::StackName"
      Statistic: Sum
      Period: 300
      Threshold: 1
      EvaluationPeriods: 1
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
"""


def modules() -> Iterator[Made]:
    """Modules in a folder: one imports what another exports, under the name of its stack."""

    def audit(without: str | None = None) -> str:
        listed = ((number, pattern) for number, pattern in PRESCRIBED.items() if number != without)
        return _AUDIT + "".join(_AUDIT_CONTROL.format(id=_id(number), pattern=_yaml(pattern)) for number, pattern in listed)

    written = _PARENT.replace("EXPORT", "alert-TopicARN")
    yield Made(
        name="pass_fifteen_modules",
        note="modules in one folder: the topic is exported under a name that is written, and imported by a parameter's default",
        files={"templates/alert.yaml": written, "templates/audit.yaml": audit()},
    )
    yield Made(
        name="fail_fifteen_modules_without_one",
        note="the same without the filter and alarm of one control",
        files={"templates/alert.yaml": written, "templates/audit.yaml": audit(without="4.6")},
        otherwise={"4.6": "fail"},
    )
    yield Made(
        name="unknown_fifteen_modules_by_stack_name",
        note="the same exported under its stack's name, which no template tells, and without one control",
        files={
            "templates/alert.yaml": _PARENT.replace("EXPORT", '!Sub "${AWS::StackName}-TopicARN"'),
            "templates/audit.yaml": audit(without="4.6"),
        },
        others="unknown",
        otherwise={"4.6": "fail"},
    )


def _json(content: Any) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def every() -> Iterator[Made]:
    """Every fixture that is made here."""
    for style in (quick_start, accelerator, application, loop, modules):
        yield from style()


def main() -> int:
    """Rewrites the fixtures."""
    for made in every():
        folder = TEMPLATES / made.name
        shutil.rmtree(folder, ignore_errors=True)
        for name, text in {**made.files, "expected.json": _json(made.expected())}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
