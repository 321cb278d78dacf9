"""What a chain reaches from a log group on, in whichever accounts: filters, alarms and topics, and what hides them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from trailgate_evaluator.document.parts import alarm_scope, is_unknown, log_group_scope, metric_filter_scope
from trailgate_evaluator.estate.metric_copies import add_metric_copies
from trailgate_evaluator.estate.sharing import may_fetch, shared
from trailgate_evaluator.estate.topics import add_topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.estate.accounts import Estate
    from trailgate_evaluator.estate.shelf import Shelf

Json = dict[str, Any]

_OF_TOPICS: Final = ("topics", "subscriptions")


class Reach(Struct):
    """Resources by kind and id and gaps by id, each with the account whose snapshot shows it, and patterns by id.

    `settled` are scopes of which these gaps say all that is to say: another account's word on them counts no more.
    """

    resources: dict[str, dict[str, tuple[str, Json]]] = field(default_factory=dict)
    gaps: dict[str, tuple[str, Json]] = field(default_factory=dict)
    patterns: dict[str, str] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)

    def add(self, shelf: Shelf, kind: str, found: str, entry: Json | None = None) -> None:
        """A resource of that account with the gaps of its attributes; `entry` where it is not as that account has it."""
        told = shelf.entry(kind, found) if entry is None else entry
        if told is None:
            return
        self.resources.setdefault(kind, {})[found] = (shelf.account, told)
        self.hide(shelf, shelf.of_resource(found))
        pattern = told.get("pattern")
        if isinstance(pattern, str) and pattern in shelf.parts.pattern_texts:
            self.patterns[pattern] = shelf.parts.pattern_texts[pattern]

    def hide(self, shelf: Shelf, gaps: dict[str, Json]) -> None:
        """Gaps that the account's snapshot leaves."""
        self.gaps.update({found: (shelf.account, one) for found, one in gaps.items()})

    def without(self, account: str) -> Reach:
        """The same without what that account's own snapshot shows, but for topics: of others it may be what settles them."""
        kinds = {
            kind: {name: one for name, one in found.items() if one[0] != account or kind in _OF_TOPICS}
            for kind, found in self.resources.items()
        }
        gaps = {name: one for name, one in self.gaps.items() if one[0] != account}
        return Reach(resources=kinds, gaps=gaps, patterns=self.patterns, settled=self.settled)

    def take(self, other: Reach) -> None:
        """All of another one besides."""
        for kind, found in other.resources.items():
            mine = self.resources.setdefault(kind, {})
            mine.update({name: _of_both(mine[name], one) if name in mine else one for name, one in found.items()})
        self.gaps.update(other.gaps)
        self.patterns.update(other.patterns)
        self.settled |= other.settled


def _of_both(one: tuple[str, Json], other: tuple[str, Json]) -> tuple[str, Json]:
    """A resource that is reached from two log groups: of an alarm both say from where its queries may fetch."""
    fetched = {account for _, entry in (one, other) for account in entry.get("fetches_from", ())}
    return (other[0], other[1] | {"fetches_from": sorted(fetched)}) if fetched else other


def from_group(estate: Estate, group: str) -> Reach:
    """What is reached from a log group on, by its ARN, or by its address where a plan makes it."""
    reach, place = Reach(), estate.place_of(group)
    shelf = None if place is None else estate.shelf_of(place[0])
    if shelf is None or place is None:
        return reach
    owner, region = place
    reach.settled |= {log_group_scope(group), metric_filter_scope(group), alarm_scope(owner, region)}
    reach.add(shelf, "log_groups", group)
    filters = shelf.filters_on(group)
    for found in sorted(filters):
        reach.add(shelf, "metric_filters", found)
        for one in _groups_of(shelf.parts.resources["metric_filters"][found]):
            reach.add(shelf, "log_groups", one)
    hidden = shelf.hiding_filters(owner, region)
    reach.hide(shelf, hidden)
    reach.hide(shelf, shelf.of_scopes([log_group_scope(group)]))
    entries = [shelf.parts.resources["metric_filters"][found] for found in filters]
    _watch(estate, reach, shelf, shelf, region, entries, any_metric=bool(hidden))
    for account in estate.watchers_of(owner, region):
        watching = estate.shelf_of(account)
        if watching is not None:
            _watch(estate, reach, watching, shelf, region, entries, any_metric=bool(hidden))
    add_metric_copies(estate, reach, group, shelf)
    return reach


def _groups_of(metric_filter: Json) -> list[str]:
    """The log group of a filter; of a planned one that may not come to stand, that on which it would."""
    group = metric_filter["log_group"]
    return list(group["unknown"].get("candidates", ())) if is_unknown(group) else [group]


def _watch(  # noqa: PLR0917 - who watches, whose, where, and what
    estate: Estate, reach: Reach, watching: Shelf, owner: Shelf, region: str, filters: Iterable[Json], *, any_metric: bool
) -> None:
    """The alarms of one account on what another one's filters write; of the owner's own also those that may be hidden."""
    alarms = watching.parts.resources["alarms"]
    fetching = watching is owner or may_fetch(owner, watching, region)
    found = watching.alarms_on(filters, owner.account, region, any_metric=any_metric, fetching=fetching)
    fetched = watching.fetching_in(region) if fetching and watching is not owner else set()
    told = {}
    for one in sorted(found):
        entry, gaps = shared(estate, alarms[one], watching)
        if one in fetched:
            entry = entry | {"fetches_from": [owner.account]}
        told[one] = entry
        reach.add(watching, "alarms", one, entry)
        reach.hide(watching, gaps)
    if watching is owner:
        reach.hide(watching, unfilled(estate, watching.hiding_alarms(region)))
    else:
        reach.hide(watching, _as_of_owner(watching.hiding_own_alarms(region), owner.account, region))
    add_topics(estate, reach, watching, told.values())


def unfilled(estate: Estate, gaps: Mapping[str, Json]) -> dict[str, Json]:
    """The gaps without those that another account's snapshot fills: alarms in a monitoring account."""
    return {
        found: one
        for found, one in gaps.items()
        if one["link"] != "alarm" or one["reason"] != "not_supplied" or estate.shelf_of(one["account"]) is None
    }


def _as_of_owner(gaps: dict[str, Json], owner: str, region: str) -> dict[str, Json]:
    """Hidden alarms of a monitoring account as what they may be: alarms on the metrics of the account that it monitors."""
    scope = alarm_scope(owner, region)
    return {f"{scope}|{found}": one | {"scope": scope} for found, one in gaps.items()}
