package trailgate.chain.metric_together_test

import data.trailgate.chain.metric_filters
import data.trailgate.chain.metric_writers
import data.trailgate.chain.statistics
import data.trailgate.passing_test as passing

_record := "CreatePolicy"

_law := {
	"control": passing.control,
	"required": {_record},
	"records": {_record},
	"fields": {_record: {"eventName": _record}},
}

_filter := passing.document.metric_filters[passing.metric_filter]

_second := concat(":", [passing.log_group, "metric-filter", "second"])

_elsewhere := "arn:aws:logs:us-east-1:111122223333:log-group:elsewhere"

# The passing filter and another one, which differs from it in this, and writes something that differs in that.
_beside(filter, written) := {"metric_filters": {_second: object.union_n([
	_filter,
	{"id": _second},
	filter,
	{"transformations": [object.union(passing.transformation, written)]},
])}}

_never := {"patterns": {"never": object.union(
	passing.covering({_record: object.union(passing.always, {"matched": "never"})}),
	{"text": "never"},
)}}

_together(change) := together if {
	document := passing.changed(change)
	found := metric_writers.together(_law, object.keys(document.metric_filters)) with input as document
	together := found[_record]
}

_key := metric_writers.key(_filter, passing.watched, passing.transformation)

_shared(change) if {
	document := passing.changed(change)
	filter := document.metric_filters[passing.metric_filter]
	metric_writers.shared(filter, filter.transformations[0]) with input as document
}

_one := statistics.points(1000, 1)

_sample(amounts) := {"count": count(amounts), "total": sum(amounts), "least": min(amounts), "most": max(amounts)}

test_a_metric_of_one_filter_is_shared_with_nobody if {
	not _shared({})
	not _shared(_beside({}, {"name": "Other"}))
	_together({}) == {}
}

test_a_metric_is_shared_with_another_filter_a_second_transformation_and_what_may_be_hidden if {
	_shared(_beside({}, {}))
	_shared({"metric_filters": {passing.metric_filter: {"transformations": [
		passing.transformation,
		object.union(passing.transformation, {"name": "Other"}),
	]}}})
	_shared(passing.hiding(concat("|", ["metric_filter", _elsewhere]), null))
}

test_what_a_lone_filter_writes_is_the_same_for_every_record if {
	written := metric_filters.written(_law, {passing.log_group}) with input as passing.document
	object.keys(written[passing.metric_filter][0]) == {null}
}

test_what_filters_write_together_or_by_dimension_is_told_by_record if {
	every change in [
		_beside({}, {}),
		{"metric_filters": {passing.metric_filter: {"transformations": [object.union(
			passing.transformation,
			{"dimensions": {"Event": "$.eventName"}},
		)]}}},
	] {
		written := metric_filters.written(_law, {passing.log_group}) with input as passing.changed(change)
		object.keys(written[passing.metric_filter][0]) == {_record}
	}
}

test_filters_that_match_the_record_write_in_its_minute if {
	summary := _together(_beside({}, {"value": "5", "default": 7}))[_key]
	[summary.least, summary.most] == [_sample([1000, 5000]), _sample([1000, 5000])]
	summary.steady == statistics.points(7000, 1)
	{[point.amount, point.filter] | some point in summary.fillers} == {[7000, _second]}
	{point.amount | some point in summary.points} == {1000, 5000}
}

test_one_that_matches_writes_no_default_value_in_that_minute_however_small_it_is if {
	summary := _together(_beside({}, {"value": "5", "default": 2}))[_key]
	[summary.least, summary.most] == [_sample([1000, 5000]), _sample([1000, 5000])]
}

test_a_filter_that_does_not_match_it_may_write_its_default_value_or_something_else if {
	summary := _together(object.union(_never, _beside({"pattern": "never"}, {"value": "5", "default": 0})))[_key]
	[summary.least, summary.most] == [_sample([1000, 0]), _sample([1000, 5000])]
	bare := _together(object.union(_never, _beside({"pattern": "never"}, {"value": "5"})))[_key]
	[bare.least, bare.most, bare.steady, bare.fillers] == [_one, _one, null, set()]
}

test_a_filter_that_admits_nothing_of_the_account_does_not_match_it if {
	summary := _together(_beside({"scope": "@aws.account = \"1\"", "admits": false}, {"value": "5"}))[_key]
	[summary.least, summary.most] == [_one, _one]
}

test_a_filter_of_another_log_group_writes_in_no_certain_minute if {
	summary := _together(_beside({"log_group": _elsewhere}, {"value": "5", "default": 7}))[_key]
	[summary.least, summary.most, summary.steady, summary.fillers] == [_one, _one, null, set()]
	{point.amount | some point in summary.points} == {1000, 5000, 7000}
}

test_no_unit_is_the_unit_none_and_no_other if {
	_unit(null) == _unit("None")
	_unit(null) != _unit("Count")
	_unit("Bytes") != _unit("Count")
}

_unit(unit) := metric_writers.key(_filter, passing.watched, {"unit": unit})

test_what_writes_another_unit_is_named if {
	summary := _together(_beside({}, {"unit": "Count"}))[_key]
	[summary.units, summary.stranger, summary.unclear] == [{"Count"}, _second, null]
	alike := _together(_beside({}, {"unit": "None"}))[_key]
	[alike.units, alike.stranger] == [set(), null]
}

_crowd(many) := {"metric_filters": {id: object.union(_filter, {"id": id}) |
	some n in numbers.range(2, many)
	id := concat(":", [passing.log_group, "metric-filter", json.marshal(n)])
}}

test_more_filters_than_a_log_group_holds_are_a_crowd if {
	_together(_crowd(100))[_key].crowd == false
	_together(_crowd(101))[_key].crowd == true
}
