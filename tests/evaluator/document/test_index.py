"""The index groups what policies look up: by known references, by every candidate, and what may be anything apart."""

from __future__ import annotations

from typing import Any

from trailgate_evaluator.document.index import index_of
from trailgate_evaluator.document.parts import RESOURCE_KINDS, gap, metric_key, unknown

Json = dict[str, Any]

METRIC = {"account": "1", "region": "r", "namespace": "N", "name": "M", "dimensions": {"b": "2", "a": "1"}}
KEY = "1|r|N|M|a=1,b=2"


def indexed(gaps: Json | None = None, **resources: Json) -> Json:
    return index_of({kind: resources.get(kind, {}) for kind in RESOURCE_KINDS}, gaps or {})


def metric_alarm(**metric: Any) -> Json:
    return {
        "kind": "metric",
        "account": "1",
        "region": "r",
        "metric": METRIC | metric,
        "firing": {"threshold": 1, "statistic": "Sum"},
    }


def test_nothing_makes_an_empty_index() -> None:
    assert indexed() == {
        "metric_filters_by_log_group": {},
        "metric_filters_anywhere": [],
        "subscriptions_by_topic": {},
        "subscriptions_anywhere": [],
        "gaps_by_scope": {},
        "filters_hidden": {},
        "metric_filters_by_metric": {},
        "metric_filters_unknown_metric": {},
        "amounts_written": {},
        "amounts_watched": {},
        "alarms_by_metric": {},
        "alarms_by_metric_name": {},
        "alarms_by_place": {},
        "alarms_unknown_metric": [],
        "alarms_fetching": {},
        "composites_by_child": {},
        "composites_unparsed": {},
    }


def metric_filter(group: Any, *written: Json) -> Json:
    return {"account": "1", "region": "r", "log_group": group, "transformations": list(written)}


def test_filters_are_found_by_what_they_write_or_by_place() -> None:
    hidden = unknown("known_after_apply", "x")
    named = {"namespace": "N", "name": "M", "value": "1", "default": None}
    filters = {
        "b": metric_filter("g", named),
        "a": metric_filter("g", named, named | {"name": "O"}),
        "unnamed": metric_filter("g", named | {"namespace": hidden}),
        "element": metric_filter("g", hidden),
        "whole": metric_filter("g") | {"transformations": hidden},
    }
    index = indexed(metric_filters=filters)
    assert index["metric_filters_by_metric"] == {"1|r|N|M": ["a", "b"], "1|r|N|O": ["a"]}
    assert index["metric_filters_unknown_metric"] == {"1|r": ["element", "unnamed", "whole"]}


def test_hidden_filters_stand_by_the_place_where_they_would_write() -> None:
    nowhere = gap("metric_filter", "denied", account=None, region=None, scope="metric_filter|g")
    here = gap("metric_filter", "denied", account="1", region="r", scope="metric_filter|g")
    alarm = gap("alarm", "denied", account="1", region="r", scope="alarm|1|r")
    assert indexed(gaps={"n": nowhere, "h": here, "a": alarm})["filters_hidden"] == {"1|r": ["h"]}


def test_references_are_grouped_by_what_they_name_or_may_name() -> None:
    filters = {
        "f3": metric_filter("g1"),
        "f1": metric_filter("g1"),
        "f2": metric_filter(unknown("known_after_apply", "f2#log_group", ["g2", "g1"])),
        "f4": metric_filter(unknown("known_after_apply", "f4#log_group")),
        "f5": metric_filter(unknown("known_after_apply", "f5#log_group", [])),
    }
    index = indexed(metric_filters=filters, subscriptions={"s": {"topic": "t"}, "u": {"topic": unknown("denied", "g")}})
    assert index["metric_filters_by_log_group"] == {"g1": ["f1", "f2", "f3"], "g2": ["f2"]}
    assert index["metric_filters_anywhere"] == ["f4"]
    assert index["subscriptions_by_topic"] == {"t": ["s"]}
    assert index["subscriptions_anywhere"] == ["u"]


def test_a_metric_key_sorts_its_dimensions() -> None:
    assert metric_key("1", "r", "N", "M", {"b": "2", "a": "1"}) == KEY
    assert metric_key("1", "r", "N", "M", {}) == "1|r|N|M|"


