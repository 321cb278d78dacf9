"""A trail of the organization in a stack of an account that AWS refuses one, or may refuse it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailgate_evaluator.readers.cloudformation.intrinsics.values import Unknown
from trailgate_evaluator.readers.cloudformation.refusals.told import text_of
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.world.world import boolean
from trailgate_evaluator.readers.declared.organization_trails import REASON

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Parts
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World
    from trailgate_evaluator.readers.declared.organization_trails import Barred


def bar(world: World, barred: Barred, baseline: Parts | None) -> None:
    """Note the trails that AWS refuses; let nothing of a stack be certain that has one which it may refuse.

    One of its name that stands already as the organization's, in the `baseline`, was made by somebody who may.
    """
    stood = () if baseline is None else baseline.resources["trails"].values()
    known = {trail["name"] for trail in stood if trail["organization"] is True}
    for trail in world.of(names.TRAIL):
        asked = boolean(trail.get("IsOrganizationTrail"))
        if asked is None or asked is False or text_of(trail.get("TrailName")) in known:
            continue
        if asked is True and barred == "surely":
            world.barred.add(trail.address)
            continue
        why = Unknown(REASON, trail.address, trail.where("IsOrganizationTrail"))
        for other in world.every:
            if other.stack.root is trail.stack.root and other.doubt is None:
                other.doubt = why


def offends(world: World, resource: Resource) -> bool:
    """Whether AWS refuses the trail."""
    return resource.address in world.barred
