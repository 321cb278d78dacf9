package trailgate.chain.exclusions_test

import data.trailgate.chain.exclusions

_exclusion := {
	"id": "deploy",
	"control": "c",
	"accounts": null,
	"owner": "o",
	"reason": "r",
	"starts": null,
	"expires": 2000,
	"fields": {"userIdentity.arn": {"is": "arn:role/deploy"}},
}

_required := {
	"A": {"fields": {"eventName": {"is": "A"}}, "succeeded": {"errorCode": {"kinds": ["absent"]}}},
	"B": {"fields": {"eventName": {"is": "B"}}, "succeeded": null},
}

_document(exclusion_list, failed_calls, met) := {
	"subject": {"account": "111122223333", "partition": "aws"},
	"account": "111122223333",
	"origin": {"as_of": 1000},
	"settings": {"exclusions": exclusion_list, "failed_calls": failed_calls},
	"exclusions": met,
}

_met(of, whole) := {"c": {"of": of, "whole": whole}}

_told(document) := {[one.id, one.state, one.records, one.whole] |
	considered := exclusions.considered("c", _required) with input as document
	some one in considered
}

test_without_settings_all_is_required_as_it_is if {
	exclusions.left("c", _required) == _required with input as {"subject": {}, "settings": {}}
	exclusions.offered("c", _required) == _required with input as {"subject": {}, "settings": {}}
	exclusions.considered("c", _required) == set() with input as {"subject": {}, "settings": {}}
}

test_what_counts_is_offered_to_every_record_of_its_control if {
	offered := exclusions.offered("c", _required) with input as _document([_exclusion], "required", {})
	expected := {{"id": "deploy", "fields": _exclusion.fields}}
	offered.A.excluded == expected
	offered.B.excluded == expected
}

test_another_control_is_left_alone if {
	document := _document([object.union(_exclusion, {"control": "other"})], "required", {})
	exclusions.offered("c", _required) == _required with input as document
	_told(document) == set()
}

test_a_record_keeps_its_id_without_what_is_taken if {
	left := exclusions.left("c", _required) with input as _document([_exclusion], "required", _met({"deploy": ["A"]}, []))
	object.keys(left) == {"A", "B"}
	left.A.excluded == {{"id": "deploy", "fields": _exclusion.fields}}
	left.B == _required.B
	_told(_document([_exclusion], "required", _met({"deploy": ["A"]}, []))) == {["deploy", "active", {"A"}, set()]}
}

test_a_record_of_which_nothing_is_left_is_not_required if {
	document := _document([_exclusion], "required", _met({"deploy": ["A"]}, ["A"]))
	left := exclusions.left("c", _required) with input as document
	object.keys(left) == {"B"}
	_told(document) == {["deploy", "active", {"A"}, {"A"}]}
}

test_what_would_leave_nothing_counts_for_nothing if {
	document := _document([_exclusion], "required", _met({"deploy": ["A", "B"]}, ["A", "B"]))
	exclusions.left("c", _required) == _required with input as document
	{state | some [_, state, _, _] in _told(document)} == {"leaves_nothing"}
}

test_what_no_record_holds_is_told if {
	_told(_document([_exclusion], "required", {})) == {["deploy", "no_record", set(), set()]}
}

test_one_that_has_expired_or_names_other_accounts_takes_nothing if {
	cases := [
		[{"expires": 1000}, "expired"],
		[{"starts": 1001}, "future"],
		[{"accounts": ["444455556666"]}, "unmatched"],
	]
	every one in cases {
		document := _document([object.union(_exclusion, one[0])], "required", _met({"deploy": ["A"]}, []))
		{found | some [_, found, _, _] in _told(document)} == {one[1]}
		exclusions.offered("c", _required) == _required with input as document
	}
}

test_without_a_time_nothing_dated_counts if {
	document := object.union(_document([_exclusion], "required", {}), {"origin": {"as_of": null}})
	_told(document) == {["deploy", "undated", set(), set()]}
}

test_failed_calls_may_be_accepted_where_calls_may_fail_or_not if {
	document := _document([], "accepted", _met({"failed_calls": ["A"]}, []))
	offered := exclusions.offered("c", _required) with input as document
	{one.id | some one in offered.A.excluded} == {"failed_calls"}
	offered.B == _required.B
	_told(document) == {["failed_calls", "active", {"A"}, set()]}
}

test_of_a_control_without_records_none_is_taken if {
	considered := exclusions.considered("c", {}) with input as _document([_exclusion], "required", {})
	{one.state | some one in considered} == {"no_record"}
	not exclusions.void("c", {}) with input as _document([_exclusion], "required", {})
}

test_only_records_that_are_required_are_taken if {
	document := _document([_exclusion], "required", _met({"deploy": ["A", "B"]}, []))
	considered := exclusions.considered("c", {"A": _required.A}) with input as document
	{one.records | some one in considered} == {{"A"}}
}

test_where_failed_calls_are_asked_for_none_are_accepted if {
	document := _document([], "accepted", {})
	exclusions.considered("c", {"B": _required.B}) == set() with input as document
	exclusions.offered("c", {"B": _required.B}) == {"B": _required.B} with input as document
}
