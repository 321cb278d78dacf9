"""Which resources appeared, went, changed, or cannot be seen any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeGuard

from trailgate_evaluator.diff.sharing import SHARING, told_apart
from trailgate_evaluator.document import parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.diff.side import Side

Json = dict[str, Any]

VOLATILE: Final = frozenset({"delivery", "state"})
"""Fields that differ from one snapshot to the next by themselves: they explain verdicts and are no change otherwise."""

_DASHES: Final = 4
"""In the UUID that the ARN of a confirmed subscription ends in."""
_OF_ONE_KIND: Final = frozenset({"address", "resolved_by", "delivery", "delivery_elsewhere", "state"})
"""Fields that only plans have, or only snapshots: of a plan beside a snapshot they are no change."""


def changes_between(old: Side, new: Side) -> list[Json]:
    """Every change, by id: {id, link, name, change, fields}.

    `change` is added, removed, changed, hidden (the new side could not look), seen (the old one could not) or sharing (of an
    alarm: what another account shares with its own, {account, old, new} as `shared`). `fields` are [{field, old, new}] of a
    changed one.
    """
    found = []
    lost, won = old.looked_at - new.looked_at, new.looked_at - old.looked_at
    after_all = _paired(old.resources, new.resources)
    for key in sorted(old.resources.keys() | after_all.keys()):
        before, after = old.resources.get(key), after_all.get(key)
        if before is not None and after is not None:
            before, after, shared = told_apart(before, after)
            about = {"id": key, "link": after["link"], "name": _name(after)}
            found += [{**about, "change": SHARING, "fields": [], "shared": one} for one in shared]
        fields = _fields(before, after) if before is not None and after is not None else []
        if before is not None and after is not None and not fields:
            continue
        one = after if after is not None else before
        assert one is not None  # noqa: S101 - told to mypy: the key is of one of the two
        change = "changed"
        if before is None:
            change = "seen" if one.get("account") in won or _hides(old, key, one) or _untold(old, new, key) else "added"
        elif after is None:
            change = "hidden" if one.get("account") in lost or _hides(new, key, one) or _untold(new, old, key) else "removed"
        found.append({"id": key, "link": one["link"], "name": _name(one), "change": change, "fields": fields})
    return found


def _paired(old: Mapping[str, Json], new: Mapping[str, Json]) -> dict[str, Json]:
    """The new side's resources, a subscription that has no ARN on one of the sides by the id that it has on the old one.

    A topic has one subscription of an endpoint, and a plan, or whoever waits for its confirmation, knows no ARN of it.
    """
    told = _by_endpoint(old)
    found = dict(new)
    for what, key in _by_endpoint(new).items():
        known = told.get(what)
        if known is None or known == key or known in new or key in old or (_is_arn(known) and _is_arn(key)):
            continue
        entry = found.pop(key)
        found[known] = {**entry, "name": old[known].get("name")}
    return found


def _by_endpoint(resources: Mapping[str, Json]) -> dict[tuple[str, str, str], str]:
    """The subscriptions that are the only ones of their topic, protocol and endpoint, by these."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for key, entry in resources.items():
        topic, protocol, endpoint = (entry.get(name) for name in ("topic", "protocol", "endpoint"))
        if entry["link"] == "subscription" and isinstance(topic, str) and isinstance(protocol, str) and isinstance(endpoint, str):
            found.setdefault((topic, protocol, endpoint), []).append(key)
    return {what: keys[0] for what, keys in found.items() if len(keys) == 1}


def _is_arn(key: str) -> bool:
    return key.startswith("arn:") and key.rpartition(":")[2].count("-") == _DASHES


def _name(one: Json) -> Any:
    """A resource's name; of a service, which has the same in every region, with its region."""
    name = one.get("name")
    return f"{name} in {one['region']}" if one["link"] == "service" else name


def is_volatile(change: Json) -> bool:
    """Whether that explains verdicts and is no change of the resource: only fields that change by themselves, or the sharing."""
    if change["change"] == SHARING:
        return True
    return bool(change["fields"]) and all(one["field"].partition(".")[0] in VOLATILE for one in change["fields"])


def _fields(before: Json, after: Json, within: str = "") -> list[Json]:
    """The fields that differ; of two objects the fields within them."""
    found: list[Json] = []
    one_is_planned = (before.get("address") is None) != (after.get("address") is None)
    for name in sorted((before.keys() | after.keys()) - (_OF_ONE_KIND if one_is_planned else set())):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if not within and _is_object(old) and _is_object(new):
            found += _fields(old, new, f"{name}.")
        else:
            found.append({"field": f"{within}{name}", "old": old, "new": new})
    return found


def _is_object(value: Any) -> TypeGuard[Json]:
    return isinstance(value, dict) and not parts.is_unknown(value)


def _hides(side: Side, key: str, entry: Json) -> bool:
    """Whether the side has a gap that could hide this resource."""
    return bool(side.scopes & _scopes(key, entry, several=side.kind == "folder"))


def _untold(side: Side, other: Side, key: str) -> bool:
    """Whether the side is a plan, which tells nothing of what it neither has nor takes away; two plans are of one whole."""
    return side.destroyed is not None and other.destroyed is None and key not in side.destroyed


def _scopes(key: str, entry: Json, *, several: bool) -> set[str]:
    """The scopes that hide a resource: its own, and those of the links through which it is found.

    Which regions are not told names no account: of several it hides nothing.
    """
    account, region = str(entry.get("account")), str(entry.get("region"))
    match entry["link"]:
        case "trail":
            return {parts.trail_scope(account)}
        case "log_group":
            return {parts.log_group_scope(key), parts.trail_scope(account)}
        case "metric_filter":
            return {parts.metric_filter_scope(str(entry.get("log_group"))), parts.trail_scope(account)}
        case "alarm":
            return {parts.alarm_scope(account, region)}
        case "topic":
            return {parts.topic_scope(key), parts.alarm_scope(account, region)}
        case "service":
            return set() if several else {parts.REGIONS_SCOPE}
        case _:
            topic = str(entry.get("topic"))
            return {parts.subscription_scope(topic), parts.topic_scope(topic), parts.alarm_scope(account, region)}
