package trailgate.chain.several_writers_test

import data.trailgate.chain.alarm_firing
import data.trailgate.chain.statistics
import data.trailgate.passing.index_test
import data.trailgate.passing_test as passing

_alarm := passing.document.alarms[passing.alarm]

# What is weak about an alarm that differs from the passing one in this, on a metric of which that stands together.
_found(firing, together, state) := weak if {
	alarm := object.union(_alarm, {"firing": firing, "state": state})
	source := {"value": "1", "default": null, "unit": null, "amounts": {"value": 1000, "default": null}}
	index := {"amounts_watched": {alarm.id: index_test.watched(alarm.firing)}}
	weak := alarm_firing.weak(object.union(source, {"together": together}), alarm) with input.index as index
}

_weak(firing, together) := {[one.code, one.effect] | some one in _found(firing, together, "OK")}

_details(firing, together) := {one.detail | some one in _found(firing, together, "OK")}

_never := {["threshold_not_crossed", "no"]}

# Another filter on the same metric. Amounts are in thousandths: what it may write at any time, what it surely writes
# with the record or instead, its default value.
_other(change) := object.union(
	{"amounts": {1000}, "known": true, "unit": "None", "with": null, "either": set(), "default": null},
	change,
)

_together(change, own) := {
	"least": statistics.joined([statistics.points(amount, 1) | some amount in _minute(other, own, "least")]),
	"most": statistics.joined([statistics.points(amount, 1) | some amount in _minute(other, own, "most")]),
	"steady": _steady(other),
	"points": {_point(amount, other, own) | some amount in (_amounts_seen(other) | {own})},
	"fillers": {_point(amount, other, null) | amount := other["default"]; amount != null},
	"unclear": _named(other.known == false),
	"units": {other.unit} - {"None"},
	"stranger": _named(other.unit != "None"),
	"gaps": set(),
	"crowd": false,
	"writers": 2,
} if {
	other := _other(change)
}

_named(true) := "another"

_named(false) := null

_amounts_seen(other) := other.amounts if other.unit == "None"

else := set()

_minute(other, own, bound) := array.concat([own], [amount |
	other.unit == "None"
	some amount in [other.with, _bound(other.either, bound)]
	amount != null
])

_bound(either, "least") := min(either) if count(either) > 0

_bound(either, "most") := max(either) if count(either) > 0

_bound(either, _) := null if count(either) == 0

_steady(other) := statistics.points(other["default"], 1) if other["default"] != null

else := null

_point(amount, other, own) := {"amount": amount, "filters": count(writers), "filter": "another"} if {
	writers := {"own" | amount == own} | {"another" | amount in other.amounts}
}

_beside(firing, change) := _weak(firing, _together(change, 1000))

_zero := {"amounts": {0}}

_zero_with := {"amounts": {0}, "with": 0}

_spoils := {["other_data_in_metric", "no"]}

_may_spoil := {["other_data_in_metric", "unknown"]}

test_another_filter_that_writes_the_same_does_not_matter if {
	every statistic in ["Sum", "Average", "Minimum", "Maximum", "SampleCount", "p99", "TS(0:10)", "TC(0:10)"] {
		_beside({"statistic": statistic}, {}) == set()
	}
}

test_a_zero_of_this_very_record_is_the_minimum if {
	_beside({"statistic": "Minimum"}, _zero_with) == _spoils
	_beside({"statistic": "Average"}, _zero_with) == _spoils
	_beside({"statistic": "Average", "threshold": 0.5}, _zero_with) == _may_spoil
	_beside({"statistic": "p99"}, _zero_with) == _may_spoil
	_beside({"statistic": "Sum"}, _zero_with) == set()
	_beside({"statistic": "Maximum"}, _zero_with) == set()
	_beside({"statistic": "SampleCount"}, _zero_with) == set()
}

test_a_zero_that_may_come_may_be_the_minimum if {
	every statistic in ["Minimum", "Average", "p99", "tm90", "wm90", "IQM"] {
		_beside({"statistic": statistic}, _zero) == _may_spoil
	}
	every statistic in ["Sum", "Maximum", "SampleCount"] {
		_beside({"statistic": statistic}, _zero) == set()
	}
}

test_a_point_that_may_come_may_be_what_an_alarm_on_less_does_not_want if {
	less := {"operator": "LessThanThreshold", "threshold": 2}
	high := {"amounts": {3000}}
	_beside(object.union(less, {"statistic": "Minimum"}), high) == set()
	_beside(object.union(less, {"statistic": "Maximum"}), {"amounts": {-3000}}) == set()
	_beside(object.union(less, {"statistic": "Sum"}), {"amounts": {-3000}}) == set()
	_beside(object.union(less, {"statistic": "Sum"}), {"amounts": {0}}) == set()
	every statistic in ["Sum", "Average", "Maximum", "SampleCount", "p99"] {
		_beside(object.union(less, {"statistic": statistic}), high) == _may_spoil
	}
}

