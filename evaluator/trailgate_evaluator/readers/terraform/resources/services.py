"""Security Hub in a plan: where it is enabled after apply, where the plan takes it away, and what nobody can tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import REGIONS_SCOPE, attribute_gap_id, gap, hub_arn, is_unknown, unknown
from trailgate_evaluator.readers.terraform.references.arns import is_symbol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.terraform.world.hidden import Circumstances
    from trailgate_evaluator.readers.terraform.world.world import World

HUBS: Final = ("aws_securityhub_account", "awscc_securityhub_hub")
"""The resource types whose every instance enables Security Hub in its region."""

_NAME: Final = "Security Hub"
_SERVICE: Final = "securityhub"


def read(world: World, how: Circumstances, account: str) -> dict[str, Json]:
    """The regions in which the plan enables Security Hub, by id; in which regions the account can be used no plan tells."""
    about: dict[str, Any] = {"account": account, "region": None, "attribute": "regions", "name": _NAME}
    world.gaps[REGIONS_SCOPE] = gap("service", "outside_plan", scope=REGIONS_SCOPE, **about)
    found: dict[str, Json] = {}
    for instance in world.instances.of(*HUBS):
        own, region = world.places.of(instance)
        entry = _entry(world, own, region, instance.address) | {"at": world.at(instance), "address": instance.address}
        found[entry["id"]] = entry
    for kind in HUBS:
        for address, provider in how.left_out.get(kind, ()):
            own, region = world.places.of_provider(provider)
            found[f"tf:{address}"] = _nowhere(world, own, region, address, how.left_out_reason)
    return found


def _entry(world: World, account: str, region: str, address: str) -> Json:
    if any(map(is_symbol, (account, region, world.places.partition))):
        return _nowhere(world, account, region, address, "place_unknown")
    told = {"name": _NAME, "service": _SERVICE, "account": account, "region": region, "at": None, "enabled": True}
    return {"id": hub_arn(world.places.partition, account, region), **told}


def _nowhere(world: World, account: str, region: str, address: str, reason: str) -> Json:
    """One of no certain region, or that may not come to be."""
    found = f"tf:{address}"
    called = attribute_gap_id(found, "enabled")
    about: dict[str, Any] = {"account": account, "region": None, "id": found, "attribute": "region", "address": address}
    world.gaps[called] = gap("service", reason, name=_NAME, **about)
    told = {"name": _NAME, "service": _SERVICE, "account": account, "region": region, "at": None}
    return {"id": found, **told, "enabled": unknown(reason, called)}


def settle(before: Mapping[str, Json], after: dict[str, Json], forgotten: Collection[str]) -> None:
    """Write into the end state where the plan takes the service away; what Terraform only forgets stays."""
    for found, entry in before.items():
        if found not in after and entry.get("address") not in forgotten:
            after[found] = {key: value for key, value in entry.items() if key != "address"} | {
                "enabled": entry["enabled"] if is_unknown(entry["enabled"]) else False
            }


def doubt(services: dict[str, Json]) -> None:
    """An entry of no certain region may enable the service, or take it away, in any region that the plan does not name."""
    loose = next((entry for found, entry in services.items() if is_symbol(found)), None)
    for found, entry in services.items():
        if loose is not None and "address" not in entry and not is_unknown(entry["enabled"]):
            services[found] = entry | {"enabled": loose["enabled"]}
