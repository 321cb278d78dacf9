"""What a resource may be called whose name the plan does not know.

A name in which something stands that is nobody else's (a random text, the identity of a resource) is a name of its own. One
that a condition chooses, or that comes out of something unreadable, may be another resource's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.languages.hcl.values.values import Either, Glued, Symbol, Value, settled

if TYPE_CHECKING:
    from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
    from trailgate_evaluator.readers.terraform.world.world import World

Names = frozenset[str] | None
"""The known names that it may have: none where its name is its own, None where it may be any."""

OWN: Final[Names] = frozenset()
_RANDOM: Final = ("random_", "time_", "tls_")
_KINDS: Final = frozenset(
    {
        "aws_cloudtrail", "aws_cloudwatch_composite_alarm", "aws_cloudwatch_log_group", "aws_cloudwatch_log_metric_filter",
        "aws_cloudwatch_metric_alarm", "aws_sns_topic",
    }
)  # fmt: skip
_ALARMS: Final = frozenset({"aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"})


def may_be_called(world: World, address: str) -> Names:
    """The names that the plan may give to a resource whose name it does not know."""
    instance = world.by_address[address]
    name = "alarm_name" if instance.type in _ALARMS else "name"
    if not world.planned or world.is_left_to_aws(instance, name):
        return OWN
    if world.resolver.is_at_hand(instance):
        return _of_value(world, world.resolver.value(instance, (name,)))
    return _of_references(world, instance, name)


def _of_value(world: World, value: Value) -> Names:
    told = settled(value)
    match told:
        case None:
            return OWN
        case str():
            return frozenset({told})
        case Either(choices=choices):
            found = [_of_value(world, choice) for choice in choices]
            return None if None in found else frozenset().union(*(names for names in found if names is not None))
        case Symbol(owner=owner, meaning=meaning):
            instance = world.by_address.get(str(owner))
            managed = instance is not None and instance.mode == "managed"
            return _of_value(world, meaning) if meaning is not None else OWN if managed else None
        case Glued(parts=parts):
            found = [_of_value(world, part) for part in parts if not isinstance(part, str)]
            return OWN if OWN in found else None
        case _:
            return None


def _of_references(world: World, instance: Instance, name: str) -> Names:
    resolved = world.resolver.attribute(instance, (name,), _KINDS)
    if any(one.name.startswith(_RANDOM) for one in (*resolved.noise, *resolved.opaque)):
        return OWN
    if resolved.opaque or not resolved.reaches:
        return None
    reached = [one for reach in resolved.reaches for one in reach.instances]
    known = (one.values.get("alarm_name" if one.type in _ALARMS else "name") for one in reached)
    return frozenset(world.shown(called) for called in known if isinstance(called, str))
