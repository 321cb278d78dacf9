"""What may make links of the chain though no template here says so: transforms, unread stacks, modules, custom resources."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.document.parts import (
    PLAN_SCOPE,
    Json,
    Link,
    attribute_gap_id,
    gap,
    is_unknown,
    unknown,
)
from trailgate_evaluator.readers.cloudformation.intrinsics.evaluating import evaluate
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import shown
from trailgate_evaluator.readers.cloudformation.intrinsics.values import as_text
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.world.world import LINKS
from trailgate_evaluator.readers.declared.scopes import scopes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.stacks.stack import Stack
    from trailgate_evaluator.readers.cloudformation.world.world import World

_REASON: Final = "made_by_another"
_EVERY: Final[tuple[Link, ...]] = ("alarm", "metric_filter", "subscription", "trail")
_HARMLESS: Final = frozenset(
    {
        "AWS::CodeDeployBlueGreen",
        "AWS::LanguageExtensions",
        "AWS::SecretsManager-2020-07-23",
        "AWS::SecretsManager-2024-09-16",
        "AWS::Serverless-2016-10-31",
        "AWS::ServiceCatalog",
    }
)
"""Transforms that leave links of the chain as they are written."""
_ADDS: Final = "AWS::Include"
_OF_ANYTHING: Final = frozenset(
    {
        "AWS::CloudFormation::StackSet",
        "AWS::Serverless::Application",
        "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
    }
)
_NAMES_A_STACK: Final = "TemplateURL"


def hide(world: World, resources: dict[str, dict[str, Json]], account: str) -> None:
    """Write a gap for every link that something else may make, and take what it may set of topics and alarms."""
    for stack in world.stacks:
        for transform in _transforms(stack):
            told = f"transform {transform} ({stack.where('/Transform')})"
            if transform not in _HARMLESS:
                _write(world, resources, account, told, f"0#{stack.at or '/Transform'}", _EVERY)
            if transform != _ADDS and transform not in _HARMLESS:
                anything = gap("trail", _REASON, account=None, region=None, scope=PLAN_SCOPE, name=told)
                world.gaps.setdefault(f"{PLAN_SCOPE}#{transform}", anything)
        for section in stack.unread:
            told = f"{section} ({stack.where(f'/Resources/{section}', '/Resources')})"
            _write(world, resources, account, told, f"0#{stack.at or '/Resources'}", _EVERY)
    for resource in world.every:
        links = _made(resource, world, resources)
        if links:
            told = f"{resource.address} ({resource.type}{_lies_at(resource)}; {resource.stack.where(resource.pointer)})"
            _write(world, resources, account, told, world.at(resource), links, resource.address)
            if len(links) > 1:
                _doubt_settings(world, resource, resources, told)


def _lies_at(resource: Resource) -> str:
    """Where the template of a nested stack lies that is not read, or of a stack set."""
    url = as_text(resource.get(_NAMES_A_STACK)) if resource.type in {names.STACK, *_OF_ANYTHING} else None
    return "" if url is None else f", its template at {shown(url)[:200]}"


def _transforms(stack: Stack) -> Iterator[str]:
    written = stack.content.get("Transform")
    for one in written if isinstance(written, list) else [] if written is None else [written]:
        name = one.get("Name") if isinstance(one, dict) else one
        yield name if isinstance(name, str) else "without a name"


def _made(resource: Resource, world: World, resources: dict[str, dict[str, Json]]) -> tuple[Link, ...]:
    kind = resource.type
    if kind in LINKS:
        return ()
    if kind == names.STACK:
        return () if resource.logical in resource.stack.nested else _EVERY
    if kind in _OF_ANYTHING or kind.endswith("::MODULE"):
        return _EVERY
    if kind == "AWS::Serverless::Function":
        return ("subscription",) if '"SNS"' in json.dumps(resource.written, default=str) else ()
    if kind.startswith("AWS::") and kind != "AWS::CloudFormation::CustomResource":
        return ()
    return _EVERY if _names_the_chain(resource, world, resources) else ()


def _names_the_chain(resource: Resource, world: World, resources: dict[str, dict[str, Json]]) -> bool:
    """Whether a resource of an unknown kind is given something of the chain: by its name, its ARN, or a reference."""
    said = json.dumps(evaluate(resource.written.get("Properties") or {}, resource.stack), default=repr, ensure_ascii=False)
    chain = world.of(*(kind for kind in LINKS if kind != names.SUBSCRIPTION and "Chatbot" not in kind))
    own = {text for one in chain for text in (names.name_of(one), names.arn_of(one))}
    return any(f'"{text}"' in said or f"{text}:*" in said for text in own) or any(
        found in said for kind in ("topics", "log_groups", "alarms") for found in resources[kind] if found.startswith("arn:")
    )


def _doubt_settings(world: World, maker: Resource, resources: dict[str, dict[str, Json]], told: str) -> None:
    """Take the policies of topics that a maker names: it may set them."""
    said = json.dumps(maker.written, default=str)
    by_logical = {one.address: one.logical for one in world.of(names.TOPIC) if one.stack is maker.stack}
    for topic in resources["topics"].values():
        logical = by_logical.get(str(topic.get("address")))
        if logical is None or f'"{logical}' not in said or is_unknown(topic["policy"]):
            continue
        called = attribute_gap_id(topic["id"], "policy")
        about = {"account": topic["account"], "region": topic["region"], "id": topic["id"], "at": world.at(maker)}
        world.gaps[called] = gap("topic", _REASON, attribute="policy", address=topic["address"], name=told, **about)
        topic["policy"] = unknown(_REASON, called)


def _write(  # noqa: PLR0917 - what the gaps say
    world: World,
    resources: dict[str, dict[str, Json]],
    account: str,
    told: str,
    at: str,
    links: tuple[Link, ...],
    address: str | None = None,
) -> None:
    places = {world.place(one) for one in world.every}
    for link in links:
        for scope, about in scopes(link, resources, account, places):
            called = f"{scope}#{told}"
            world.gaps.setdefault(called, gap(link, _REASON, scope=scope, name=shown(told), at=at, address=address, **about))
