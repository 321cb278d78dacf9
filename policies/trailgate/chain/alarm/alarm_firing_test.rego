package trailgate.chain.alarm_firing_test

import data.trailgate.chain.alarm_firing
import data.trailgate.passing.index_test
import data.trailgate.passing_test as passing

_alarm := passing.document.alarms[passing.alarm]

_source := {"value": "1", "default": null, "unit": null, "together": null}

# What is weak about an alarm that differs from the passing one in this, on a metric that differs in that.
_found(firing, written, state) := weak if {
	alarm := object.union(_alarm, {"firing": firing, "state": state})
	source := object.union(_source, written)
	amounts := {name: index_test.amount(source[name]) | some name in ["value", "default"]}
	index := {"amounts_watched": {alarm.id: index_test.watched(alarm.firing)}}
	weak := alarm_firing.weak(object.union(source, {"amounts": amounts}), alarm) with input.index as index
}

_weak(firing, written) := _codes(_found(firing, written, "OK"))

_codes(weak) := {[one.code, one.effect] | some one in weak}

_details(firing, written) := {one.detail | some one in _found(firing, written, "OK")}

_never := {["threshold_not_crossed", "no"]}

_perhaps := {["threshold_not_crossed", "unknown"]}

test_the_usual_alarm_fires if _weak({}, {}) == set()

# The threshold: statistic, operator, value.
test_each_operator_is_crossed_where_it_says if {
	every row in [
		["GreaterThanOrEqualToThreshold", 1, set()],
		["GreaterThanOrEqualToThreshold", 2, _never],
		["GreaterThanThreshold", 0, set()],
		["GreaterThanThreshold", 1, _never],
		["LessThanOrEqualToThreshold", 1, set()],
		["LessThanOrEqualToThreshold", 0, _never],
		["LessThanThreshold", 2, set()],
		["LessThanThreshold", 1, _never],
	] {
		_weak({"operator": row[0], "threshold": row[1]}, {}) == row[2]
	}
}

test_each_statistic_of_one_point_is_that_point if {
	statistics := {"Sum", "Average", "Minimum", "Maximum", "p99", "p99.9", "tm90", "TM(2%:98%)", "wm95", "IQM"}
	every statistic in statistics {
		_weak({"statistic": statistic, "threshold": 5}, {"value": "5"}) == set()
		_weak({"statistic": statistic, "threshold": 6}, {"value": "5"}) == _never
	}
}

# A trimmed count is an interpolated approximation, which may be a part of a point, and a trimmed sum the mean so many
# times.
test_a_count_or_sum_of_a_share_of_the_points_may_be_a_part_of_one if {
	every statistic in {"ts90", "TS(10%:90%)", "TS(1:90%)"} {
		_weak({"statistic": statistic, "threshold": 5}, {"value": "5"}) == _perhaps
		_weak({"statistic": statistic, "threshold": 6}, {"value": "5"}) == _never
		_weak({"statistic": statistic, "threshold": 5, "operator": "LessThanOrEqualToThreshold"}, {"value": "5"}) == set()
	}
	every statistic in {"tc90", "TC(10%:90%)", "TC(:90%)"} {
		_weak({"statistic": statistic, "threshold": 1}, {"value": "5"}) == _perhaps
		_weak({"statistic": statistic, "threshold": 2}, {"value": "5"}) == _never
		_weak({"statistic": statistic, "threshold": 1, "operator": "LessThanOrEqualToThreshold"}, {"value": "5"}) == set()
	}
}

# Bounds that are values leave out what lies beyond them, and what lies on them is not written down.
test_a_point_within_bounds_is_that_point_and_beyond_them_nothing_is_said if {
	every statistic in {"TM(1:10)", "TM(:10)", "TM(1:)", "TS(1:10)", "WM(0.5:5.5)", "TM(10%:10)"} {
		_weak({"statistic": statistic, "threshold": 5}, {"value": "5"}) == set()
		_weak({"statistic": statistic, "threshold": 6}, {"value": "5"}) == _never
	}
	every statistic in {"TM(5:10)", "TM(150:1000)", "TS(:5)", "WM(6:10)", "WM(0:4)", "TC(5:10)", "TM(:2)", "TM(x:)"} {
		_weak({"statistic": statistic, "threshold": 5}, {"value": "5"}) == {["math_not_computed", "unknown"]}
	}
}

