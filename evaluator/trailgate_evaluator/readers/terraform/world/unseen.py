"""What neither a plan nor the baseline under it shows: a baseline holds only what somebody had a reason to ask for.

A collector asks for the groups that trails deliver to, for their metric filters, and for the topics that alarms name. A
plan may be the first to deliver to a group, or to name a topic, that has long stood in the account.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from trailgate_evaluator.document.parts import SETTLED_BY, Json, Parts, alarm_scope, gap, is_unknown, metric_filter_scope
from trailgate_evaluator.readers.declared.arns import is_symbol

_TOPICS: Final = ("topic", "subscription")


def left(gaps: Mapping[str, Json], baseline: Parts) -> dict[str, Json]:
    """The plan's gaps without those on things that the baseline shows, or says itself why it cannot."""
    asked = _asked_topics(baseline)
    found: dict[str, Json] = {}
    for called, entry in gaps.items():
        here = entry["account"] == baseline.subject["account"] and entry["region"] in (None, *baseline.subject["regions"])
        if entry["scope"] is None or entry["reason"] == "known_after_apply" or not here:
            found[called] = entry
            continue
        kind, _, hidden = entry["scope"].partition("|")
        if kind in _TOPICS and hidden not in asked:
            found[called] = entry | {"reason": "not_collected", "settled_by": list(SETTLED_BY["not_collected"])}
    return found


def unseen(baseline: Parts, before: Parts, after: Parts) -> dict[str, Json]:
    """The gaps of what the account may hold though plan and baseline are silent about it, by their ids."""
    return {
        found["scope"] + "#" + found["id"]: found for found in (*_filters(baseline, before, after), *_places(baseline, after))
    }


def _asked_topics(baseline: Parts) -> set[str]:
    named = {action for alarm in baseline.resources["alarms"].values() for action in alarm["actions"] if isinstance(action, str)}
    hidden = {scope.partition("|")[2] for entry in baseline.gaps.values() if (scope := entry["scope"]) and _is_of_topic(scope)}
    return named | hidden | set(baseline.resources["topics"])


def _is_of_topic(scope: str) -> bool:
    return scope.partition("|")[0] in _TOPICS


def _filters(baseline: Parts, before: Parts, after: Parts) -> Iterator[Json]:
    """The metric filters of a group that no trail delivered to before, and that the plan does not make."""
    asked = set(baseline.resources["log_groups"])
    asked |= {t["log_group"] for t in baseline.resources["trails"].values() if isinstance(t["log_group"], str)}
    for trail in after.resources["trails"].values():
        found = trail["log_group"]
        group = after.resources["log_groups"].get(found) if isinstance(found, str) else None
        if group is None or found in asked or ("address" in group and found not in before.resources["log_groups"]):
            continue
        yield gap(
            "metric_filter",
            "not_collected",
            account=group["account"],
            region=group["region"],
            scope=metric_filter_scope(found),
            id=found,
            at=trail["at"],
            address=trail.get("address"),
        )


def _places(baseline: Parts, after: Parts) -> Iterator[Json]:
    """An alarm or metric filter whose region the plan does not tell may stand in any region of the account."""
    for entry in after.resources["alarms"].values():
        if is_symbol(entry["region"]):
            for region in baseline.subject["regions"]:
                yield _somewhere("alarm", alarm_scope(baseline.subject["account"], region), entry, region)
    for entry in after.resources["metric_filters"].values():
        if is_symbol(entry["region"]):
            named = _names_of_its_group(entry["log_group"], after)
            for found, group in baseline.resources["log_groups"].items():
                if named is None or group["name"] in named:
                    yield _somewhere("metric_filter", metric_filter_scope(found), entry, group["region"])


def _names_of_its_group(group: Any, after: Parts) -> set[Any] | None:
    """The names that a filter's log group may have; None where it may be any."""
    listed = group["unknown"].get("candidates") if is_unknown(group) else [group]
    return None if listed is None else {after.resources["log_groups"].get(found, {}).get("name") for found in listed}


def _somewhere(link: Literal["alarm", "metric_filter"], scope: str, entry: Json, region: str) -> Json:
    return gap(
        link,
        "place_unknown",
        account=entry["account"],
        region=region,
        scope=scope,
        id=entry["id"],
        attribute="region",
        at=entry["at"],
        address=entry["address"],
        settled_by=("variable",),
    )
