"""Every hidden world of a small model: a document with its gaps and unknown values settled, one way or another.

A hidden resource is absent, or present and as good as it could be (present and bad is as good as absent);
an unknown value takes its candidates or every value that matters. What bears on effectiveness alone stays unknown.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any, Final

from tests.judge.accounts import OWN
from tests.judge.index import index_of
from tests.judge.judge import CONTROL
from tests.judge.values import is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
Change = "Callable[[Json], None]"
ALWAYS, NEVER = "p_world_always", "p_world_never"
PERFECT_GROUP, PERFECT_TOPIC = f"arn:aws:logs:us-east-1:{OWN}:log-group:perfect", f"arn:aws:sns:us-east-1:{OWN}:perfect"
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
        for gap in hidden:
            if gap["link"] == "metric_filter":
                add_filters(world, gap)
        for gap in hidden:
            if gap["link"] == "alarm":
                add_alarms(world, gap)
        world["index"] = index_of(world)
        yield world


def choices(document: Json) -> list[list[Any]]:
    """For each thing that is not known, the changes that settle it."""
    points: list[list[Any]] = [[nothing, present(gap)] for gap in document["gaps"].values() if gap["scope"]]
    for kind in ("trails", "log_groups", "metric_filters", "alarms", "subscriptions"):
        for name, resource in document[kind].items():
            points += [
                [put([kind, name, *path], value) for value in values(document, path, unknown)]
                for path, unknown in unknowns(resource)
                if path[-1] not in ("actions_enabled", "muted_by", "delivery", "default", "unit", "filter_policy")
            ]
    for name, one in document["metric_filters"].items():
        if unreadable(document, one) or (may_be_transformed(document, one) and not refused(document, one)):
            points.append([put(["metric_filters", name, "pattern"], value) for value in (ALWAYS, NEVER)])
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


def metrics(alarm: Json) -> list[Json]:
    if alarm["kind"] == "metric":
        return [alarm["metric"]]
    return [query["metric"] for query in alarm.get("queries", {}).values() if query["metric"]]


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


def nothing(world: Json, hidden: list[Json]) -> None:
    del world, hidden


def put(path: list[Any], value: Any) -> Any:
    def change(world: Json, _: list[Json]) -> None:
        place = world
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
    return lambda world, _: world["alarms"][name].update(kind="math", queries={})


def watching_all(name: str) -> Any:
    def change(world: Json, hidden: list[Json]) -> None:
        hidden.append(world["alarms"][name] | {"link": "alarm", "becomes": name})

    return change


def using(name: str, *, everything: bool) -> Any:
    def change(world: Json, _: list[Json]) -> None:
        queries = world["alarms"][name]["queries"]
        for query in queries.values():
            if query["uses"] is None:
                query["uses"] = list(queries) if everything else []

    return change


def any_of(name: str) -> Any:
    def change(world: Json, hidden: list[Json]) -> None:
        composite = world["alarms"][name]
        here = (composite["account"], composite["region"])
        children = [a["id"] for a in world["alarms"].values() if (a["account"], a["region"]) == here and a["kind"] != "composite"]
        composite["clauses"] = [[{"alarm": child, "state": "ALARM", "negated": False} for child in children]]
        del hidden

    return change


# Good resources


def add_patterns(world: Json) -> None:
    any_pattern = next(iter(world["patterns"].values()))
    for name, matched in ((ALWAYS, "always"), (NEVER, "never")):
        coverage = {record: {"matched": matched} for record in any_pattern["coverage"][CONTROL]}
        world["patterns"][name] = {"valid": True, "line_break_text": False, "coverage": {CONTROL: coverage}}


def add_trail(world: Json, name: str, group: str) -> None:
    fields = {"multi_region": True, "logging": True, "global_services": True, "organization": False, "log_group": group}
    delivery = {"error": None, "latest": None, "started": None}
    owner = {"id": name, "account": OWN, "region": "us-east-1", "at": "0#/"}
    world["trails"][name] = owner | fields | {"selectors": {"kind": "default"}, "delivery": delivery}


def add_filter(world: Json, group: str, account: str, region: str, metric: Json) -> None:
    written: Json = {"value": "1", "default": None, "unit": None, "system_dimensions": [], "dimensions": {}}
    name = f"{group}:hidden-{len(world['metric_filters'])}"
    base = {"id": name, "account": account, "region": region, "at": None, "log_group": group, "pattern": ALWAYS}
    one = base | {"transformed": False, "scope": None, "transformations": [written | metric]}
    world["metric_filters"][name] = one


def add_filters(world: Json, gap: Json) -> None:
    """On the gap's log group, a filter for each metric that is watched there, whatever its dimensions, and a new one."""
    group, place = gap["scope"].split("|", 1)[1], (gap["account"], gap["region"])
    add_filter(world, group, *place, {"namespace": "hidden", "name": "hidden"})
    for alarm in list(world["alarms"].values()):
        for number, metric in enumerate(metrics(alarm)):
            if (metric["account"], metric["region"]) == place:
                add_filter(world, group, *place, {"namespace": metric["namespace"], "name": metric["name"]})
                watch_also(alarm, metric | {"dimensions": {}}, f"hidden_{number}")


