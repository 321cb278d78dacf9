package trailgate.chain.trail_admission_test

import data.trailgate.cis_aws.control_4_4 as control
import data.trailgate.passing_test as passing

_managed := {"field": "eventCategory", "equals": ["Management"]}

_advanced(conditions) := {"kind": "advanced", "advanced": [{
	"name": null,
	"fields": array.concat([_managed], conditions),
}]}

_not_deploy := {"field": "userIdentity.arn", "not_equals": ["deploy"]}

_classic(type, excluded) := {"kind": "classic", "classic": [{
	"management_events": true,
	"read_write_type": type,
	"excluded_sources": excluded,
}]}

_exclusion(id) := {
	"id": id,
	"control": control.id,
	"accounts": null,
	"owner": "o",
	"reason": "r",
	"starts": null,
	"expires": passing.as_of + 1,
	"fields": {"userIdentity.arn": {"is": "deploy"}},
}

_said(admitted, counterexample) := {
	"admitted": admitted,
	"excluding": ["deploy"],
	"counterexample": counterexample,
}

# An account whose one trail has these selectors, with one answer for every record, of which "deploy" is excluded.
_decided(selectors, answer) := _judged(selectors, {control.id: {record: answer | some record in passing.records}})

_judged(selectors, admissions) := decision if {
	document := passing.changed({
		"settings": {"exclusions": [_exclusion("deploy")]},
		"exclusions": {control.id: {"of": {"deploy": [record | some record in passing.records]}, "whole": []}},
		"trails": {passing.trail: {"selectors": selectors, "admissions": admissions}},
	})
	decision := control.decision with input as document
}

_breaks(decision) := {[one.code, one.detail] | some one in decision.breaks}

test_selectors_that_take_all_that_is_left_admit_the_record if {
	_decided(_advanced([_not_deploy]), _said("always", {})).status == "pass"
	_decided(_classic("WriteOnly", ["iam.amazonaws.com"]), _said("always", {})).status == "pass"
}

test_without_an_answer_whole_records_are_asked_for if {
	_breaks(_judged(_advanced([_not_deploy]), {})) == {[
		"trail_selector_conditional",
		{"fields": {"userIdentity.arn"}},
	]}
}

test_an_answer_that_leaves_out_more_than_is_excluded_says_nothing if {
	answer := object.union(_said("always", {}), {"excluding": ["deploy", "other"]})
	_decided(_advanced([_not_deploy]), answer).status == "fail"
}

test_an_answer_that_names_no_exclusions_says_nothing if {
	answer := object.remove(_said("always", {}), ["excluding"])
	_decided(_advanced([_not_deploy]), answer).status == "fail"
}

_missed := {
	"userIdentity": {"arn": "x"},
	"eventSource": "iam.amazonaws.com",
	"readOnly": false,
	"eventCategory": "Management",
}

test_a_condition_that_leaves_out_more_than_is_excluded_is_told_with_a_record if {
	selectors := _advanced([{"field": "userIdentity.arn", "not_equals": ["deploy", "x"]}])
	_breaks(_decided(selectors, _said("sometimes", _missed))) == {[
		"trail_selector_conditional",
		{"fields": {"userIdentity.arn"}, "counterexample": _missed},
	]}
}

test_selectors_that_take_none_of_what_is_left_are_told_by_the_field_that_is_against_it if {
	selectors := _advanced([{"field": "eventSource", "not_equals": ["iam.amazonaws.com"]}])
	_breaks(_decided(selectors, _said("never", _missed))) == {[
		"trail_excludes_source",
		{"fields": {"eventSource"}, "sources": {"iam.amazonaws.com"}, "counterexample": _missed},
	]}
}

test_a_source_of_which_some_is_left_is_a_condition_of_advanced_selectors_and_a_setting_of_classic_ones if {
	advanced := _advanced([{"field": "eventSource", "not_equals": ["iam.amazonaws.com"]}])
	_breaks(_decided(advanced, _said("sometimes", _missed))) == {[
		"trail_selector_conditional",
		{"fields": {"eventSource"}, "sources": {"iam.amazonaws.com"}, "counterexample": _missed},
	]}
	classic := _classic("All", ["iam.amazonaws.com", "kms.amazonaws.com"])
	_breaks(_decided(classic, _said("sometimes", _missed))) == {[
		"trail_excludes_source",
		{"sources": {"iam.amazonaws.com"}, "counterexample": _missed},
	]}
}

test_reads_and_writes_that_are_left_out_are_told_as_such if {
	read := object.union(_missed, {"readOnly": true})
	_breaks(_decided(_classic("WriteOnly", []), _said("sometimes", read))) == {[
		"trail_no_reads",
		{"counterexample": read},
	]}
	_breaks(_decided(_classic("ReadOnly", []), _said("never", _missed))) == {[
		"trail_no_writes",
		{"counterexample": _missed},
	]}
	writing := _advanced([{"field": "readOnly", "equals": ["false"]}])
	_breaks(_decided(writing, _said("sometimes", read))) == {[
		"trail_no_reads",
		{"fields": {"readOnly"}, "counterexample": read},
	]}
}

test_what_is_not_decided_is_unknown if {
	decision := _decided(_advanced([_not_deploy]), _said("undecided", {}))
	decision.status == "unknown"
	{[gap.link, gap.reason, gap.id, gap.attribute] | some gap in decision.gaps} == {[
		"trail",
		"matched_jointly",
		passing.trail,
		"selectors",
	]}
}

test_what_hangs_on_an_unknown_value_has_its_gap if {
	unknown := {"unknown": {"reason": "known_after_apply", "gap": "g"}}
	selectors := _advanced([{"field": "userIdentity.arn", "not_equals": [unknown]}])
	decision := _decided(selectors, _said("undecided", {}))
	{gap.reason | some gap in decision.gaps} == {"known_after_apply"}
}

test_each_record_has_an_answer_of_its_own if {
	admissions := {control.id: object.union(
		{record: _said("always", {}) | some record in passing.records},
		{"PutUserPolicy": _said("sometimes", _missed)},
	)}
	_judged(_classic("WriteOnly", []), admissions).records.missing == {"PutUserPolicy"}
}

test_an_answer_that_is_none_is_no_proof if {
	_decided(_advanced([]), _said("perhaps", {})).status == "fail"
	_decided(_advanced([]), object.remove(_said("sometimes", {}), ["counterexample"])).status == "fail"
}
