package trailgate.chain.judgement_test

import data.trailgate.chain.judgement
import data.trailgate.cis_aws.control_4_4
import data.trailgate.passing_test as passing

_matching(matched) := {"matched": matched, "clause": null, "counterexample": null, "why": null}

# The patterns of two filters on the group: what each says of some records, and of all others that it never matches.
_two(first, second) := passing.decided({
	"metric_filters": {"second": object.union(
		passing.document.metric_filters[passing.metric_filter],
		{"id": "second", "pattern": "p2"},
	)},
	"patterns": {passing.pattern: _covering(first), "p2": _covering(second)},
})

_covering(coverage) := passing.covering(object.union(
	{record: _matching("never") | some record in passing.records},
	{record: _matching(matched) | some record, matched in coverage},
))

test_a_record_that_is_not_carried_has_no_chain if {
	passing.decided({"alarms": {passing.alarm: {"actions": []}}}).chains == set()
}

test_records_that_different_things_stop_have_different_breaks if {
	{one.code: one.records | some one in _two({"PutUserPolicy": "sometimes"}, {}).breaks} == {
		"filter_matches_sometimes": {"PutUserPolicy"},
		"filter_matches_never": passing.records - {"PutUserPolicy"},
	}
}

test_a_gap_names_only_the_records_that_it_leaves_open if {
	{one.id: one.records | some one in _two({"PutUserPolicy": "undecided"}, {"PutRolePolicy": "undecided"}).gaps} == {
		passing.metric_filter: {"PutUserPolicy"},
		"second": {"PutRolePolicy"},
	}
}

_never_applied := object.union(passing.hidden("plan", null), {"reason": "plan_errored", "link": "trail"})

test_a_plan_that_cannot_be_applied_never_passes if {
	decision := passing.decided({"gaps": {"plan": _never_applied}})
	decision.status == "unknown"
	decision.effective == null
	decision.gaps == {passing.reported(_never_applied)}
	{one.value | some one in decision.chains} == {"may"}
}

test_a_plan_that_cannot_be_applied_and_would_not_pass_fails if {
	decision := passing.decided({"gaps": {"plan": _never_applied}, "alarms": {passing.alarm: {"actions": []}}})
	decision.status == "fail"
	decision.gaps == set()
}

# The decision on records of which some more is said.
_of_records(said, change) := decision if {
	document := passing.changed(change)
	known := control_4_4.required_records with input as document
	required := {record: object.union(asked, said) | some record, asked in known}
	decision := judgement.decision(passing.control, required) with input as document
}

test_a_record_that_may_not_arise_is_no_fault_where_nothing_carries_it if {
	decision := _of_records({"doubtful": "role_unknown"}, {"alarms": {passing.alarm: {"actions": []}}})
	decision.status == "unknown"
	decision.breaks == set()
	{[gap.link, gap.reason, gap.settled_by] | some gap in decision.gaps} == {["trail", "role_unknown", ["role"]]}
}

test_a_record_that_may_not_arise_and_is_carried_passes if {
	_of_records({"doubtful": "role_unknown"}, {}).status == "pass"
}

test_what_leaves_open_whether_a_record_is_carried_is_told_whether_or_not_it_may_arise if {
	decision := _of_records({"doubtful": "role_unknown"}, {"patterns": {passing.pattern: _covering({record: "undecided" |
		some record in passing.records
	})}})
	decision.status == "unknown"
	{gap.reason | some gap in decision.gaps} == {"pattern_undecided"}
}

test_a_trail_without_global_services_records_what_regional_services_do if {
	decision := _of_records({"global_service": false}, {"trails": {passing.trail: {"global_services": false}}})
	decision.status == "pass"
}

test_whether_a_trail_covers_global_services_leaves_nothing_open_of_regional_ones if {
	decision := _of_records({"global_service": false}, {"trails": {passing.trail: {"global_services": null}}})
	decision.status == "pass"
}

# The verdict on records with any name but one, where the trail leaves out these.
_leaving_out(names, spec) := decision.status if {
	fields := [
		{"field": "eventCategory", "equals": ["Management"]},
		{"field": "eventName", "not_equals": names},
	]
	selectors := {"kind": "advanced", "advanced": [{"name": null, "fields": fields}]}
	document := passing.changed({"trails": {passing.trail: {"selectors": selectors}}})
	known := control_4_4.required_records with input as document
	required := {record: object.union(
		json.remove(asked, ["fields/eventName"]),
		{"fields": {"eventName": spec}},
	) |
		some record, asked in known
	}
	decision := judgement.decision(passing.control, required) with input as document
}

test_a_trail_may_leave_out_the_names_that_are_not_asked_for if {
	_leaving_out(["HeadBucket"], {"not": ["HeadBucket"]}) == "pass"
	_leaving_out(["HeadBucket"], {"like": "[A-Z].*", "not": ["HeadBucket"]}) == "pass"
	_leaving_out(["Other"], {"not": ["HeadBucket"]}) == "fail"
}

# What is left out is what matches, so a record without the field is kept.
test_a_trail_may_leave_out_what_is_not_there if {
	_leaving_out(["HeadBucket"], {"not": ["HeadBucket"], "absent": true}) == "pass"
	_leaving_out(["Other"], {"kinds": ["absent"]}) == "pass"
	_leaving_out(["Other"], {"kinds": ["absent", "string"]}) == "fail"
}
