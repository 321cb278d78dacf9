package trailgate.chain.recordings_test

import data.trailgate.chain.recordings
import data.trailgate.passing_test as passing

_record := {
	"fields": {
		"awsRegion": {"is": "us-east-1"},
		"eventName": {"is": "PutUserPolicy"},
		"eventSource": {"is": "iam.amazonaws.com"},
	},
	"recorded_as": {"eventCategory": "Management", "readOnly": "false"},
	"global": "true",
}

_here := "us-east-1"

_group := passing.document.trails[passing.trail].log_group

_with_trail(change) := passing.changed({"trails": {passing.trail: change}})

_unknown := {"unknown": {"reason": "denied", "gap": "g"}}

_surely := {_group: {"surely": {passing.trail}, "perhaps": set()}}

_perhaps := {_group: {"surely": set(), "perhaps": {passing.trail}}}

_of(kind, change) := object.union(_record, {kind: change})

_placed(region) := _of("fields", {"awsRegion": {"is": region}})

test_a_trail_that_records_it_writes_it_into_its_group if {
	found := recordings.groups(_record) with input as passing.document
	found == _surely
}

test_a_trail_that_is_stopped_writes_nothing if {
	found := recordings.groups(_record) with input as _with_trail({"logging": false})
	found == {}
}

test_one_that_may_be_stopped_writes_perhaps if {
	found := recordings.groups(_record) with input as _with_trail({"logging": _unknown})
	found == _perhaps
}

test_one_that_will_not_be_made_writes_nothing if {
	found := recordings.groups(_record) with input as _with_trail({"refused": "a rule"})
	found == {}
}

test_one_without_a_group_writes_nothing if {
	found := recordings.groups(_record) with input as _with_trail({"log_group": null})
	found == {}
}

_copy := "arn:aws:logs:us-east-1:333344445555:log-group:copy"

_copied(copies, more) := _with_trail(object.union({"copies": copies}, more))

_both := {_group: _surely[_group], _copy: _surely[_group]}

test_what_a_rule_copies_comes_into_the_copy_too if {
	found := recordings.groups(_record) with input as _copied([_copy], {})
	found == _both
}

test_and_of_a_trail_that_may_be_stopped_perhaps if {
	found := recordings.groups(_record) with input as _copied([_copy], {"logging": _unknown})
	found == {_group: _perhaps[_group], _copy: _perhaps[_group]}
}

test_into_a_copy_that_may_be_one_it_comes_perhaps if {
	open := {"unknown": {"reason": "copy_undecided", "gap": "g", "candidates": [_copy]}}
	found := recordings.groups(_record) with input as _copied([open], {})
	found == {_group: _surely[_group], _copy: _perhaps[_group]}
}

test_a_copy_of_which_nothing_is_known_is_none_of_the_groups_that_are if {
	found := recordings.groups(_record) with input as _copied([_unknown], {})
	found == _surely
}

test_nothing_comes_into_a_copy_of_a_trail_that_is_stopped if {
	found := recordings.groups(_record) with input as _copied([_copy], {"logging": false})
	found == {}
}

test_another_accounts_own_trail_writes_nothing_of_this_account if {
	found := recordings.groups(_record) with input as _with_trail({"account": passing.other_account})
	found == {}
}

test_another_accounts_organization_trail_writes_it if {
	changed := {"account": passing.other_account, "organization": true}
	found := recordings.groups(_record) with input as _with_trail(changed)
	found == _surely
}

test_whether_anothers_trail_is_the_organizations_may_be_unknown if {
	changed := {"account": passing.other_account, "organization": _unknown}
	found := recordings.groups(_record) with input as _with_trail(changed)
	found == _perhaps
}

test_a_trail_of_one_region_writes_what_happens_there if {
	found := recordings.groups(_placed(_here)) with input as _with_trail({"multi_region": false, "region": _here})
	found == _surely
}

test_and_nothing_of_another_region if {
	found := recordings.groups(_placed("eu-west-1")) with input as _with_trail({"multi_region": false, "region": _here})
	found == {}
}

test_a_trail_of_all_regions_writes_what_happens_elsewhere if {
	found := recordings.groups(_placed("eu-west-1")) with input as passing.document
	found == _surely
}

test_of_how_many_regions_a_trail_is_may_be_unknown if {
	changed := {"multi_region": _unknown, "region": _here}
	found := recordings.groups(_placed("eu-west-1")) with input as _with_trail(changed)
	found == _perhaps
}

test_such_a_trail_writes_what_happens_in_its_own if {
	found := recordings.groups(_placed(_here)) with input as _with_trail({"multi_region": _unknown, "region": _here})
	found == _surely
}

test_the_region_of_a_planned_trail_may_be_unknown if {
	found := recordings.groups(_record) with input as _with_trail({"multi_region": false, "region": "tf:aws"})
	found == _perhaps
}

