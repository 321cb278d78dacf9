"""What a plan that does not tell its region may do to the resources of an account: a symbol may be any place.

What such a plan deletes, changes or puts by a name may be what the account has by that name in any of its regions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from trailgate_evaluator.document.parts import Json, Parts, is_unknown
from trailgate_evaluator.readers.declared.arns import is_symbol
from trailgate_evaluator.readers.terraform.world.doubt import doubt_actions, doubted

_UNTOLD: Final = "place_unknown"
_PUT_BY_NAME: Final = ("trails", "log_groups", "metric_filters", "alarms", "topics")


def doubt_namesakes(
    resources: Mapping[str, dict[str, Json]], before: Parts, after: Parts, gaps: dict[str, Json], untouched: frozenset[str]
) -> None:
    """Doubt what stands in the account by the name of something that the plan touches in a place which nothing tells.

    `untouched` are the addresses that the plan leaves as they are.
    """
    groups = _names(before.resources["log_groups"].values()) | _names(after.resources["log_groups"].values())
    for kind in _PUT_BY_NAME:
        touched = [
            entry
            for entry in (*before.resources[kind].values(), *after.resources[kind].values())
            if is_symbol(entry["region"]) and "address" in entry and entry["address"] not in untouched
        ]
        if not touched:
            continue
        names = {(entry["name"], _group(kind, entry, groups)) for entry in touched}
        own_groups = _names(resources["log_groups"].values())
        for found, entry in list(resources[kind].items()):
            if "address" in entry or not _is_meant(entry["name"], _group(kind, entry, own_groups), names):
                continue
            if kind == "topics":
                doubt_actions(resources["alarms"], entry, gaps, _UNTOLD)
            else:
                resources[kind][found] = doubted(kind, entry, gaps, _UNTOLD, settled_by=("variable",))


def _is_meant(name: str | None, group: str | None, names: Iterable[tuple[str | None, str | None]]) -> bool:
    return any(
        (name is None or other is None or name == other) and (group is None or of is None or group == of) for other, of in names
    )


def _names(groups: Iterable[Json]) -> dict[str, str]:
    return {group["id"]: group["name"] for group in groups if isinstance(group["name"], str)}


def _group(kind: str, entry: Json, groups: Mapping[str, str]) -> str | None:
    """The name of a filter's log group; None where it is not known, or where there is none."""
    if kind != "metric_filters" or is_unknown(entry["log_group"]):
        return None
    return groups.get(entry["log_group"])
