"""A metric's account or region that only a provider block's name stands for may be that of a filter elsewhere in the plan.

A symbol is equal to itself and may be equal to anything else. Where a filter writes an alarm's metric in another place, one of
the two being a symbol, and none writes it in the alarm's own, the alarm's place is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trailgate_evaluator.document.parts import Json, attribute_gap_id, gap, is_unknown, unknown
from trailgate_evaluator.readers.declared.arns import is_symbol
from trailgate_evaluator.readers.terraform.world.world import World

Place = tuple[str, str]
_PARTS = ("account", "region")


def doubt(world: World, filters: Mapping[str, Json], alarms: Mapping[str, Json]) -> None:
    """Make the places of alarms' metrics unknown that may be those of the filters which write them."""
    everywhere = {_place(f) for f in filters.values()} | {_place(a) for a in alarms.values()}
    if not any(is_symbol(part) for place in everywhere for part in place):
        return
    by_name: dict[str, set[Place]] = {}
    of_any_name: set[Place] = set()
    for filter_ in filters.values():
        for written in filter_["transformations"]:
            places = of_any_name if is_unknown(written["name"]) else by_name.setdefault(written["name"], set())
            places.add(_place(filter_))
    every = of_any_name.union(*by_name.values())
    for alarm in alarms.values():
        for metric in _metrics(alarm):
            if is_unknown(metric["account"]) or is_unknown(metric["region"]):
                continue
            writing = every if is_unknown(metric["name"]) else by_name.get(metric["name"], set()) | of_any_name
            _doubt_place(world, alarm, metric, writing)


def _doubt_place(world: World, alarm: Json, metric: Json, writing: set[Place]) -> None:
    own = _place(metric)
    alike = [place for place in writing if _alike(own, place)]
    if own in writing:
        return
    for part, name in enumerate(_PARTS):
        others = {place[part] for place in alike} - {own[part]}
        if others:
            metric[name] = _unknown(world, alarm, name, sorted({own[part], *others}))


def _place(entry: Json) -> Place:
    return entry["account"], entry["region"]


def _alike(one: Place, other: Place) -> bool:
    return all(a == b or is_symbol(a) or is_symbol(b) for a, b in zip(one, other, strict=True))


def _metrics(alarm: Json) -> Iterator[Json]:
    if alarm["kind"] == "metric":
        yield alarm["metric"]
    elif alarm["kind"] == "math":
        yield from (query["metric"] for query in alarm["queries"].values() if query["metric"] is not None)


def _unknown(world: World, alarm: Json, name: str, candidates: list[str]) -> Json:
    called = attribute_gap_id(alarm["id"], name)
    about = {"account": alarm["account"], "region": alarm["region"], "id": alarm["id"], "at": alarm["at"]}
    world.gaps[called] = gap("alarm", "place_unknown", attribute=name, address=alarm.get("address"), **about)
    return unknown("place_unknown", called, candidates)
