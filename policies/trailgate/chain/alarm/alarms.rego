# METADATA
# title: Alarms - what watches the metric
# description: >-
#   Metric alarms, metric-math alarms in which the metric reaches the returned expression, and composite alarms that
#   are in ALARM whenever their child is. Looked up by the whole metric, never by its name alone.
# custom:
#   link: alarm
package trailgate.chain.alarms

import data.trailgate.chain.alarm_evaluation
import data.trailgate.chain.alarm_firing
import data.trailgate.chain.alarm_notice
import data.trailgate.chain.calculus
import data.trailgate.chain.floods
import data.trailgate.chain.gaps
import data.trailgate.chain.metric_identity
import data.trailgate.chain.metric_math
import data.trailgate.chain.misses
import data.trailgate.chain.near_alarms
import data.trailgate.chain.selections
import data.trailgate.chain.statistics
import data.trailgate.chain.steps

# METADATA
# title: The route from a data point of this metric to a person
# description: >-
#   `source` is {metric, value, default, unit, amounts, counted_only, together}; counted_only: the value is zero, so
#   that only alarms on SampleCount see it; together: all that is written into the metric.
route(source) := calculus.best_of([
	_watching(source),
	_perhaps(source),
	_fetching(_place(source.metric), source.metric),
	_hidden(_place(source.metric)),
	near_alarms.routes(source),
])

# METADATA
# title: The route from a data point of a metric that we cannot see
# description: >-
#   By place, for places where filters may be hidden. Such a filter can write any metric that an alarm watches. Computed
#   once: a rule by place would be evaluated anew for every place asked for.
unseen := {place: calculus.best_of([_any(place), _fetching(place, null), _hidden(place), [_nothing(place)]]) |
	some scope, ids in input.index.gaps_by_scope
	startswith(scope, "metric_filter|")
	some id in ids
	place := concat("|", [input.gaps[id].account, input.gaps[id].region])
}

_place(metric) := concat("|", [metric.account, metric.region])

_watching(source) := [found |
	some id in object.get(input.index.alarms_by_metric, metric_identity.key(source.metric), [])
	found := _watched(source, input.alarms[id])
] if {
	count(metric_identity.doubts(source.metric, source.metric)) == 0
}

# Nothing is known to be the metric of a filter whose own is not known, so every alarm of its place may watch it.
_watching(source) := [found |
	some id in object.get(input.index.alarms_by_place, _place(source.metric), [])
	found := _watched(source, input.alarms[id])
] if {
	count(metric_identity.doubts(source.metric, source.metric)) > 0
}

_perhaps(source) := [found |
	some id in object.get(input.index, "alarms_unknown_metric", [])
	found := _watched(source, input.alarms[id])
]

_watched(source, alarm) := alarm_notice.route(alarm, step, alarm_firing.resting_states(source, alarm)) if {
	alarm.kind == "metric"
	_counted(source, _statistic(alarm))
	metric_identity.same(alarm.metric, source.metric) > 0
	opinion := {
		"gaps": (metric_identity.doubts(alarm.metric, source.metric) | _doubtful_count(source, alarm)),
		"weaknesses": union({
			alarm_firing.weak(source, alarm),
			alarm_evaluation.weak(alarm),
			floods.beside(source, alarm),
		}),
	}
	step := steps.passable("alarm", alarm.id, alarm.at, opinion)
}

# Undefined of an alarm without queries.
_watched(source, alarm) := metric_math.route(source, alarm)

_statistic(alarm) := alarm.firing if gaps.is_unknown(alarm.firing)

else := alarm.firing.statistic

_counted(source, _) if not source.counted_only

_counted(_, statistic) if _may_count(statistic)

_may_count(statistic) if statistics.counts_zero(statistic)

_may_count(statistic) if gaps.is_unknown(statistic)

_doubtful_count(source, alarm) := gaps.among({_statistic(alarm) | source.counted_only})

# Queries that fetch series by themselves; null stands for a metric that we cannot see.
_fetching(place, metric) := {found |
	some id in object.get(object.get(input.index, "alarms_fetching", {}), place, [])
	alarm := input.alarms[id]
	selections.may_hold(alarm.fetches, metric)
	doubt := {gaps.found("alarm", "unsupported_alarm", alarm, "metric")}
	found := alarm_notice.route(alarm, _perhaps_firing(alarm, doubt), set())
}

_hidden(place) := {calculus.hidden("alarm", doubt) |
	doubt := gaps.hiding(concat("|", ["alarm", place]))
	count(doubt) > 0
}

_any(place) := [found |
	some ids in [object.get(object.get(input.index, "alarms_by_place", {}), place, []), _of_unknown_place]
	some id in ids
	alarm := input.alarms[id]
	found := alarm_notice.route(alarm, _perhaps_firing(alarm, set()), set())
]

# What would be written nobody sees; that AWS does not evaluate the alarm counts all the same, where that is told of its
# kind.
_perhaps_firing(alarm, doubts) := steps.limited(step, steps.effect_of(alarm_evaluation.weak(alarm))) if {
	step := steps.uncertain("alarm", alarm.id, alarm.at, doubts)
} else := steps.uncertain("alarm", alarm.id, alarm.at, doubts)

_nothing(place) := calculus.broken(
	{"link": "alarm", "code": "alarm_none", "id": null, "at": null, "detail": {"place": place}},
	misses.nothing,
)

_of_unknown_place := {id |
	some id in object.get(input.index, "alarms_unknown_metric", [])
	some metric in near_alarms.metrics(input.alarms[id])
	metric != null
	not _place(metric)
}