test_a_record_may_not_tell_its_region if {
	nowhere := object.union(_record, {"fields": {"awsRegion": {"is": 7}}})
	found := recordings.groups(nowhere) with input as _with_trail({"multi_region": false, "region": _here})
	found == _perhaps
}

test_a_trail_without_global_services_writes_nothing_of_them if {
	found := recordings.groups(_record) with input as _with_trail({"global_services": false})
	found == {}
}

test_such_a_trail_writes_what_is_of_a_region if {
	found := recordings.groups(_of("global", "false")) with input as _with_trail({"global_services": false})
	found == _surely
}

test_of_a_service_that_may_be_global_it_writes_perhaps if {
	found := recordings.groups(_of("global", "perhaps")) with input as _with_trail({"global_services": false})
	found == _perhaps
}

test_a_trail_with_global_services_writes_what_may_be_of_one if {
	found := recordings.groups(_of("global", "perhaps")) with input as passing.document
	found == _surely
}

_writes := {"kind": "classic", "classic": [{
	"management_events": true,
	"read_write_type": "WriteOnly",
	"excluded_sources": ["kms.amazonaws.com"],
}]}

_of_policies := {"kind": "advanced", "advanced": [{"name": null, "fields": [
	{"field": "eventCategory", "equals": ["Management"]},
	{"field": "sessionCredentialFromConsole", "equals": ["true"]},
]}]}

test_a_selector_that_does_not_admit_it_keeps_it_out if {
	read := _of("recorded_as", {"eventCategory": "Management", "readOnly": "true"})
	found := recordings.groups(read) with input as _with_trail({"selectors": _writes})
	found == {}
}

test_a_selector_that_admits_it_lets_it_in if {
	found := recordings.groups(_record) with input as _with_trail({"selectors": _writes})
	found == _surely
}

test_a_source_that_is_excluded_is_kept_out if {
	of_keys := _of("fields", {"eventSource": {"is": "kms.amazonaws.com"}})
	found := recordings.groups(of_keys) with input as _with_trail({"selectors": _writes})
	found == {}
}

test_whether_a_field_that_is_not_there_is_admitted_is_not_known if {
	found := recordings.groups(_record) with input as _with_trail({"selectors": _of_policies})
	found == _perhaps
}

test_a_field_that_is_there_decides if {
	console := _of("fields", {"sessionCredentialFromConsole": {"is": "true"}})
	found := recordings.groups(console) with input as _with_trail({"selectors": _of_policies})
	found == _surely
}

test_unknown_selectors_may_admit_it if {
	found := recordings.groups(_record) with input as _with_trail({"selectors": _unknown})
	found == _perhaps
}

_data := _of("recorded_as", {"eventCategory": "Data", "readOnly": "false"})

test_a_trail_without_selectors_writes_no_data_events if {
	found := recordings.groups(_data) with input as _with_trail({"selectors": {"kind": "default"}})
	found == {}
}

test_whether_classic_selectors_take_data_events_is_not_known if {
	found := recordings.groups(_data) with input as _with_trail({"selectors": _writes})
	found == _perhaps
}

test_advanced_selectors_say_which_category_they_take if {
	found := recordings.groups(_data) with input as _with_trail({"selectors": _of_policies})
	found == {}
}

_delivery(error) := {"error": error, "latest": null, "started": null, "read": null}

test_a_trail_that_cannot_deliver_writes_perhaps if {
	found := recordings.groups(_record) with input as _with_trail({"delivery": _delivery("AccessDenied")})
	found == _perhaps
}

test_of_a_trail_that_is_planned_nobody_tells if {
	found := recordings.groups(_record) with input as _with_trail({"delivery": null})
	found == _surely
}

test_whether_it_delivers_may_be_unknown if {
	found := recordings.groups(_record) with input as _with_trail({"delivery": _unknown})
	found == _perhaps
}

test_one_of_some_groups_may_be_the_trails if {
	candidates := {"unknown": {"reason": "computed", "gap": "g", "candidates": ["one", "other"]}}
	found := recordings.groups(_record) with input as _with_trail({"log_group": candidates})
	found == {group: {"surely": set(), "perhaps": {passing.trail}} | some group in ["one", "other"]}
}

test_an_unknown_group_may_be_any if {
	found := recordings.groups(_record) with input as _with_trail({"log_group": _unknown})
	found == {"": {"surely": set(), "perhaps": {passing.trail}}}
}

_hiding(candidates) := object.union(passing.document, {
	"gaps": {"g": {"link": "trail", "reason": "denied", "candidates": candidates}},
	"index": {"gaps_by_scope": {concat("|", ["trail", passing.document.subject.account]): ["g"]}},
})

test_a_trail_that_nobody_sees_may_write_into_any_group if {
	found := recordings.groups(_record) with input as _hiding(null)
	found == object.union(_surely, {"": {"surely": set(), "perhaps": {"g"}}})
}

test_or_into_one_of_those_that_are_told if {
	found := recordings.groups(_record) with input as _hiding([_group])
	found == {_group: {"surely": {passing.trail}, "perhaps": {"g"}}}
}