test_a_default_value_beyond_bounds_may_rest_in_alarm if {
	every period in [60, 300] {
		["rests_in_alarm", "unknown"] in _weak(
			{"statistic": "TM(0:10)", "threshold": 0, "period": period},
			{"value": "5", "default": 0},
		)
	}
}

test_statistics_that_count_see_one_whatever_the_value if {
	every statistic in ["SampleCount", "TC(0:10)"] {
		_weak({"statistic": statistic, "threshold": 1}, {"value": "5"}) == set()
		_weak({"statistic": statistic, "threshold": 2}, {"value": "5"}) == _never
	}
}

test_what_the_threshold_was_stands_beside_it if _details({"threshold": 2}, {}) == {{"threshold": 2}}

test_a_percentile_of_few_points_is_ignored_where_the_alarm_says_so if {
	_weak({"statistic": "p99", "evaluate_low_sample": "ignore"}, {}) == _never
}

test_a_percentile_of_few_points_is_evaluated_otherwise if {
	_weak({"statistic": "p99", "evaluate_low_sample": "evaluate"}, {}) == set()
}

test_a_setting_for_percentiles_says_nothing_of_other_statistics if {
	_weak({"statistic": "Sum", "evaluate_low_sample": "ignore"}, {}) == set()
}

test_a_statistic_that_nobody_has_described_is_not_computed if {
	every statistic in ["PR(1:2)", "PR(0:2)", "PR(0:)", "percentile"] {
		_weak({"statistic": statistic}, {}) == {["math_not_computed", "unknown"]}
	}
}

test_an_operator_of_anomaly_detection_is_not_computed if {
	_weak({"operator": "GreaterThanUpperThreshold"}, {}) == {["math_not_computed", "unknown"]}
}

test_an_alarm_without_a_threshold_is_not_computed if {
	_weak({"threshold": null}, {}) == {["math_not_computed", "unknown"]}
}

# The unit.
test_an_alarm_on_another_unit_sees_no_data if {
	_weak({"unit": "Seconds"}, {}) == {["unit_mismatch", "no"]}
}

test_an_alarm_on_the_metrics_unit_sees_it if _weak({"unit": "Count"}, {"unit": "Count"}) == set()

test_a_metric_without_a_unit_has_the_unit_none if _weak({"unit": "None"}, {}) == set()

test_an_alarm_on_any_unit_sees_every_unit if _weak({"unit": null}, {"unit": "Count"}) == set()

# A default value in the other minutes of the period.
test_a_default_of_zero_does_not_change_a_sum if _weak({}, {"default": 0}) == set()

test_a_default_of_zero_thins_an_average if {
	_weak({"statistic": "Average"}, {"default": 0}) == _perhaps
}

test_a_default_of_zero_in_a_period_of_one_minute_thins_nothing if {
	_weak({"statistic": "Average", "period": 60}, {"default": 0}) == set()
}

test_a_default_of_zero_is_the_minimum if _weak({"statistic": "Minimum"}, {"default": 0}) == _perhaps

test_a_default_of_zero_does_not_change_a_maximum if _weak({"statistic": "Maximum"}, {"default": 0}) == set()

test_a_percentile_may_be_of_the_default if _weak({"statistic": "p50"}, {"default": 0}) == _perhaps

test_a_default_in_a_period_of_one_minute_is_in_no_other_minute if {
	_weak({"statistic": "Minimum", "period": 60}, {"default": 0}) == set()
}

# What AWS always tells and never takes is not read as a number of periods.
test_periods_that_are_missing_or_impossible_make_it_unknown if {
	every row in [
		["period", null], ["period", 0], ["period", -60], ["period", 90], ["period", 61], ["period", 604860],
		["period", 7.5], ["evaluation_periods", null], ["evaluation_periods", 0], ["evaluation_periods", 1.5],
		["datapoints_to_alarm", null], ["datapoints_to_alarm", 0], ["datapoints_to_alarm", 2],
		["treat_missing", null], ["treat_missing", "guess"],
	] {
		some effect in {effect | some [_, effect] in _weak({row[0]: row[1]}, {})}
		effect == "unknown"
		_weak({row[0]: row[1]}, {}) == _perhaps
	}
}

