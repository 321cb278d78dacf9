"""Alarm mute rules of a plan, by the alarms that they cover: now or ever, since a plan has no clock."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.document.parts import Json, attribute_gap_id, gap, place, unknown
from trailgate_evaluator.readers.declared.arns import is_symbol
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import blocks
from trailgate_evaluator.readers.terraform.world.world import World

_RULES: Final = ("aws_cloudwatch_alarm_mute_rule", "awscc_cloudwatch_alarm_mute_rule")


def mute(world: World, alarms: dict[str, Json]) -> None:
    """Write into every alarm the rules of the plan that cover it, or that nobody can say of whether they do."""
    for rule in world.instances.of(*_RULES):
        account, region = world.places.of(rule)
        named = _targets(rule)
        for alarm in alarms.values():
            if region != alarm["region"] and not is_symbol(region) and not is_symbol(alarm["region"]):
                continue
            if named is None or alarm["name"] is None:
                if not alarm["muted_by"]:
                    alarm["muted_by"] = _perhaps(world, rule, account, region)
            elif alarm["name"] in named or alarm["id"] in named:
                known = alarm["muted_by"] if isinstance(alarm["muted_by"], list) else []
                alarm["muted_by"] = sorted({*known, rule.address})


def _targets(rule: Instance) -> set[str] | None:
    """The names of the alarms that a rule covers; None where the plan does not tell."""
    listed = blocks(rule, "mute_targets")
    if not isinstance(listed, list):
        return None
    found: set[str] = set()
    for target in listed:
        names = target.look("alarm_names")
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            return None
        found.update(names)
    return found if listed else None


def _perhaps(world: World, rule: Instance, account: str, region: str) -> Any:
    called = attribute_gap_id(place(account, region), "muted_by")
    about: dict[str, Any] = {"account": account, "region": region, "at": world.at(rule), "address": rule.address}
    world.gaps[called] = gap("alarm", "known_after_apply", attribute="muted_by", name=rule.address, **about)
    return unknown("known_after_apply", called)
