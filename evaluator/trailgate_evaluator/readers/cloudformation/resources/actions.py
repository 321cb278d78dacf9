"""The topics that an alarm's actions are, and what else a property may name by ARN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain
from trailgate_evaluator.readers.cloudformation.intrinsics.values import NOTHING, as_text, unknown_in
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.world.world import choices
from trailgate_evaluator.readers.declared.arns import parse_arn

if TYPE_CHECKING:
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World


def read(world: World, resource: Resource, property_of: str) -> list[Any]:
    """The elements of a list of actions; one that is not known means that it, or nothing, may stand there."""
    value = resource.get(property_of)
    lists = [_elements(world, resource, property_of, choice) for choice in choices(value)]
    common = [one for one in lists[0] if all(one in other for other in lists[1:])]
    rest = [[one for one in each if one not in common] for each in lists]
    if not any(rest):
        return common
    closed = all(rest) and all(isinstance(one, str) for each in rest for one in each)
    flat = [one for each in rest for one in each if isinstance(one, str)]
    return [*common, world.unknown(resource, property_of, unknown_in(value), candidates=flat if closed else None)]


def _elements(world: World, resource: Resource, property_of: str, value: Any) -> list[Any]:
    if value is None or value is NOTHING:
        return []
    if not isinstance(value, list):
        text = as_text(value)
        if text is None:
            return [world.unknown(resource, property_of, unknown_in(value))]
        return [topic(world, resource, property_of, text)]
    found: list[Any] = []
    for element in value:
        one = _element(world, resource, property_of, element)
        if one not in found:
            found.append(one)
    return found


def _element(world: World, resource: Resource, property_of: str, element: Any) -> Any:
    ids: list[Any] = []
    for choice in choices(element):
        if choice is NOTHING:
            ids.append(None)
            continue
        text = as_text(choice)
        if text is None:
            return world.unknown(resource, property_of, unknown_in(element))
        ids.append(topic(world, resource, property_of, text))
    if len(ids) == 1 or all(one == ids[0] for one in ids):
        return ids[0]
    closed = all(isinstance(one, str) for one in ids)
    return world.unknown(resource, property_of, unknown_in(element), candidates=ids if closed else None)


def topic(world: World, resource: Resource, property_of: str, text: str) -> Any:
    """The id of what an ARN is; unknown where it may turn out to be one of several things."""
    if text in world.arns:
        return world.arns[text]
    alike = world.may_be(text, names.TOPIC)
    if is_plain(text):
        arn = parse_arn(text)
        if arn is None or arn.service != "sns" or not alike:
            return text
        return world.unknown(resource, property_of, reason="place_unknown", candidates=[text, *alike])
    found = world.outside(resource, property_of, text)
    return world.unknown(resource, property_of, unknown_in(text), candidates=[found, *alike]) if alike else found
