"""Which filters get a record, by which trails, and which of them match it: worked out once for records that look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.languages.filter_pattern import parse
from trailgate_evaluator.languages.filter_pattern.answers.trial import trial
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import SpacePattern

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

Json = dict[str, Any]

_MOST_KINDS: Final = 1 << 16


class Match(Struct, frozen=True, kw_only=True):
    """A filter that gets a record, surely or perhaps, and matches it, which is `certain` or not.

    `copies`: how many trails surely write it into the filter's group; `perhaps_more`: whether others may as well.
    """

    filter: str
    certain: bool
    copies: int
    perhaps_more: bool


class Seen(Struct, frozen=True, kw_only=True):
    """What becomes of a record: the groups that get it, surely or perhaps, and the filters that match it, or may."""

    groups: Mapping[str, bool]
    filters: Sequence[Match]


class FilterSight:
    """Some filters of a document, and the trails that write into their log groups."""

    def __init__(self, document: Mapping[str, Any], filters: Sequence[str], recorded: Callable[[Json], Json]) -> None:
        """`recorded` says of a record which trails write it into which group, as `Engine.recorded` does."""
        self._document = document
        self.filters: dict[str, str] = {one: document["metric_filters"][one]["log_group"] for one in filters}
        """The log group of each filter."""
        self._recorded = recorded
        self._kinds: dict[Hashable, Seen] = {}

    def of(self, record: Json, kind: Hashable) -> Seen:
        """What becomes of this record, which is of a `kind` as `Sight` tells them."""
        found = self._kinds.get(kind)
        if found is None:
            if len(self._kinds) >= _MOST_KINDS:
                self._kinds.clear()
            found = self._kinds[kind] = self._look(record)
        return found

    def _look(self, record: Json) -> Seen:
        recorded = self._recorded(record)
        anywhere = bool(recorded.get("", {}).get("perhaps"))
        groups: dict[str, tuple[int, bool]] = {}
        for group in set(self.filters.values()):
            there = recorded.get(group, {})
            copies, more = len(there.get("surely", ())), anywhere or bool(there.get("perhaps"))
            if copies or more:
                groups[group] = copies, more
        matches = []
        for name, group in self.filters.items():
            matched = self._matches(name, record) if group in groups else False
            if matched is not False:
                copies, more = groups[group]
                matches.append(Match(filter=name, certain=matched is True, copies=copies, perhaps_more=more))
        return Seen(groups={group: bool(copies) for group, (copies, _) in groups.items()}, filters=matches)

    def _matches(self, name: str, record: Json) -> bool | None:
        """Whether a filter matches a record; None where that is not certain, as of one that AWS took and we cannot read."""
        key = self._document["metric_filters"][name]["pattern"]
        pattern = self._document["patterns"].get(key) if isinstance(key, str) else None
        if pattern is None:
            return None
        if not pattern["valid"]:
            settled = pattern["line_break_text"] or self._document["origin"]["kind"] in {
                "terraform_plan",
                "cloudformation_template",
            }
            return False if settled else None
        if isinstance(parse(pattern["text"]), SpacePattern):
            return None
        matched = trial(pattern["text"], record)["matched"]
        return matched if isinstance(matched, bool) else None
