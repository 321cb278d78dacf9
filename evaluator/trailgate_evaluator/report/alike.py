"""Gaps and breaks that say the same of several regions, told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.links import SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]


class Alike(Struct, frozen=True, kw_only=True):
    """The sentence of one or more gaps or breaks, and the first of them; of a service it is about the regions of all."""

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
        Alike(sentence=sentences.of_gap(group[0], result, _regions(group)), first=_of_all(group), count=len(group))
        for group in groups.values()
    ]


def alike_breaks(breaks: Iterable[Json], result: Json) -> list[Alike]:
    """The breaks in their order, those of one service in several regions as one."""
    groups: dict[tuple[str, str], list[Json]] = {}
    for found in breaks:
        own = str(found["detail"].get("service")) if found["link"] == SERVICE else str(len(groups))
        groups.setdefault((found["code"], own), []).append(found)
    every = [(_of_all(group), len(group)) for group in groups.values()]
    return [Alike(sentence=sentences.of_break(first, result), first=first, count=count) for first, count in every]


def said_of(result: Json) -> list[str]:
    """All that is found of a result, a sentence each: who excepted it, what is broken, what could not be known."""
    excepted = [] if result["exception"] is None else [sentences.of_exception(result["exception"])]
    found = [*alike_breaks(result["breaks"], result), *alike(result["gaps"], result)]
    return [*excepted, *(one.sentence for one in found)]


def _of_all(group: list[Json]) -> Json:
    """The first, of a service with the regions of all."""
    if group[0]["link"] != SERVICE:
        return group[0]
    return {**group[0], "records": sorted({name for found in group for name in found["records"]})}


def _regions(group: list[Json]) -> list[str]:
    return sorted({gap["region"] for gap in group if gap["region"]})
