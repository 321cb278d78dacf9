"""Hidden resources made visible, as good as they could be."""

from __future__ import annotations

from typing import Any

from tests.judge.builder import OWN
from tests.judge.judge import CONTROL

Json = dict[str, Any]
ALWAYS, NEVER = "p_world_always", "p_world_never"
PERFECT_GROUP, PERFECT_TOPIC = f"arn:aws:logs:us-east-1:{OWN}:log-group:perfect", f"arn:aws:sns:us-east-1:{OWN}:perfect"


def metrics(alarm: Json) -> list[Json]:
    if alarm["kind"] == "metric":
        return [alarm["metric"]]
    return [query["metric"] for query in alarm.get("queries", {}).values() if query["metric"]]


def add_patterns(world: Json) -> None:
    any_pattern = next(iter(world["patterns"].values()))
    for name, matched in ((ALWAYS, "always"), (NEVER, "never")):
        coverage = {record: {"matched": matched} for record in any_pattern["coverage"][CONTROL]}
        world["patterns"][name] = {"valid": True, "line_break_text": False, "coverage": {CONTROL: coverage}}


def add_trail(world: Json, name: str, group: str) -> None:
    fields = {"multi_region": True, "logging": True, "global_services": True, "organization": False, "log_group": group}
    owner = {"id": name, "account": OWN, "region": "us-east-1", "at": "0#/"}
    world["trails"][name] = owner | fields | {"selectors": {"kind": "default"}, "delivery": None}


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
        for selection in alarm.get("fetches") or []:
            names = {name: selection[name] or "hidden" for name in ("namespace", "name")}
            dimensions = dict.fromkeys([*(selection["dimensions"] or []), *selection["equals"]], "$.eventName")
            if (alarm["account"], alarm["region"]) == place:
                add_filter(world, group, *place, names | {"dimensions": dimensions})
        for number, metric in enumerate(metrics(alarm)):
            if (metric["account"], metric["region"]) == place:
                add_filter(world, group, *place, {"namespace": metric["namespace"], "name": metric["name"]})
                watch_also(alarm, metric | {"dimensions": {}}, f"hidden_{number}")


def watch_also(alarm: Json, metric: Json, name: str) -> None:
    """Has the alarm watch one more metric."""
    statistic = alarm.get("firing", {}).get("statistic", "Sum")
    query = {"statistic": statistic, "uses": [], "returned": True}
    if alarm["kind"] == "metric":
        alarm |= {"kind": "math", "queries": {"m": query | {"metric": alarm["metric"]}}, "fetches": []}
    alarm["queries"][name] = query | {"metric": metric}


def add_alarms(world: Json, gap: Json) -> None:
    """An alarm on every metric that is written in the gap's place, with somebody who hears it."""
    place = {"account": gap["account"], "region": gap["region"]}
    queries: Json = {}
    fetches = world["alarms"][gap["becomes"]]["fetches"] if "becomes" in gap else None
    for one in world["metric_filters"].values():
        for number, written in enumerate(one["transformations"]):
            if (one["account"], one["region"]) == (gap["account"], gap["region"]):
                for event in world["patterns"][ALWAYS]["coverage"][CONTROL]:
                    fields = {"$.eventName": event, "$.awsRegion": "us-east-1"}
                    source = one.get("origin", one)
                    system = {"@aws.account": source["account"], "@aws.region": source["region"]}
                    dimensions = {name: fields.get(path, "?") for name, path in written["dimensions"].items()}
                    dimensions |= {name: system[name] for name in written["system_dimensions"]}
                    metric = place | {"namespace": written["namespace"], "name": written["name"], "dimensions": dimensions}
                    query = {"metric": metric, "statistic": "SampleCount", "uses": [], "returned": True}
                    if fetches is None or any(holds(selection, metric) for selection in fetches):
                        queries[f"{one['id']}{number}{event}"] = query
    if "becomes" in gap:
        known = world["alarms"][gap["becomes"]].get("queries", {})
        world["alarms"][gap["becomes"]] |= {"kind": "math", "queries": known | queries, "fetches": []}
    else:
        name = f"hidden-{gap['account']}-{gap['region']}"
        topic = f"arn:aws:sns:{gap['region']}:{gap['account']}:hidden"
        add_topic(world, topic, gap)
        told = {"id": name, "at": None, "actions": [topic], "actions_enabled": True, "state": None, "muted_by": []}
        world["alarms"][name] = place | told | {"kind": "math", "queries": queries, "fetches": []}


def holds(selection: Json, metric: Json) -> bool:
    names = all(selection[part] in (None, metric[part]) for part in ("namespace", "name"))
    shape = selection["dimensions"] is None or set(selection["dimensions"]) == set(metric["dimensions"])
    return names and shape and all(metric["dimensions"].get(key) == value for key, value in selection["equals"].items())


def add_composite(world: Json, gap: Json) -> None:
    """A composite alarm that tells of every other alarm of the gap's place, with somebody who hears it."""
    place = {"account": gap["account"], "region": gap["region"]}
    here = [name for name, one in world["alarms"].items() if one["account"] == gap["account"] and one["region"] == gap["region"]]
    name, topic = f"composite-{gap['account']}-{gap['region']}", f"arn:aws:sns:{gap['region']}:{gap['account']}:composite"
    add_topic(world, topic, gap)
    told = {"id": name, "at": None, "actions": [topic], "actions_enabled": True, "state": None, "muted_by": []}
    clause = [{"alarm": child, "state": "ALARM", "negated": False} for child in here]
    world["alarms"][name] = place | told | {"kind": "composite", "clauses": [clause], "suppressor": None}


def add_topic(world: Json, topic: str, place: Json) -> None:
    base = {"id": topic, "account": place["account"], "region": place["region"], "at": None}
    world["topics"][topic] = base | {"policy": None, "key": None, "fifo": False, "max_message_size": None}
    add_subscription(world, topic, place)


def add_subscription(world: Json, topic: str, place: Json) -> None:
    name = f"{topic}:hidden"
    base = {"id": name, "account": place["account"], "region": place["region"], "at": None, "topic": topic}
    world["subscriptions"][name] = base | {"state": "confirmed", "protocol": "sms", "filter_policy": False}


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
    world["alarms"]["perfect"] = place | told | {"kind": "math", "queries": {"m": query}, "fetches": []}
