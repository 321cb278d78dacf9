"""One account's parts with what other accounts' chains look up in them."""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.index import index_of
from trailgate_evaluator.document.parts import RESOURCE_KINDS, alarm_scope, composite_scope, is_unknown, place
from trailgate_evaluator.readers.snapshot.arns import parse_arn
from trailgate_evaluator.readers.snapshot.links import WATCHERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trailgate_evaluator.document.parts import Parts

Json = dict[str, Any]


class Shelf:
    """`parts` of an account by what leads to them; nothing here is judged."""

    def __init__(
        self,
        parts: Parts,
        *,
        is_changed: bool = False,
        changed: Mapping[str, frozenset[str]] = MappingProxyType({}),
        new_trails: frozenset[str] = frozenset(),
    ) -> None:
        """Indexes when first asked. `is_changed`: they are as they would be after a change.

        `changed` are the attributes by trail that the change sets, so that they are newer than all that was told; `new_trails`
        are those that the change makes the organization's, which no member's list can have.
        """
        self.parts = parts
        self.is_changed = is_changed
        self.changed = changed
        self.new_trails = new_trails
        self.account: str = parts.subject["account"]

    @property
    def as_of(self) -> int:
        """When the account was read, in epoch seconds; 0 where nothing tells, before all that is dated."""
        return self.parts.as_of or 0

    def entry(self, kind: str, found: str) -> Json | None:
        """The resource of that kind and id."""
        return self.parts.resources.get(kind, {}).get(found)

    def filters_on(self, group: str) -> set[str]:
        """The metric filters of a group, and those of its place that write, or may write, into the same metrics."""
        arn, made = parse_arn(group), self.entry("log_groups", group) or {"account": self.account, "region": None}
        here = place(made["account"], made["region"]) if arn is None else place(arn.account, arn.region)
        on_it = {*self._index["metric_filters_by_log_group"].get(group, ())}
        beside = {*self._index["metric_filters_unknown_metric"].get(here, ())}
        for written in self._written(on_it):
            key = f"{here}|{written.get('namespace')}|{written.get('name')}"
            beside |= {*self._index["metric_filters_by_metric"].get(key, ())}
        return on_it | beside

    def alarms_on(self, filters: Iterable[Json], account: str, region: str, *, any_metric: bool, fetching: bool) -> set[str]:
        """The alarms that may watch what these filters write in that account and region, and those that tell of these.

        `any_metric`: what is written there is not known in full, so that every alarm of the place may watch it. `fetching`:
        queries of this account that fetch series by themselves may fetch that account's.
        """
        written = list(self._transformations(filters))
        open_ = any_metric or any(not isinstance(one.get(part), str) for one in written for part in ("name", "namespace"))
        watching = {*self._alarms["alarms_by_place"].get(place(account, region), ())}
        if not open_:
            names = {one["name"] for one in written}
            watching &= {alarm for name in names for alarm in self._alarms["alarms_by_metric_name"].get(name, ())}
        perhaps = {*self._alarms["alarms_unknown_metric"]}
        if fetching:
            perhaps |= self.fetching_in(region)
        alarms = self.parts.resources["alarms"]
        found = watching | {alarm for alarm in perhaps if alarms[alarm]["region"] == region}
        return self._with_composites(found, region) if found else found

    def fetching_in(self, region: str) -> set[str]:
        """The alarms of the region with queries that fetch series by themselves, of whichever accounts share theirs."""
        return {*self._alarms["alarms_fetching"].get(place(self.account, region), ())}

    def of_scopes(self, scopes: Iterable[str]) -> dict[str, Json]:
        """The gaps that may hide something in these scopes."""
        by_scope = self._index["gaps_by_scope"]
        return {gap: self.parts.gaps[gap] for scope in scopes for gap in by_scope.get(scope, ())}

    def hiding_filters(self, account: str, region: str) -> dict[str, Json]:
        """The gaps that may hide metric filters of that place."""
        return {gap: self.parts.gaps[gap] for gap in self._index["filters_hidden"].get(place(account, region), ())}

    def hiding_alarms(self, region: str) -> dict[str, Json]:
        """The gaps that may hide alarms of the account in the region, of any kind."""
        return self.of_scopes((alarm_scope(self.account, region), composite_scope(self.account, region)))

    def hiding_own_alarms(self, region: str) -> dict[str, Json]:
        """The gaps that may hide alarms in the account itself, but for composites; not those elsewhere on its metrics."""
        hidden = self.of_scopes((alarm_scope(self.account, region),))
        return {gap: one for gap, one in hidden.items() if one["account"] == self.account and one["attribute"] != WATCHERS}

    def of_resource(self, found: str) -> dict[str, Json]:
        """The gaps that say why attributes of the resource are not known."""
        return {gap: self.parts.gaps[gap] for gap in self._of_resources.get(found, ())}

    def subscriptions_to(self, topic: str) -> list[str]:
        """The subscriptions of a topic."""
        return list(self._index["subscriptions_by_topic"].get(topic, ()))

    @cached_property
    def _index(self) -> Json:
        """All but alarms, of which there may be 100,000."""
        return index_of({**{kind: self.parts.resources.get(kind, {}) for kind in RESOURCE_KINDS}, "alarms": {}}, self.parts.gaps)

    @cached_property
    def _alarms(self) -> Json:
        nothing: dict[str, Mapping[str, Json]] = {kind: {} for kind in RESOURCE_KINDS}
        return index_of({**nothing, "alarms": self.parts.resources["alarms"]}, {})

    @cached_property
    def _of_resources(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for gap_id, gap in self.parts.gaps.items():
            if gap["scope"] is None and gap["id"] is not None:
                found.setdefault(gap["id"], []).append(gap_id)
        return found

    def _written(self, filters: Iterable[str]) -> Iterator[Json]:
        entries = self.parts.resources["metric_filters"]
        return self._transformations(entries[found] for found in filters)

    @staticmethod
    def _transformations(filters: Iterable[Json]) -> Iterator[Json]:
        for one in filters:
            yield from [{}] if is_unknown(one["transformations"]) else one["transformations"]

    def _with_composites(self, found: set[str], region: str) -> set[str]:
        """These alarms, the composites that name them, and what those hang on besides."""
        alarms = self.parts.resources["alarms"]
        telling = {parent for one in found for parent in self._alarms["composites_by_child"].get(one, ())}
        telling |= {*self._alarms["composites_unparsed"].get(place(self.account, region), ())}
        named = {literal["alarm"] for one in telling for clause in alarms[one]["clauses"] or () for literal in clause}
        named |= {alarms[one]["suppressor"] for one in telling}
        return found | telling | (named & alarms.keys())
