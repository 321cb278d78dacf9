package trailgate.chain.metric_writers_test

import data.trailgate.passing_test as passing

_filter := passing.document.metric_filters[passing.metric_filter]

_alarm := passing.document.alarms[passing.alarm]

_second := concat(":", [passing.log_group, "metric-filter", "second"])

_elsewhere := "arn:aws:logs:us-east-1:111122223333:log-group:elsewhere"

_minimum := {"alarms": {passing.alarm: {"firing": {"statistic": "Minimum"}}}}

# The passing account, whose alarm looks at the minimum, and a second filter that writes a zero into its metric.
_beside(filter, transformation) := passing.weakened(object.union(_minimum, {"metric_filters": {_second: second}})) if {
	written := object.union_n([passing.transformation, {"value": "0"}, transformation])
	second := object.union_n([_filter, {"id": _second, "name": "second"}, filter, {"transformations": [written]}])
}

_effect(filter, transformation) := _beside(filter, transformation).effective

_never_matching := object.union(
	passing.covering({record: object.union(passing.always, {"matched": "never"}) | some record in passing.records}),
	{"text": "never"},
)

_with_pattern(pattern, change) := passing.weakened(object.union(_minimum, {
	"patterns": {"p2": pattern},
	"metric_filters": {_second: object.union_n([
		_filter,
		{"id": _second, "pattern": "p2"},
		{"transformations": [object.union(passing.transformation, change)]},
	])},
}))

test_a_minimum_without_another_filter_is_the_records_own if passing.weakened(_minimum).effective == "yes"

test_a_filter_on_the_same_group_that_matches_the_record_writes_beside_it if {
	_beside({}, {}) == {
		"status": "pass",
		"effective": "no",
		"weaknesses": {{
			"code": "other_data_in_metric",
			"effect": "no",
			"id": passing.alarm,
			"at": _alarm.at,
			"detail": {"statistic": "Minimum", "filters": {_second}, "gaps": set()},
		}},
	}
}

test_a_filter_that_does_not_match_the_record_may_match_another if {
	_with_pattern(_never_matching, {"value": "0"}).effective == "unknown"
}

test_a_default_value_of_a_filter_that_does_not_match_stands_in_the_same_minute if {
	_with_pattern(_never_matching, {"value": "0", "default": 0}).effective == "no"
	_with_pattern(_never_matching, {"value": "1", "default": 0}).effective == "unknown"
	_with_pattern(_never_matching, {"value": "1", "default": 1}).effective == "no"
	_with_pattern(_never_matching, {"value": "1"}).effective == "yes"
}

test_a_filter_on_another_group_may_write_at_any_time if {
	_effect({"log_group": _elsewhere}, {}) == "unknown"
	_effect({"log_group": _elsewhere}, {"value": "1"}) == "yes"
	_effect({"log_group": _elsewhere}, {"value": "1", "default": 0}) == "unknown"
}

test_a_filter_whose_match_is_not_known_may_write_beside_it if {
	change := object.union(_minimum, {
		"gaps": {passing.gap_id(_second, "pattern"): passing.gap(_second, "pattern")},
		"metric_filters": {_second: object.union_n([
			_filter,
			{"id": _second, "pattern": passing.unknown(_second, "pattern", [])},
			{"transformations": [object.union(passing.transformation, {"value": "0"})]},
		])},
	})
	passing.weakened(change).effective == "unknown"
}

test_a_filter_on_another_metric_does_not_matter if {
	_effect({}, {"namespace": "Other"}) == "yes"
	_effect({}, {"name": "Other"}) == "yes"
	_effect({}, {"dimensions": {"Env": "$.eventSource"}}) == "yes"
}

test_a_filter_of_another_region_or_account_does_not_matter if {
	_effect({"region": "eu-west-1"}, {}) == "yes"
	_effect({"account": passing.other_account}, {}) == "yes"
}

test_a_filter_whose_metric_is_not_known_may_write_into_this_one if {
	_effect({}, {"namespace": passing.unknown(_second, "namespace", [])}) == "unknown"
	_effect({}, {"name": passing.unknown(_second, "name", [])}) == "unknown"
	_effect({}, {"name": passing.unknown(_second, "name", ["Other"])}) == "yes"
}

test_a_transformation_that_is_not_known_may_write_into_this_metric if {
	unknown := passing.unknown(_second, "transformations", [])
	second := object.union(_filter, {"id": _second, "transformations": [unknown]})
	passing.weakened(object.union(_minimum, {"metric_filters": {_second: second}})).effective == "unknown"
}

test_a_value_of_the_record_may_be_anything if {
	_effect({}, {"value": "$.bytes"}) == "unknown"
}

test_a_default_that_is_not_known_may_be_anything if {
	_effect({}, {"value": "1", "default": passing.unknown(_second, "default", [])}) == "unknown"
}

