"""Gaps and breaks that say the same of several regions, told once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.services import LINK as SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """The sentence of one or more gaps or breaks, and the first of them."""

    sentence: str
    first: Json
    count: int


def alike(gaps: list[Json], result: Json) -> list[Alike]:
    """The gaps in their order, those that differ by region alone as one."""
    groups: dict[tuple[Any, ...], list[Json]] = {}
    for gap in gaps:
        whole = (gap["id"] is None or gap["link"] == SERVICE) and gap["region"]
        own = () if whole else (gap["fingerprint"],)
        groups.setdefault((gap["link"], gap["reason"], gap["call"], gap["account"], *own), []).append(gap)
    return [
        Alike(sentence=sentences.of_gap(group[0], result, _regions(group)), first=group[0], count=len(group))
        for group in groups.values()
    ]


def alike_breaks(breaks: Iterable[Json], resources: Json) -> list[Alike]:
    """The breaks in their order, those of one service in several regions as one: it has the records of all."""
    groups: dict[tuple[str, str], list[Json]] = {}
    for found in breaks:
        own = str(found["detail"].get("service")) if found["link"] == SERVICE else str(len(groups))
        groups.setdefault((found["code"], own), []).append(found)
    told = []
    for group in groups.values():
        regions = sorted({name for found in group for name in found["records"]}) if group[0]["link"] == SERVICE else None
        sentence = sentences.of_break(group[0], resources, regions)
        first = group[0] if regions is None else {**group[0], "records": regions}
        told.append(Alike(sentence=sentence, first=first, count=len(group)))
    return told


def _regions(group: list[Json]) -> list[str]:
    return sorted({gap["region"] for gap in group if gap["region"]})
