"""What turns Security Hub on or off by another way than as a hub that a plan manages, where the plan makes or changes it.

Stacks and Cloud Control, central configuration, programs, deposed objects and other providers. What the plan leaves alone has
done already what it does. Direction is told where it is sure: who delegates or configures an organization turns nothing off.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from trailgate_evaluator.document.parts import gap, unknown
from trailgate_evaluator.document.security_hub import NAME, hub, hub_arn
from trailgate_evaluator.readers.declared.arns import is_symbol, parse_arn
from trailgate_evaluator.readers.terraform.references.attributes import look
from trailgate_evaluator.readers.terraform.resources.services import HUBS
from trailgate_evaluator.readers.terraform.world.makers import (
    MAKES_NOTHING,
    OF_ANYTHING,
    STACKS,
    has_type,
    is_of_aws,
    of_anything,
    template,
)
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.terraform.plan_json.changes import Change, Changes
    from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
    from trailgate_evaluator.readers.terraform.world.world import World

_REASON: Final = "made_by_another"
_NOTHING_DONE: Final = frozenset({"no-op", "read", "forget"})
_ASSOCIATIONS: Final = frozenset({"aws_securityhub_configuration_policy_association", "awscc_securityhub_policy_association"})
_POLICIES: Final = frozenset({"aws_securityhub_configuration_policy", "awscc_securityhub_configuration_policy"})
_DELEGATES: Final = frozenset(
    {
        "aws_securityhub_organization_admin_account",
        "aws_securityhub_organization_configuration",
        "awscc_securityhub_delegated_admin",
        "awscc_securityhub_organization_configuration",
    }
)
_POWERFUL: Final = OF_ANYTHING | STACKS | _ASSOCIATIONS | _POLICIES | _DELEGATES | {"aws_cloudcontrolapi_resource"}
_HUB: Final = "AWS::SecurityHub::Hub"
_CENTRAL_TYPES: Final = ("AWS::SecurityHub::ConfigurationPolicy", "AWS::SecurityHub::PolicyAssociation")
_DELEGATING_TYPES: Final = ("AWS::SecurityHub::DelegatedAdmin", "AWS::SecurityHub::OrganizationConfiguration")
_IDLE: Final = ("AWS::Lambda::Function", "AWS::Chatbot")
"""Of what may make anything, what does not while its stack is made."""
_NAMED: Final = regex(r"security[ _-]?hub", re.IGNORECASE)
_ACCOUNT: Final = regex(r"[0-9]{12}")


class _Power(Struct, frozen=True, kw_only=True):
    """What a resource may do: a `hub` is one while it is there; `enables` and `disables` say what any change of it may do.

    It does so in its own region, `anywhere` in the account, or for `everyone`, in other accounts of the organization, too.
    """

    hub: bool = False
    enables: bool = False
    disables: bool = False
    anywhere: bool = True
    everyone: bool = False


_ANYTHING: Final = _Power(enables=True, disables=True)
_CENTRAL: Final = replace(_ANYTHING, everyone=True)
_DELEGATING: Final = _Power(enables=True, everyone=True)
_AS_A_HUB: Final = _Power(hub=True, anywhere=False)


class Switch(Struct, frozen=True, kw_only=True):
    """What may turn the service on (True among its `effects`) or off; `region` is None where it may do so in any."""

    address: str
    effects: frozenset[bool]
    account: str
    region: str | None
    at: str | None


def switches(former: World, world: World, changed: Changes, account: str) -> tuple[Switch, ...]:
    """Those of a plan whose change may bear on this account."""
    stood = {one.address: one for one in former.instances.every if one.mode == "managed"}
    provisioned = any(block.programs for side in (former, world) for _, block in side.configuration.blocks())
    found = [
        _of_change(former, world, stood.get(one.address), one, changed.by_address.get(one.address))
        for one in world.instances.every
        if one.mode == "managed"
        and not one.untouched
        and (provisioned or not _has_no_power(one) or not _has_no_power(stood.get(one.address, one)))
    ]
    gone = ((address, one) for address, one in changed.leaving.items() if one.gone and "delete" in one.actions)
    found += [_of_change(former, world, stood[address], None, change) for address, change in gone if address in stood]
    found += [_of_deposed(former, world, address, change) for address, change in changed.deposed if change.type in HUBS]
    return tuple(one for one in found if one is not None and one.effects and (one.account == account or is_symbol(one.account)))


def turn(
    services: Mapping[str, Json], given: Iterable[Switch], gaps: dict[str, Json], partition: str, account: str
) -> dict[str, Json]:
    """The services, unknown where one of these may turn them into something else; where none is told, one that is not known."""
    found = dict(services)
    for one in given:
        near = {name: entry for name, entry in found.items() if _is_near(one, entry, account)}
        if not near:
            region = one.region or f"tf:{one.address}"
            name = f"tf:{one.address}" if one.region is None or is_symbol(partition) else hub_arn(partition, account, region)
            found[name] = _turned(hub(name, account, region, one.at), one, gaps)
        found |= {name: _turned(entry, one, gaps) for name, entry in near.items() if _turns(one, entry["enabled"])}
    return found


def _is_near(one: Switch, entry: Json, account: str) -> bool:
    """Whether an entry is, or may be, of the account and in the region of the switch."""
    in_account = entry["account"] == account or is_symbol(entry["account"])
    return in_account and (one.region in {None, entry["region"]} or is_symbol(entry["region"]))


def _turns(one: Switch, enabled: object) -> bool:
    return isinstance(enabled, bool) and (not enabled) in one.effects


def _turned(entry: Json, one: Switch, gaps: dict[str, Json]) -> Json:
    called = f"{entry['id']}#enabled#{one.address}"
    region = None if is_symbol(entry["region"]) else entry["region"]
    about: dict[str, Any] = {"account": entry["account"], "region": region, "id": entry["id"], "attribute": "enabled"}
    gaps[called] = gap("service", _REASON, name=NAME, address=one.address, at=one.at, **about)
    return entry | {"enabled": unknown(_REASON, called)}


def _of_change(
    former: World, world: World, before: Instance | None, after: Instance | None, change: Change | None
) -> Switch | None:
    """What the change of one resource may do; one that keeps a hub as it is, nothing."""
    actions = frozenset() if change is None else change.actions - _NOTHING_DONE
    instance, side = (before, former) if after is None else (after, world)
    if instance is None or (change is not None and not actions):
        return None
    old = [] if before is None or actions == {"create"} else _powers(former, before)
    new = [] if after is None else _powers(world, after)
    if not old and not new:
        return None
    was, will = any(power.hub for power in old), any(power.hub for power in new)
    anew = change is None or "delete" in actions
    effects = {True for power in new if power.enables} | {True for power in old if power.enables and power.disables}
    effects |= {False for power in (*old, *new) if power.disables}
    effects |= {True for _ in new if will and (anew or not was)} | {False for _ in old if was and (anew or not will)}
    place, powers = side.places.of(instance), (*old, *new)
    own = any(power.anywhere for power in powers) or is_symbol(place.region)
    return Switch(
        address=instance.address,
        effects=frozenset(effects),
        account=f"tf:{instance.address}" if any(power.everyone for power in powers) else place.account,
        region=None if own else place.region,
        at=side.at(instance),
    )


def _of_deposed(former: World, world: World, address: str, change: Change) -> Switch | None:
    """A hub that an earlier apply left behind when it made another: its deletion turns off the one that there is."""
    if "delete" not in change.actions:
        return None
    arn = parse_arn(str(change.before.get("arn")))
    instance = next((one for side in (world, former) for one in side.instances.every if one.address == address), None)
    place = None if instance is None else world.places.of(instance)
    account = arn.account if arn is not None and arn.account else former.places.account if place is None else place.account
    region = arn.region if arn is not None and arn.region else None if place is None or is_symbol(place.region) else place.region
    return Switch(address=f"{address} (deposed)", effects=frozenset({False}), account=account, region=region, at=None)


def _has_no_power(instance: Instance) -> bool:
    """Whether an instance that runs no programs bears on no service by its type alone: nearly all of AWS's own do not."""
    return instance.type not in _POWERFUL and is_of_aws(instance)


