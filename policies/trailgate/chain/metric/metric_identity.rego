# METADATA
# title: Is this alarm's metric the one that the filter writes?
# description: >-
#   A metric is an account, a region, a namespace, a name and dimensions. Two metrics of one name that differ in
#   anything else are two metrics.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
#     description: a metric is uniquely defined by a name, a namespace and zero or more dimensions
# custom:
#   link: metric
package trailgate.chain.metric_identity

import data.trailgate.chain.gaps

# METADATA
# title: The key under which the index lists a metric's alarms
# description: Undefined where a dimension has no value that we know.
key(metric) := concat("|", [metric.account, metric.region, metric.namespace, metric.name, _dimensions(metric)])

# METADATA
# title: Same metric? 2 yes, 1 cannot tell, 0 no
# description: The worst of account, region, namespace, name and dimensions.
same(metric, other) := 1 if gaps.is_unknown(metric)

else := min({
	alike(metric.account, other.account),
	alike(metric.region, other.region),
	alike(metric.namespace, other.namespace),
	alike(metric.name, other.name),
	_same_dimensions(metric, other),
})

# METADATA
# title: The gaps that keep two metrics from being compared
# description: Empty where both are known in full.
doubts(metric, other) := gaps.among(_parts(metric) | _parts(other))

_parts(metric) := {metric} if gaps.is_unknown(metric)

else := {metric.account, metric.region, metric.namespace, metric.name, metric.dimensions} | _values(metric)

_values(metric) := {value | some value in metric.dimensions}

_dimensions(metric) := concat(",", sort([concat("=", [name, value]) | some name, value in metric.dimensions])) if {
	every value in metric.dimensions {
		is_string(value)
	}
}

_same_dimensions(metric, other) := 1 if gaps.is_unknown(metric.dimensions)

else := 1 if gaps.is_unknown(other.dimensions)

else := 0 if not is_object(object.get(metric, "dimensions", null))

else := 0 if object.keys(metric.dimensions) != object.keys(other.dimensions)

else := min({2} | {rank |
	some name, value in metric.dimensions
	rank := alike(value, other.dimensions[name])
})

# METADATA
# scope: document
# title: Are two texts the same? 2 yes, 1 cannot tell, 0 no
# description: A closed list of candidates that lacks a known text excludes it.
alike(value, other) := 2 if {
	value == other
	not gaps.is_unknown(value)
} else := _possible(value, other) if {
	gaps.is_unknown(value)
} else := _possible(other, value) if {
	gaps.is_unknown(other)
} else := 0

_possible(unknown, known) := 0 if {
	not gaps.is_unknown(known)
	not known in unknown.unknown.candidates
	count(unknown.unknown.candidates) > 0
} else := 1
