# METADATA
# title: The way - what the rules say of one record, in the order of the chain
# description: >-
#   For people who read the law beside an account: the rules by their names, each with the value that it has on the way
#   of one record. Nothing is judged here, and no verdict depends on it.
package trailgate.chain.way

import data.trailgate.chain.alarm_evaluation
import data.trailgate.chain.alarm_firing
import data.trailgate.chain.alarms
import data.trailgate.chain.calculus
import data.trailgate.chain.exclusions
import data.trailgate.chain.filter_matches
import data.trailgate.chain.floods
import data.trailgate.chain.judgement
import data.trailgate.chain.log_groups
import data.trailgate.chain.metric_filters
import data.trailgate.chain.metric_identity
import data.trailgate.chain.metrics
import data.trailgate.chain.subscriptions
import data.trailgate.chain.topic_access
import data.trailgate.chain.topics
import data.trailgate.chain.trail_admission
import data.trailgate.chain.trail_delivery

# METADATA
# title: The rules on the way of a record that a control requires
# description: >-
#   {link, rule, of, value}; `of` is the resource that was asked about. The value of a route is told in words; what a
#   function leaves undefined is an empty set. The way ends where the best route does.
rules(control, whole, record) := union({
	_at_trail(going),
	_at_log_group(going),
	_at_metric_filter(going),
	_at_metric(going),
	_at_alarm(going),
	_at_topic(going),
	_at_subscription(going),
}) if {
	required := exclusions.left(control, whole)
	required[record]
	law := judgement.asked(control, {record}, required)
	routes := judgement.routes(law)
	reached := {link: one.id | some link, one in routes.best[record].links}
	going := {
		"law": law,
		"record": record,
		"routes": routes,
		"reached": reached,
		"sources": _sources(law, record, reached),
	}
}

_at_trail(going) := ({_entry("trail", "trails.routes", trail, _told(routes[going.record])) |
	some trail, routes in going.routes.by_trail
} | {_entry("trail", "calculus.best", null, _told(going.routes.best[going.record]))}) | {entry |
	trail := input.trails[going.reached.trail]
	some rule, value in {
		"trail_admission.refused": {why | why := trail_admission.refused(going.law, trail, going.record)},
		"trail_admission.doubts": trail_admission.doubts(going.law, trail, going.record),
		"trail_delivery.weak_for": trail_delivery.weak_for(trail, going.law.fields[going.record]),
	}
	entry := _entry("trail", rule, trail.id, value)
}

_at_log_group(going) := {_entry("log_group", "log_groups.route", trail.id, _told(route)) |
	trail := input.trails[going.reached.trail]
	route := log_groups.route(trail, going.record, going.routes.filtered)
}

_at_metric_filter(going) := {_entry("metric_filter", "metric_filters.routes", group, _told(route)) |
	group := going.reached.log_group
	route := going.routes.filtered[group][going.record]
} | {entry |
	filter := input.metric_filters[going.reached.metric_filter]
	some rule, value in {
		"filter_matches.mismatch": {why | why := filter_matches.mismatch(going.law, going.record, filter)},
		"filter_matches.doubts": filter_matches.doubts(going.law, going.record, filter),
		"floods.of": floods.of(filter),
	}
	entry := _entry("metric_filter", rule, filter.id, value)
}

_at_metric(going) := {entry |
	filter := input.metric_filters[going.reached.metric_filter]
	some number, source in going.sources
	transformation := filter.transformations[number]
	some rule, value in {
		"metrics.metric": metrics.metric(filter, transformation, going.law.fields[going.record]),
		"metrics.route": _told(metrics.route(filter, transformation, source, alarms.route(source))),
	}
	entry := _entry("metric", rule, metrics.title(transformation), value)
}

_at_alarm(going) := {_entry("alarm", "alarms.route", title, _told(alarms.route(source))) |
	some number, source in going.sources
	title := metrics.title(input.metric_filters[going.reached.metric_filter].transformations[number])
} | {entry |
	some source in going.sources
	alarm := input.alarms[_watching(going)]
	alarm.kind == "metric"
	some rule, value in {
		"metric_identity.same": metric_identity.same(alarm.metric, source.metric),
		"alarm_firing.resting_states": alarm_firing.resting_states(source, alarm),
		"alarm_firing.weak": alarm_firing.weak(source, alarm),
		"alarm_evaluation.weak": alarm_evaluation.weak(alarm),
	}
	entry := _entry("alarm", rule, alarm.id, value)
}

# A composite tells of the alarm that watches the metric.
_watching(going) := object.get(_alarm(going), "through", _alarm(going).id)

_alarm(going) := going.routes.best[going.record].links.alarm

_at_topic(going) := {_entry("topic", "topics.route", alarm.id, _told(topics.route(alarm))) |
	alarm := input.alarms[going.reached.alarm]
} | {_entry("topic", "topic_access.weak_for", topic.id, topic_access.weak_for(alarm, topic)) |
	alarm := input.alarms[going.reached.alarm]
	topic := input.topics[going.reached.topic]
}

_at_subscription(going) := {_entry("subscription", "subscriptions.routes", topic, _told(subscriptions.routes[topic])) |
	topic := going.reached.topic
}

# What the filter on the way writes of the record: into the metric on the way, or into each where none of them holds.
_sources(law, record, reached) := {number: source |
	filter := input.metric_filters[reached.metric_filter]
	some number, by_record in metric_filters.written(law, log_groups.reachable)[filter.id]
	title := metrics.title(filter.transformations[number])
	title == object.get(reached, "metric", title)
	source := object.get(by_record, record, object.get(by_record, null, null))
}

_entry(link, rule, id, value) := {
	"link": link,
	"rule": concat(".", ["data.trailgate.chain", rule]),
	"of": id,
	"value": value,
}

_told(route) := {
	"value": calculus.values[route.value],
	"run": route.run,
	"effect": calculus.effects[route.effect],
	"break": _code(route.break),
	"gaps": {gap.reason | some gap in route.gaps},
	"weaknesses": {weakness.code | some weakness in route.weaknesses},
}

_code(null) := null

_code(cause) := cause.code
