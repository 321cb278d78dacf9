"""Security Hub in a template: the regions in which its stacks enable it; in which others it is on, no template tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.parts import REGIONS_SCOPE, attribute_gap_id, gap, unknown
from trailgate_evaluator.document.security_hub import NAME, hub, hub_arn
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.stacks.place import in_document
from trailgate_evaluator.readers.declared.arns import is_symbol

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.cloudformation.world.world import World


def read(world: World, account: str) -> dict[str, Json]:
    """Where the template enables Security Hub, by id."""
    about: dict[str, Any] = {"account": account, "region": None, "attribute": "regions", "name": NAME}
    world.gaps[REGIONS_SCOPE] = gap("service", "outside_plan", scope=REGIONS_SCOPE, **about)
    found: dict[str, Json] = {}
    for resource in world.of(names.HUB):
        own, region, partition = in_document(resource.stack.place)
        if any(map(is_symbol, (own, region, partition))) or resource.doubt is not None:
            entry = hub(f"tf:{resource.address}", own, region, None)
            called = attribute_gap_id(entry["id"], "enabled")
            reason = "place_unknown" if resource.doubt is None else resource.doubt.reason
            told: dict[str, Any] = {"account": own, "region": None, "id": entry["id"], "attribute": "region"}
            world.gaps[called] = gap("service", reason, name=NAME, address=resource.address, **told)
            entry |= {"enabled": unknown(reason, called)}
        else:
            entry = hub(hub_arn(partition, own, region), own, region, None) | {"enabled": True}
        found[entry["id"]] = entry | {"at": world.at(resource), "address": resource.address}
    return found