test_the_longest_period_is_a_week if _weak({"period": 604800}, {}) == set()

test_a_default_is_counted_too if {
	_weak({"statistic": "SampleCount"}, {"default": 0}) == {["rests_in_alarm", "no"]}
	_weak({"statistic": "SampleCount", "threshold": 6}, {"default": 0}) == _never
}

# Default values of some minutes may lack just the record, those of all cross without it.
test_a_log_group_that_is_busy_now_and_then_may_lack_just_the_record if {
	every case in [[{"statistic": "SampleCount", "threshold": 5}, {"default": 0}], [{"threshold": 5}, {"default": 1}]] {
		_weak(case[0], case[1]) == {["threshold_not_crossed", "unknown"], ["rests_in_alarm", "unknown"]}
	}
}

# A metric filter's data come once a minute.
test_a_period_of_seconds_has_no_data_most_of_the_time if {
	every period in [1, 5, 10, 20, 30, 59] {
		_weak({"period": period}, {}) == {["period_below_a_minute", "unknown"]}
		_details({"period": period}, {}) == {{"period": period}}
	}
}

test_a_period_of_seconds_is_one_minute_of_filter_data if {
	_weak({"statistic": "Average", "period": 10}, {"default": 0}) == {["period_below_a_minute", "unknown"]}
}

test_default_values_may_bring_a_record_across_that_does_not_cross_alone if {
	_weak({"threshold": 3}, {"value": "2", "default": 0.5}) == _perhaps
	_weak({"threshold": 3}, {"value": "2", "default": 0.2}) == _never
}

# The state of rest.
test_a_default_that_crosses_rests_in_alarm if {
	_weak({}, {"default": 1}) == {["rests_in_alarm", "no"]}
}

test_a_default_that_adds_up_to_the_threshold_may_rest_in_alarm if {
	_weak({"threshold": 3}, {"value": "3", "default": 1}) == {["rests_in_alarm", "unknown"]}
}

# One default value in a period is too much, three are not; of a single minute there is no such difference.
test_a_negative_default_of_which_one_crosses_may_rest_in_alarm if {
	firing := {"threshold": -0.1, "period": 180, "treat_missing": "notBreaching"}
	["rests_in_alarm", "unknown"] in _weak(firing, {"value": "0.1", "default": -0.1})
	not ["rests_in_alarm", "no"] in _weak(firing, {"value": "0.1", "default": -0.1})
	_weak(object.union(firing, {"period": 60}), {"value": "0.1", "default": -0.1}) == {["rests_in_alarm", "no"]}
}

# Where many bring no record across either, there is no log group in which it fires.
test_a_negative_default_that_holds_a_record_down_rests_in_alarm if {
	firing := {"threshold": -0.1, "period": 180, "treat_missing": "notBreaching"}
	["rests_in_alarm", "no"] in _weak(firing, {"value": "0.05", "default": -0.1})
}

test_missing_data_that_breaches_rests_in_alarm if {
	_weak({"treat_missing": "breaching"}, {}) == {["rests_in_alarm", "no"]}
}

test_missing_data_that_breaches_beside_a_default_may_rest_in_alarm if {
	_weak({"treat_missing": "breaching"}, {"default": 0}) == {["rests_in_alarm", "unknown"]}
}

test_missing_data_that_is_ignored_keeps_the_alarm_in_alarm if {
	_weak({"treat_missing": "ignore"}, {}) == {["stays_in_alarm", "none"]}
}

# In ALARM such an alarm waits for a point that does not breach, and the filter writes none.
test_missing_data_that_is_ignored_leaves_an_alarm_stuck_that_is_in_alarm if {
	_codes(_found({"treat_missing": "ignore"}, {}, "ALARM")) == {["stuck_in_alarm", "no"]}
	_codes(_found({"treat_missing": "ignore"}, {"default": 0}, "ALARM")) == set()
	_codes(_found({"treat_missing": "missing"}, {}, "ALARM")) == set()
}

test_missing_data_that_is_ignored_does_not_matter_beside_a_default if {
	_weak({"treat_missing": "ignore"}, {"default": 0}) == set()
}

test_missing_data_that_is_missing_rests_without_data if _weak({"treat_missing": "missing"}, {}) == set()

