"""The topics that an alarm's actions are: known ARNs, references, and elements that cannot be known."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.languages.hcl.values.values import Either, Items, Unknown, Value, settled
from trailgate_evaluator.readers.declared.arns import parse_arn
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.links import (
    attribute,
    hints,
    identity_reaches,
    may_be_without,
    nowhere,
    unsettled,
)
from trailgate_evaluator.readers.terraform.references.meaning import opaque
from trailgate_evaluator.readers.terraform.references.resolved import Opaque, Resolved
from trailgate_evaluator.readers.terraform.world.world import World

_TOPIC: Final = frozenset({"aws_sns_topic"})


def read(world: World, instance: Instance, name: str) -> tuple[list[Any], bool]:
    """The elements of an actions attribute, and whether references were taken as elements.

    A set with one unknown element is unknown as a whole, so its known elements stand nowhere; some providers show
    the known ones beside a null. Either way the set holds what its references reach.
    """
    value, mask = instance.values.get(name), _mask(instance, name)
    known: list[Any] = []
    missing = 1 if mask is True else 0
    if isinstance(value, list):
        for position, element in enumerate(value):
            if mask is True or (isinstance(mask, list) and position < len(mask) and mask[position] is True):
                missing += 1
            elif isinstance(element, str):
                known.append(topic_of_text(world, instance, name, element))
            elif element is not None:
                known.append(world.unknown(instance, name))
    elif value is not None:
        return [world.unknown(instance, name)], False  # no list at all: no plan of Terraform's
    elif mask not in (None, False, True) and not isinstance(mask, list):
        missing = 1
    if not missing and value is None and instance.planned_blind and name not in instance.values:
        missing = 1
    if not missing:
        return known, False
    found, by_reference = _referenced(world, instance, name)
    return _union(known, found), by_reference


def _mask(instance: Instance, name: str) -> object:
    mask = instance.unknown
    return mask if mask is True else mask.get(name) if isinstance(mask, dict) else None


def _referenced(world: World, instance: Instance, name: str) -> tuple[list[Any], bool]:
    """What an unknown set holds for certain, and what it may hold.

    References do not tell a list of topics from a choice among them (`coalescelist`, `try`, a condition), so of several things
    that are not known yet one is in the set, and nobody knows which. What is known may stand beside it.
    """
    if world.resolver.is_at_hand(instance):
        return elements_of(world, instance, name, world.resolver.value(instance, attribute(name))), True
    resolved = world.resolver.attribute(instance, attribute(name), _TOPIC)
    if not resolved.references and not resolved.literals:
        return [world.unknown(instance, name)], False
    meant = unsettled(resolved, _TOPIC)
    if resolved.opaque or may_be_without(resolved, meant):
        lost = nowhere([*resolved.opaque, *resolved.noise])
        helpful = sorted({*_named(world, resolved), *(hints(world, _TOPIC) or ())}) or None
        missing = world.unknown(instance, name, reason=lost.reason, name=lost.name, hints=helpful)
        return [missing | ({"symbol": resolved.local} if resolved.local else {})], False
    unsettled_ids = [world.ids[i.address] for i in meant]
    if len(set(unsettled_ids)) < len(unsettled_ids):
        # Topics of one name are one: taken from each other (setsubtract), nothing is left.
        return [world.unknown(instance, name, hints=unsettled_ids)], False
    certain = list(dict.fromkeys([*unsettled_ids, *(f"tf:{address}" for address in resolved.others)]))
    texts = [topic_of_text(world, instance, name, text) for text in _topic_texts([*resolved.literals, *resolved.loose])]
    known = [element for element in (*_named(world, resolved), *texts) if element not in certain]
    if not certain:
        certain, known = list(dict.fromkeys(e for e in known if isinstance(e, str))), [e for e in known if not isinstance(e, str)]
    found: list[Any] = certain if len(certain) < 2 else [world.unknown(instance, name, candidates=certain)]  # noqa: PLR2004
    if known:
        closed = [*certain, *known] if all(isinstance(e, str) for e in known) else None
        found = [*(found if len(certain) == 1 else ()), world.unknown(instance, name, candidates=closed)]
    if resolved.veiled:
        lost = nowhere(resolved.veiled)
        found.append(world.unknown(instance, name, reason=lost.reason, name=lost.name))
    elif not found and not _other_actions(resolved):
        lost = nowhere(resolved.noise)
        found.append(world.unknown(instance, name, reason=lost.reason, name=lost.name))
    return found, bool(unsettled_ids)


def elements_of(world: World, instance: Instance, name: str, value: Value) -> list[Any]:
    """The elements of a list that an expression comes to: those that every choice of it has, and what else it may hold."""
    told = settled(value)
    if isinstance(told, Either):
        lists = [elements_of(world, instance, name, choice) for choice in told.choices]
        common = [element for element in lists[0] if all(element in other for other in lists[1:])]
        rest = [[element for element in one if element not in common] for one in lists]
        if not any(rest):
            return common
        flat = list(dict.fromkeys(e for one in rest for e in one if isinstance(e, str)))
        closed = all(rest) and all(isinstance(e, str) for one in rest for e in one)
        lost = opaque(told.because)
        helpful = sorted(flat) or None
        missing = world.unknown(
            instance, name, reason=lost.reason, name=lost.name, candidates=flat if closed else None, hints=helpful
        )
        return [*common, missing]
    if isinstance(told, Items):
        found = [_element(world, instance, name, settled(item)) for item in told.items]
        return [element for element in found if element is not None]
    if told is None:
        return []
    lost = opaque(told) if isinstance(told, Unknown) else Opaque("known_after_apply", "")
    return [world.unknown(instance, name, reason=lost.reason, name=lost.name, hints=hints(world, _TOPIC))]


def _element(world: World, instance: Instance, name: str, value: Value) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return topic_of_text(world, instance, name, value)
    if isinstance(value, Either):
        told = [_element(world, instance, name, settled(choice)) for choice in value.choices]
        closed = [element for element in told if isinstance(element, str)]
        lost = opaque(value.because)
        known = closed if len(closed) == len(told) else None
        return world.unknown(instance, name, reason=lost.reason, name=lost.name, candidates=known)
    resolved = world.resolver.meant(value, _TOPIC)
    if (found := identity_reaches(resolved, _TOPIC)) and len(found) == 1:
        return world.ids[found[0].instances[0].address]
    if resolved.others:
        return f"tf:{resolved.others[0]}"
    lost_ = nowhere(resolved.opaque)
    missing = world.unknown(instance, name, reason=lost_.reason, name=lost_.name)
    return missing | ({"symbol": resolved.local} if resolved.local else {})


def _named(world: World, resolved: Resolved) -> list[str]:
    """The topics of the plan that are reached."""
    reaches = [*identity_reaches(resolved, _TOPIC), *resolved.behind]
    return list(dict.fromkeys(world.ids[i.address] for reach in reaches for i in reach.instances))


def _topic_texts(values: list[Any]) -> list[str]:
    """The topic ARNs among the constants and known variables that the expression reaches."""
    found: dict[str, None] = {}
    pending: list[object] = list(reversed(values))
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending.extend(reversed(value))
        elif isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, str) and (arn := parse_arn(value)) and arn.service == "sns" and ":" not in arn.resource:
            found[value] = None
    return list(found)


def _other_actions(resolved: Resolved) -> bool:
    """Whether everything that is reached is known and no topic."""
    return any(parse_arn(value) for value in resolved.literals)


def _union(known: list[Any], found: list[Any]) -> list[Any]:
    return known + [element for element in found if element not in known]


def topic_of_text(world: World, instance: Instance, name: str, value: str) -> Any:
    """The id of the topic of an ARN; unknown where a topic of an untold account or region may be the one."""
    if value in world.by_arn:
        return world.by_arn[value]
    if value in world.by_id:
        return value
    if world.is_secret(value):
        return world.unknown(instance, name)
    arn = parse_arn(value)
    if arn is None or arn.service != "sns":
        return value
    alike = [world.ids[topic.address] for topic in world.instances.of(*_TOPIC) if world.may_be(topic, value)]
    return world.unknown(instance, name, reason="place_unknown", candidates=[value, *alike]) if alike else value
