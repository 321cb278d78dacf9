"""Stacks in the simulated AWS: moto's CloudFormation works a template out, and each link of the chain is made by an API call.

Names, functions, conditions and their order are moto's own, so that they are another's than the reader's. The calls are made
when the stack stands, in the order in which moto came to them.
"""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from moto.cloudformation import parsing
from moto.core.common_models import CloudFormationModel

from tests.aws.make_fixtures import OF_ONE_RUN
from tests.aws.server import ACCOUNT, Aws, reset_moto
from tests.aws.state import State
from trailgate_collector.aws_session import AwsSession, SessionOptions
from trailgate_collector.collection import collect_account
from trailgate_collector.snapshot import Asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

REGION = "us-east-1"
BUCKET = "records-of-the-trail"
Json = dict[str, Any]

_NUMBERS = frozenset({"Period", "EvaluationPeriods", "DatapointsToAlarm"})
_FLAGS = {"true": True, "false": False}


class _Made(CloudFormationModel):
    """One resource that a stack made; `properties` are those of the template, worked out."""

    later: ClassVar[list[Callable[[Aws], None]]] = []
    kind = ""
    named_by = ""
    ref_is_arn = False

    def __init__(self, name: str, arn: str) -> None:
        self.name, self.arn = name, arn

    @classmethod
    def cloudformation_type(cls) -> str:
        return cls.kind

    @classmethod
    def cloudformation_name_type(cls) -> str:
        return cls.named_by

    @property
    def physical_resource_id(self) -> str:
        return self.arn if self.ref_is_arn else self.name

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr in {"Arn", "TopicArn", "TopicName", "KeyId"}

    def get_cfn_attribute(self, attribute_name: str) -> str:
        return self.arn if attribute_name.endswith("Arn") else self.name

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Json, account_id: str, region_name: str, **_: Any
    ) -> _Made:
        assert (account_id, region_name) == (ACCOUNT, REGION)
        given = {key: value for key, value in cloudformation_json["Properties"].items() if key != cls.named_by}
        return cls.make(resource_name, {key: _typed(key, value) for key, value in given.items()})

    @classmethod
    def make(cls, name: str, given: Json) -> _Made:
        raise NotImplementedError

    @classmethod
    def arn_of(cls, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


def _typed(key: str, value: Any) -> Any:
    told = _FLAGS.get(value, value) if isinstance(value, str) else value
    return int(told) if key in _NUMBERS else float(told) if key == "Threshold" else told


def _lower(value: Any) -> Any:
    match value:
        case dict():
            return {key[0].lower() + key[1:]: _lower(one) for key, one in value.items()}
        case list():
            return [_lower(one) for one in value]
        case _:
            return value


def _flags(entries: list[Json]) -> list[Json]:
    return [{key: _typed(key, value) for key, value in one.items()} for one in entries]


class Trail(_Made):
    """AWS::CloudTrail::Trail."""

    kind, named_by = "AWS::CloudTrail::Trail", "TrailName"

    @classmethod
    def make(cls, name: str, given: Json) -> _Made:
        logging, classic = given.pop("IsLogging", True), given.pop("EventSelectors", None)
        advanced = given.pop("AdvancedEventSelectors", None)

        def call(aws: Aws) -> None:
            api = aws.client("cloudtrail")
            arn = api.create_trail(Name=name, **given)["TrailARN"]
            if classic:
                api.put_event_selectors(TrailName=arn, EventSelectors=_flags(classic))
            if advanced:
                api.put_event_selectors(TrailName=arn, AdvancedEventSelectors=advanced)
            if logging:
                api.start_logging(Name=name)

        cls.later.append(call)
        return cls(name, cls.arn_of("cloudtrail", f"trail/{name}"))


class LogGroup(_Made):
    """AWS::Logs::LogGroup."""

    kind, named_by = "AWS::Logs::LogGroup", "LogGroupName"

    @classmethod
    def make(cls, name: str, given: Json) -> _Made:
        given.pop("RetentionInDays", None)
        cls.later.insert(0, lambda aws: aws.client("logs").create_log_group(logGroupName=name, **_lower(given)))
        return cls(name, cls.arn_of("logs", f"log-group:{name}:*"))


class MetricFilter(_Made):
    """AWS::Logs::MetricFilter."""

    kind, named_by = "AWS::Logs::MetricFilter", "FilterName"

    @classmethod
    def make(cls, name: str, given: Json) -> _Made:
        transformations = []
        for one in given.pop("MetricTransformations"):
            pairs = one.pop("Dimensions", None)
            made = _lower(one) | {"metricValue": str(one["MetricValue"])}
            if pairs:
                made["dimensions"] = {pair["Key"]: pair["Value"] for pair in pairs}
            if "defaultValue" in made:
                made["defaultValue"] = float(made["defaultValue"])
            transformations.append(made)
        request = {"filterName": name, "metricTransformations": transformations, **_lower(given)}
        cls.later.append(lambda aws: aws.client("logs").put_metric_filter(**request))
        return cls(name, name)


class Alarm(_Made):
    """AWS::CloudWatch::Alarm."""

    kind, named_by = "AWS::CloudWatch::Alarm", "AlarmName"

    @classmethod
    def make(cls, name: str, given: Json) -> _Made:
        cls.later.append(lambda aws: aws.client("cloudwatch").put_metric_alarm(AlarmName=name, **given))
        return cls(name, cls.arn_of("cloudwatch", f"alarm:{name}"))


class CompositeAlarm(_Made):
    """AWS::CloudWatch::CompositeAlarm."""

    kind, named_by = "AWS::CloudWatch::CompositeAlarm", "AlarmName"

    @classmethod
    def make(cls, name: str, given: Json) -> _Made:
        cls.later.append(lambda aws: aws.client("cloudwatch").put_composite_alarm(AlarmName=name, **given))
        return cls(name, cls.arn_of("cloudwatch", f"alarm:{name}"))


class Topic(_Made):
    """AWS::SNS::Topic."""

    kind, named_by, ref_is_arn = "AWS::SNS::Topic", "TopicName", True

    @classmethod
    def make(cls, name: str, given: Json) -> _Made:
        arn, inline = cls.arn_of("sns", name), given.pop("Subscription", [])
        attributes = {key: str(given[key]) for key in ("KmsMasterKeyId",) if key in given}

        def call(aws: Aws) -> None:
            api = aws.client("sns")
            api.create_topic(Name=name, Attributes=attributes)
            for one in inline:
                api.subscribe(TopicArn=arn, Protocol=one["Protocol"], Endpoint=one["Endpoint"])

        cls.later.append(call)
        return cls(name, arn)


class Subscription(_Made):
    """AWS::SNS::Subscription."""

    kind, named_by, ref_is_arn = "AWS::SNS::Subscription", "SubscriptionName", True

    @classmethod
    def make(cls, name: str, given: Json) -> _Made:
        policy = given.get("FilterPolicy")
        attributes = {} if policy is None else {"FilterPolicy": json.dumps(policy)}
        request = {key: given[key] for key in ("TopicArn", "Protocol", "Endpoint")}
        cls.later.append(lambda aws: aws.client("sns").subscribe(**request, Attributes=attributes))
        return cls(name, cls.arn_of("sns", name))


class TopicPolicy(_Made):
    """AWS::SNS::TopicPolicy."""

    kind, named_by = "AWS::SNS::TopicPolicy", "TopicPolicyName"

    @classmethod
    def make(cls, name: str, given: Json) -> _Made:
        policy = json.dumps(given["PolicyDocument"])

        def call(aws: Aws) -> None:
            for topic in given["Topics"]:
                aws.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)

        cls.later.append(call)
        return cls(name, name)