test_the_states_of_rest_follow_from_missing_data_and_default if {
	every row in [
		["notBreaching", null, null, {"OK"}],
		["breaching", null, null, {"ALARM"}],
		["missing", null, "OK", {"INSUFFICIENT_DATA"}],
		["ignore", null, null, {"INSUFFICIENT_DATA"}],
		["ignore", null, "ALARM", {"INSUFFICIENT_DATA"}],
		["ignore", null, "OK", {"OK"}],
		["notBreaching", 0, null, {"OK"}],
		["breaching", 0, null, {"ALARM", "OK"}],
		["missing", 0, null, {"INSUFFICIENT_DATA", "OK"}],
		["ignore", 0, null, {"INSUFFICIENT_DATA", "OK"}],
		[{"unknown": {"reason": "known_after_apply", "gap": "g"}}, null, null, set()],
		[{"unknown": {"reason": "known_after_apply", "gap": "g"}}, 0, null, set()],
	] {
		alarm_firing.resting_states(
			object.union(_source, {"default": row[1]}),
			object.union(_alarm, {"state": row[2], "firing": {"treat_missing": row[0]}}),
		) == row[3]
	}
}

# Another filter's data are data as well.
test_the_alarm_may_rest_in_ok_where_another_filter_writes if {
	together := {"writers": 2, "gaps": set(), "crowd": true}
	alarm_firing.resting_states(
		object.union(_source, {"together": together}),
		object.union(_alarm, {"firing": {"treat_missing": "missing"}}),
	) == {"INSUFFICIENT_DATA", "OK"}
}

# Percentiles and trimmed statistics are not available for a metric with negative values.
test_no_percentile_of_negative_values_is_computed if {
	uncomputed := {["math_not_computed", "unknown"]}
	every statistic in {"p99", "p99.9", "tm90", "TM(2%:98%)", "wm95", "ts90", "IQM", "tc90", "PR(:300)"} {
		below := {"statistic": statistic, "operator": "LessThanOrEqualToThreshold"}
		_weak(object.union(below, {"threshold": -5}), {"value": "-5"}) == uncomputed
		_weak(object.union(below, {"threshold": 5}), {"value": "5", "default": -1}) == uncomputed
	}
}

test_the_other_statistics_of_negative_values_are if {
	_weak({"statistic": "SampleCount"}, {"value": "-5"}) == set()
	every statistic in {"Sum", "Average", "Minimum", "Maximum"} {
		below := {"statistic": statistic, "operator": "LessThanOrEqualToThreshold", "threshold": -5}
		_weak(below, {"value": "-5"}) == set()
	}
}

test_a_count_is_of_thirty_two_bits if {
	_weak({"evaluation_periods": 2147483647, "datapoints_to_alarm": 1}, {}) == set()
	every many in [2147483648, 1e300] {
		_details({"evaluation_periods": many, "datapoints_to_alarm": 1}, {}) == {{"unknown": {"evaluation_periods"}}}
	}
}

# M out of N.
test_two_points_out_of_two_need_more_records if {
	_weak({"datapoints_to_alarm": 2, "evaluation_periods": 2}, {}) == {["needs_more_records", "no"]}
}

# A busy period beside the record's adds the second point; a busy log group would be in ALARM without it.
test_default_values_that_cross_together_may_add_the_points_that_one_record_lacks if {
	firing := {"datapoints_to_alarm": 2, "evaluation_periods": 3, "period": 300, "threshold": 5}
	_weak(firing, {"value": "5", "default": 1}) == {["needs_more_records", "unknown"], ["rests_in_alarm", "unknown"]}
	_weak(firing, {"value": "5", "default": 0.5}) == {["needs_more_records", "no"]}
	_weak(object.union(firing, {"treat_missing": "ignore"}), {"value": "5", "default": 1}) == {
		["needs_more_records", "unknown"],
		["rests_in_alarm", "unknown"],
	}
}

# A default value that crosses alone, where all of a period do not.
test_one_default_value_that_crosses_may_add_a_point_as_well if {
	firing := {
		"datapoints_to_alarm": 2,
		"evaluation_periods": 2,
		"period": 300,
		"operator": "LessThanOrEqualToThreshold",
		"threshold": 1,
	}
	["needs_more_records", "unknown"] in _weak(firing, {"value": "1", "default": 1})
}

