# METADATA
# title: Metrics - what a filter writes when it matches
# description: >-
#   A non-zero constant, into a metric that is told apart by account, region, namespace, name and dimensions. A zero is
#   seen only by alarms that count data points; a field of the record is a value that nobody has promised.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
#     description: value, default value, unit and dimensions of a transformation
# custom:
#   link: metric
package trailgate.chain.metrics

import data.trailgate.chain.calculus
import data.trailgate.chain.gaps
import data.trailgate.chain.misses
import data.trailgate.chain.steps

# METADATA
# title: The metric that a transformation writes of a record
# description: "`fields` are the constants of the record. Null is a dimension's value that varies."
metric(filter, transformation, fields) := {
	"account": filter.account,
	"region": filter.region,
	"namespace": transformation.namespace,
	"name": transformation.name,
	"dimensions": _dimensions(filter, transformation, fields),
}

# METADATA
# title: What alarms need to know of a transformation
# description: >-
#   `together` sums up all that is written into the metric, null where nothing else is. Filters that write the same
#   share one source. `flood` is the filter that floods the metric, and whether it is on the same log group.
source(filter, number, written, together) := {
	"metric": written,
	"value": transformation.value,
	"default": transformation["default"],
	"unit": transformation.unit,
	"amounts": input.index.amounts_written[filter.id][number],
	"counted_only": _is_zero(transformation.value),
	"together": together,
	"flood": _flood(filter),
} if {
	transformation := filter.transformations[number]
}

# METADATA
# title: The route from a filter that matched, through one of its metrics
# description: "`alarmed` is the route of the source through alarms, computed once for all filters that share it."
route(filter, transformation, source, alarmed) := calculus.broken(cause, misses.rank.metric_value_from_record) if {
	_is_no_number(transformation.value)
	cause := _cause(filter, transformation, "metric_value_from_record")
} else := calculus.broken(_cause(filter, transformation, "metric_value_zero"), misses.rank.metric_value_zero) if {
	source.counted_only
	alarmed.value == 0
} else := calculus.broken(object.union(cause, {"link": "alarm"}), misses.rank.alarm_other_dimensions) if {
	null in _values(source)
	alarmed.value == 0
	cause := _cause(filter, transformation, "alarm_other_dimensions")
} else := calculus.onward(_step(filter, transformation), _placed(filter, alarmed))

# METADATA
# title: A metric's name for people
# description: Namespace and name; a part that is not known is a question mark.
title(transformation) := concat("/", [_part(transformation.namespace), _part(transformation.name)])

_step(filter, transformation) := steps.passable("metric", title(transformation), filter.at, {
	"gaps": gaps.among({
		transformation.namespace, transformation.name, transformation.value,
		transformation.dimensions, transformation.system_dimensions,
	}),
	"weaknesses": set(),
})

_flood(filter) := {"by": filter.flooded_by, "here": here} if {
	here := input.metric_filters[filter.flooded_by].log_group == filter.log_group
} else := null

# Where no alarm is to blame, the metric is.
_placed(filter, alarmed) := object.union(alarmed, {"break": cause}) if {
	alarmed.break.id == null
	cause := object.union(alarmed.break, {"id": filter.id, "at": filter.at})
} else := alarmed

_cause(filter, transformation, code) := {
	"link": "metric",
	"code": code,
	"id": filter.id,
	"at": filter.at,
	"detail": {"metric": title(transformation), "value": transformation.value},
}

_part(name) := name if is_string(name)

_part(name) := "?" if not is_string(name)

# A field of the record, and any text that is no number: nobody has promised that it is one.
_is_no_number(value) if {
	is_string(value)
	not regex.match(`^[-+]?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]{1,2})?$`, value)
}

_is_zero(value) if {
	is_string(value)
	regex.match(`^[-+]?0+([.]0+)?([eE][-+]?[0-9]+)?$`, value)
} else := false

# A dimension takes its value from the record: only a constant is the same for every record. Null is none we know.
_dimensions(filter, transformation, fields) := transformation.dimensions if gaps.is_unknown(transformation.dimensions)

else := transformation.system_dimensions if gaps.is_unknown(transformation.system_dimensions)

else := unread if unread := min({name | some name in transformation.system_dimensions; gaps.is_unknown(name)})

else := object.union(
	{name: _value(fields, path) | some name, path in transformation.dimensions},
	{name: _system(filter, name) | some name in transformation.system_dimensions},
)

_value(_, path) := path if gaps.is_unknown(path)

_value(fields, path) := _text(object.get(fields, trim_prefix(path, "$."), null)) if is_string(path)

# How a flag is written as a dimension's value is not documented: none that we know.
_text(value) := null if is_boolean(value)

else := value

# Of what a centralization rule copies they tell where it came from.
_system(filter, "@aws.account") := object.get(filter, "origin", filter).account

_system(filter, "@aws.region") := object.get(filter, "origin", filter).region

_system(_, name) := null if not name in {"@aws.account", "@aws.region"}

_values(source) := {value | some value in source.metric.dimensions}
