package trailgate.chain.filter_matches_test

import data.trailgate.cis_aws.control_4_4 as control
import data.trailgate.passing_test as passing

# A pattern that is made for others and matches no record of the control, which is said of all of them at once.
_pattern := object.union(
	object.remove(passing.document.patterns[passing.pattern], ["coverage"]),
	{"sought": [], "coverage": {}, "never": [passing.control]},
)

_decided(pattern, filter) := decision if {
	without := object.remove(passing.document, ["patterns", "metric_filters"])
	decision := control.decision with input as object.union(without, {
		"patterns": {passing.pattern: object.union(_pattern, pattern)},
		"metric_filters": {passing.metric_filter: object.union(
			passing.document.metric_filters[passing.metric_filter],
			filter,
		)},
	})
}

_codes(decision) := {one.code | some one in decision.breaks}

_reasons(decision) := {one.reason | some one in decision.gaps}

test_a_filter_that_matches_no_record_of_the_control_is_none if {
	_codes(_decided({}, {})) == {"filter_none"}
}

test_silence_says_nothing if {
	silent := _decided({"never": []}, {})
	[silent.status, _reasons(silent)] == ["unknown", {"pattern_undecided"}]
}

test_a_filter_that_was_refused_is_to_blame_whatever_it_is_made_for if {
	_codes(_decided({}, {"refused": "some_rule"})) == {"filter_refused"}
	each := {record: {"matched": "never"} | some record in passing.records}
	_codes(_decided({"never": [], "coverage": {passing.control: each}}, {"refused": "some_rule"})) == {"filter_refused"}
}

test_a_pattern_that_cannot_be_read_proves_nothing_whatever_it_is_made_for if {
	unread := {"valid": false, "error": {"kind": "syntax", "span": [3, 4], "message": "expected a clause"}}
	decision := _decided(unread, {})
	[decision.status, _reasons(decision)] == ["unknown", {"pattern_unsupported"}]
}

test_transformed_records_may_be_matched_by_what_is_made_for_others if {
	decision := _decided({}, {"transformed": true})
	[decision.status, _reasons(decision)] == ["unknown", {"transformed_logs"}]
}

test_what_is_said_of_each_record_counts_more_than_what_is_said_of_all if {
	each := {record: passing.always | some record in passing.records}
	_decided({"coverage": {passing.control: each}}, {}).status == "pass"
}