test_a_negative_number_thins_a_sum if {
	_beside({}, {"amounts": {-1}}) == _may_spoil
	_beside({}, {"amounts": {-1}, "with": -1}) == _spoils
	_beside({}, {"amounts": {0}}) == set()
}

test_two_filters_that_match_the_record_cross_together_what_one_does_not if {
	_beside({"threshold": 2}, {"with": 1000}) == set()
	_beside({"threshold": 3}, {"with": 1000}) == _never
	_beside({"threshold": 2}, {}) == _never
}

test_a_default_value_of_another_filter_stands_in_the_records_own_minute if {
	filler := {"amounts": {0, 1000}, "either": {0, 1000}, "default": 0}
	_beside({"statistic": "Minimum"}, filler) == _may_spoil
	_beside({"statistic": "Minimum"}, object.union(filler, {"amounts": {0}, "either": {0}})) == _spoils
	_beside({"threshold": 2}, filler) == _may_spoil
	_beside({}, filler) == set()
}

test_default_values_of_another_filter_thin_the_period if {
	filler := {"amounts": {1000}, "with": 1000, "default": 500}
	_beside({"statistic": "Average", "period": 60, "threshold": 0.8}, filler) == set()
	_beside({"statistic": "Average", "threshold": 0.8}, filler) == _may_spoil
	_beside({"statistic": "Average", "threshold": 0.6, "period": 120}, filler) == set()
}

test_default_values_of_another_filter_may_rest_in_alarm if {
	filler := {"amounts": {1000}, "either": {1000}, "default": 1000}
	_beside({}, filler) == {["rests_in_alarm", "no"]}
	_beside({"threshold": 2}, filler) == {["rests_in_alarm", "unknown"]}
	_beside({"treat_missing": "breaching"}, object.union(filler, _zero)) == {["rests_in_alarm", "no"]}
}

test_missing_data_that_breaches_are_not_missing_where_another_filter_writes if {
	_beside({"treat_missing": "breaching"}, _zero) == {["rests_in_alarm", "unknown"]}
}

test_two_points_out_of_two_may_need_more_where_another_filter_writes if {
	found := _beside({"datapoints_to_alarm": 2, "evaluation_periods": 2, "treat_missing": "missing"}, _zero)
	found == {["needs_more_records", "unknown"]}
	_beside({"datapoints_to_alarm": 2, "evaluation_periods": 2}, {}) == {["needs_more_records", "no"]}
}

test_data_of_several_units_are_unclear_to_an_alarm_that_names_none if {
	_beside({}, {"unit": "Bytes"}) == _may_spoil
	_beside({}, {"unit": "?"}) == _may_spoil
}

test_data_of_another_unit_are_another_series_to_an_alarm_that_names_its_unit if {
	minimum := {"statistic": "Minimum", "unit": "None"}
	_beside(minimum, {"unit": "Bytes"}) == set()
	_beside(minimum, {"unit": "?"}) == _may_spoil
	_beside(object.union(minimum, {"statistic": "Maximum"}), {"unit": "?"}) == set()
}

test_a_value_that_nobody_knows_may_be_anything if {
	unknown := {"amounts": set(), "known": false}
	every statistic in ["Sum", "Average", "Minimum", "p99"] {
		_beside({"statistic": statistic}, unknown) == _may_spoil
	}
	every statistic in ["Maximum", "SampleCount"] {
		_beside({"statistic": statistic}, unknown) == set()
	}
}

_hidden := object.union(_together({}, 1000), {"writers": 1, "gaps": {"g"}})

_crowd := object.union(_together({}, 1000), {"least": null, "most": null, "points": set(), "crowd": true})

test_filters_that_cannot_be_seen_may_write_no_negative_number if {
	_weak({"operator": "LessThanThreshold", "threshold": 2}, _hidden) == _may_spoil
	_details({"statistic": "Minimum"}, _hidden) == {{
		"statistic": "Minimum",
		"filters": set(),
		"gaps": {"g"},
	}}
	every unseen in [_hidden, _crowd] {
		every statistic in ["Average", "Minimum", "p99"] {
			_weak({"statistic": statistic}, unseen) == _may_spoil
		}
		every statistic in ["Sum", "Maximum", "SampleCount"] {
			_weak({"statistic": statistic}, unseen) == set()
		}
	}
}

test_a_filter_alone_on_its_metric_is_alone if {
	alone := object.union(_together({}, 1000), {"writers": 1})
	_weak({"treat_missing": "breaching"}, alone) == {["rests_in_alarm", "no"]}
	_weak({"treat_missing": "breaching"}, _hidden) == {["rests_in_alarm", "unknown"]}
}

