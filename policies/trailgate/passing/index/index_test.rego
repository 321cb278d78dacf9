# METADATA
# title: A document's index, as the evaluator makes it
# description: So that a test says what it changes and nothing else. Slow, and only for tests.
package trailgate.passing.index_test

indexed(document) := object.union(document, {"index": {
	"metric_filters_by_log_group": _by_reference(document.metric_filters, "log_group"),
	"metric_filters_anywhere": _anywhere(document.metric_filters, "log_group"),
	"alarms_by_metric": _alarms_by_metric(document),
	"alarms_by_metric_name": _alarms_by_metric_name(document),
	"alarms_unknown_metric": _alarms_unknown_metric(document),
	"alarms_fetching": _by_place(document, {id |
		some id, alarm in document.alarms
		alarm.kind in {"math", "unsupported"}
		alarm.fetches != []
	}),
	"alarms_by_place": _alarms_by_place(document),
	"composites_by_child": _composites_by_child(document),
	"composites_unparsed": _by_place(document, {id |
		some id, alarm in document.alarms
		alarm.kind == "composite"
		alarm.clauses == null
	}),
	"subscriptions_by_topic": _by_reference(document.subscriptions, "topic"),
	"subscriptions_anywhere": _anywhere(document.subscriptions, "topic"),
	"gaps_by_scope": _gaps_by_scope(document),
	"filters_hidden": _filters_hidden(document),
	"metric_filters_by_metric": _filters_by_metric(document),
	"metric_filters_unknown_metric": _filters_unknown_metric(document),
	"amounts_written": {id: written |
		some id, filter in document.metric_filters
		written := [_written(transformation) | some transformation in filter.transformations]
	},
	"amounts_watched": {id: watched(alarm.firing) |
		some id, alarm in document.alarms
		alarm.kind == "metric"
		not _is_unknown(alarm.firing)
	},
}})

# A thousandth is one, in tests.
watched(firing) := {
	"one": 1000,
	"threshold": amount(firing.threshold),
	"low": _bound(firing, 0),
	"high": _bound(firing, 1),
}

amount(value) := round(value * 1000) if is_number(value)

amount(value) := round(to_number(trim_prefix(value, "+")) * 1000) if {
	is_string(value)
	regex.match(`^[-+]?[0-9.]+$`, value)
}

amount(value) := null if {
	is_string(value)
	not regex.match(`^[-+]?[0-9.]+$`, value)
}

amount(value) := null if {
	not is_number(value)
	not is_string(value)
}

_bound(firing, side) := amount(split(trim_suffix(split(firing.statistic, "(")[1], ")"), ":")[side]) if {
	is_string(firing.statistic)
	contains(firing.statistic, "(")
} else := null

_written(transformation) := {
	"value": amount(object.get(transformation, "value", null)),
	"default": amount(object.get(transformation, "default", null)),
}

_filters_hidden(document) := {place: ids |
	some gap in document.gaps
	startswith(gap.scope, "metric_filter|")
	place := _place(gap)
	ids := sort({id | some id, one in document.gaps; startswith(one.scope, "metric_filter|"); _place(one) == place})
}

_titles(filter) := {concat("|", [_place(filter), transformation.namespace, transformation.name]) |
	some transformation in filter.transformations
	is_string(transformation.namespace)
	is_string(transformation.name)
}

_filters_by_metric(document) := {title: ids |
	some filter in document.metric_filters
	some title in _titles(filter)
	ids := sort({id | some id, one in document.metric_filters; title in _titles(one)})
}

_untitled(filter) if _is_unknown(filter.transformations)

_untitled(filter) if {
	some transformation in filter.transformations
	not is_string(object.get(transformation, "namespace", null))
}

_untitled(filter) if {
	some transformation in filter.transformations
	not is_string(object.get(transformation, "name", null))
}

_filters_unknown_metric(document) := {place: ids |
	some filter in document.metric_filters
	_untitled(filter)
	place := _place(filter)
	ids := sort({id | some id, one in document.metric_filters; _untitled(one); _place(one) == place})
}

_is_unknown(value) if value.unknown.reason

_references(value) := {value} if is_string(value)

_references(value) := {one | some one in object.get(value.unknown, "candidates", [])} if is_object(value)

_by_reference(resources, attribute) := {to: sorted |
	some resource in resources
	some to in _references(resource[attribute])
	sorted := sort({id | some id, one in resources; to in _references(one[attribute])})
}

_anywhere(resources, attribute) := sort({id |
	some id, resource in resources
	is_object(resource[attribute])
	count(_references(resource[attribute])) == 0
})

_metrics(alarm) := {alarm.metric} if alarm.kind == "metric"

_metrics(alarm) := {query.metric | some query in alarm.queries; query.metric != null} if alarm.kind == "math"

_metrics(alarm) := set() if alarm.kind in {"composite", "unsupported"}

_parts(metric) := ({metric} | {part | some part in metric}) | {value | some value in metric.dimensions}

_vague(metric) if {
	some part in _parts(metric)
	_is_unknown(part)
}

_key(metric) := concat("|", [metric.account, metric.region, metric.namespace, metric.name, dimensions]) if {
	not _vague(metric)
	dimensions := concat(",", sort([concat("=", [name, value]) | some name, value in metric.dimensions]))
}

_alarms_by_metric(document) := {key: ids |
	some alarm in document.alarms
	some metric in _metrics(alarm)
	key := _key(metric)
	ids := sort({id | some id, one in document.alarms; some other in _metrics(one); _key(other) == key})
}

_alarms_by_metric_name(document) := {metric.name: ids |
	some alarm in document.alarms
	some metric in _metrics(alarm)
	not _vague(metric)
	ids := sort({id |
		some id, one in document.alarms
		some other in _metrics(one)
		not _vague(other)
		other.name == metric.name
	})
}

_alarms_unknown_metric(document) := sort({id |
	some id, alarm in document.alarms
	some metric in _metrics(alarm)
	_vague(metric)
})

_place(resource) := concat("|", [resource.account, resource.region])

_by_place(document, ids) := {place: sorted |
	some id in ids
	place := _place(document.alarms[id])
	sorted := sort({other | some other in ids; _place(document.alarms[other]) == place})
}

_alarms_by_place(document) := {place: ids |
	some alarm in document.alarms
	some metric in _metrics(alarm)
	place := _place(metric)
	ids := sort({id | some id, one in document.alarms; some other in _metrics(one); _place(other) == place})
}

_children(alarm) := {literal.alarm | some clause in alarm.clauses; some literal in clause} if alarm.kind == "composite"

_children(alarm) := set() if alarm.kind != "composite"

_composites_by_child(document) := {child: ids |
	some alarm in document.alarms
	some child in _children(alarm)
	ids := sort({id | some id, one in document.alarms; child in _children(one)})
}

_gaps_by_scope(document) := {gap.scope: ids |
	some gap in document.gaps
	gap.scope != null
	ids := sort({id | some id, one in document.gaps; one.scope == gap.scope})
}