@contextmanager
def modelled() -> Iterator[None]:
    """moto's CloudFormation makes these resources for as long: what else a test process deploys, it makes as ever."""
    known = [*parsing.get_model_list(), *_Made.__subclasses__()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "get_model_list", lambda: known)
        for table in (parsing.get_model_map, parsing.get_name_type_map):
            table.cache_clear()
        yield
    for table in (parsing.get_model_map, parsing.get_name_type_map):
        table.cache_clear()


def snapshot_of(aws: Aws, template: str, parameters: Mapping[str, str], nested: Path | None = None) -> Json:
    """The account after the template is deployed and every subscriber has confirmed, as the collector sees it."""
    reset_moto()
    aws.layer.state = State(now=int(time.time()), regions=(REGION,))
    _Made.later.clear()
    aws.client("s3").create_bucket(Bucket=BUCKET)
    for path in sorted(nested.glob("*")) if nested is not None else ():
        aws.client("s3").put_object(Bucket=BUCKET, Key=path.name, Body=path.read_bytes())
    given = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
    cloudformation = aws.client("cloudformation")
    cloudformation.create_stack(StackName="chain", TemplateBody=template, Parameters=given, Capabilities=["CAPABILITY_NAMED_IAM"])
    status = cloudformation.describe_stacks(StackName="chain")["Stacks"][0]["StackStatus"]
    assert status == "CREATE_COMPLETE", status
    for call in _Made.later:
        call(aws)
    for topic in aws.client("sns").list_topics()["Topics"]:
        aws.confirm(topic["TopicArn"])
    session = AwsSession(SessionOptions(region=REGION, endpoint_url=aws.url))
    snapshot = collect_account(session, asked=Asked(regions=(REGION,)), concurrency=4).to_json()
    for name in OF_ONE_RUN:
        del snapshot["collected"][name]
    return snapshot
