"""Mutants of the law that no test can kill, by file and change, each with the reason."""

from __future__ import annotations

from typing import Final

# ruff: noqa: E501 - a key is a line of the source, whole

EQUIVALENT: Final[dict[str, str]] = {
    "alarm_notice.rego: composite.clauses != null  ->  (dropped)": (
        "a composite without clauses stands under no child in the index"
    ),
    'alarm_notice.rego: else := {weaknesses.of("muted", alarm, {"gap": alarm.muted_by.unknown.gap})} if gaps.is_unknown(alarm.muted_by)  ->  else := {weaknesses.of("muted", alarm, {"gap": alarm.muted_by.unknown.gap})} if true': (
        "a list has no `unknown.gap`, so the value is undefined and the next branch answers"
    ),
    "alarm_notice.rego: literal.alarm == child  ->  (dropped)": (
        "in `_may_hold_at_rest`: another alarm is asked for both other states anyway, and a child that rests in ALARM is answered before; in `_follows` it is killed"
    ),
    'alarms.rego: startswith(scope, "metric_filter|")  ->  (dropped)': (
        "routes of more places than anybody asks for, more slowly"
    ),
    "calculus.rego: worst := min({route | some route in routes; route.effect == least})  ->  worst := min({route | some route in routes})": (
        "objects are compared key by key: routes that hold have no break, so that effect is the first that differs"
    ),
    "filter_matches.rego: is_string(filter.pattern)  ->  (dropped)": (
        "in `mismatch`: an unknown pattern has no `error` to show, so the cause is undefined; in `doubts` it is killed"
    ),
    "judgement.rego: is_object(cause.detail.counterexample)  ->  (dropped)": ("`object.remove` is undefined of null"),
    "log_groups.rego: input.log_groups[group]  ->  (dropped)": (
        "a group that is not there has no `at`, so the value is undefined and the next branch answers"
    ),
    "metrics.rego: is_string(value)  ->  (dropped)": (
        "in `_is_zero`: `regex.match` is undefined of an unknown, and a value is never null; in `_is_no_number` it is killed"
    ),
    "topic_access.rego: _policy(alarm, topic) := {_unread_policy(topic)} if gaps.is_unknown(topic.policy)  ->  _policy(alarm, topic) := {_unread_policy(topic)} if true": (
        "a policy that is known has no `unknown.gap`, so the value is undefined and the next branch answers"
    ),
    'topic_access.rego: else := {weaknesses.of("topic_key_unread", topic, {"gap": topic.key.unknown.gap})} if gaps.is_unknown(topic.key)  ->  else := {weaknesses.of("topic_key_unread", topic, {"gap": topic.key.unknown.gap})} if true': (
        "a key that is known has no `unknown.gap`, so the value is undefined and the next branch answers"
    ),
}
