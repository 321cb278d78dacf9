"""Composite alarms of a plan, with their rules over the alarms that they rest on."""

from __future__ import annotations

from functools import partial
from typing import Final

from trailgate_evaluator.document.parts import Json
from trailgate_evaluator.languages.alarm_rules import parse_composites
from trailgate_evaluator.languages.hcl.values.values import Glued, settled
from trailgate_evaluator.readers.declared.arns import Place, is_symbol, parse_arn
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, blocks, flag, look, text
from trailgate_evaluator.readers.terraform.references.links import attribute, identity_reaches
from trailgate_evaluator.readers.terraform.resources import actions
from trailgate_evaluator.readers.terraform.world.world import World
from trailgate_evaluator.regular import regex

_BEGINS: Final = regex(r"""[("']\s*\Z""")
_ENDS: Final = regex(r"""\s*[)"']""")
_ALARMS = ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm")


def read(world: World) -> dict[str, Json]:
    """Every managed composite alarm by its id."""
    instances = list(world.instances.of("aws_cloudwatch_composite_alarm"))
    if not instances:
        return {}
    by_name: dict[tuple[Place, str], str] = {}
    for alarm in world.instances.of(*_ALARMS):
        name = text(alarm, "alarm_name")
        if isinstance(name, str):
            by_name.setdefault((world.place_of[alarm.address], name), world.ids[alarm.address])
    by_place: dict[Place, dict[str, str]] = {}
    for instance in instances:
        rule = look(instance, "alarm_rule")
        if rule is UNKNOWN and world.resolver.is_at_hand(instance):
            rule = _by_expression(world, instance, by_name)
        known = isinstance(rule, str) and not world.is_secret(rule)
        # No text is no rule: what rests on a composite alarm of which nobody knows the rule is not known either.
        by_place.setdefault(world.place_of[instance.address], {})[world.ids[instance.address]] = rule if known else ""
    clauses: dict[str, object] = {}
    for place, rules in by_place.items():
        clauses |= parse_composites(rules, partial(_resolved, by_name, place))
    return {world.ids[i.address]: _composite(world, i, clauses, by_name) for i in instances}


def _by_expression(world: World, instance: Instance, by_name: dict[tuple[Place, str], str]) -> str | None:
    """The rule as its expression has it, a name of our own where it has an alarm whose name or ARN is not known yet."""
    value = settled(world.resolver.value(instance, attribute("alarm_rule")))
    parts = value.parts if isinstance(value, Glued) else ()
    written: list[str] = []
    for number, part in enumerate(parts):
        if isinstance(part, str):
            written.append(part)
            continue
        reaches = identity_reaches(world.resolver.meant(part, frozenset(_ALARMS)), _ALARMS)
        before, behind = parts[number - 1] if number else "", parts[number + 1] if number + 1 < len(parts) else ""
        whole = isinstance(before, str) and isinstance(behind, str)
        if len(reaches) != 1 or not whole or not _BEGINS.search(str(before)) or not _ENDS.match(str(behind)):
            return None
        called = f"tf-alarm-{len(by_name)}"
        by_name[world.place_of[instance.address], called] = world.ids[reaches[0].instances[0].address]
        written.append(called)
    return "".join(written) or None


def _resolved(by_name: dict[tuple[Place, str], str], place: Place, called: str) -> str:
    arn = parse_arn(called)
    if arn is None or not arn.resource.startswith("alarm:"):
        return by_name.get((place, called), called)
    name = arn.resource.removeprefix("alarm:")
    told = Place(arn.account, arn.region)
    alike = all(is_symbol(mine) or mine == theirs for mine, theirs in zip(place, told, strict=True))
    return by_name.get((told, name)) or (by_name.get((place, name), called) if alike else called)


def _composite(world: World, instance: Instance, clauses: dict[str, object], by_name: dict[tuple[Place, str], str]) -> Json:
    entry = world.entry(instance, "alarm_name")
    entry["actions"], referenced = actions.read(world, instance, "alarm_actions")
    rule = look(instance, "alarm_rule")
    enabled = flag(instance, "actions_enabled", default=True)
    entry |= {
        "kind": "composite",
        "actions_enabled": world.or_unknown(instance, "actions_enabled", enabled, default=True),
        "state": None,
        "muted_by": [],
        "rule": world.shown(rule) if isinstance(rule, str) else "",
        "clauses": clauses.get(entry["id"]),
        "suppressor": _suppressor(world, instance, by_name),
    }
    if referenced:
        entry["resolved_by"] = {"actions": "reference"}
    return entry


def _suppressor(world: World, instance: Instance, by_name: dict[tuple[Place, str], str]) -> str | None:
    listed = blocks(instance, "actions_suppressor")
    if listed is UNKNOWN:
        return "tf:unknown"
    if not isinstance(listed, list) or not listed:
        return None
    called = listed[0].text("alarm")
    if not isinstance(called, str):
        return "tf:unknown"
    return world.shown(_resolved(by_name, world.place_of[instance.address], called))
