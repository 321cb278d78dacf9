"""A template made real in the simulator: by moto's CloudFormation what it can, the rest resource by resource."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.aws.builder import Account

Json = dict[str, Any]
BY_MOTO = {"AWS::Logs::LogGroup", "AWS::S3::Bucket", "AWS::IAM::Role", "AWS::SNS::Topic"}


def create(account: Account, text: str) -> None:
    """Every resource of the template stands; raises `KeyError` for a type or a reference that nobody knows."""
    resources: Json = json.loads(text)["Resources"]
    simple = {name: entry for name, entry in resources.items() if entry["Type"] in BY_MOTO}
    stack = account.client("cloudformation")
    if simple:
        stack.create_stack(StackName="fix", TemplateBody=json.dumps({"Resources": simple}), Capabilities=["CAPABILITY_NAMED_IAM"])
        (told,) = stack.describe_stacks(StackName="fix")["Stacks"]
        assert told["StackStatus"] == "CREATE_COMPLETE"
        made = stack.list_stack_resources(StackName="fix")["StackResourceSummaries"]
        assert {one["LogicalResourceId"] for one in made} == set(simple)
        references = {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in made}
    else:
        references = {}
    for entry in resources.values():
        if entry["Type"] not in BY_MOTO:
            make(account, entry["Type"], resolved(entry["Properties"], references, account))


def resolved(value: Any, references: dict[str, str], account: Account) -> Any:
    """The value with what it refers to: `Ref`, and the ARN of a role."""
    match value:
        case {"Ref": name}:
            return references[name]
        case {"Fn::GetAtt": [name, "Arn"]}:
            return f"arn:aws:iam::{account.id}:role/{references[name]}"
        case dict():
            return {key: resolved(each, references, account) for key, each in value.items()}
        case list():
            return [resolved(each, references, account) for each in value]
        case _:
            return value


def make(account: Account, kind: str, properties: Json) -> None:
    """One resource that moto's CloudFormation does not know, by the API that CloudFormation itself would call."""
    match kind:
        case "AWS::S3::BucketPolicy":
            policy = json.dumps(properties["PolicyDocument"])
            account.client("s3").put_bucket_policy(Bucket=properties["Bucket"], Policy=policy)
        case "AWS::CloudTrail::Trail":
            logging, name = properties.pop("IsLogging"), properties.pop("TrailName")
            trail = account.client("cloudtrail")
            trail.create_trail(Name=name, **properties)
            if logging:
                trail.start_logging(Name=name)
        case "AWS::Logs::MetricFilter":
            account.metric_filter(
                properties["FilterPattern"],
                logGroupName=properties["LogGroupName"],
                filterName=properties["FilterName"],
                metricTransformations=[
                    {f"{name[0].lower()}{name[1:]}": value for name, value in one.items()}
                    for one in properties["MetricTransformations"]
                ],
            )
        case "AWS::CloudWatch::Alarm":
            account.client("cloudwatch").put_metric_alarm(**properties)
        case "AWS::SNS::Subscription":
            account.client("sns").subscribe(**properties)
        case _:
            raise KeyError(kind)
