"""Mutants of the law that no test can kill, by file and change, each with the reason."""

from __future__ import annotations

from typing import Final

# ruff: noqa: E501 - a key is a line of the source, whole

_REFUSED = "of what is not refused there is no rule to show, so the route is undefined and the next branch answers"
_APART = "records that differ in nothing are told apart, to the same answer, more slowly"
_ASKED_AGAIN = "each of its records is asked about by itself, to the same answer, more slowly"
_BEFOREHAND = "what is not worked out beforehand is when it is needed, to the same answer, more slowly"
_APART_AT_ALL = "no route lies further apart than all that is told, and of two snapshots one is the account's own, so it is asked to no end, more slowly"
_LOOKED_AT = (
    "what lies behind filters that match no record always is worked out, too; the record's own filter is asked either way"
)
_ALONE = (
    "in `_leaves_in`: a selector that leaves nothing out records all sources together with itself; in `_complete` it is killed"
)

EQUIVALENT: Final[dict[str, str]] = {
    'alarm_caller.rego: _paths(organization) := {"begins": concat("", [organization, "/r-"])} if is_string(organization)  ->  _paths(organization) := {"begins": concat("", [organization, "/r-"])} if true': (
        "`concat` is undefined of what is no text"
    ),
    "alarm_notice.rego: composite.clauses != null  ->  (dropped)": (
        "a composite without clauses stands under no child in the index"
    ),
    'alarm_notice.rego: else := {weaknesses.of("muted", alarm, {"gap": alarm.muted_by.unknown.gap})} if gaps.is_unknown(alarm.muted_by)  ->  else := {weaknesses.of("muted", alarm, {"gap": alarm.muted_by.unknown.gap})} if true': (
        "a list has no `unknown.gap`, so the value is undefined and the next branch answers"
    ),
    "alarm_notice.rego: literal.alarm == child  ->  (dropped)": (
        "in `_may_hold_at_rest`: another alarm is asked for both other states anyway, and a child that rests in ALARM is answered before; in `_follows` it is killed"
    ),
    'way.rego: alarm.kind == "metric"  ->  (dropped)': (
        "an alarm of another kind has no metric of its own, so that the values of its rules are undefined and none is told"
    ),
    'alarms.rego: startswith(scope, "metric_filter|")  ->  (dropped)': (
        "routes of more places than anybody asks for, more slowly"
    ),
    "alarm_evaluation.rego: is_object(alarm.evaluation.state)  ->  (dropped)": (
        "a text has no `unknown.gap`, so the value is undefined and the next branch answers"
    ),
    "filter_matches.rego: _always(law, record, filter)  ->  (dropped)": f"in `proven`: {_LOOKED_AT}",
    "metric_filters.rego: filter_matches.proven(law, filter)  ->  (dropped)": _LOOKED_AT,
    "filter_matches.rego: is_string(filter.scope)  ->  (dropped)": (
        "in `_meaning`: `admits` stands beside criteria that are a text alone; in `unclear` it is killed"
    ),
    "filter_matches.rego: is_string(filter.pattern)  ->  (dropped)": (
        "in `mismatch`: an unknown pattern has no `error` to show, so the cause is undefined; in `doubts` it is killed"
    ),
    'records.rego: _whether(answer) := object.remove(answer, ["clause", "counterexample", "why"]) if is_object(answer)  ->  _whether(answer) := object.remove(answer, ["clause", "counterexample", "why"]) if true': "`object.remove` is undefined of null",
    'recordings.rego: _groups(group) := _listed(object.get(group.unknown, "candidates", null)) if is_object(group)  ->  _groups(group) := _listed(object.get(group.unknown, "candidates", null)) if true': (
        "a text has no `unknown`, and null none either"
    ),
    "services.rego: _enabled_regions := input.subject.enabled_regions if is_array(input.subject.enabled_regions)  ->  _enabled_regions := input.subject.enabled_regions if true": (
        "`count` is undefined of null, and the next branch answers"
    ),
    "judgement.rego: is_object(cause.detail.counterexample)  ->  (dropped)": ("`object.remove` is undefined of null"),
    "log_groups.rego: input.log_groups[group]  ->  (dropped)": (
        "a group that is not there has no `at`, so the value is undefined and the next branch answers"
    ),
    'metrics.rego: _value(fields, path) := _text(object.get(fields, trim_prefix(path, "$."), null)) if is_string(path)  ->  _value(fields, path) := _text(object.get(fields, trim_prefix(path, "$."), null)) if true': (
        "`trim_prefix` is undefined of what is no text"
    ),
    "metrics.rego: is_string(value)  ->  (dropped)": (
        "in `_is_zero`: `regex.match` is undefined of an unknown, and a value is never null; in `_is_no_number` it is killed"
    ),
    'metric_writers.rego: writer["default"] != null  ->  (dropped)': (
        "the least of a number and null is null, of which there is no sample; of the most it is killed"
    ),
    "topics.rego: refusals.is_refused(topic)  ->  (dropped)": _REFUSED,
    "trails.rego: refusals.is_refused(trail)  ->  (dropped)": _REFUSED,
    "subscriptions.rego: refusals.is_refused(subscription)  ->  (dropped)": _REFUSED,
    "subscriptions.rego: gaps.is_unknown(subscription.filter_policy)  ->  (dropped)": (
        "a flag has no `unknown.gap`, so the detail is undefined and the next branch answers"
    ),
    'topic_access.rego: else := {weaknesses.of("topic_fifo", topic, {"gap": topic.fifo.unknown.gap})} if gaps.is_unknown(topic.fifo)  ->  else := {weaknesses.of("topic_fifo", topic, {"gap": topic.fifo.unknown.gap})} if true': (
        "a flag has no `unknown.gap`, so the detail is undefined and the next branch answers"
    ),
    "topic_access.rego: gaps.is_unknown(topic.max_message_size)  ->  (dropped)": (
        "a number has no `unknown.gap`, so the detail is undefined and the next branch answers"
    ),
    "topic_access.rego: _policy(alarm, topic) := {_unread_policy(topic)} if gaps.is_unknown(topic.policy)  ->  _policy(alarm, topic) := {_unread_policy(topic)} if true": (
        "a policy that is known has no `unknown.gap`, so the value is undefined and the next branch answers"
    ),
    'topic_access.rego: else := {weaknesses.of("topic_key_unread", topic, {"gap": topic.key.unknown.gap})} if gaps.is_unknown(topic.key)  ->  else := {weaknesses.of("topic_key_unread", topic, {"gap": topic.key.unknown.gap})} if true': (
        "a key that is known has no `unknown.gap`, so the value is undefined and the next branch answers"
    ),
    "alarm_evaluation.rego: is_number(source.as_of)  ->  (dropped)": "no number is less than or equal to null",
    "alarm_firing.rego: firing.period >= _minute  ->  firing.period > _minute": "a minute is a multiple of itself",
    "alarm_firing.rego: is_number(number)  ->  (dropped)": "`floor` is undefined of anything else",
    "alarm_firing.rego: is_number(source.amounts.value)  ->  (dropped)": "nothing can be multiplied but a number, so there is no sample",
    'alarm_notice.rego: route(alarm, step, rests) := refusals.route("alarm", "alarm_refused", alarm) if refusals.is_refused(alarm)  ->  route(alarm, step, rests) := refusals.route("alarm", "alarm_refused", alarm) if true': _REFUSED,
    "alarm_notice.rego: refusals.is_refused(composite)  ->  (dropped)": f"in `_composite`: {_REFUSED}; in `_unparsed` it is killed",
    "filter_matches.rego: refusals.is_refused(filter)  ->  (dropped)": _REFUSED,
    "log_groups.rego: refusals.is_refused(input.log_groups[group])  ->  (dropped)": _REFUSED,
    "trail_admission.rego: is_string(condition.field)  ->  (dropped)": "a name that is not known cannot be split into a path, so it is left out either way",
    "metric_filters.rego: found := {number | some number, transformation in filter.transformations; _tells_apart(filter, transformation)}  ->  found := {number | some number, transformation in filter.transformations}": _APART,
    "metric_filters.rego: count(found) > 0  ->  count(found) >= 0": "of filters that tell nothing apart nothing is told",
    "metric_filters.rego: count(found) > 0  ->  (dropped)": "of filters that tell nothing apart nothing is told",
    "metric_filters.rego: filter.transformed == false  ->  (dropped)": _BEFOREHAND,
    "metric_filters.rego: pattern.sought == []  ->  (dropped)": _BEFOREHAND,
    'metric_filters.rego: answer.matched == "never"  ->  (dropped)': _BEFOREHAND,
    "metric_filters.rego: not id in _idle  ->  (dropped)": _BEFOREHAND,
    "metric_filters.rego: _alarmed_alike := {source: alarms.route(source) | some id, sources in _alike; not id in _idle; some source in sources}  ->  _alarmed_alike := {source: alarms.route(source) | some id, sources in _alike; some source in sources}": _BEFOREHAND,
    "metric_filters.rego: filter.transformed == false  ->  filter.transformed != false": _BEFOREHAND,
    "metric_filters.rego: pattern.sought == []  ->  pattern.sought != []": _BEFOREHAND,
    'metric_filters.rego: answer.matched == "never"  ->  answer.matched != "never"': _BEFOREHAND,
    "metric_filters.rego: filter.id in _idle  ->  (dropped)": _BEFOREHAND,
    "metric_filters.rego: _asked(law, ids) := {id | some id in ids; not filter_matches.idle(law, input.metric_filters[id])}  ->  _asked(law, ids) := {id | some id in ids}": _ASKED_AGAIN,
    "calculus.rego: not _is_alone(routes)  ->  (dropped)": "of one route that tells all its gaps both rules say the same",
    "records.rego: not filter_matches.misses_all(control, pattern)  ->  (dropped)": "such a pattern has no answers, so it tells no records apart",
    "records.rego: _is_for_others(control, pattern)  ->  (dropped)": "in `others`: what a pattern says that is made for the records stands whole in `sought`; in `sought` it is killed",
    "records.rego: kind == treatment[first]  ->  kind != treatment[first]": "the first is as itself, so all are compared with each other, to the same answer, more slowly",
    "records.rego: not _is_plain_miss(answer)  ->  (dropped)": "a plain miss that is written down says the same as one that is not, more slowly",
    "iam_condition.rego: regex.match(`[*?]`, pattern)  ->  (dropped)": "a pattern without wildcards fits as an expression what it is equal to, more slowly",
    "metric_filters.rego: _tells_apart(_, transformation) if count(transformation.dimensions) > 0  ->  _tells_apart(_, transformation) if count(transformation.dimensions) >= 0": _APART,
    "metric_filters.rego: _tells_apart(_, transformation) if count(transformation.dimensions) > 0  ->  _tells_apart(_, transformation) if true": _APART,
    "metric_filters.rego: _tells_apart(filter, transformation) if metric_writers.shared(filter, transformation)  ->  _tells_apart(filter, transformation) if true": _APART,
    "statistics.rego: is_number(high)  ->  (dropped)": "no number is less than null",
    'statistics.rego: contains(statistic, "(")  ->  (dropped)': "without a bracket there are no bounds",
    "snapshots.rego: _lie_apart  ->  (dropped)": _APART_AT_ALL,
    "snapshots.rego: count(input.origin.sources) > 2  ->  count(input.origin.sources) >= 2": _APART_AT_ALL,
    "snapshots.rego: count(input.origin.sources) > 2  ->  (dropped)": _APART_AT_ALL,
    "snapshots.rego: max(read) - min(read) > input.settings.max_spread_hours * 3600  ->  max(read) - min(read) >= input.settings.max_spread_hours * 3600": _APART_AT_ALL,
    "snapshots.rego: max(read) - min(read) > input.settings.max_spread_hours * 3600  ->  (dropped)": _APART_AT_ALL,
    "classic_selectors.rego: count(excluded) > 0  ->  count(excluded) >= 0": _ALONE,
    "classic_selectors.rego: count(excluded) > 0  ->  (dropped)": _ALONE,
}