test_a_unit_that_is_not_known_may_be_this_one if {
	_effect({}, {"value": "1", "unit": passing.unknown(_second, "unit", [])}) == "unknown"
}

# Only records whose dimension has the alarm's value reach its metric.
test_a_dimension_that_varies_may_have_the_alarms_value if {
	event := {"Event": "$.eventName"}
	records := {record: object.union(_alarm, {
		"id": record,
		"metric": object.union(passing.watched, {"dimensions": {"Event": record}}),
		"firing": object.union(_alarm.firing, {"statistic": "Minimum"}),
	}) |
		some record in passing.records
	}
	by_event := {"transformations": [object.union(passing.transformation, {"dimensions": event})]}
	varying := {"transformations": [object.union(
		passing.transformation,
		{"value": "0", "dimensions": {"Event": "$.requestParameters.x"}},
	)]}
	alone := passing.decided({"alarms": records, "metric_filters": {passing.metric_filter: by_event}})
	alone.effective == "yes"
	both := passing.decided({"alarms": records, "metric_filters": {
		passing.metric_filter: by_event,
		_second: object.union_n([_filter, {"id": _second}, varying]),
	}})
	both.status == "pass"
	both.effective == "unknown"
}

test_a_second_transformation_of_the_same_filter_writes_beside_it if {
	zero := object.union(passing.transformation, {"value": "0"})
	change := {"metric_filters": {passing.metric_filter: {"transformations": [passing.transformation, zero]}}}
	passing.weakened(object.union(_minimum, change)).effective == "no"
}

test_filters_that_cannot_be_seen_may_write_into_it if {
	hidden := passing.hiding(concat("|", ["metric_filter", _elsewhere]), null)
	decision := passing.weakened(object.union(_minimum, hidden))
	decision.status == "pass"
	decision.effective == "unknown"
	{weak.detail.gaps | some weak in decision.weaknesses} == {{concat("|", ["metric_filter", _elsewhere])}}
	passing.weakened(hidden).effective == "yes"
}

test_filters_of_another_place_that_cannot_be_seen_do_not_matter if {
	scope := concat("|", ["metric_filter", _elsewhere])
	gap := object.union(passing.hidden(scope, null), {"region": "eu-west-1"})
	passing.weakened(object.union(_minimum, {"gaps": {scope: gap}})).effective == "yes"
}

_listed := {"metric_filters": {passing.metric_filter: {"writers_listed": true}}}

_unlisted := passing.not_knowing("metric_filters", passing.metric_filter, "writers_listed")

test_no_filter_is_hidden_from_a_metric_of_which_aws_listed_all if {
	hidden := passing.hiding(concat("|", ["metric_filter", _elsewhere]), null)
	passing.weakened(object.union_n([_minimum, hidden, _listed])).effective == "yes"
}

test_filters_of_which_nobody_could_tell_may_write_into_it if {
	decision := passing.weakened(object.union(_minimum, _unlisted))
	decision.status == "pass"
	decision.effective == "unknown"
	{weak.detail.gaps | some weak in decision.weaknesses} == {{passing.gap_id(passing.metric_filter, "writers_listed")}}
	passing.weakened(_unlisted).effective == "unknown"
}

test_a_sum_is_as_good_where_nobody_asked_who_writes_it if {
	gap := passing.gap_id(passing.metric_filter, "writers_listed")
	unasked := object.union(_unlisted, {"gaps": {gap: object.union(
		passing.gap(passing.metric_filter, "writers_listed"),
		{"reason": "not_collected"},
	)}})
	passing.weakened(unasked).effective == "yes"
}

test_one_listing_of_a_metric_is_good_for_every_filter_that_writes_it if {
	second := object.union(_filter, {"id": _second, "writers_listed": true})
	passing.weakened(object.union_n([_minimum, _unlisted, {"metric_filters": {_second: second}}])).effective == "yes"
}

# Filters of another group, one for each of these amounts.
_others(values) := passing.weakened(object.union(_minimum, {"metric_filters": {id: filter |
	some number, value in values
	id := concat("-", [_second, format_int(number, 10)])
	written := object.union(passing.transformation, {"value": value})
	filter := object.union(_filter, {"id": id, "log_group": _elsewhere, "transformations": [written]})
}}))

test_of_many_amounts_the_least_and_the_most_settle_what_an_alarm_sees if {
	_others(["2", "3", "4", "5", "6", "7"]).effective == "yes"
}

test_wherever_the_one_that_keeps_it_from_crossing_stands_among_them if {
	every position in numbers.range(0, 5) {
		values := [format_int(amount, 10) |
			some number in numbers.range(0, 5)
			amount := (number + 2) * (1 - _flag(number == position))
		]
		_others(values).effective == "unknown"
	}
}

_flag(true) := 1

_flag(false) := 0
