"""A template laid over the account as a snapshot has it: the account as it would be after deployment.

What the stack makes replaces what stands under its ARN, or its name in its account and region, and is added otherwise. What the
stack had before, and the template has no more, tells the template that the stack was made of (`former`); without it, what has no
name of the shape that AWS makes up stays (`earlier`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import (
    RESOURCE_KINDS,
    SETTLED_BY,
    Json,
    Parts,
    alarm_scope,
    gap,
    is_unknown,
    joined_patterns,
    metric_filter_scope,
)
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.readers.cloudformation.world import earlier
from trailgate_evaluator.readers.cloudformation.world.former import doubtful, take_away
from trailgate_evaluator.readers.declared.arns import is_symbol
from trailgate_evaluator.readers.declared.composed import doubt_rules
from trailgate_evaluator.readers.declared.overlaid import SEEN_BY_AWS_ALONE, read_at, shifted
from trailgate_evaluator.readers.declared.topics import replace_policies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.readers.cloudformation.world.former import Former
    from trailgate_evaluator.readers.cloudformation.world.world import World

_TOPICS: Final = ("topic", "subscription")


def refuse_other_account(account: str, baseline: Parts) -> None:
    """An error where template and baseline are of two accounts."""
    if account != baseline.subject["account"]:
        raise InputError(
            expected=f"a template for account {baseline.subject['account']}, which the baseline is of",
            found=f"account {account}",
            where="--baseline",
            what_to_do="Give the snapshot of the account that the stack is deployed in, or correct --account.",
        )


def lay_over(world: World, baseline: Parts, after: Parts, former: Former | None = None) -> Parts:
    """The account after deployment; `former` is the template that the stack was made of."""
    gaps = {found: shifted(entry) for found, entry in baseline.gaps.items()} | _left(after.gaps, baseline)
    resources: dict[str, dict[str, Json]] = {}
    for kind in RESOURCE_KINDS:
        stood = baseline.resources.get(kind, {})
        kept = {found: shifted(entry) for found, entry in stood.items()}
        for found, entry in after.resources[kind].items():
            if "address" in entry or found not in kept:
                told = {name: stood[found][name] for name in SEEN_BY_AWS_ALONE.get(kind, ()) if name in stood.get(found, {})}
                if kind == "trails" and found in stood:
                    told = read_at(told, baseline.as_of)
                if kind == "log_groups" and entry["transformer"] is True:
                    told.pop("transformer", None)
                if kind == "alarms" and entry["muted_by"]:
                    told.pop("muted_by", None)
                kept[found] = entry | told
        if kind == "subscriptions":
            kept = _without_twins(kept)
        resources[kind] = kept
    if former is not None:
        take_away(former, world, after, resources)
    doubts = () if former is None else doubtful(former, world, after)
    for kind, found, why in (*doubts, *earlier.earlier(world, baseline, former)):
        earlier.doubt(resources, kind, found, why, gaps)
    doubt_rules(resources["alarms"], baseline.resources["alarms"])
    replace_policies(resources["topics"], world.outside_policies, gaps)
    gaps |= {one["scope"] + "#" + str(one["id"]): one for one in (*_filters(baseline, after), *_places(baseline, after))}
    return Parts(
        kind=after.kind,
        as_of=baseline.as_of,
        sources=(*after.sources, *baseline.sources),
        subject=baseline.subject | {key: after.subject[key] for key in ("touches_chain", "account_by") if key in after.subject},
        resources=resources,
        gaps=gaps,
        pattern_texts=joined_patterns(baseline.pattern_texts, after.pattern_texts),
        accepted=baseline.accepted,
        other_routes=tuple(shifted(route) for route in baseline.other_routes),
        links=baseline.links,
        keys=baseline.keys,
        copyable=baseline.copyable,
        keyed={**baseline.keyed, **after.keyed},
        unlisted={group: why for group, why in baseline.unlisted.items() if group not in after.keyed},
    )


def _left(gaps: Mapping[str, Json], baseline: Parts) -> dict[str, Json]:
    """The template's gaps without those on things that the baseline shows, or says itself why it cannot."""
    named = {action for alarm in baseline.resources["alarms"].values() for action in alarm["actions"] if isinstance(action, str)}
    hidden = {entry["scope"].partition("|")[2] for entry in baseline.gaps.values() if (entry["scope"] or "").startswith(_TOPICS)}
    asked = named | hidden | set(baseline.resources["topics"])
    found: dict[str, Json] = {}
    for called, entry in gaps.items():
        here = entry["account"] == baseline.subject["account"] and entry["region"] in (None, *baseline.subject["regions"])
        if entry["scope"] is None or entry["reason"] != "outside_plan" or not here:
            if entry["reason"] == "outside_plan" and entry["scope"] == "regions":
                continue
            found[called] = entry
            continue
        kind, _, of = entry["scope"].partition("|")
        if kind in _TOPICS and of not in asked:
            found[called] = entry | {"reason": "not_collected", "settled_by": list(SETTLED_BY["not_collected"])}
    return found


def _without_twins(listed: dict[str, Json]) -> dict[str, Json]:
    """One subscription for each topic, protocol and address: the confirmed one of the account, else the template's."""

    def key(one: Json) -> tuple[Any, ...] | None:
        parts = (one["topic"], one["protocol"], one["endpoint"])
        return None if any(is_unknown(part) or part is None for part in parts) else parts

    ours = {key(one) for one in listed.values() if "address" in one} - {None}
    stood = {key(one) for one in listed.values() if "address" not in one and one["state"] == "confirmed"} & ours
    return {found: one for found, one in listed.items() if key(one) not in ours or ("address" in one) != (key(one) in stood)}


def _filters(baseline: Parts, after: Parts) -> Iterator[Json]:
    """The metric filters of a group that no trail delivered to before, and that the template does not make."""
    asked = set(baseline.resources["log_groups"])
    asked |= {t["log_group"] for t in baseline.resources["trails"].values() if isinstance(t["log_group"], str)}
    for trail in after.resources["trails"].values():
        found = trail["log_group"]
        group = after.resources["log_groups"].get(found) if isinstance(found, str) else None
        if group is None or found in asked or "address" in group:
            continue
        place: dict[str, Any] = {"account": group["account"], "region": group["region"], "at": trail["at"]}
        scope = metric_filter_scope(found)
        yield gap("metric_filter", "not_collected", scope=scope, id=found, address=trail.get("address"), **place)


def _places(baseline: Parts, after: Parts) -> Iterator[Json]:
    """An alarm or filter whose region nothing tells may stand in any region of the account."""
    account = baseline.subject["account"]
    for entry in after.resources["alarms"].values():
        if is_symbol(entry["region"]):
            for region in baseline.subject["regions"]:
                yield _somewhere("alarm", alarm_scope(account, region), entry, region)
    for entry in after.resources["metric_filters"].values():
        if is_symbol(entry["region"]):
            for found, group in baseline.resources["log_groups"].items():
                yield _somewhere("metric_filter", metric_filter_scope(found), entry, group["region"])


def _somewhere(link: Any, scope: str, entry: Json, region: str) -> Json:
    told: dict[str, Any] = {"account": entry["account"], "region": region, "id": entry["id"], "at": entry["at"]}
    return gap(link, "place_unknown", scope=scope, attribute="region", address=entry["address"], settled_by=("variable",), **told)
