"""Gaps that say the same of several regions, told once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trailgate_evaluator.report import sentences

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """The sentence of one or more gaps, and the first of them."""

    sentence: str
    first: Json
    count: int


def alike(gaps: list[Json], result: Json) -> list[Alike]:
    """The gaps in their order, those that differ by region alone as one."""
    groups: dict[tuple[Any, ...], list[Json]] = {}
    for gap in gaps:
        whole = gap["id"] is None and gap["region"]
        own = () if whole else (gap["fingerprint"],)
        groups.setdefault((gap["link"], gap["reason"], gap["call"], gap["account"], *own), []).append(gap)
    return [
        Alike(sentence=sentences.of_gap(group[0], result, _regions(group)), first=group[0], count=len(group))
        for group in groups.values()
    ]


def _regions(group: list[Json]) -> list[str]:
    return sorted({gap["region"] for gap in group if gap["region"]})
