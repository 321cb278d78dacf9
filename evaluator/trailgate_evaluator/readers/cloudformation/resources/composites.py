"""Composite alarms of a template, with their rules over the alarms that they rest on."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.alarm_rules import parse_composites
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain, symbol
from trailgate_evaluator.readers.cloudformation.intrinsics.values import as_text
from trailgate_evaluator.readers.cloudformation.resources import actions
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

_QUOTED: Final = regex(r"""(?P<before>\(\s*["']?)(?P<name>[^()"']*)(?P<after>["']?\s*\))""")


def read(world: World) -> dict[str, Json]:
    """Every composite alarm by its id."""
    resources = world.of(names.COMPOSITE)
    called: dict[str, str] = {}
    for alarm in world.of(names.ALARM, names.COMPOSITE):
        for text in (names.name_of(alarm), names.arn_of(alarm)):
            called.setdefault(text, world.ids[alarm.address])
    known: dict[str, str] = {}
    rules = {world.ids[one.address]: _rule(one, called, known) for one in resources}
    clauses = parse_composites(rules, partial(_resolved, known))
    return {world.ids[one.address]: _composite(world, one, clauses, called) for one in resources}


def _rule(resource: Resource, called: dict[str, str], known: dict[str, str]) -> str:
    """The rule with a name of our own for each alarm of the template; no text where it is not known as a whole."""
    text = as_text(resource.get("AlarmRule"))
    if text is None:
        return ""

    def renamed(found: re.Match[str]) -> str:
        identity = called.get(found["name"].strip())
        if identity is None:
            return found[0]
        name = f"tf-alarm-{len(known)}"
        name = next((one for one, other in known.items() if other == identity), name)
        known[name] = identity
        return f"{found['before']}{name}{found['after']}"

    written = _QUOTED.sub(renamed, text)
    return written if is_plain(written) else ""


def _resolved(known: dict[str, str], name: str) -> str:
    return known.get(name, name)


def _composite(world: World, resource: Resource, clauses: dict[str, Any], called: dict[str, str]) -> Json:
    entry = world.entry(resource, "AlarmName")
    rule = as_text(resource.get("AlarmRule"))
    return entry | {
        "kind": "composite",
        "actions": actions.read(world, resource, "AlarmActions"),
        "actions_enabled": world.flag(resource, "ActionsEnabled", default=True),
        "state": None,
        "muted_by": [],
        "rule": rule if rule is not None and is_plain(rule) else "",
        "clauses": clauses.get(entry["id"]),
        "suppressor": _suppressor(resource, called),
    }


def _suppressor(resource: Resource, called: dict[str, str]) -> str | None:
    value = resource.get("ActionsSuppressor")
    if value is None:
        return None
    text = as_text(value)
    if text is None:
        return "tf:unknown"
    return called.get(text, text if is_plain(text) else symbol(text))
