"""Security Hub in a plan: where it is enabled after apply, where the plan takes it away, and what nobody can tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import REGIONS_SCOPE, attribute_gap_id, gap, is_unknown, unknown
from trailgate_evaluator.document.security_hub import NAME, hub, hub_arn
from trailgate_evaluator.readers.declared.arns import is_symbol, parse_arn
from trailgate_evaluator.readers.terraform.references.attributes import look

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.terraform.plan_json.changes import Change, Changes
    from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
    from trailgate_evaluator.readers.terraform.world.hidden import Circumstances
    from trailgate_evaluator.readers.terraform.world.world import World

HUBS: Final = ("aws_securityhub_account", "awscc_securityhub_hub")
"""The resource types whose every instance enables Security Hub in its region."""
REGION: Final = "aws_account_region"
"""The resource type that opens or closes a region to the account."""


def read(world: World, how: Circumstances, account: str) -> dict[str, Json]:
    """The regions in which the plan enables Security Hub, by id; in which regions the account can be used no plan tells."""
    about: dict[str, Any] = {"account": account, "region": None, "attribute": "regions", "name": NAME}
    world.gaps[REGIONS_SCOPE] = gap("service", "outside_plan", scope=REGIONS_SCOPE, **about)
    found: dict[str, Json] = {}
    for instance in world.instances.of(*HUBS):
        entry = _placed(world, instance)
        found[entry["id"]] = entry
    for kind in HUBS:
        for address, provider in how.left_out.get(kind, ()):
            own, region = world.places.of_provider(provider)
            found[f"tf:{address}"] = _nowhere(world, own, region, address, how.left_out_reason)
    return found


def _placed(world: World, instance: Instance) -> Json:
    """The service that an instance enables, where it stands."""
    own, region = world.places.of(instance)
    return _entry(world, own, region, instance.address) | {"at": world.at(instance), "address": instance.address}


def _entry(world: World, account: str, region: str, address: str) -> Json:
    if any(map(is_symbol, (account, region, world.places.partition))):
        return _nowhere(world, account, region, address, "place_unknown")
    return hub(hub_arn(world.places.partition, account, region), account, region, None) | {"enabled": True}


def _nowhere(world: World, account: str, region: str, address: str, reason: str) -> Json:
    """One of no certain region, or that may not come to be."""
    entry = hub(f"tf:{address}", account, region, None)
    called = attribute_gap_id(entry["id"], "enabled")
    return entry | {"enabled": _doubted(world, entry, reason, called, address=address, region=None)}


def _doubted(world: World, entry: Json, reason: str, called: str, *, address: str | None, region: str | None) -> Json:
    """The unknown value of whether it is enabled, and its gap."""
    about: dict[str, Any] = {"account": entry["account"], "region": region, "id": entry["id"], "attribute": "region"}
    world.gaps[called] = gap("service", reason, name=NAME, address=address, **about)
    return unknown(reason, called)


def opened(world: World, how: Circumstances) -> Json:
    """Of the subject, that nobody can list its regions any more, where the plan opens or closes one.

    One that is destroyed stays as it is: the provider does nothing then.
    """
    managed = world.instances.of(REGION) if world.planned else ()
    changed = REGION in how.left_out or any(not one.untouched for one in managed)
    return {"enabled_regions": None} if changed else {}


def settle(former: World, world: World, after: dict[str, Json], changes: Changes) -> None:
    """Write into the end state where the plan takes the service away, whoever else claims to have it there.

    A delete turns off what is there, by whatever address it was made: one that is made by another address, or anew before it
    is deleted, may come before or after.
    """
    others = {one.address for one in former.instances.every if one.foreign}
    leaving = {one: change for one, change in changes.leaving.items() if change.type in HUBS and "delete" in change.actions}
    leaving = {one: change for one, change in leaving.items() if one not in others}
    if not leaving:
        return
    makers: dict[str, list[str]] = {}
    for instance in world.instances.of(*HUBS):
        makers.setdefault(_placed(world, instance)["id"], []).append(instance.address)
    stood = {instance.address: instance for instance in former.instances.of(*HUBS)}
    made = {address for address, change in changes.by_address.items() if "create" in change.actions}
    for address, change in leaving.items():
        entry = _destroyed(former, stood.get(address), address, change)
        found = entry["id"]
        beside = [one for one in makers.get(found, []) if one != address]
        contested = change.made_first or not made.isdisjoint(beside)
        if is_symbol(found):
            after[found] = entry | {"enabled": _removed(world, entry, "place_unknown", address)}
        elif found in after and contested:
            after[found] = after[found] | {"enabled": _removed(world, entry, "name_contested", found)}
        elif found not in after or beside or "create" not in change.actions:
            there = after.get(found, entry)
            after[found] = {name: value for name, value in there.items() if name != "address"} | {"enabled": False}


def _destroyed(former: World, instance: Instance | None, address: str, change: Change) -> Json:
    """What a plan destroys: where it stands is told by its block, its ARN or its region, and by nothing else."""
    if instance is not None and (former.block(instance) is not None or _tells(instance)):
        return _placed(former, instance)
    arn = parse_arn(str(change.before.get("arn")))
    if arn is not None and arn.region and arn.account:
        return _entry(former, arn.account, arn.region, address) | {"at": None if instance is None else former.at(instance)}
    account = former.places.account if instance is None else former.places.of(instance).account
    return _nowhere(former, account, f"tf:{address}", address, "place_unknown")


def _tells(instance: Instance) -> bool:
    return isinstance(look(instance, "region"), str) or parse_arn(str(look(instance, "arn"))) is not None


def _removed(world: World, entry: Json, reason: str, what: str) -> Json:
    """An unknown of its own, so that the state before is not taken for the one after."""
    region = None if is_symbol(entry["region"]) else entry["region"]
    return _doubted(world, entry, reason, f"{what}#removed", address=entry.get("address"), region=region)


def doubt(services: dict[str, Json]) -> None:
    """An entry of no certain region may enable the service, or take it away, in any region that the plan does not name."""
    loose = [entry for found, entry in services.items() if is_symbol(found)]
    for found, entry in services.items():
        near = [one for one in loose if is_symbol(one["account"]) or one["account"] == entry["account"]]
        if near and "address" not in entry and not is_unknown(entry["enabled"]):
            services[found] = entry | {"enabled": near[0]["enabled"]}
