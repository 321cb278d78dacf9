"""A plan laid over the account as a snapshot has it: the account as it would be after apply.

What Terraform managed before goes out of the snapshot by its id (an ARN, or a name in its account and region), what
it will manage comes in. A forgotten resource stays in the account. What the plan alone could not see, the snapshot
answers, with the snapshot's own gaps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from trailgate_evaluator.document.parts import (
    RESOURCE_KINDS,
    Json,
    Parts,
    attribute_gap_id,
    gap,
    is_unknown,
    joined_patterns,
    unknown,
)
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.languages.filter_pattern import parses
from trailgate_evaluator.readers.declared.composed import doubt_rules
from trailgate_evaluator.readers.declared.overlaid import SEEN_BY_AWS_ALONE, read_at, shifted
from trailgate_evaluator.readers.declared.topics import replace_policies
from trailgate_evaluator.readers.terraform.plan_json.changes import Changes
from trailgate_evaluator.readers.terraform.resources.log_protection import Protection, protect
from trailgate_evaluator.readers.terraform.resources.services import doubt
from trailgate_evaluator.readers.terraform.world.elsewhere import doubt_namesakes
from trailgate_evaluator.readers.terraform.world.unseen import left, unseen

_MADE_ONCE: Final = frozenset({"trails", "log_groups"})
"""By kind: what AWS refuses to make under a name that stands."""

_HOSTS: Final[Mapping[str, str]] = {"metric_filters": "log_group", "subscriptions": "topic"}
"""By kind: what a resource goes with when it is destroyed."""


def refuse_other_account(account: str, baseline: Parts) -> None:
    """An error where plan and baseline are of two accounts."""
    if account != baseline.subject["account"]:
        raise InputError(
            expected=f"a plan for account {baseline.subject['account']}, which the baseline is of",
            found=f"account {account}",
            where="--baseline",
            what_to_do="Give the snapshot of the account that the plan changes, or correct --account.",
        )


def lay_over(  # noqa: PLR0917 - two worlds, and what the plan says of each
    baseline: Parts,
    before: Parts,
    after: Parts,
    changes: Changes,
    destroyed: frozenset[str],
    policies: Mapping[str, Json | None],
    protections: tuple[Protection, ...] = (),
) -> Parts:
    """The account after apply.

    What `changes` forgets leaves Terraform and stays in the account. `destroyed` are ids of what goes, for good
    or to be made anew: a group takes its metric filters with it, a topic its subscriptions, whoever made them. `policies` are
    what the plan puts on topics that it does not manage, None where that is not known; `protections` mask also in groups that
    it does not manage.
    """
    resources: dict[str, dict[str, Json]] = {}
    forgotten, created = changes.forgotten(), changes.created()
    for kind in RESOURCE_KINDS:
        stood = baseline.resources.get(kind, {})
        gone = {found for found, e in before.resources[kind].items() if "address" in e and e["address"] not in forgotten}
        host = _HOSTS.get(kind)
        kept = {
            found: shifted(entry)
            for found, entry in stood.items()
            if found not in gone and (host is None or is_unknown(entry[host]) or entry[host] not in destroyed)
        }
        if kind == "subscriptions":
            kept = _without_twins(kept, before.resources[kind], forgotten)
        for found, entry in after.resources[kind].items():
            if "address" in entry or found not in kept or entry.get("enabled") is False:
                kept[found] = _completed(kind, entry, stood.get(found), before.resources[kind].get(found))
                if kind == "trails" and found in stood:
                    kept[found] = read_at({"delivery_elsewhere": {}} | kept[found], baseline.as_of)
                # Of a rename that Terraform does not know of nobody knows whether the old one goes first; `naming` says so.
                if kind in _MADE_ONCE and found in stood and found not in gone and entry.get("address") in created:
                    kept[found] = kept[found] | {"refused": "stands_already"}
        resources[kind] = kept
    gaps = {found: shifted(entry) for found, entry in baseline.gaps.items()}
    gaps |= left(after.gaps, baseline)
    doubt_rules(resources["alarms"], baseline.resources.get("alarms", {}))
    doubt_namesakes(resources, before, after, gaps, changes.untouched())
    doubt(resources["services"])
    protect(resources["log_groups"], protections, gaps)
    replace_policies(resources["topics"], policies, gaps)
    _doubt_foreign_patterns(resources["metric_filters"], gaps, baseline.pattern_texts)
    gaps |= unseen(baseline, before, after)
    return Parts(
        kind=after.kind,
        as_of=baseline.as_of,
        sources=(*after.sources, *baseline.sources),
        subject=baseline.subject
        | {key: after.subject[key] for key in ("touches_chain", "account_by", "enabled_regions") if key in after.subject},
        resources=resources,
        gaps=gaps,
        pattern_texts=joined_patterns(baseline.pattern_texts, after.pattern_texts),
        accepted=baseline.accepted | after.accepted,
        other_routes=tuple(shifted(route) for route in baseline.other_routes),
        links=baseline.links,
        keys=baseline.keys,
        copyable=_copyable(baseline, after, resources["log_groups"]),
        keyed={**baseline.keyed, **after.keyed},
        unlisted={group: why for group, why in baseline.unlisted.items() if group not in after.keyed},
    )


def _copyable(baseline: Parts, after: Parts, groups: Mapping[str, Json]) -> dict[str, bool]:
    """The groups that a centralization rule can copy after apply: of keys, classes and masks the plan tells, too."""
    plain = {found for found, group in groups.items() if group["class"] == "STANDARD" and "masks" not in group}
    odd = baseline.keyed.keys() - baseline.copyable.keys()
    told = {**baseline.keyed, **after.keyed}
    return {found: not told[found] for found in sorted(plain - odd) if told.get(found) is not None}


def _completed(kind: str, entry: Json, stood: Json | None, former: Json | None) -> Json:
    if stood is None:
        return entry
    told = {name: stood[name] for name in SEEN_BY_AWS_ALONE.get(kind, ()) if name in stood}
    if kind == "subscriptions":
        told["state"] = stood["state"]
    if kind == "trails" and former is not None and entry | {"at": None} == former | {"at": None}:
        # The plan leaves it alone; how fresh its delivery is, the clock of the one who read it tells.
        told["at"] = shifted(stood)["at"]
    if kind == "log_groups" and entry["transformer"] is True:
        told.pop("transformer", None)
    return entry | told


def _without_twins(kept: dict[str, Json], before: Mapping[str, Json], forgotten: frozenset[str]) -> dict[str, Json]:
    """The subscriptions without those that Terraform manages though neither side knows their ARN."""
    twins = {
        (s["topic"], s["protocol"], s["endpoint"])
        for s in before.values()
        if s["address"] not in forgotten and not any(map(is_unknown, (s["topic"], s["protocol"])))
    }
    return {
        found: s
        for found, s in kept.items()
        if s["state"] == "confirmed" or is_unknown(s["topic"]) or (s["topic"], s["protocol"], s["endpoint"]) not in twins
    }


def _doubt_foreign_patterns(filters: dict[str, Json], gaps: dict[str, Json], texts: Mapping[str, str]) -> None:
    """A pattern of the account that we cannot parse was accepted by AWS: our gap, though a plan's would be refused."""
    for found, entry in filters.items():
        pattern = entry["pattern"]
        if "address" in entry or not isinstance(pattern, str) or parses(texts.get(pattern, "")):
            continue
        told: dict[str, Any] = {"account": entry["account"], "region": entry["region"], "id": found, "at": entry["at"]}
        called = attribute_gap_id(found, "pattern")
        gaps[called] = gap("metric_filter", "pattern_unsupported", attribute="pattern", **told)
        filters[found] = entry | {"pattern": unknown("pattern_unsupported", called)}
