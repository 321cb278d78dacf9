# METADATA
# title: Writers - all that is written into a metric while a record is
# description: >-
#   All data that reach a metric count - of filters on the same log group, which see the same records, of those on other
#   groups, and of filters that we cannot see. Alarms on a minimum, an average or a percentile are moved by them. Summed
#   up once for each metric and record, so that many filters on one metric cost no more than few.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
#     description: metric filters, and the metrics that they write
# custom:
#   link: metric
package trailgate.chain.metric_writers

import data.trailgate.chain.filter_matches
import data.trailgate.chain.gaps
import data.trailgate.chain.metric_identity
import data.trailgate.chain.metrics
import data.trailgate.chain.statistics

# METADATA
# scope: document
# title: Does anything else write into the metric of this transformation?
# description: Perhaps not for every record; looked up by its name, whatever its dimensions.
shared(filter, transformation) if count(_ids(_place(filter), transformation)) > 1

shared(filter, _) if count(_unseen_beside(filter)) > 0

shared(filter, _) if count(filter.transformations) > 1

# METADATA
# title: What stands in the metrics that several write, by record and by what `key` says
# description: >-
#   `least` and `most` - the samples of the record's own minute, of all that surely match it, and of default values of
#   those that do not; `steady` - one minute of default values, or null, and `fillers` - the least and the most of
#   these values; `points` - the least and the most of what may come at any time, each amount with how many filters
#   write it and one of them; `unclear` - a filter of whose amounts one is not known, or null; `units` - other units of
#   data in the metric, and `stranger` - a filter that writes one; `gaps` - what may hide more filters; `crowd` - more
#   filters than a log group can hold, which are not told apart.
together(law, ids) := {record: summaries |
	sharing := {[id, transformation] |
		some id in ids
		some transformation in input.metric_filters[id].transformations
		shared(input.metric_filters[id], transformation)
	}
	matching := _matching(law, {id | some [id, _] in sharing})
	some record in law.records
	keys := {key(filter, metric, transformation) |
		some [id, transformation] in sharing
		filter := input.metric_filters[id]
		metric := metrics.metric(filter, transformation, law.fields[record])
	}
	summaries := {one: summary |
		some one in keys
		summary := _summary(law.fields[record], matching[record], one)
	}
}

# METADATA
# title: What tells the data of a metric apart
# description: The same metric on another log group, or in another unit, is seen with other data beside it.
key(filter, metric, transformation) := [filter.log_group, metric, _unit(transformation.unit)]

# A list, which costs nothing to count.
_ids(place, metric) := array.concat(
	_of_metric(place, metric),
	object.get(input.index.metric_filters_unknown_metric, place, []),
)

_of_metric(place, metric) := object.get(
	input.index.metric_filters_by_metric,
	concat("|", [place, metric.namespace, metric.name]),
	[],
)

# The gaps that may hide filters of a metric's place, none of which writes into it where AWS listed all that do.
_unseen(metric) := set() if {
	some id in _of_metric(_place(metric), metric)
	input.metric_filters[id].writers_listed == true
} else := union({_unseen_beside(input.metric_filters[id]) | some id in _of_metric(_place(metric), metric)})

_unseen_beside(filter) := set() if filter.writers_listed == true

else := {gap | some gap in object.get(input.index.filters_hidden, _place(filter), [])} | {gap |
	gap := filter.writers_listed.unknown.gap
}

_place(resource) := concat("|", [resource.account, resource.region])

# Of some filters those that surely match each record.
_matching(law, ids) := {record: matched |
	some record in law.records
	matched := {id | some id in ids; _matches(law, record, input.metric_filters[id])}
}

_matches(law, record, filter) if {
	not filter_matches.mismatch(law, record, filter)
	count(filter_matches.doubts(law, record, filter)) == 0
}