def test_alarms_are_found_by_metric_by_name_and_by_place() -> None:
    alarms = {"b": metric_alarm(), "a": metric_alarm(), "c": metric_alarm(account="2", dimensions={})}
    index = indexed(alarms=alarms)
    assert index["alarms_by_metric"] == {KEY: ["a", "b"], "2|r|N|M|": ["c"]}
    assert index["alarms_by_metric_name"] == {"M": ["a", "b", "c"]}
    assert index["alarms_by_place"] == {"1|r": ["a", "b"], "2|r": ["c"]}
    assert index["alarms_unknown_metric"] == []


def test_an_alarm_with_an_unknown_part_of_its_metric_is_apart_but_in_its_place() -> None:
    hidden = unknown("known_after_apply", "x")
    alarms = {
        "name": metric_alarm(name=hidden),
        "value": metric_alarm(dimensions={"a": hidden}),
        "dimensions": metric_alarm(dimensions=hidden),
        "region": metric_alarm(region=hidden),
        "whole": {"kind": "metric", "metric": hidden, "firing": hidden},
    }
    index = indexed(alarms=alarms)
    assert index["alarms_unknown_metric"] == sorted(alarms)
    assert index["alarms_by_metric"] == {}
    assert index["alarms_by_metric_name"] == {}
    assert index["alarms_by_place"] == {"1|r": ["dimensions", "name", "value"]}


def test_a_computation_stands_under_each_of_its_metrics_once() -> None:
    queries = {
        "m1": {"metric": METRIC},
        "m2": {"metric": METRIC},
        "m3": {"metric": METRIC | {"name": "O"}},
        "e1": {"metric": None},
        "m4": {"metric": unknown("known_after_apply", "x")},
    }
    index = indexed(alarms={"a": {"kind": "math", "queries": queries, "fetches": []}})
    assert index["alarms_by_metric"] == {KEY: ["a"], KEY.replace("|M|", "|O|"): ["a"]}
    assert index["alarms_by_place"] == {"1|r": ["a"]}
    assert index["alarms_unknown_metric"] == ["a"]


def test_composites_stand_under_the_alarms_they_rest_on_or_with_the_unparsed() -> None:
    literal = {"alarm": "x", "state": "ALARM", "negated": False}
    alarms = {
        "c2": {"kind": "composite", "clauses": [[literal, literal | {"alarm": "y"}], [literal]]},
        "c1": {"kind": "composite", "clauses": [[literal]]},
        "c3": {"kind": "composite", "clauses": None, "account": "1", "region": "r"},
    }
    index = indexed(alarms=alarms)
    assert index["composites_by_child"] == {"x": ["c1", "c2"], "y": ["c2"]}
    assert index["composites_unparsed"] == {"1|r": ["c3"]}
    assert index["alarms_by_place"] == {}


def test_alarms_that_fetch_series_by_themselves_stand_by_place() -> None:
    place = {"account": "1", "region": "r"}
    fetched: Json = {"namespace": "N", "name": "M", "dimensions": None, "equals": {}}
    alarms = {
        "anything": {"kind": "unsupported", "fetches": None, **place},
        "something": {"kind": "unsupported", "fetches": [fetched], **place},
        "nothing": {"kind": "unsupported", "fetches": [], **place},
        "computed": {"kind": "math", "queries": {}, "fetches": [fetched], **place},
        "plain": {"kind": "math", "queries": {}, "fetches": [], **place},
        "composite": {"kind": "composite", "clauses": [], **place},
    }
    assert indexed(alarms=alarms)["alarms_fetching"] == {"1|r": ["anything", "computed", "something"]}


def test_gaps_with_a_scope_are_grouped_by_it() -> None:
    gaps = {
        "b": gap("alarm", "denied", account="1", region="r", scope="alarm|1|r"),
        "a": gap("alarm", "denied", account="1", region="r", scope="alarm|1|r"),
        "c": gap("alarm", "denied", account="1", region="r", attribute="muted_by"),
    }
    assert indexed(gaps)["gaps_by_scope"] == {"alarm|1|r": ["a", "b"]}
