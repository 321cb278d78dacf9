"""Mutants of the law that no test can kill, by file and change, each with the reason."""

from __future__ import annotations

from typing import Final

# ruff: noqa: E501 - a key is a line of the source, whole

EQUIVALENT: Final[dict[str, str]] = {
    "alarm_notice.rego: composite.clauses != null  ->  (dropped)": "a composite without clauses stands under no child in the index",
    'alarm_notice.rego: else := {weaknesses.of("muted", alarm, {"gap": alarm.muted_by.unknown.gap})} if gaps.is_unknown(alarm.muted_by)  ->  else := {weaknesses.of("muted", alarm, {"gap": alarm.muted_by.unknown.gap})} if true': (
        "a list has no `unknown.gap`, so the value is undefined and the next branch answers"
    ),
    'alarms.rego: startswith(scope, "metric_filter|")  ->  (dropped)': "routes of more places than anybody asks for, more slowly",
    'alarms.rego: alarm.kind == "math"  ->  (dropped)': "only a math alarm has queries, and without any the route is undefined",
    "calculus.rego: worst := min({route | some route in routes; route.effect == least})  ->  worst := min({route | some route in routes})": (
        "objects are compared key by key: routes that hold have no break, so that effect is the first that differs"
    ),
    "calculus.rego: route.break != null  ->  (dropped)": "null has no `after`, so the value is undefined",
    "filter_matches.rego: is_string(filter.pattern)  ->  (dropped)": (
        "line 29: an unknown pattern has no `error` to show, so the cause is undefined; line 60 is killed"
    ),
    "filter_matches.rego: _transformation(filter) := gaps.behind(filter.transformed) if gaps.is_unknown(filter.transformed)  ->  _transformation(filter) := gaps.behind(filter.transformed) if true": (
        "`gaps.behind` is undefined of a value that is known"
    ),
    "judgement.rego: is_object(cause.detail.counterexample)  ->  (dropped)": "`object.remove` is undefined of null",
    "metric_filters.rego: gaps.is_unknown(filter.transformations)  ->  (dropped)": "`gaps.behind` is undefined of a list",
    "metrics.rego: is_string(value)  ->  (dropped)": (
        "`startswith` and `to_number` are undefined of an unknown; a transformation's value is never null"
    ),
    "topic_access.rego: _policy(alarm, topic) := {_unread_policy(topic)} if gaps.is_unknown(topic.policy)  ->  _policy(alarm, topic) := {_unread_policy(topic)} if true": (
        "a policy that is known has no `unknown.gap`, so the value is undefined and the next branch answers"
    ),
    "topics.rego: _target(alarm, id) := _topic(alarm, input.topics[id]) if input.topics[id]  ->  _target(alarm, id) := _topic(alarm, input.topics[id]) if true": (
        "without the topic the argument is undefined, and the next branch answers"
    ),
}
