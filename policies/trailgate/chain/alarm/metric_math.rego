# METADATA
# title: Metric math - does the metric reach the expression that the alarm compares?
# description: >-
#   An alarm on metric math names several queries; only one is returned. Naming a metric is not enough: the returned
#   expression must use it, directly or through other expressions.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
#     description: metric math
# custom:
#   link: alarm
package trailgate.chain.metric_math

import data.trailgate.chain.alarm_evaluation
import data.trailgate.chain.alarm_notice
import data.trailgate.chain.calculus
import data.trailgate.chain.floods
import data.trailgate.chain.gaps
import data.trailgate.chain.metric_identity
import data.trailgate.chain.misses
import data.trailgate.chain.statistics
import data.trailgate.chain.steps
import data.trailgate.chain.weaknesses

# METADATA
# title: The route from a data point through a metric-math alarm
# description: Undefined where no query is on the metric; broken where one is and nothing returned uses it.
route(source, alarm) := alarm_notice.route(alarm, _step(source, alarm), _resting) if {
	_rank(source, alarm) > 0
} else := calculus.broken(
	{"link": "alarm", "code": "alarm_input_unused", "id": alarm.id, "at": alarm.at},
	misses.rank.alarm_input_unused,
) if {
	count(_queries(source, alarm)) > 0
}

# An expression may have no data while it rests, or data that do not cross the threshold.
_resting := {"INSUFFICIENT_DATA", "OK"}

_step(source, alarm) := steps.holding("alarm", alarm.id, alarm.at, _weak(source, alarm)) if {
	_rank(source, alarm) == 2
} else := steps.limited(perhaps, steps.effect_of(_weak(source, alarm))) if {
	perhaps := steps.uncertain("alarm", alarm.id, alarm.at, _doubts(source, alarm))
}

_weak(source, alarm) := union({
	{weaknesses.of("math_not_computed", alarm, {})},
	alarm_evaluation.weak(alarm),
	floods.beside(source, alarm),
})

# Two where a query surely on this metric is surely used, one where only an unreadable expression could use it.
_rank(source, alarm) := max({0} | {rank |
	some id, same in _queries(source, alarm)
	rank := min({same, _used(alarm, id)})
})

_queries(source, alarm) := {id: same |
	some id, query in alarm.queries
	same := min({metric_identity.same(query.metric, source.metric), _sees(source, query)})
	same > 0
}

# A zero is seen only where data points are counted.
_sees(source, query) := 1 if {
	source.counted_only
	gaps.is_unknown(query.statistic)
} else := 0 if {
	source.counted_only
	not _counts(query)
} else := 2

_counts(query) if statistics.counts_zero(query.statistic)

_used(alarm, id) := 2 if id in _reached(alarm, {"true"})

else := 1 if id in _reached(alarm, {"perhaps", "true"})

else := 1 if {
	some other in _reached(alarm, {"true", "perhaps"})
	_unreadable(alarm.queries[other])
} else := 0

_reached(alarm, answers) := graph.reachable(
	{id: _uses(query) | some id, query in alarm.queries},
	{id | some id, query in alarm.queries; _returned(query) in answers},
)

_returned(query) := "perhaps" if gaps.is_unknown(query.returned)

else := "true" if query.returned == true

else := "false"

_uses(query) := [] if query.uses == null

_uses(query) := query.uses if query.uses != null

_unreadable(query) if {
	query.uses == null
	query.metric == null
}

_doubts(source, alarm) := union({_unread(alarm), _unreturned(alarm), _unsure(source, alarm)})

_unreturned(alarm) := gaps.among({query.returned | some query in alarm.queries})

_unsure(source, alarm) := _uncounted(source, alarm) | union({found |
	some id, _ in _queries(source, alarm)
	found := metric_identity.doubts(alarm.queries[id].metric, source.metric)
})

_uncounted(source, alarm) := gaps.among({query.statistic | some query in alarm.queries; source.counted_only})

_unread(alarm) := {gaps.found("alarm", "unsupported_alarm", alarm, "queries") |
	some query in alarm.queries
	_unreadable(query)
}
