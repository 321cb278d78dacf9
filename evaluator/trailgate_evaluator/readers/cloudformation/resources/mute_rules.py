"""Alarm mute rules of a template, by the alarms that they cover: now or ever, since a template has no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import attribute_gap_id, gap, place, unknown
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain
from trailgate_evaluator.readers.cloudformation.intrinsics.values import unknown_in
from trailgate_evaluator.readers.cloudformation.stacks import names

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

_RULE: Final = "AWS::CloudWatch::AlarmMuteRule"


def mute(world: World, alarms: dict[str, Json]) -> None:
    """Write into every alarm the rules that cover it, or that nobody can say of whether they do."""
    by_name = {
        text: world.ids[one.address]
        for one in world.of(names.ALARM, names.COMPOSITE)
        for text in (names.name_of(one), names.arn_of(one))
    }
    for rule in world.of(_RULE):
        account, region = world.place(rule)
        targets = _targets(rule)
        for alarm in alarms.values():
            if (account, region) != (alarm["account"], alarm["region"]):
                continue
            covered = targets is not None and any(by_name.get(one) == alarm["id"] for one in targets)
            if targets is None or any(not is_plain(one) and one not in by_name for one in targets) or (covered and rule.doubt):
                if not alarm["muted_by"]:
                    alarm["muted_by"] = _perhaps(world, rule, account, region)
            elif covered:
                known = alarm["muted_by"] if isinstance(alarm["muted_by"], list) else []
                alarm["muted_by"] = sorted({*known, rule.address})


def _targets(rule: Resource) -> list[str] | None:
    targets = rule.get("MuteTargets")
    listed = targets.get("AlarmNames") if isinstance(targets, dict) else None
    return listed if isinstance(listed, list) and all(isinstance(one, str) for one in listed) else None


def _perhaps(world: World, rule: Resource, account: str, region: str) -> Any:
    called = attribute_gap_id(place(account, region), "muted_by")
    why = unknown_in(rule.get("MuteTargets"))
    about: dict[str, Any] = {"account": account, "region": region, "at": world.at(rule), "address": rule.address}
    name = rule.address if why is None or why.name is None else why.name
    world.gaps[called] = gap("alarm", "known_after_apply", attribute="muted_by", name=name, **about)
    return unknown("known_after_apply", called)
