"""AWS keeps one filter, alarm, topic or trail of a name: what a plan puts by one name twice, and what order it has.

A resource made before its forerunner of the same name is deleted goes with it. Two blocks of one name, or a rename that
Terraform does not know of, are put and deleted in an order that nobody knows.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Final

from trailgate_evaluator.document.parts import RESOURCE_KINDS, Json
from trailgate_evaluator.readers.terraform.plan_json.changes import Changes
from trailgate_evaluator.readers.terraform.world.doubt import doubt_actions, doubted

_CONTESTED: Final = "name_contested"
_OWN: Final = frozenset({"id", "at", "address", "resolved_by", "name"})
"""What tells two blocks apart though they put the same."""

Resources = Mapping[str, dict[str, Json]]


def settle(before: Mapping[str, Mapping[str, Json]], after: Resources, changes: Changes, gaps: dict[str, Json]) -> None:
    """Write into the end state what the plan's names and their order make of it."""
    for kind in RESOURCE_KINDS:
        if kind == "subscriptions":
            continue  # told apart by ARNs of their own
        stood = {name: e["address"] for name, e in _named(kind, before[kind]) if "address" in e}
        placed: dict[Hashable, list[Json]] = {}
        for name, entry in _named(kind, after[kind]):
            placed.setdefault(name, []).append(entry)
        for name, entries in placed.items():
            forerunner = stood.get(name)
            for entry in entries:
                address = entry.get("address")
                if address is None:
                    continue
                change = changes.by_address.get(address)
                if forerunner == address and change is not None and change.made_first:
                    entry["refused"] = "deleted_after_it_is_made" if kind not in _EXCLUSIVE else "put_twice"
                elif len({_content(e) for e in entries}) > 1 or _renamed(forerunner, address, changes):
                    _doubt(kind, entry, after, gaps)


_EXCLUSIVE: Final = frozenset({"trails", "log_groups"})
"""What AWS refuses to make again under a name that stands."""


def _doubt(kind: str, entry: Json, after: Resources, gaps: dict[str, Json]) -> None:
    if kind == "topics":
        doubt_actions(after["alarms"], entry, gaps, _CONTESTED)
    else:
        after[kind][entry["id"]] = doubted(kind, entry, gaps, _CONTESTED)


def _renamed(forerunner: str | None, address: str, changes: Changes) -> bool:
    """Whether another block's resource of this name goes while this one is made."""
    if forerunner is None or forerunner == address:
        return False
    gone, made = changes.by_address.get(forerunner), changes.by_address.get(address)
    return gone is not None and made is not None and "delete" in gone.actions and "create" in made.actions


def _content(entry: Json) -> str:
    return repr(sorted((key, repr(value)) for key, value in entry.items() if key not in _OWN))


def _named(kind: str, entries: Mapping[str, Json]) -> Iterator[tuple[Hashable, Json]]:
    """The entries that have a known name, with what AWS keeps one of."""
    for entry in list(entries.values()):
        group = entry["log_group"] if kind == "metric_filters" else None
        if isinstance(entry["name"], str) and (kind != "metric_filters" or isinstance(group, str)):
            yield (entry["account"], entry["region"], entry["name"], group), entry
