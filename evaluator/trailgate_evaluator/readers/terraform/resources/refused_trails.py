"""What CloudTrail refuses of a trail of a plan."""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.document.parts import Json
from trailgate_evaluator.languages.hcl.values.values import Symbol
from trailgate_evaluator.readers.declared import organization_trails
from trailgate_evaluator.readers.declared.arns import parse_arn
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, blocks, flag, look
from trailgate_evaluator.readers.terraform.resources.written import written
from trailgate_evaluator.readers.terraform.world.doubt import doubted
from trailgate_evaluator.readers.terraform.world.world import World
from trailgate_evaluator.regular import regex

_TRAIL_NAME: Final = regex(r"(?=.{3,128}\Z)[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")


def group_without_star(world: World, instance: Instance) -> bool:
    """Whether the trail's group is given by an ARN without `:*`."""
    arn = parse_arn(look(instance, "cloud_watch_logs_group_arn"))
    if arn is not None:
        return arn.service == "logs" and not arn.resource.endswith(":*")
    told = written(world, instance, "cloud_watch_logs_group_arn")
    group = world.by_address.get(str(told.owner)) if isinstance(told, Symbol) and told.path == ("arn",) else None
    return group is not None and group.type == "aws_cloudwatch_log_group" and _has(group, "tags_all")


def _has(instance: Instance, name: str) -> bool:
    """Whether the provider's schema has the attribute: versions that have `tags_all` write a group's ARN without `:*`."""
    return name in instance.values or (isinstance(instance.unknown, dict) and name in instance.unknown)


def group_without_role(_: World, instance: Instance) -> bool:
    """Whether its log group is given without a role."""
    group, role = look(instance, "cloud_watch_logs_group_arn"), look(instance, "cloud_watch_logs_role_arn")
    return (group is UNKNOWN or bool(group)) and (role is None or role == "") and "cloud_watch_logs_role_arn" in instance.values


def trail_name(_: World, instance: Instance) -> bool:
    """Whether its name is none that CloudTrail takes."""
    name = look(instance, "name")
    return isinstance(name, str) and _TRAIL_NAME.fullmatch(name) is None


def empty_selector(_: World, instance: Instance) -> bool:
    """Whether an event selector asks for neither management events nor data events."""
    listed = blocks(instance, "event_selector")
    return isinstance(listed, list) and any(
        selector.look("include_management_events") is False and selector.blocks("data_resource") == [] for selector in listed
    )


def of_organization(world: World, instance: Instance) -> bool:
    """Whether it is to be the organization's, which AWS refuses this account."""
    return world.barred == "surely" and flag(instance, "is_organization_trail", default=False) is True


def doubt(world: World, trails: dict[str, Json]) -> None:
    """Take the certainty of an organization's trail that AWS may refuse this account."""
    for instance in () if world.barred is None else world.instances.of("aws_cloudtrail"):
        found = world.ids[instance.address]
        told = flag(instance, "is_organization_trail", default=False)
        if not instance.untouched and told is not False and not (told is True and world.barred == "surely"):
            trails[found] = doubted("trails", trails[found], world.gaps, organization_trails.REASON, name=instance.address)