test_missing_data_that_breaches_adds_the_points_that_one_record_lacks if {
	firing := {"datapoints_to_alarm": 2, "evaluation_periods": 2, "treat_missing": "breaching"}
	_weak(firing, {}) == {["rests_in_alarm", "no"]}
	_weak(firing, {"default": 0}) == {["needs_more_records", "unknown"], ["rests_in_alarm", "unknown"]}
}

test_one_point_out_of_two_does_not if {
	_weak({"datapoints_to_alarm": 1, "evaluation_periods": 2}, {}) == set()
}

test_two_points_out_of_two_do_not_where_missing_data_is_missing if {
	_weak({"datapoints_to_alarm": 2, "evaluation_periods": 2, "treat_missing": "missing"}, {}) == set()
}

test_two_points_out_of_two_may_where_a_default_fills_the_others_of_a_busy_log_group if {
	_weak(
		{"datapoints_to_alarm": 2, "evaluation_periods": 2, "treat_missing": "missing"},
		{"default": 0},
	) == {["needs_more_records", "unknown"]}
	every treat_missing in ["ignore", "notBreaching"] {
		_weak(
			{"datapoints_to_alarm": 2, "evaluation_periods": 2, "treat_missing": treat_missing},
			{"default": 0},
		) == {["needs_more_records", "no"]}
	}
}

# What is not known.
test_a_number_that_is_too_fine_or_too_large_to_compare_is_not_computed if {
	every change in [
		{"amounts": {"value": null, "default": null}},
		{"default": 0, "amounts": {"value": 1, "default": null}},
	] {
		source := object.union(_source, change)
		index := {"amounts_watched": {_alarm.id: index_test.watched(_alarm.firing)}}
		weak := alarm_firing.weak(source, _alarm) with input.index as index
		_codes(weak) == {["math_not_computed", "unknown"]}
	}
}

test_a_setting_for_percentiles_that_is_not_known_matters_to_percentiles_alone if {
	unknown := {"evaluate_low_sample": passing.unknown(passing.alarm, "evaluate_low_sample", [])}
	_weak(unknown, {}) == set()
	_weak(object.union(unknown, {"statistic": "tm90"}), {}) == set()
	_weak(object.union(unknown, {"statistic": "p90"}), {}) == _perhaps
	nothing := object.union(unknown, {"statistic": passing.unknown(passing.alarm, "statistic", [])})
	_details(nothing, {}) == {{"unknown": {"evaluate_low_sample", "statistic"}}}
}

test_every_part_that_is_not_known_makes_it_unknown if {
	every name in ["statistic", "operator", "threshold", "period", "datapoints_to_alarm", "treat_missing", "unit"] {
		firing := {name: passing.unknown(passing.alarm, name, [])}
		_weak(firing, {}) == _perhaps
		_details(firing, {}) == {{"unknown": {name}}}
	}
}

test_a_value_a_default_or_a_unit_that_is_not_known_makes_it_unknown if {
	unknown := passing.unknown(passing.metric_filter, "x", [])
	_details({}, {"value": unknown, "default": unknown, "unit": unknown}) == {{"unknown": {
		"value",
		"default",
		"unit of the metric",
	}}}
}

test_firing_that_is_not_known_at_all_makes_it_unknown if {
	passing.weakened(passing.not_knowing("alarms", passing.alarm, "firing")) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": {{
			"code": "threshold_not_crossed",
			"effect": "unknown",
			"id": passing.alarm,
			"at": _alarm.at,
			"detail": {"unknown": {"firing"}},
		}},
	}
}

test_a_weakness_that_says_no_does_not_change_the_status if {
	passing.weakened({"alarms": {passing.alarm: {"firing": {"threshold": 2}}}}) == {
		"status": "pass",
		"effective": "no",
		"weaknesses": {{
			"code": "threshold_not_crossed",
			"effect": "no",
			"id": passing.alarm,
			"at": _alarm.at,
			"detail": {"threshold": 2},
		}},
	}
}

test_of_two_alarms_the_more_effective_counts if {
	second := object.union(passing.alarm_on("a second", passing.watched), {"firing": {"threshold": 2}})
	passing.weakened({"alarms": {"a second": second}}).effective == "yes"
}