test_the_filters_beside_are_named if {
	every change in [_zero, {"known": false}, {"unit": "Bytes"}, {"either": {0, 1000}, "default": 0}] {
		_details({"statistic": "Minimum"}, _together(change, 1000)) == {{
			"statistic": "Minimum",
			"filters": {"another"},
			"gaps": set(),
		}}
	}
}

test_a_statistic_within_bounds_that_another_point_leaves_may_be_anything if {
	within := {"statistic": "TM(0:10)"}
	_beside(within, {}) == set()
	_beside(within, {"amounts": {10000}}) == _may_spoil
	_beside(within, {"amounts": {10000}, "with": 10000}) == _may_spoil
}

test_an_alarm_that_another_filter_may_bring_back_is_not_stuck if {
	every state in ["OK", "ALARM"] {
		_found({"treat_missing": "ignore"}, _together(_zero, 1000), state) == set()
	}
}

_hidden_by(gaps) := object.union(_together({}, 1000), {"writers": 1, "gaps": gaps})

_breaching := {"treat_missing": "breaching"}

_unasked := {"gaps": {"nobody": {"reason": "not_collected"}, "refused": {"reason": "denied"}}}

test_filters_that_nobody_asked_for_say_nothing_good_and_nothing_bad if {
	_weak(_breaching, _hidden_by({"nobody"})) == {["rests_in_alarm", "no"]} with input as _unasked
	_weak({"statistic": "Average"}, _hidden_by({"nobody"})) == _may_spoil with input as _unasked
	_weak(_breaching, _hidden_by({"nobody", "refused"})) == {["rests_in_alarm", "unknown"]} with input as _unasked
}

test_data_that_breach_by_themselves_do_not_lift_an_alarm_out_of_rest if {
	_beside(_breaching, {"amounts": {5000}}) == {["rests_in_alarm", "no"]}
	_beside(_breaching, {"amounts": {1000, 2000}, "either": {1000, 2000}}) == {["rests_in_alarm", "no"]}
	_beside(_breaching, _zero) == {["rests_in_alarm", "unknown"]}
	_beside(_breaching, {"amounts": {1000}, "default": 0}) == {["rests_in_alarm", "unknown"]}
	several := {"datapoints_to_alarm": 2, "evaluation_periods": 2, "treat_missing": "missing"}
	_beside(several, {"amounts": {5000}}) == set()
	_beside(several, _zero) == {["needs_more_records", "unknown"]}
}

test_an_alarm_that_ignores_missing_data_is_stuck_among_data_that_breach if {
	_details_of({"treat_missing": "ignore"}, {"amounts": {5000}}, "ALARM") == {"stuck_in_alarm"}
	_details_of({"treat_missing": "ignore"}, {"amounts": {5000}}, "OK") == {"stays_in_alarm"}
	_details_of({"treat_missing": "ignore"}, _zero, "ALARM") == set()
}

_details_of(firing, change, state) := {one.code | some one in _found(firing, _together(change, 1000), state)}

test_what_is_not_known_of_other_data_may_lift_it_out_of_rest if {
	maximum := object.union(_breaching, {"statistic": "Maximum"})
	_beside(maximum, {"amounts": set(), "known": false}) == {["rests_in_alarm", "unknown"]}
	_beside(maximum, {"unit": "?"}) == {["rests_in_alarm", "unknown"], ["other_data_in_metric", "unknown"]}
	_beside(object.union(maximum, {"unit": "None"}), {"unit": "?"}) == {["rests_in_alarm", "unknown"]}
	_beside(object.union(maximum, {"unit": "None"}), {"unit": "Bytes"}) == {["rests_in_alarm", "no"]}
	_weak(maximum, _crowd) == {["rests_in_alarm", "unknown"]}
	_weak(maximum, _hidden) == {["rests_in_alarm", "unknown"]}
}

# Each of them is above the threshold, and two together are not.
test_negative_numbers_that_breach_one_by_one_may_lift_it_out_of_rest if {
	low := object.union(_breaching, {"threshold": -3})
	_beside(low, {"amounts": {-2000}}) == {["rests_in_alarm", "unknown"], ["other_data_in_metric", "unknown"]}
	_beside(object.union(low, {"statistic": "Maximum"}), {"amounts": {-2000}}) == {["rests_in_alarm", "no"]}
}

# Ten minutes of default values cross by themselves, one does not, and with the record a few do.
test_a_log_group_that_is_busy_now_and_then_may_lack_just_the_record if {
	filler := {"amounts": {1000}, "either": {1000}, "default": 1000}
	_beside({"threshold": 10, "period": 600}, filler) == {
		["rests_in_alarm", "unknown"],
		["other_data_in_metric", "unknown"],
	}
}
