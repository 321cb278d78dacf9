"""What the stack may have made before, by names of the shape that AWS makes up: `STACK-LOGICALID-RANDOM`.

What has the name of a resource of the template may be the one that the deployment changes. What has a name like it, of the
same stack, and no resource of the template, goes with the deployment, or is replaced by one that is called otherwise.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import Json, Parts, attribute_gap_id, gap, unknown
from trailgate_evaluator.readers.cloudformation.intrinsics.values import DELETABLE, Unknown
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.world.doubt import untold_of
from trailgate_evaluator.readers.cloudformation.world.former import is_kept
from trailgate_evaluator.readers.declared.doubt import doubted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.former import Former
    from trailgate_evaluator.readers.cloudformation.world.world import World

KINDS: Final[Mapping[str, str]] = {
    names.TRAIL: "trails",
    names.LOG_GROUP: "log_groups",
    names.METRIC_FILTER: "metric_filters",
    names.ALARM: "alarms",
    names.COMPOSITE: "alarms",
    names.TOPIC: "topics",
}
"""The types that AWS may make names up for, and the kind of each in a document."""
_RANDOM: Final = r"[A-Za-z0-9]{8,16}(?:\.fifo)?"
_LONGEST: Final = 24


def earlier(world: World, baseline: Parts, former: Former | None = None) -> Iterator[tuple[str, str, Unknown]]:
    """What stands in the account, and may not stay as it is: kind, id and why; `former` tells what stays in any case."""
    stacks: set[str] = set()
    named: set[tuple[str, str]] = set()
    for resource in world.every:
        for kind, found, stack in _alike(resource, baseline):
            stacks.add(stack)
            named.add((kind, found))
            yield kind, found, Unknown("name_contested", resource.address)
    for resource in () if former is None else former.world.every:
        for kind, found, stack in _alike(resource, baseline):
            stacks.add(stack)
            if is_kept(resource, None) is True:
                named.add((kind, found))
    if not stacks:
        return
    own = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(stacks)))})-[A-Za-z0-9]+-{_RANDOM}")
    for kind in dict.fromkeys(KINDS.values()):
        for found, entry in baseline.resources[kind].items():
            if (kind, found) not in named and isinstance(entry["name"], str) and own.fullmatch(entry["name"]):
                yield kind, found, Unknown(DELETABLE, None)


def _alike(resource: Resource, baseline: Parts) -> Iterator[tuple[str, str, str]]:
    """What has a name that AWS may have made up for a resource: kind, id and the stack by its name."""
    kind = KINDS.get(resource.type)
    if kind is None or not names.is_made_up(resource):
        return
    pattern = re.compile(rf"(.+)-{re.escape(resource.logical[:_LONGEST])}[A-Za-z0-9]*-{_RANDOM}")
    for found, entry in baseline.resources[kind].items():
        match = pattern.fullmatch(entry["name"]) if isinstance(entry["name"], str) else None
        if match is not None:
            yield kind, found, match[1]


def doubt(resources: dict[str, dict[str, Json]], kind: str, found: str, why: Unknown, gaps: dict[str, Json]) -> None:
    """Take the certainty of what stood in the account before."""
    entry = resources[kind].get(found)
    if entry is None or "address" in entry:
        return
    if kind != "topics":
        resources[kind][found] = doubted(kind, entry, untold_of(entry, gaps, why))
        return
    called = attribute_gap_id(found, "name")
    about: dict[str, Any] = {"account": entry["account"], "region": entry["region"], "id": found, "at": entry["at"]}
    for one, alarm in resources["alarms"].items():
        if found in alarm["actions"]:
            gaps[called] = gap("topic", why.reason, attribute="name", name=why.name, **about)
            doubtful = unknown(why.reason, called)
            resources["alarms"][one] = alarm | {"actions": [doubtful if each == found else each for each in alarm["actions"]]}
