"""Resources of other types that may make links of the chain: stacks, Cloud Control, provisioners, other providers.

Where a template or a type says what is made, only that is hidden; where nothing does, all that could be made is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from trailgate_evaluator.document.parts import (
    Json,
    Link,
    gap,
)
from trailgate_evaluator.languages.hcl.values.values import Glued
from trailgate_evaluator.plain import some
from trailgate_evaluator.readers.declared.scopes import scopes
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, look
from trailgate_evaluator.readers.terraform.world.world import LINKS, World
from trailgate_evaluator.regular import regex

_REASON: Final = "made_by_another"
_EVERY: Final[frozenset[Link]] = frozenset({"trail", "metric_filter", "alarm", "subscription"})
_Made = Mapping[Link, tuple[str, ...]]
"""The links that a resource may make, each with the types that are said to be made; no types where nothing says any."""

_NONE: Final[_Made] = {}
_ALL: Final[_Made] = dict.fromkeys(_EVERY, ())
_OF_CLOUDFORMATION: Final[tuple[tuple[str, Link], ...]] = (
    ("AWS::CloudTrail::Trail", "trail"),
    ("AWS::Logs::MetricFilter", "metric_filter"),
    ("AWS::CloudWatch::Alarm", "alarm"),
    ("AWS::CloudWatch::CompositeAlarm", "alarm"),
    ("AWS::SNS::Subscription", "subscription"),
    ("AWS::SNS::Topic", "subscription"),
)
_ANYTHING: Final = regex(
    r"(?:AWS::CloudFormation::(?:Stack|CustomResource|Macro)|Custom::|AWS::Serverless|AWS::Chatbot|AWS::Lambda::Function)[\w:@-]*"
    r"|[\"']?Transform[\"']?\s*:|[\w:]*::MODULE|Fn::Transform"
)
"""What a template may hold that makes what it does not name."""

_OF_AWSCC: Final[dict[str, str]] = {
    "awscc_cloudtrail_trail": "AWS::CloudTrail::Trail",
    "awscc_cloudwatch_alarm": "AWS::CloudWatch::Alarm",
    "awscc_cloudwatch_composite_alarm": "AWS::CloudWatch::CompositeAlarm",
    "awscc_logs_metric_filter": "AWS::Logs::MetricFilter",
    "awscc_sns_subscription": "AWS::SNS::Subscription",
    "awscc_sns_topic": "AWS::SNS::Topic",
}
STACKS: Final = frozenset({"aws_cloudformation_stack", "aws_cloudformation_stack_set"})
OF_ANYTHING: Final = frozenset(
    {
        "aws_cloudformation_stack_instances",
        "aws_cloudformation_stack_set_instance",
        "aws_serverlessapplicationrepository_cloudformation_stack",
        "aws_servicecatalog_provisioned_product",
        "awscc_cloudformation_stack",
        "awscc_cloudformation_stack_set",
    }
)
_BY_REFERENCE: Final = frozenset({"aws_lambda_invocation", "aws_ssm_association"})
"""Types of AWS that may make anything of what they are given."""
MAKES_NOTHING: Final = ("archive_", "cloudinit_", "local_", "random_", "template_", "time_", "tls_")
PROVISIONED: Final = frozenset({"null_resource", "terraform_data"})


def hide(world: World, resources: dict[str, dict[str, Json]], account: str) -> None:
    """Write a gap for every link that a resource of another type may make."""
    for instance in world.instances.every:
        if instance.mode == "managed" and (instance.type not in LINKS or instance.foreign):
            for link, types in sorted(_made(world, instance, resources).items()):
                for scope, told in scopes(link, resources, account, (world.places.of(instance),)):
                    about = {"address": instance.address, "name": named(instance, types), "at": world.at(instance)}
                    world.gaps.setdefault(f"{scope}#{instance.address}", gap(link, _REASON, scope=scope, **told | about))


def _made(world: World, instance: Instance, resources: dict[str, dict[str, Json]]) -> _Made:
    kind = instance.type
    if kind in STACKS:
        return _of_template(template(world, instance))
    if kind == "aws_cloudcontrolapi_resource":
        return _of_template(look(instance, "type_name"))
    if kind in OF_ANYTHING:
        return _ALL
    if kind.startswith("awscc_"):
        return _of_template(_OF_AWSCC[kind]) if kind in _OF_AWSCC else _NONE
    block = world.block(instance)
    if kind in PROVISIONED:
        return _ALL if block is not None and block.provisioned else _NONE
    if is_of_aws(instance) or kind.startswith(MAKES_NOTHING):
        return _NONE
    return _ALL if _names_the_chain(world, instance, resources) else _NONE


def is_of_aws(instance: Instance) -> bool:
    """Whether a resource makes just what its type says, as those of the AWS provider do."""
    return instance.type.startswith("aws_") and not instance.foreign and instance.type not in _BY_REFERENCE


def template(world: World, instance: Instance) -> object:
    """A stack's template; where only names and ARNs in it are not known yet, the rest of it: no type is in those."""
    body = look(instance, "template_body")
    if body is not UNKNOWN or not world.resolver.is_at_hand(instance):
        return body
    told = world.resolver.value(instance, ("template_body",))
    if not isinstance(told, Glued) or not all(isinstance(part, str) or part.plain for part in told.parts):
        return body
    return "".join(part if isinstance(part, str) else "symbol" for part in told.parts)


def _of_template(text: object) -> _Made:
    """What a known template makes; everything where it is not known, or may make what it does not name."""
    if not isinstance(text, str) or not text:
        return _ALL
    if types := of_anything(text):
        return dict.fromkeys(_EVERY, types)
    made: dict[Link, tuple[str, ...]] = {}
    for name, link in _OF_CLOUDFORMATION:
        if has_type(text, name):
            made[link] = (*made.get(link, ()), name)
    return made


def of_anything(text: str) -> tuple[str, ...]:
    """What a template holds that may make anything, by its type."""
    found = {match.group() for match in _ANYTHING.finditer(text)}
    return tuple(sorted("Fn::Transform" if "Transform" in one else one for one in found))


def named(instance: Instance, types: tuple[str, ...]) -> str:
    """The maker by its address, and what it says it makes."""
    return f"{instance.address} ({some(list(types), 4)})" if types else instance.address


def has_type(text: str, name: str) -> bool:
    """Whether a template has a resource type, and not only one whose name begins so."""
    return re.search(rf"{re.escape(name)}(?![\w:])", text) is not None


def _names_the_chain(world: World, instance: Instance, resources: dict[str, dict[str, Json]]) -> bool:
    """Whether a resource of an unknown kind is given something of the chain: by a reference, or by its ARN."""
    if any(reach.instances for reach in world.resolver.whole(instance, frozenset(LINKS)).reaches):
        return True
    said = json.dumps(instance.values, default=str)
    return any(
        found in said for kind in ("topics", "log_groups", "alarms") for found in resources[kind] if found.startswith("arn:")
    )
