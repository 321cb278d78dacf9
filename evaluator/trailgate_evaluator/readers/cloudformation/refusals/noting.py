"""What a template's refusals do: CloudFormation rolls a stack back as a whole, so nothing of it stands.

Only what surely comes to stand is held against the rules, and only what is known of it. A property that is not known here is
one that CloudFormation refuses, or one that is newer than this release: of such a stack nothing is certain.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from trailgate_evaluator.document.parts import LINK_OF, attribute_gap_id, gap, unknown
from trailgate_evaluator.readers.cloudformation.intrinsics.values import EXPRESSION, REFUSABLE, Unknown
from trailgate_evaluator.readers.cloudformation.refusals.kinds import of_another_kind
from trailgate_evaluator.readers.cloudformation.refusals.rules import REFUSALS
from trailgate_evaluator.readers.cloudformation.refusals.shapes import SHAPES, missing, strange
from trailgate_evaluator.readers.cloudformation.refusals.types import is_strange_type
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.stacks.references import of_resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.stacks.stack import Stack
    from trailgate_evaluator.readers.cloudformation.world.world import World

LIMITS: Final = (("more_than_100_filters", "metric_filters", 100), ("more_than_5_trails", "trails", 5))
"""Rules about many resources together: the most of a kind, for each log group or region.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html,
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html"""


class _Refused(NamedTuple):
    """What is refused, by which rule, and which property it is about, where the rule is about one that is missing."""

    resource: Resource
    rule: str
    property: str | None = None


def doubt_strange(world: World) -> None:
    """Let nothing of a stack be certain that has a property, or a type of the chain's services, which is not known here."""
    for resource in world.every:
        what = _strange(resource)
        if what is None or resource.doubt is not None:
            continue
        why = Unknown(REFUSABLE, what, resource.where())
        for other in world.every:
            if other.stack.root is resource.stack.root and other.doubt is None:
                other.doubt = why


def _strange(resource: Resource) -> str | None:
    for one in of_resource(resource.written, resource.pointer, resource.stack):
        of = resource.stack.resource(one.name) if one.counts and one.by in {"Fn::GetAtt", "Fn::Sub"} and one.rest else None
        if of is not None and one.rest not in names.ATTRIBUTES.get(of.type, {one.rest}):
            asked = f"attribute {str(one.rest)[:80]} of {of.address}, for which {resource.address} asks"
            return f"{asked}, and which trailgate does not know"
    if is_strange_type(resource.type):
        return f"type {resource.type[:80]} of {resource.address}, which trailgate does not know"
    shape = SHAPES.get(resource.type)
    found = None if shape is None else next(strange(shape, _properties(resource)), None)
    if shape is None or found is None:
        return None
    near = get_close_matches(found, shape.known, n=1)
    meant = f" ({near[0]}?)" if near else ""
    return f"property {found[:80]}{meant} of {resource.address}, which trailgate does not know"


def note(world: World, resources: Mapping[str, Mapping[str, Json]]) -> None:
    """Write `refused` into every entry that will not stand, and `refused_of` where that is another's fault, or a property's."""
    entries = {e["address"]: e for kind in LINK_OF if kind != "services" for e in resources[kind].values() if "address" in e}
    faults: dict[Stack, _Refused] = {}
    for fault in (*_faults(world), *_beyond_limits(world, resources)):
        faults.setdefault(fault.resource.stack.root, fault)
        own = entries.get(fault.resource.address)
        # Of a pattern that is refused the filter itself tells more.
        if own is not None and "refused" not in own and fault.rule != "pattern":
            own["refused"] = fault.rule
            if fault.property is not None:
                own["refused_of"] = {"address": None, "property": fault.property}
    world.refused = set(faults)
    for resource in world.every:
        fault_of = faults.get(resource.stack.root)
        if fault_of is None:
            continue
        if resource.type == names.HUB:
            _untell(world, resource, resources["services"], fault_of)
        for entry in _of(resource, entries):
            if "refused" not in entry and entry["address"] != fault_of.resource.address:
                entry["refused"] = fault_of.rule
                entry["refused_of"] = {"address": fault_of.resource.address, "property": fault_of.property}


def _untell(world: World, hub: Resource, services: Mapping[str, Json], fault: _Refused) -> None:
    """Take the certainty of a service that a stack enables which is rolled back: it may be on without it."""
    for entry in services.values():
        if entry["address"] == hub.address and entry["enabled"] is True:
            called = attribute_gap_id(entry["id"], "enabled")
            about = {"account": entry["account"], "region": entry["region"], "id": entry["id"], "attribute": "region"}
            world.gaps[called] = gap("service", REFUSABLE, name=fault.resource.address, address=hub.address, **about)
            entry["enabled"] = unknown(REFUSABLE, called)


def _of(resource: Resource, entries: Mapping[str, Json]) -> Iterator[Json]:
    """The entries of a resource: its own, and those of subscriptions that are written in it."""
    own = resource.address
    if own in entries:
        yield entries[own]
    if resource.type in {names.TOPIC, *_CHANNELS}:
        yield from (entry for address, entry in entries.items() if address.startswith((f"{own}.Subscription[", f"{own}[")))


_CHANNELS: Final = ("AWS::Chatbot::SlackChannelConfiguration", "AWS::Chatbot::MicrosoftTeamsChannelConfiguration")


def _faults(world: World) -> Iterator[_Refused]:
    for resource in world.of(*SHAPES):
        if resource.doubt is None:
            lacking = next(missing(SHAPES[resource.type], _properties(resource)), None)
            if lacking is not None:
                yield _Refused(resource, "property_missing", lacking)
            yield from (_Refused(resource, rule, name) for rule, name in of_another_kind(resource))
    yield from (_Refused(one, "stands_already") for one in world.every if one.address in world.standing and one.doubt is None)
    for refusal in REFUSALS:
        for resource in world.of(refusal.type):
            if resource.doubt is None and refusal.offends(world, resource):
                yield _Refused(resource, refusal.rule)


def _properties(resource: Resource) -> dict[str, Any]:
    """The properties as they are worked out; those of the shape alone where a function stands for some of them."""
    written = resource.written.get("Properties")
    if written is not None and (not isinstance(written, dict) or any(name.startswith("Fn::") for name in written)):
        return {name: Unknown(EXPRESSION) for name in SHAPES[resource.type].known}
    return {name: resource.get(name) for name in written or ()}


def _beyond_limits(world: World, resources: Mapping[str, Mapping[str, Json]]) -> Iterator[_Refused]:
    """What stands beyond a limit of AWS: nobody knows which of them is refused, and the deployment ends there."""
    by_address = {one.address: one for one in world.every if one.doubt is None}
    for rule, kind, most in LIMITS:
        for listed in _grouped(kind, resources[kind].values()).values():
            own = [by_address[e["address"]] for e in listed if e.get("address") in by_address]
            if len(listed) > most and own:
                yield from (_Refused(one, rule) for one in own)


def _grouped(kind: str, entries: Iterable[Json]) -> dict[Any, list[Json]]:
    found: dict[Any, list[Json]] = {}
    for entry in entries:
        key = (entry["account"], entry["region"]) if kind == "trails" else entry["log_group"]
        if not isinstance(key, dict):
            found.setdefault(key, []).append(entry)
    return found
