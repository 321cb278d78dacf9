"""That a log group takes no other metric filter, and where another one would be made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.fix.account.view import MOST_FILTERS
from trailgate_evaluator.fix.account.wishes import Obstacle
from trailgate_evaluator.plain import amount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.fix.account.view import View

Json = dict[str, Any]

OF_FILTERS: Final = frozenset({"pattern_undecided", "pattern_unsupported", "scope_undecided", "transformed_logs"})
"""Reasons why what a filter means is not certain."""
FLOODS: Final = frozenset({"filter_matches_everything", "filter_matches_routine"})
OWN_METRIC: Final = FLOODS | {"other_data_in_metric"}
"""Weaknesses that a metric of the control's own ends."""


def no_room(view: View, way: str | None) -> Obstacle | None:
    """That the log group where another filter would be made takes none."""
    for group in filter(None, (view.entry("log_groups", one) for one in _groups(view, way))):
        if not view.owned(group) or not view.is_full(group):
            continue
        filters = list(view.filters_on(group["id"]))
        there = sum(one["at"] is not None for one in filters)
        now = amount(there, "metric filter")
        now = now if there == len(filters) else f"{now}, {len(filters)} with those of this fix"
        return Obstacle(
            says=f"Log group {view.said(group['id'])} has {now}, and takes at most {MOST_FILTERS}: no other fits. "
            "Delete one that nobody needs, or join two that write the same metric with ||.",
            full=True,
        )
    return None


def _groups(view: View, way: str | None) -> Iterator[str | None]:
    """The log groups on which the control lacks a filter of its own."""
    decision = view.decision
    if decision["status"] == "fail":
        for found in decision["breaks"]:
            if (way is None or way in {found["id"], found["after"].get("trail")}) and _lacks_a_filter(view, found):
                yield found["after"].get("log_group")
        return
    in_doubt = any(gap["link"] == "metric_filter" and gap["reason"] in OF_FILTERS for gap in decision["gaps"])
    for chain in decision["chains"]:
        if in_doubt if decision["status"] == "unknown" else any(weak["code"] in OWN_METRIC for weak in chain["weaknesses"]):
            yield chain["links"].get("log_group", {}).get("id")


def _lacks_a_filter(view: View, found: Json) -> bool:
    """Whether a break ends with a new filter, if with anything."""
    if found["link"] != "alarm":
        return found["link"] in {"metric_filter", "metric"}
    metric_filter = view.entry("metric_filters", found["after"].get("metric_filter"))
    return metric_filter is not None and not view.is_for_control(metric_filter)