def watch_also(alarm: Json, metric: Json, name: str) -> None:
    """Has the alarm watch one more metric."""
    statistic = alarm.get("firing", {}).get("statistic", "Sum")
    query = {"statistic": statistic, "uses": [], "returned": True}
    if alarm["kind"] == "metric":
        alarm |= {"kind": "math", "queries": {"m": query | {"metric": alarm["metric"]}}}
    alarm["queries"][name] = query | {"metric": metric}


def add_alarms(world: Json, gap: Json) -> None:
    """An alarm on every metric that is written in the gap's place, with somebody who hears it."""
    place = {"account": gap["account"], "region": gap["region"]}
    queries = {}
    for one in world["metric_filters"].values():
        for number, written in enumerate(one["transformations"]):
            if (one["account"], one["region"]) == (gap["account"], gap["region"]):
                for event in world["patterns"][ALWAYS]["coverage"][CONTROL]:
                    fields = {"$.eventName": event, "$.awsRegion": "us-east-1"}
                    system = {"@aws.account": one["account"], "@aws.region": one["region"]}
                    dimensions = {name: fields.get(path, "?") for name, path in written["dimensions"].items()}
                    dimensions |= {name: system[name] for name in written["system_dimensions"]}
                    metric = place | {"namespace": written["namespace"], "name": written["name"], "dimensions": dimensions}
                    query = {"metric": metric, "statistic": "SampleCount", "uses": [], "returned": True}
                    queries[f"{one['id']}{number}{event}"] = query
    if "becomes" in gap:
        world["alarms"][gap["becomes"]] |= {"kind": "math", "queries": queries}
    else:
        name = f"hidden-{gap['account']}-{gap['region']}"
        topic = f"arn:aws:sns:{gap['region']}:{gap['account']}:hidden"
        add_topic(world, topic, gap)
        told = {"id": name, "at": None, "actions": [topic], "actions_enabled": True, "state": None, "muted_by": []}
        world["alarms"][name] = place | told | {"kind": "math", "queries": queries}


def add_topic(world: Json, topic: str, place: Json) -> None:
    base = {"id": topic, "account": place["account"], "region": place["region"], "at": None}
    world["topics"][topic] = base | {"policy": None, "key": None}
    add_subscription(world, topic, place)


def add_subscription(world: Json, topic: str, place: Json) -> None:
    name = f"{topic}:hidden"
    base = {"id": name, "account": place["account"], "region": place["region"], "at": None, "topic": topic}
    world["subscriptions"][name] = base | {"state": "confirmed", "filter_policy": False}


def add_perfect_group(world: Json) -> None:
    """A log group with all that should follow it."""
    place = {"account": OWN, "region": "us-east-1"}
    group = place | {"id": PERFECT_GROUP, "at": None, "class": "STANDARD", "transformer": False}
    world["log_groups"][PERFECT_GROUP] = group
    metric = {"namespace": "perfect", "name": "perfect"}
    add_filter(world, PERFECT_GROUP, OWN, "us-east-1", metric)
    add_topic(world, PERFECT_TOPIC, place)
    query = {"metric": place | metric | {"dimensions": {}}, "statistic": "Sum", "uses": [], "returned": True}
    told = {"id": "perfect", "at": None, "actions": [PERFECT_TOPIC], "actions_enabled": True, "state": None, "muted_by": []}
    world["alarms"]["perfect"] = place | told | {"kind": "math", "queries": {"m": query}}
