"""AWS keeps one filter, alarm, topic or trail of a name: what a plan puts by one name twice, and what order it has.

A resource made before its forerunner of the same name is deleted goes with it. Two blocks of one name, or a rename that
Terraform does not know of, are put and deleted in an order that nobody knows; so are those of which nobody knows that they
have two names, or stand on two groups.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Final

from trailgate_evaluator.document.parts import RESOURCE_KINDS, Json
from trailgate_evaluator.readers.terraform.plan_json.changes import Change, Changes
from trailgate_evaluator.readers.terraform.world.called import OWN, Names
from trailgate_evaluator.readers.terraform.world.doubt import doubt_actions, doubted

_CONTESTED: Final = "name_contested"
_OWN: Final = frozenset({"id", "at", "address", "resolved_by", "name"})
"""What tells two blocks apart though they put the same."""
_LEFT_STANDING: Final = frozenset({"forget", "create"})
"""What is done to a resource that is made anew while its forerunner stays in the account."""
_OPEN_ONES: Final = 3
"""So many resources of one kind that may have any name contest all others; more of them add nothing."""

Resources = Mapping[str, dict[str, Json]]


def settle(
    before: Mapping[str, Mapping[str, Json]],
    after: Resources,
    changes: Changes,
    gaps: dict[str, Json],
    may_be_called: Callable[[str], Names],
) -> None:
    """Write into the end state what the plan's names and their order make of it.

    `may_be_called` tells of an address whose name is not known which names it may have.
    """
    for kind in RESOURCE_KINDS:
        if kind in {"subscriptions", "services"}:
            continue  # told apart by ARNs of their own, or one in a region
        stood = {name: e["address"] for name, e in _named(kind, before[kind]) if "address" in e}
        placed: dict[Hashable, list[Json]] = {}
        for name, entry in _named(kind, after[kind]):
            placed.setdefault(name, []).append(entry)
        contested = _loosely_contested(kind, before[kind], after[kind], changes, may_be_called)
        for name, entries in placed.items():
            forerunner = stood.get(name)
            for entry in entries:
                address = entry.get("address")
                if address is None:
                    continue
                change = changes.by_address.get(address)
                refused = _refused(kind, change) if forerunner == address and change is not None else None
                if refused is not None:
                    entry["refused"] = refused
                elif len({_content(e) for e in entries}) > 1 or _renamed(forerunner, address, changes):
                    contested[entry["id"]] = entry
        for entry in contested.values():
            _doubt(kind, entry, after, gaps)


def _refused(kind: str, change: Change) -> str | None:
    """Why a resource that is made anew under its own name will not stand."""
    if change.made_first and "forget" not in change.actions:
        return "deleted_after_it_is_made" if kind not in _EXCLUSIVE else "put_twice"
    return "stands_already" if kind in _EXCLUSIVE and change.actions >= _LEFT_STANDING else None


def _loosely_contested(
    kind: str,
    before: Mapping[str, Json],
    after: Mapping[str, Json],
    changes: Changes,
    may_be_called: Callable[[str], Names],
) -> dict[str, Json]:
    """The entries, by id, that may have one name on one group though the plan does not say so."""
    own = [(entry, _names(entry, may_be_called)) for entry in after.values() if "address" in entry]
    loose = [(entry, names) for entry, names in own if names != OWN and not (_is_named(entry) and _is_placed(kind, entry))]
    if not loose:
        return {}
    rivals = _Rivals(own)
    leaving = _Rivals(
        [
            (former, _names(former, may_be_called))
            for former in before.values()
            if (gone := changes.by_address.get(former.get("address", ""))) is not None and "delete" in gone.actions
        ]
    )
    found: dict[str, Json] = {}
    opened: dict[Hashable, int] = {}
    for entry, names in loose:
        place = (entry["account"], entry["region"], _groups(kind, entry))
        if names is None:
            opened[place] = opened.get(place, 0) + 1
            if opened[place] > _OPEN_ONES:
                continue
        for other in rivals.of(names):
            if other is not entry and _meet_there(kind, entry, other) and _content(other) != _content(entry):
                found |= {entry["id"]: entry, other["id"]: other}
        change = changes.by_address.get(entry["address"])
        if change is not None and "create" in change.actions:
            forerunners = (other for other in leaving.of(names) if other["address"] != entry["address"])
            if any(_meet_there(kind, entry, other) for other in forerunners):
                found[entry["id"]] = entry
    return found


class _Rivals:
    """Entries by the names that they may have."""

    def __init__(self, entries: list[tuple[Json, Names]]) -> None:
        self._every = [entry for entry, names in entries if names != OWN]
        self._open = [entry for entry, names in entries if names is None]
        self._named: dict[str, list[Json]] = {}
        for entry, names in entries:
            for name in names or ():
                self._named.setdefault(name, []).append(entry)

    def of(self, names: Names) -> Iterator[Json]:
        """Those that may have one of these names."""
        if names is None:
            yield from self._every
            return
        yield from self._open[:_OPEN_ONES]
        for name in names:
            yield from self._named.get(name, ())


def _names(entry: Json, may_be_called: Callable[[str], Names]) -> Names:
    return frozenset({entry["name"]}) if _is_named(entry) else may_be_called(entry["address"])


def _is_placed(kind: str, entry: Json) -> bool:
    return kind != "metric_filters" or isinstance(entry["log_group"], str)


def _is_named(entry: Json) -> bool:
    return isinstance(entry["name"], str)


def _meet_there(kind: str, entry: Json, other: Json) -> bool:
    """Whether both stand in one place and may sit on one group."""
    if (entry["account"], entry["region"]) != (other["account"], other["region"]):
        return False
    some, others = _groups(kind, entry), _groups(kind, other)
    return some is None or others is None or not some.isdisjoint(others)


def _groups(kind: str, entry: Json) -> frozenset[str] | None:
    """The groups that a filter may sit on; None where it may be any. What sits on none has one in common."""
    if kind != "metric_filters":
        return frozenset({""})
    group = entry["log_group"]
    if isinstance(group, str):
        return frozenset({group})
    listed = group["unknown"].get("candidates")
    return None if listed is None else frozenset(listed)


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
