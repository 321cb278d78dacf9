"""Where something that is not shown may put a link of the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.parts import alarm_scope, metric_filter_scope, subscription_scope, trail_scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trailgate_evaluator.document.parts import Json, Link


def scopes(
    link: Link, resources: dict[str, dict[str, Json]], account: str, places: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each scope with what a gap says of it; alarms may stand in these places, and in those of filters and groups."""
    match link:
        case "trail":
            yield trail_scope(account), {"account": account, "region": None}
        case "metric_filter":
            for found, group in resources["log_groups"].items():
                yield metric_filter_scope(found), {"account": group["account"], "region": group["region"], "id": found}
        case "alarm":
            beside = {(e["account"], e["region"]) for kind in ("metric_filters", "log_groups") for e in resources[kind].values()}
            for place in sorted(beside.union(places)):
                yield alarm_scope(*place), {"account": place[0], "region": place[1]}
        case _:
            for found, topic in resources["topics"].items():
                yield subscription_scope(found), {"account": topic["account"], "region": topic["region"], "id": found}