def _powers(world: World, instance: Instance) -> list[_Power]:
    """What an instance may do to the service, other than a hub of the plan itself."""
    kind = instance.type
    if kind in OF_ANYTHING:
        return [_CENTRAL]
    if kind in STACKS:
        return _of_template(template(world, instance), everyone=kind != "aws_cloudformation_stack")
    if kind == "aws_cloudcontrolapi_resource":
        return _of_template(look(instance, "type_name"))
    if kind in _ASSOCIATIONS:
        target = look(instance, "target_id")
        elsewhere = isinstance(target, str) and _ACCOUNT.fullmatch(target) and target != world.places.account
        return [] if elsewhere and not is_symbol(world.places.account) else [_CENTRAL]
    if kind in _POLICIES:
        return [_CENTRAL] if instance.existing else []  # one that is new has no association yet
    if kind in _DELEGATES:
        return [_DELEGATING]
    block = world.block(instance)
    said: list[Any] = [] if block is None or not block.programs else [block.programs]
    if not is_of_aws(instance) and not kind.startswith(("awscc_", *MAKES_NOTHING)):
        said += [kind, instance.values]
    return [_ANYTHING] if said and _NAMED.search(json.dumps(said, default=str)) else []


def _of_template(text: object, *, everyone: bool = False) -> list[_Power]:
    """What a template may do, or a type of CloudFormation's; anything where it is not known, or makes what it does not name."""
    if not isinstance(text, str) or not text or any(not one.startswith(_IDLE) for one in of_anything(text)):
        return [replace(_ANYTHING, everyone=everyone)]
    found = [_CENTRAL for one in _CENTRAL_TYPES if has_type(text, one)]
    found += [_DELEGATING for one in _DELEGATING_TYPES if has_type(text, one)]
    return [*found, replace(_AS_A_HUB, anywhere=everyone, everyone=everyone)] if has_type(text, _HUB) else found
