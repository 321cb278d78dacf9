"""Which resource an unknown attribute means: one, one of several, or nothing that the plan can name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from typing import Any, Final

from msgspec import Struct

from trailgate_evaluator.readers.terraform.plan_json.addresses import Index, Steps
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.plan_json.paths import MISSING, known_at
from trailgate_evaluator.readers.terraform.references.resolved import Opaque, Reach, Resolved
from trailgate_evaluator.readers.terraform.world.world import World

IDENTITIES: Final[Mapping[str, frozenset[str]]] = {
    "aws_cloudwatch_log_group": frozenset({"arn", "id", "name"}),
    "aws_cloudwatch_log_metric_filter": frozenset({"id", "name"}),
    "aws_cloudwatch_metric_alarm": frozenset({"alarm_name", "arn", "id"}),
    "aws_cloudwatch_composite_alarm": frozenset({"alarm_name", "arn", "id"}),
    "aws_kms_alias": frozenset({"arn", "id", "name", "target_key_arn", "target_key_id"}),
    "aws_kms_key": frozenset({"arn", "id", "key_id"}),
    "aws_sns_topic": frozenset({"arn", "id", "name"}),
}
"""By type: the attributes that are the resource itself, under one name or another."""


class Is(Struct, frozen=True):
    """The value is this resource."""

    instance: Instance


class OneOf(Struct, frozen=True):
    """The value is one of these resources, and nothing else."""

    instances: tuple[Instance, ...]


class Literal(Struct, frozen=True):
    """The configuration writes the value as a constant."""

    value: Any


class Nowhere(Struct, frozen=True):
    """The plan cannot tell: why, and the name of what cannot be followed; `local` where the value is a local and nothing else."""

    reason: str
    name: str | None
    local: str | None = None


def identity_reaches(resolved: Resolved, wanted: Iterable[str]) -> list[Reach]:
    """The reaches that are a resource of a wanted type itself, not some other attribute of it."""
    types = frozenset(wanted)
    return [r for r in resolved.reaches if r.instances and r.instances[0].type in types and _is_identity(r)]


def _is_identity(reach: Reach) -> bool:
    steps = [step for step in reach.path if isinstance(step, str)]
    instance = reach.instances[0]
    if not steps or any(step in IDENTITIES[instance.type] for step in steps):
        return True
    mask = instance.unknown
    return steps[0] not in instance.values and not (isinstance(mask, dict) and steps[0] in mask)


def link(world: World, instance: Instance, path: Steps, wanted: frozenset[str]) -> Is | OneOf | Literal | Nowhere:
    """What the unknown attribute at `path` means among resources of the wanted types.

    The value is unknown, so something that is not known before apply is in it: what is known beside that is a condition or a
    part of a text. Beside what cannot be followed nothing is said.
    """
    resolved = world.resolver.attribute(instance, path, wanted)
    if not resolved.references and len(resolved.literals) == 1:
        return Literal(resolved.literals[0])
    found = unsettled(resolved, wanted)
    if resolved.opaque or not found or may_be_without(resolved, found):
        return nowhere([*resolved.opaque, *resolved.noise], resolved.local)
    return Is(found[0]) if len(found) == 1 else OneOf(tuple(found))


def may_be_without(resolved: Resolved, found: Sized) -> bool:
    """Whether a condition that only the apply tells may leave out the one thing that is meant.

    What is unknown and names nothing is good for a condition alone; of several things it is then which of them.
    """
    return bool(resolved.noise) and len(found) == 1


def unsettled(resolved: Resolved, wanted: Iterable[str]) -> list[Instance]:
    """The resources of the wanted types that an unknown value may be: those whose own identity is not known yet.

    A single reference is meant whatever is known of it: a provider may leave a value that it knows to be computed.
    """
    reaches = [*identity_reaches(resolved, wanted), *resolved.behind]
    if resolved.references > 1 or resolved.behind:
        reaches = [r for r in reaches if not all(_is_known(i, r.path) for i in r.instances)]
    return list({i.address: i for r in reaches for i in r.instances}.values())


def _is_known(instance: Instance, path: Steps) -> bool:
    """Whether the plan knows what a reference gives; one of a whole resource gives what names it."""
    return known_at(instance, path or ("arn",)) is not MISSING


def nowhere(opaque: Iterable[Opaque], local: str | None = None) -> Nowhere:
    """The reason why nothing can be told, locals first: a graph would settle them."""
    listed = sorted(opaque, key=lambda o: (o.reason != "unresolved_local", o.name))
    return Nowhere(listed[0].reason, listed[0].name or None, local) if listed else Nowhere("known_after_apply", None)


def hints(world: World, wanted: Iterable[str]) -> list[str] | None:
    """Ids of the resources of a type that the plan calls relevant: they prove nothing, but may help a person."""
    types = frozenset(wanted)
    found = [world.ids[i.address] for i in world.instances.of(*types) if i.address in world.hints]
    return found or None


def attribute(name: str) -> Steps:
    """The path of a top-level attribute."""
    return (name,)


def nested(block: str, number: int, name: str) -> Steps:
    """The path of an attribute in a nested block."""
    return (block, Index(number), name)
