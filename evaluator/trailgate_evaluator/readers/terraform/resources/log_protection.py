"""Data protection policies of a plan: what they mask in the events of a log group, before its metric filters see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from trailgate_evaluator.document.parts import Json, attribute_gap_id, gap, is_unknown, unknown
from trailgate_evaluator.languages.data_protection import PolicyTextError, masked_identifiers
from trailgate_evaluator.readers.declared.arns import Place, bare, is_symbol, parse_arn
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, is_sensitive, text
from trailgate_evaluator.readers.terraform.references.links import Is, attribute, link
from trailgate_evaluator.readers.terraform.resources.log_groups import GROUP
from trailgate_evaluator.readers.terraform.world.world import World

OF_GROUP: Final = "aws_cloudwatch_log_data_protection_policy"
OF_ACCOUNT: Final = ("aws_cloudwatch_log_account_policy", "awscc_logs_account_policy")
_KIND: Final = "DATA_PROTECTION_POLICY"
_PREFIX: Final = "log-group:"


class Protection(Struct, frozen=True, kw_only=True):
    """What one policy masks, None where that is not known, and in which groups: by id or name, or all of its place."""

    address: str
    at: str
    place: Place
    group_id: str | None
    name: str | None
    masks: tuple[Json, ...] | None

    def covers(self, group: Json) -> bool:
        """Whether the policy covers a group, or may: what is not told of it is any."""
        if self.group_id is not None:
            return bool(self.group_id == group["id"])
        named = self.name is None or group["name"] is None or is_unknown(group["name"]) or self.name == group["name"]
        return named and _may_be(self.place.account, group["account"]) and _may_be(self.place.region, group["region"])


def read(world: World) -> tuple[Protection, ...]:
    """Every data protection policy of the plan."""
    of_groups = (_of_group(world, instance) for instance in world.instances.of(OF_GROUP))
    of_accounts = (
        _protection(world, instance)
        for instance in world.instances.of(*OF_ACCOUNT)
        if text(instance, "policy_type") in (_KIND, UNKNOWN)
    )
    return (*of_groups, *of_accounts)


def protect(groups: dict[str, Json], protections: Iterable[Protection], gaps: dict[str, Json]) -> None:
    """Write into every group what the policies mask in it, beside what is masked already."""
    for protection in protections:
        for found, group in groups.items():
            known = group.get("masks", ())
            if not protection.covers(group) or is_unknown(known):
                continue
            if protection.masks is None:
                groups[found] = group | {"masks": _unknown(protection, group, gaps)}
            elif protection.masks:
                groups[found] = group | {"masks": [*known, *_new(known, protection.masks)]}


def _new(known: Iterable[Json], more: Iterable[Json]) -> Iterator[Json]:
    listed = list(known)
    return (one for one in more if one not in listed)


def _of_group(world: World, instance: Instance) -> Protection:
    named = text(instance, "log_group_name")
    if isinstance(named, str):
        arn = parse_arn(named)
        if arn is not None and arn.resource.startswith(_PREFIX):
            return _protection(world, instance, group_id=bare(named))
        return _protection(world, instance, name=named)
    if named is UNKNOWN and isinstance(meant := link(world, instance, attribute("log_group_name"), GROUP), Is):
        return _protection(world, instance, group_id=world.ids[meant.instance.address])
    return _protection(world, instance)


def _protection(world: World, instance: Instance, *, group_id: str | None = None, name: str | None = None) -> Protection:
    return Protection(
        address=instance.address,
        at=world.at(instance),
        place=world.places.of(instance),
        group_id=group_id,
        name=name,
        masks=_masks(world, instance),
    )


def _masks(world: World, instance: Instance) -> tuple[Json, ...] | None:
    told = text(instance, "policy_document")
    if told is None:
        return ()
    if not isinstance(told, str) or is_sensitive(instance, "policy_document") or world.is_secret(told):
        return None
    try:
        return tuple(masked_identifiers(told))
    except PolicyTextError:
        return None


def _unknown(protection: Protection, group: Json, gaps: dict[str, Json]) -> Json:
    called = attribute_gap_id(group["id"], "masks")
    about = {"account": group["account"], "region": group["region"], "id": group["id"], "at": protection.at}
    gaps[called] = gap("metric_filter", "known_after_apply", attribute="masks", name=protection.address, **about)
    return unknown("known_after_apply", called)


def _may_be(one: str, other: str) -> bool:
    return one == other or is_symbol(one) or is_symbol(other)
