package trailgate.chain.records_test

import data.trailgate.chain.records

_always := {"matched": "always"}

_never := {"matched": "never"}

_record := {
	"fields": {"eventSource": {"is": "a.amazonaws.com"}, "awsRegion": {"is": "us-east-1"}},
	"recorded_as": {"readOnly": "false"},
	"global_service": true,
}

test_records_that_arise_otherwise_are_told_apart if {
	every other in [
		{"fields": {"eventSource": {"is": "b.amazonaws.com"}}},
		{"fields": {"awsRegion": {"kinds": ["string"]}}},
		{"recorded_as": {"readOnly": "both"}},
		{"global_service": false},
	] {
		kinds := records.kinds("c", {"A": _record, "B": object.union(_record, other)}) with input as {"patterns": {}}
		count(kinds) == 2
	}
}

test_records_that_differ_in_what_no_trail_sees_are_alike if {
	other := {"fields": {"errorCode": {"kinds": ["absent"]}, "eventName": {"is": "B"}}}
	kinds := records.kinds("c", {"A": _record, "B": object.union(_record, other)}) with input as {"patterns": {}}
	kinds == {"A": {"A", "B"}}
}

_kinds(change) := kinds if {
	kinds := records.kinds("c", {"A": _record, "B": _record, "C": _record}) with input as object.union(
		{"trails": {}, "metric_filters": {}, "patterns": {
			"p": {"coverage": {"c": {"A": _always, "B": _always, "C": _never}}},
			"q": {"coverage": {"c": {"A": _never, "B": _never, "C": _never}}},
		}},
		change,
	)
}

test_records_that_every_pattern_treats_alike_are_one_kind if {
	_kinds({}) == {"A": {"A", "B"}, "C": {"C"}}
}

test_a_record_that_one_pattern_treats_apart_is_its_own_kind if {
	_kinds({"patterns": {"q": {"coverage": {"c": {"B": _always}}}}}) == {"A": {"A"}, "B": {"B"}, "C": {"C"}}
}

test_a_pattern_that_says_nothing_of_a_record_tells_it_apart if {
	_kinds({"patterns": {"r": {"coverage": {"c": {"A": _always}}}}}) == {"A": {"A"}, "B": {"B"}, "C": {"C"}}
}

# A pattern that misses both, each with its own example.
_missing(sought) := {"patterns": {"q": object.union({"coverage": {"c": missed}}, sought)}} if {
	missed := {name: {"matched": "never", "counterexample": {"eventName": name}} | some name in ["A", "B", "C"]}
}

test_an_example_that_is_told_tells_records_apart if {
	_kinds(_missing({"sought": ["c"]})) == {"A": {"A"}, "B": {"B"}, "C": {"C"}}
	_kinds(_missing({})) == {"A": {"A"}, "B": {"B"}, "C": {"C"}}
}

test_an_example_of_a_pattern_that_is_made_for_other_records_does_not if {
	_kinds(_missing({"sought": ["d"]})) == {"A": {"A", "B"}, "C": {"C"}}
}

test_what_such_a_pattern_matches_does if {
	some_of := {"patterns": {"q": {"sought": [], "coverage": {"c": {"B": _always}}}}}
	_kinds(some_of) == {"A": {"A"}, "B": {"B"}, "C": {"C"}}
}

test_how_such_a_pattern_matches_does if {
	some_of := {"A": _always, "B": {"matched": "sometimes"}, "C": _never}
	_kinds({"patterns": {"q": {"sought": [], "coverage": {"c": some_of}}}}) == {"A": {"A"}, "B": {"B"}, "C": {"C"}}
}

test_a_pattern_that_never_matches_any_of_them_tells_none_apart if {
	_kinds({"patterns": {"q": {"sought": [], "coverage": {}, "never": ["c"]}}}) == {"A": {"A", "B"}, "C": {"C"}}
}

test_whatever_else_such_a_pattern_says_of_what_it_misses_does if {
	every more in [{"excluding": ["e"]}, {"covers": "no"}, {"misses": "failed_calls"}] {
		missed := {"A": _never, "B": object.union(_never, more), "C": _never}
		_kinds({"patterns": {"q": {"sought": [], "coverage": {"c": missed}}}}) == {"A": {"A"}, "B": {"B"}, "C": {"C"}}
	}
}

test_what_else_it_says_tells_them_apart_too if {
	missed := {"A": object.union(_never, {"covers": "no"}), "B": object.union(_never, {"excluding": ["e"]}), "C": _never}
	_kinds({"patterns": {"q": {"sought": [], "coverage": {"c": missed}}}}) == {"A": {"A"}, "B": {"B"}, "C": {"C"}}
}

test_so_does_that_such_a_pattern_says_nothing if {
	missed := {"A": _never, "B": null, "C": _never}
	_kinds({"patterns": {"q": {"sought": [], "coverage": {"c": missed}}}}) == {"A": {"A"}, "B": {"B"}, "C": {"C"}}
	_kinds({"patterns": {"r": {"sought": [], "coverage": {}}}}) == {"A": {"A", "B"}, "C": {"C"}}
}

test_advanced_selectors_may_look_at_every_name if {
	_kinds({"trails": {"t": {"selectors": {"kind": "advanced"}}}}) == {"A": {"A"}, "B": {"B"}, "C": {"C"}}
}

test_other_selectors_look_at_no_name if {
	every kind in ["default", "classic"] {
		_kinds({"trails": {"t": {"selectors": {"kind": kind}}}}) == {"A": {"A", "B"}, "C": {"C"}}
	}
}

test_filters_that_match_only_together_are_told_by_every_name if {
	_kinds({"log_groups": {"g": {"jointly": {"c": ["A"]}}}}) == {"A": {"A"}, "B": {"B"}, "C": {"C"}}
	_kinds({"log_groups": {"g": {"name": "g"}}}) == {"A": {"A", "B"}, "C": {"C"}}
}

test_dimensions_may_hold_every_name if {
	change := {"metric_filters": {"f": {"transformations": [{"dimensions": {"Name": "$.eventName"}}]}}}
	_kinds(change) == {"A": {"A"}, "B": {"B"}, "C": {"C"}}
}

test_without_patterns_all_records_are_one_kind if {
	empty := {"trails": {}, "metric_filters": {}, "patterns": {}}
	kinds := records.kinds("c", {"A": _record, "B": _record}) with input as empty
	kinds == {"A": {"A", "B"}}
}

test_a_metric_without_dimensions_holds_no_name if {
	_kinds({"metric_filters": {"f": {"transformations": [{"dimensions": {}}]}}}) == {"A": {"A", "B"}, "C": {"C"}}
}