_summary(fields, matching, [group, metric, unit]) := summary if {
	ids := _ids(_place(metric), metric)
	count(ids) <= _full_group
	writers := [writer |
		some id in {id | some id in ids}
		some n, transformation in input.metric_filters[id].transformations
		writer := _writer(fields, matching, input.metric_filters[id], [n, transformation], [group, metric])
	]
	alike := [writer | some writer in writers; writer.unit == unit]
	here := [writer | some writer in alike; writer.here]
	summary := {
		"least": _minute(here, "least"),
		"most": _minute(here, "most"),
		"steady": _joined([statistics.points(writer["default"], 1) | some writer in here; writer["default"] != null]),
		"points": _points([[writer.id, amount] | some writer in alike; some amount in writer.any]),
		"fillers": _points([[writer.id, writer["default"]] | some writer in here; writer["default"] != null]),
		"unclear": _first({writer.id | some writer in alike; not writer.known}),
		"units": {writer.unit | some writer in writers} - {unit},
		"stranger": _first({writer.id | some writer in writers; writer.unit != unit}),
		"gaps": _unseen(metric),
		"crowd": false,
		"writers": count(writers),
	}
} else := object.union(_nothing, {"crowd": true})

# CloudWatch Logs' quota of filters on a log group. More on one metric are told of as a crowd, not one by one.
_full_group := 100

_nothing := {
	"least": null,
	"most": null,
	"steady": null,
	"points": set(),
	"fillers": set(),
	"unclear": null,
	"units": set(),
	"stranger": null,
	"gaps": set(),
	"writers": 2,
}

# Only on the same log group does a filter see the record, or have a default value in the same minutes.
_writer(fields, matching, filter, [n, transformation], [group, metric]) := {
	"id": filter.id,
	"unit": _unit(transformation.unit),
	"known": known,
	"here": here,
	"matches": filter.id in matching,
	"value": amounts.value,
	"default": amounts["default"],
	"any": _any_time(amounts, here),
} if {
	same := metric_identity.same(_open(metrics.metric(filter, transformation, fields)), metric)
	same > 0
	amounts := input.index.amounts_written[filter.id][n]
	known := _known(transformation, amounts)
	here := _here(filter, group, [same, known])
}

_writer(_, _, filter, [_, transformation], _) := {
	"id": filter.id,
	"unit": "?",
	"known": false,
	"here": false,
	"matches": false,
	"value": null,
	"default": null,
	"any": set(),
} if {
	gaps.is_unknown(transformation)
}

_known(transformation, amounts) if {
	is_number(amounts.value)
	_is_null_or(amounts["default"], transformation["default"])
} else := false

_is_null_or(_, null)

_is_null_or(amount, _) if is_number(amount)

_here(filter, group, told) if {
	told == [2, true]
	filter.log_group == group
} else := false

# A default value on the same log group comes in every minute without the value, and is counted there.
_any_time(amounts, true) := {amounts.value}

_any_time(amounts, false) := {amount | some amount in amounts; amount != null}

# A filter that does not match the record writes its default value in that minute, or its value for something else.
_minute(here, bound) := _joined([statistics.points(amount, 1) |
	some writer in here
	amount := _in_the_minute(writer, bound)
])

_in_the_minute(writer, _) := writer.value if writer.matches

_in_the_minute(writer, "least") := min({writer.value, writer["default"]}) if {
	not writer.matches
	writer["default"] != null
}

_in_the_minute(writer, "most") := max({writer.value, writer["default"]}) if {
	not writer.matches
	writer["default"] != null
}

# There is no least of none, nor a sample of none.
_first(ids) := first if {
	first := min(ids)
} else := null

_joined(samples) := joined if {
	joined := statistics.joined(samples)
} else := null

# Whether an amount keeps an alarm from crossing is settled by the least and the most of those that others write: the
# two of each end, since one of them may be the filter's own.
_points(written) := {{"amount": amount, "filters": count(ids), "filter": min(ids)} |
	some amount in _ends(sort({amount | some [_, amount] in written}))
	ids := {id | some [id, other] in written; other == amount}
}

_ends(amounts) := {amount | some amount in array.slice(amounts, 0, 2)} | {amount |
	some amount in array.slice(amounts, count(amounts) - 2, count(amounts))
}

_unit(unit) := "?" if gaps.is_unknown(unit)

else := "None" if unit == null

else := unit

# A dimension whose value varies, which is null, may have any.
_open(metric) := metric if gaps.is_unknown(metric.dimensions)

else := object.union(metric, {"dimensions": {name: _any(value) | some name, value in metric.dimensions}})

_any(null) := {"unknown": {"reason": "not_supplied", "candidates": []}}

_any(value) := value if value != null
