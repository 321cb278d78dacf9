"""What a deployment takes away, by the template that the stack was made of: what the new one has no more, and does not keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from trailgate_evaluator.document.parts import is_unknown
from trailgate_evaluator.readers.cloudformation.intrinsics.evaluating import evaluate
from trailgate_evaluator.readers.cloudformation.intrinsics.values import Unknown, unknown_in
from trailgate_evaluator.readers.cloudformation.stacks import names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.document.parts import Json, Parts
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

_KEPT: Final = frozenset({"Retain", "RetainExceptOnCreate"})
_KINDS: Final = ("trails", "log_groups", "metric_filters", "alarms", "topics")
_HOSTS: Final = {"metric_filters": "log_group", "subscriptions": "topic"}
"""By kind: what a resource goes with when it is deleted."""


class Former(NamedTuple):
    """A template that a stack was made of: its world, and its parts."""

    world: World
    parts: Parts


def is_kept(old: Resource, new: Resource | None) -> bool | Unknown:
    """Whether a resource stays where its stack has it no more, or makes another in its place.

    AWS::LanguageExtensions lets functions tell the policy.
    """
    by, name = (old, "DeletionPolicy") if new is None else (new, "UpdateReplacePolicy")
    policy = evaluate(by.written.get(name), by.stack)
    return unknown_in(policy) or (isinstance(policy, str) and policy in _KEPT)


def standing(world: World, former: Former, baseline: Parts) -> frozenset[str]:
    """The addresses of what stands in the account under the name that the template gives, and is none of its stack's.

    CloudFormation makes no trail and no log group whose name is taken, also where the stack had it under another logical id.
    """
    found = set()
    for kind, listed in ((names.TRAIL, "trails"), (names.LOG_GROUP, "log_groups")):
        for resource in world.of(kind):
            own = world.ids[resource.address]
            if own in baseline.resources[listed] and former.world.ids.get(resource.address) != own:
                found.add(resource.address)
    return frozenset(found)


def take_away(former: Former, world: World, after: Parts, resources: dict[str, dict[str, Json]]) -> None:
    """Take what the deployment deletes out of the account's resources."""
    gone = {(kind, found) for kind, found, _ in _dropped(former, world, after) if found in resources[kind]}
    for kind, found in gone:
        if "address" not in resources[kind][found]:
            del resources[kind][found]
    deleted = {found for _, found in gone}
    for kind, host in _HOSTS.items():
        for found, entry in list(resources[kind].items()):
            if "address" not in entry and not is_unknown(entry[host]) and entry[host] in deleted:
                del resources[kind][found]
    old, new = (_keys(parts.resources["subscriptions"]) for parts in (former.parts, after))
    for found, entry in list(resources["subscriptions"].items()):
        if "address" not in entry and _key(entry) in old - new:
            del resources["subscriptions"][found]


def doubtful(former: Former, world: World, after: Parts) -> Iterator[tuple[str, str, Unknown]]:
    """What the deployment may delete, by a condition that nobody can tell: kind, id and why."""
    for kind, found, why in _dropped(former, world, after, surely=False):
        if why is not None:
            yield kind, found, why


def _dropped(former: Former, world: World, after: Parts, *, surely: bool = True) -> Iterator[tuple[str, str, Unknown | None]]:
    by_address = {one.address: one for one in former.world.every}
    now = {one.address: one for one in world.every}
    for kind in _KINDS:
        for found, entry in former.parts.resources[kind].items():
            old = by_address.get(str(entry.get("address")))
            if old is None or "address" in after.resources[kind].get(found, {}):
                continue
            new = now.get(old.address)
            new = new if new is not None and new.type == old.type else None
            why = old.doubt or (None if new is None else new.doubt)
            kept = is_kept(old, new)
            why = why or (kept if isinstance(kept, Unknown) else None)
            if kept is not True and (why is None) is surely:
                yield kind, found, why


def _keys(listed: Mapping[str, Json]) -> set[tuple[Any, ...]]:
    return {key for one in listed.values() if "address" in one and (key := _key(one)) is not None}


def _key(one: Json) -> tuple[Any, ...] | None:
    parts = (one["topic"], one["protocol"], one["endpoint"])
    return None if any(part is None or is_unknown(part) for part in parts) else parts
