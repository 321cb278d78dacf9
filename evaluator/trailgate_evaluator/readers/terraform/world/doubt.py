"""A resource of which nobody can say whether it will stand, as a plan's gaps say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.parts import Json, Link, attribute_gap_id, gap, unknown
from trailgate_evaluator.readers.declared import doubt
from trailgate_evaluator.readers.declared.doubt import place_of

if TYPE_CHECKING:
    from trailgate_evaluator.readers.declared.doubt import Untold


def doubted(kind: str, entry: Json, gaps: dict[str, Json], reason: str, **told: Any) -> Json:
    """The entry with the one attribute unknown that every chain through it needs; of a topic see `doubt_actions`."""
    return doubt.doubted(kind, entry, _untold(entry, gaps, reason, told))


def doubt_actions(alarms: dict[str, Json], topic: Json, gaps: dict[str, Json], reason: str) -> None:
    """Make every action on a topic unknown of which nobody can say whether it will stand."""
    doubt.doubt_actions(alarms, topic, _untold(topic, gaps, reason, {}))


def _untold(entry: Json, gaps: dict[str, Json], reason: str, told: Json) -> Untold:
    def untold(link: Link, attribute: str, candidates: list[str] | None) -> Json:
        called = attribute_gap_id(entry["id"], attribute)
        about = place_of(entry) | told
        gaps[called] = gap(link, reason, attribute=attribute, address=entry.get("address"), candidates=candidates, **about)
        return unknown(reason, called, candidates)

    return untold
