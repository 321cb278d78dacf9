"""A resource that hangs on what nobody can tell, as a template's gaps say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.parts import LINK_OF, Json, Link, attribute_gap_id, gap, unknown
from trailgate_evaluator.readers.cloudformation.intrinsics.values import DELETABLE, REFUSABLE, Unknown
from trailgate_evaluator.readers.declared.doubt import doubt_actions, doubted, place_of
from trailgate_evaluator.readers.declared.organization_trails import REASON as DELEGATION

if TYPE_CHECKING:
    from trailgate_evaluator.readers.cloudformation.world.world import World
    from trailgate_evaluator.readers.declared.doubt import Untold

_DOUBTED = tuple(kind for kind in LINK_OF if kind != "services")


def doubt(world: World, resources: dict[str, dict[str, Json]]) -> None:
    """Take the certainty of what hangs on a condition that nobody can tell, or has another's name."""
    by_address = {resource.address: resource for resource in world.every}
    for kind in _DOUBTED:
        for found, entry in list(resources[kind].items()):
            resource = by_address.get(str(entry.get("address")).partition(".Subscription[")[0].partition("[")[0])
            if resource is None:
                continue
            why = resource.doubt
            if why is not None:
                where = why.where or resource.stack.where(f"{resource.pointer}/Condition", resource.pointer)
                why = Unknown(why.reason, f"{why.name} ({where})")
            if resource.address in world.contested:
                why = Unknown("name_contested", None)
            if why is None:
                continue
            if kind == "topics":
                doubt_actions(resources["alarms"], entry, untold_of(entry, world.gaps, why))
            else:
                resources[kind][found] = doubted(kind, entry, untold_of(entry, world.gaps, why))


def untold_of(entry: Json, gaps: dict[str, Json], why: Unknown) -> Untold:
    """What is told of an attribute of `entry` that is not known for that reason: the condition it hangs on, else itself."""

    def untold(link: Link, attribute: str, candidates: list[str] | None) -> Json:
        about = attribute if why.reason in {"name_contested", DELETABLE, REFUSABLE, DELEGATION} else "Condition"
        called = attribute_gap_id(entry["id"], about)
        told: Any = {"attribute": about, "address": entry.get("address"), "name": why.name, "candidates": candidates}
        settled = ("variable", "apply") if why.name is not None and "parameter " in why.name else None
        gaps[called] = gap(link, why.reason, settled_by=settled, **told, **place_of(entry))
        return unknown(why.reason, called, candidates)

    return untold
