"""Every hidden world of a small model: a document with its gaps and unknown values settled, one way or another.

A hidden resource is absent, or present and as good as it could be (present and bad is as good as absent);
an unknown value takes its candidates or every value that matters. What bears on effectiveness alone stays unknown.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any, Final

from tests.judge.hidden import (
    ALWAYS,
    NEVER,
    PERFECT_GROUP,
    PERFECT_TOPIC,
    add_alarms,
    add_composite,
    add_filters,
    add_patterns,
    add_perfect_group,
    add_subscription,
    add_topic,
    add_trail,
    metrics,
)
from tests.judge.index import index_of
from tests.judge.judge import CONTROL
from tests.judge.values import is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
Change = "Callable[[Json], None]"
BOOLEANS: Final = ["multi_region", "logging", "global_services", "organization"]
MATTERING: Final[dict[str, list[Any]]] = {
    **{name: [True, False] for name in BOOLEANS},
    "management_events": [True, False],
    "read_write_type": ["All", "ReadOnly"],
    "selectors": [{"kind": "default"}, {"kind": "classic", "classic": []}],
    "class": ["STANDARD", "INFREQUENT_ACCESS"],
    "pattern": [ALWAYS, NEVER],
    "scope": [None, "x"],
    "transformed": [False, True],
    "value": ["1", "0"],
    "statistic": ["Sum", "SampleCount"],
    "state": ["confirmed", "pending"],
}
OF_EFFECT_ALONE: Final = ("actions_enabled", "muted_by", "delivery", "default", "unit", "filter_policy", "writers_listed")
LISTED: Final = {"excluded_sources": "iam.amazonaws.com", "readOnly": "false", "eventSource": "iam.amazonaws.com"}


def worlds(document: Json) -> Iterator[Json]:
    """The settled documents."""
    for choice in itertools.product(*choices(document)):
        world = json.loads(json.dumps(document))  # no part stands in two places
        world["gaps"] = {}
        add_patterns(world)
        hidden: list[Json] = []
        for change in choice:
            change(world, hidden)
        for one in world["metric_filters"].values():
            one["transformed"] = False  # what a transformer makes of a record is settled by the pattern
            one["masked"] = False  # and so is what a mask hides of it
            one["writers_listed"] = True  # whoever else writes its metric changes no status
        for gap in hidden:
            if gap["link"] == "metric_filter":
                add_filters(world, gap)
        for gap in hidden:
            if gap["link"] == "alarm":
                add_alarms(world, gap)
        for gap in hidden:
            if gap["link"] == "composite":
                add_composite(world, gap)
        world["index"] = index_of(world)
        yield world


def choices(document: Json) -> list[list[Any]]:
    """For each thing that is not known, the changes that settle it."""
    scoped = [gap for gap in document["gaps"].values() if gap["scope"]]
    points: list[list[Any]] = [[nothing, never_made if gap["scope"] == "plan" else present(gap)] for gap in scoped]
    for kind in ("trails", "log_groups", "metric_filters", "alarms", "subscriptions"):
        for name, resource in document[kind].items():
            points += [
                [put([kind, name, *path], value) for value in values(document, path, unknown)]
                for path, unknown in unknowns(resource)
                if path[-1] not in OF_EFFECT_ALONE and (kind, path[-1]) != ("alarms", "state")
            ]
    for name, one in document["metric_filters"].items():
        if unreadable(document, one) or (may_be_transformed(document, one) and not refused(document, one)):
            points.append([put(["metric_filters", name, "pattern"], value) for value in (ALWAYS, NEVER)])
        elif one.get("masked"):
            points.append([nothing, put(["metric_filters", name, "pattern"], NEVER)])
    points += [[decided(name, matched) for matched in ("always", "never")] for name in undecided(document)]
    for name, alarm in document["alarms"].items():
        if alarm["kind"] == "unsupported":
            points.append([nothing_watched(name), watching_all(name)])
        if alarm["kind"] == "math" and any(query["uses"] is None for query in alarm["queries"].values()):
            points.append([using(name, everything=False), using(name, everything=True)])
        if alarm["kind"] == "composite" and alarm["clauses"] is None:
            points.append([put(["alarms", name, "clauses"], [[]]), any_of(name)])
    return points


def values(document: Json, path: list[Any], unknown: Json) -> list[Any]:
    """The values that matter for an unknown at this place; `...` takes an element out of its list."""
    candidates = unknown["unknown"].get("candidates")
    attribute = next(part for part in reversed(path) if isinstance(part, str))
    if attribute == "copies":
        return [*(candidates or [PERFECT_GROUP]), ...]
    if candidates:
        return list(candidates)
    match attribute:
        case "log_group" if path[0] == "log_group" and "transformations" not in path:
            return [*document["log_groups"], PERFECT_GROUP, "arn:aws:logs:nowhere"]
        case "topic":
            return [*document["topics"], "arn:aws:sns:nowhere"]
        case "actions":
            return [PERFECT_TOPIC, ...]
        case "name" | "namespace":
            return [*known_names(document, attribute), "fresh"]
        case "excluded_sources":
            return [LISTED[attribute], ...] if isinstance(path[-1], int) else [[LISTED[attribute]], []]
        case "equals" | "not_equals":
            return [["false", "iam.amazonaws.com"], []] if path[-1] == attribute else ["false", "iam.amazonaws.com", ...]
    return MATTERING[attribute]


def unknowns(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[list[Any], Json]]:
    """Every unknown inside a resource, with the way to it; elements of lists last first."""
    if is_unknown(value):
        yield list(path), value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from unknowns(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in reversed(list(enumerate(value))):
            yield from unknowns(inner, (*path, number))


def known_names(document: Json, attribute: str) -> list[str]:
    found = [metric[attribute] for alarm in document["alarms"].values() for metric in metrics(alarm)]
    found += [written[attribute] for one in document["metric_filters"].values() for written in one["transformations"]]
    return sorted({name for name in found if isinstance(name, str)})


def may_be_transformed(document: Json, one: Json) -> bool:
    group = one["log_group"] if isinstance(one["log_group"], str) else None
    return one["transformed"] is not False and document["log_groups"].get(group, {}).get("transformer", True) is not False


def unreadable(document: Json, one: Json) -> bool:
    pattern = document["patterns"].get(one["pattern"]) if isinstance(one["pattern"], str) else None
    plan = document["origin"]["kind"] == "terraform_plan"
    return pattern is not None and not pattern["valid"] and not pattern["line_break_text"] and not plan


def refused(document: Json, one: Json) -> bool:
    """Whether AWS would never have taken the pattern."""
    pattern = document["patterns"].get(one["pattern"]) if isinstance(one["pattern"], str) else None
    return pattern is not None and not pattern["valid"] and not unreadable(document, one)


def undecided(document: Json) -> list[str]:
    used = {one["pattern"] for one in document["metric_filters"].values() if isinstance(one["pattern"], str)}
    return [name for name in sorted(used) if "undecided" in str(document["patterns"][name]["coverage"])]


# Changes: each takes the world and the list of hidden filters and alarms that are good in it.


def never_made(world: Json, _: list[Json]) -> None:
    """Nothing that the plan makes comes to stand."""
    world["trails"] = {}


def nothing(world: Json, hidden: list[Json]) -> None:
    del world, hidden


def put(path: list[Any], value: Any) -> Any:
    def change(world: Json, _: list[Json]) -> None:
        place = world
        if path[1] not in world[path[0]]:
            return  # the plan that would have made it is not applied
        for part in path[:-1]:
            place = place[part]
        if value is ...:
            del place[path[-1]]
        else:
            place[path[-1]] = value
        if value == PERFECT_GROUP:
            add_perfect_group(world)
        if value == PERFECT_TOPIC:
            add_topic(world, PERFECT_TOPIC, world["alarms"][path[1]])

    return change


def present(gap: Json) -> Any:
    scope = gap["scope"].split("|", 1)[1]

    def change(world: Json, hidden: list[Json]) -> None:
        match gap["link"]:
            case "trail":
                if gap["candidates"] is None:
                    add_perfect_group(world)
                for number, group in enumerate([PERFECT_GROUP] if gap["candidates"] is None else gap["candidates"]):
                    add_trail(world, f"hidden-{number}", group)
            case "log_group":
                base = {"id": scope, "account": gap["account"], "region": gap["region"], "at": None}
                world["log_groups"][scope] = base | {"class": "STANDARD", "transformer": False}
            case "topic":
                add_topic(world, scope, gap)
            case "subscription":
                add_subscription(world, scope, gap)
            case "alarm" if gap["scope"].startswith("composite|"):
                hidden.append(gap | {"link": "composite"})
            case _:
                hidden.append(gap)

    return change


def decided(name: str, matched: str) -> Any:
    def change(world: Json, _: list[Json]) -> None:
        for covered in world["patterns"][name]["coverage"][CONTROL].values():
            if covered["matched"] == "undecided":
                covered["matched"] = matched

    return change


def nothing_watched(name: str) -> Any:
    return lambda world, _: world["alarms"][name].update(kind="math", queries={}, fetches=[])


def watching_all(name: str) -> Any:
    def change(world: Json, hidden: list[Json]) -> None:
        hidden.append(world["alarms"][name] | {"link": "alarm", "becomes": name})

    return change


def using(name: str, *, everything: bool) -> Any:
    def change(world: Json, hidden: list[Json]) -> None:
        queries = world["alarms"][name]["queries"]
        for query in queries.values():
            if query["uses"] is None:
                query["uses"] = list(queries) if everything else []
        if everything:
            hidden.append(world["alarms"][name] | {"link": "alarm", "becomes": name})
        else:
            world["alarms"][name]["fetches"] = []

    return change


def any_of(name: str) -> Any:
    def change(world: Json, hidden: list[Json]) -> None:
        composite = world["alarms"][name]
        here = (composite["account"], composite["region"])
        children = [a["id"] for a in world["alarms"].values() if (a["account"], a["region"]) == here and a["kind"] != "composite"]
        composite["clauses"] = [[{"alarm": child, "state": "ALARM", "negated": False} for child in children]]
        del hidden

    return change
