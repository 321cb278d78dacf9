package trailgate.chain.trail_selectors_test

import data.trailgate.chain.trail_selectors
import data.trailgate.cis_aws.control_4_4 as control
import data.trailgate.passing_test as passing

_fields := {
	"eventCategory": "Management",
	"readOnly": "false",
	"eventSource": "iam.amazonaws.com",
	"eventName": "PutRolePolicy",
	"eventType": "AwsApiCall",
}

_classic(classic) := {"kind": "classic", "classic": classic}

_writing(type, excluded) := {"management_events": true, "read_write_type": type, "excluded_sources": excluded}

_managed := {"field": "eventCategory", "equals": ["Management"]}

_advanced(conditions) := {
	"kind": "advanced",
	"advanced": [{"name": null, "fields": array.concat([_managed], conditions)}],
}

_admits(selectors) if not trail_selectors.refusal(selectors, _fields)

_decided(selectors) := decision if {
	decision := control.decision with input as passing.changed({"trails": {passing.trail: {"selectors": selectors}}})
}

_refused(selectors) := {{"code": one.code, "records": one.records, "detail": one.detail} |
	some one in _decided(selectors).breaks
}

test_no_selectors_mean_all_management_events if _admits({"kind": "default"})

test_a_classic_selector_of_all_events_admits if _admits(_classic([_writing("All", [])]))

test_a_classic_selector_of_writes_admits if _admits(_classic([_writing("WriteOnly", [])]))

test_a_classic_selector_of_reads_refuses if {
	_refused(_classic([_writing("ReadOnly", [])])) == {{
		"code": "trail_no_writes",
		"records": passing.records,
		"detail": {},
	}}
}

test_a_classic_selector_without_management_events_refuses if {
	one := object.union(_writing("All", []), {"management_events": false})
	_refused(_classic([one])) == {{"code": "trail_no_management_events", "records": passing.records, "detail": {}}}
}

test_a_classic_selector_that_excludes_iam_refuses if {
	_refused(_classic([_writing("All", ["iam.amazonaws.com"])])) == {{
		"code": "trail_excludes_source",
		"records": passing.records,
		"detail": {"sources": {"iam.amazonaws.com"}},
	}}
}

test_a_classic_selector_that_excludes_another_service_admits if {
	_admits(_classic([_writing("All", ["kms.amazonaws.com", "rdsdata.amazonaws.com"])]))
}

test_one_classic_selector_that_admits_is_enough if {
	_admits(_classic([_writing("ReadOnly", []), _writing("All", ["iam.amazonaws.com"]), _writing("WriteOnly", [])]))
}

test_classic_selectors_of_an_empty_list_admit_nothing if {
	trail_selectors.refusal(_classic([]), _fields) == {"code": "trail_no_management_events", "detail": {}}
}

test_an_advanced_selector_of_management_events_admits if _admits(_advanced([]))

test_an_advanced_selector_that_does_not_name_management_events_refuses if {
	every fields in [
		[],
		[{"field": "eventSource", "equals": ["iam.amazonaws.com"]}],
		[{"field": "readOnly", "equals": ["false"]}],
		[{"field": "eventCategory", "not_equals": ["Data"]}],
	] {
		_refused({"kind": "advanced", "advanced": [{"name": null, "fields": fields}]}) == {{
			"code": "trail_no_management_events",
			"records": passing.records,
			"detail": {"fields": {"eventCategory"}},
		}}
	}
}

test_an_advanced_selector_of_data_events_refuses if {
	selectors := {"kind": "advanced", "advanced": [{
		"name": "data",
		"fields": [{"field": "eventCategory", "equals": ["Data"]}],
	}]}
	_refused(selectors) == {{
		"code": "trail_no_management_events",
		"records": passing.records,
		"detail": {"fields": {"eventCategory"}},
	}}
}

test_advanced_selectors_of_an_empty_list_admit_nothing if {
	trail_selectors.refusal({"kind": "advanced", "advanced": []}, _fields) == {
		"code": "trail_no_management_events",
		"detail": {"fields": set()},
	}
}

test_an_advanced_selector_of_reads_refuses if {
	_refused(_advanced([{"field": "readOnly", "equals": ["true"]}])) == {{
		"code": "trail_no_writes",
		"records": passing.records,
		"detail": {"fields": {"readOnly"}},
	}}
}

test_an_advanced_selector_that_leaves_out_iam_refuses if {
	_refused(_advanced([{"field": "eventSource", "not_equals": ["kms.amazonaws.com", "iam.amazonaws.com"]}])) == {{
		"code": "trail_excludes_source",
		"records": passing.records,
		"detail": {"fields": {"eventSource"}, "sources": {"iam.amazonaws.com"}},
	}}
}

test_an_advanced_selector_that_leaves_out_one_call_refuses_that_record_alone if {
	decision := _decided(_advanced([{"field": "eventName", "not_equals": ["PutUserPolicy"]}]))
	decision.records.missing == {"PutUserPolicy"}
	decision.breaks == {{
		"link": "trail",
		"code": "trail_selector_excludes",
		"id": passing.trail,
		"at": "0#/trail",
		"records": {"PutUserPolicy"},
		"after": {},
		"detail": {"fields": {"eventName"}},
	}}
}

test_a_condition_on_a_free_field_refuses_as_conditional if {
	_refused(_advanced([{"field": "userIdentity.arn", "not_starts_with": ["arn:aws:iam::111122223333:role/"]}])) == {{
		"code": "trail_selector_conditional",
		"records": passing.records,
		"detail": {"fields": {"userIdentity.arn"}},
	}}
}

test_a_condition_on_another_event_type_refuses if {
	trail_selectors.refusal(_advanced([{"field": "eventType", "equals": ["AwsServiceEvent"]}]), _fields) == {
		"code": "trail_selector_excludes",
		"detail": {"fields": {"eventType"}},
	}
}

test_one_advanced_selector_that_admits_is_enough if {
	refusing := _advanced([{"field": "readOnly", "equals": ["true"]}]).advanced
	_admits({"kind": "advanced", "advanced": array.concat(refusing, _advanced([]).advanced)})
}

_both(one, other) := {
	"kind": "advanced",
	"advanced": array.concat(_advanced([one]).advanced, _advanced([other]).advanced),
}

_but(prefix) := {"field": "userIdentity.arn", "not_starts_with": [prefix]}

_only(prefix) := {"field": "userIdentity.arn", "starts_with": [prefix]}

_joint_gaps(selectors) := {[gap.link, gap.reason, gap.id, gap.attribute] |
	decision := _decided(selectors)
	[decision.status, decision.records.unknown] == ["unknown", passing.records]
	some gap in decision.gaps
}

test_what_one_selector_leaves_out_another_may_take if {
	doubt := {["trail", "matched_jointly", passing.trail, "selectors"]}
	_joint_gaps(_both(_but("a"), _only("a"))) == doubt
	_joint_gaps(_both(_but("a"), _but("b"))) == doubt
}

test_selectors_that_all_name_whom_they_take_leave_somebody_out if {
	_refused(_both(_only("a"), _only("b"))) == {{
		"code": "trail_selector_conditional",
		"records": passing.records,
		"detail": {"fields": {"userIdentity.arn"}},
	}}
}

test_a_selector_beside_one_that_takes_none_of_the_records_is_alone if {
	trail_selectors.refusal(_both(_but("a"), {"field": "readOnly", "equals": ["true"]}), _fields)
	trail_selectors.refusal(_both(_but("a"), {"field": "eventName", "not_equals": ["PutRolePolicy"]}), _fields)
}

# What names nobody and takes none of the records leaves nobody to the others.
test_selectors_that_all_name_whom_they_take_are_not_completed_by_one_of_other_records if {
	reads := _advanced([{"field": "readOnly", "equals": ["true"]}]).advanced
	selectors := {"kind": "advanced", "advanced": array.concat(_both(_only("a"), _only("b")).advanced, reads)}
	trail_selectors.refusal(selectors, _fields)
	_joint_gaps(selectors) == set()
}

test_beside_a_selector_that_admits_no_doubt_is_left if {
	_joint_gaps({
		"kind": "advanced",
		"advanced": array.concat(_both(_but("a"), _only("a")).advanced, _advanced([]).advanced),
	}) == set()
	_admits({"kind": "advanced", "advanced": array.concat(_both(_but("a"), _only("a")).advanced, _advanced([]).advanced)})
}

test_of_two_selectors_that_refuse_the_nearer_miss_speaks if {
	far := _advanced([{"field": "readOnly", "equals": ["true"]}]).advanced
	near := _advanced([{"field": "eventName", "not_equals": ["PutRolePolicy"]}]).advanced
	trail_selectors.refusal({"kind": "advanced", "advanced": array.concat(far, near)}, _fields) == {
		"code": "trail_selector_excludes",
		"detail": {"fields": {"eventName"}},
	}
}

test_a_selector_of_writes_alone_is_said_and_changes_nothing if {
	document := passing.changed({"trails": {passing.trail: {"selectors": _advanced([{
		"field": "readOnly",
		"equals": ["false"],
	}])}}})
	decision := control.decision with input as document
	[decision.status, decision.effective] == ["pass", "yes"]
	weaknesses := control.weaknesses with input as document
	weaknesses == {{
		"code": "selector_write_only",
		"effect": "none",
		"id": passing.trail,
		"at": "0#/trail",
		"detail": {},
	}}
}

test_a_trail_that_also_records_reads_is_not_of_writes_alone if not trail_selectors.write_only(_advanced([]))

test_data_events_beside_writes_are_still_writes_alone if {
	trail_selectors.write_only({"kind": "advanced", "advanced": [
		{"name": null, "fields": [_managed, {"field": "readOnly", "equals": ["false"]}]},
		{"name": null, "fields": [{"field": "eventCategory", "equals": ["Data"]}]},
	]})
}

test_classic_selectors_without_management_events_beside_writes_are_still_writes_alone if {
	data_events := object.union(_writing("All", []), {"management_events": false})
	trail_selectors.write_only(_classic([data_events, _writing("WriteOnly", [])]))
}

test_selectors_of_reads_and_of_writes_are_not_of_writes_alone if {
	not trail_selectors.write_only(_classic([_writing("ReadOnly", []), _writing("WriteOnly", [])]))
}

test_selectors_of_writes_and_of_all_by_another_field_are_not_of_writes_alone if {
	every condition in [
		{"field": "readOnly", "equals": ["true"]},
		{"field": "readOnly", "equals": ["true", "false"]},
		{"field": "sessionCredentialFromConsole", "equals": ["false"]},
	] {
		not trail_selectors.write_only({"kind": "advanced", "advanced": [
			{"name": null, "fields": [_managed, {"field": "readOnly", "equals": ["false"]}]},
			{"name": null, "fields": [_managed, condition]},
		]})
	}
}

test_a_selector_of_all_but_reads_is_of_writes_alone if {
	trail_selectors.write_only(_advanced([{"field": "readOnly", "not_equals": ["true"]}]))
	not trail_selectors.write_only(_advanced([{"field": "readOnly", "not_equals": ["false"]}]))
	not trail_selectors.write_only(_advanced([{"field": "eventSource", "equals": ["iam.amazonaws.com"]}]))
}

test_the_default_is_not_of_writes_alone if not trail_selectors.write_only({"kind": "default"})

_guess := {"unknown": {"reason": "known_after_apply", "gap": "g"}}

_seen_fields := object.union(object.remove(_fields, ["eventType"]), {"eventName": "PutUserPolicy"})

_gap := {"link": "trail", "reason": "known_after_apply", "scope": null}

_doubt := {object.remove(_gap, ["scope"])}

_opinion(selectors) := {"refused": refused, "doubts": doubts} if {
	refused := {1 | trail_selectors.refusal(selectors, _seen_fields)} with input.gaps as {"g": _gap}
	doubts := trail_selectors.doubts(selectors, _seen_fields) with input.gaps as {"g": _gap}
}

_perhaps := {"refused": set(), "doubts": _doubt}

_classic_one(change) := {"kind": "classic", "classic": [object.union(
	{"management_events": true, "read_write_type": "All", "excluded_sources": []},
	change,
)]}

_advanced_one(condition) := _advanced([condition])

test_an_unknown_inside_a_classic_selector_may_admit_and_may_not if {
	_opinion(_classic_one({"management_events": _guess})) == _perhaps
	_opinion(_classic_one({"read_write_type": _guess})) == _perhaps
	_opinion(_classic_one({"excluded_sources": _guess})) == _perhaps
	_opinion(_classic_one({"excluded_sources": [_guess]})) == _perhaps
}

test_an_unknown_does_not_help_a_classic_selector_that_refuses_anyway if {
	trail_selectors.refusal(
		_classic_one({"management_events": false, "read_write_type": _guess}),
		_seen_fields,
	).code == "trail_no_management_events"
}

test_an_unknown_inside_an_advanced_selector_may_admit_and_may_not if {
	_opinion(_advanced_one({"field": "eventName", "equals": [_guess]})) == _perhaps
	_opinion(_advanced_one({"field": "eventName", "equals": _guess})) == _perhaps
	_opinion(_advanced_one({"field": "eventName", "not_equals": [_guess]})) == _perhaps
	_opinion(_advanced_one({"field": "eventName", "not_starts_with": [_guess]})) == _perhaps
	_opinion(_advanced_one({"field": "eventName", "not_ends_with": [_guess, "x"]})) == _perhaps
	_opinion(_advanced_one({"field": _guess, "equals": ["x"]})) == _perhaps
}

test_an_unknown_field_may_be_the_category if {
	nameless := {"name": null, "fields": [{"field": _guess, "equals": ["Management"]}]}
	_opinion({"kind": "advanced", "advanced": [nameless]}) == _perhaps
}

test_an_unknown_does_not_help_an_advanced_selector_that_refuses_anyway if {
	trail_selectors.refusal(
		_advanced_one({"field": "eventName", "equals": [_guess], "not_equals": ["PutUserPolicy"]}),
		_seen_fields,
	).code == "trail_selector_excludes"
}

test_an_unknown_selector_may_admit_and_may_not if {
	_opinion({"kind": "advanced", "advanced": [_guess]}) == _perhaps
	_opinion({"kind": "classic", "classic": [_guess]}) == _perhaps
}

test_the_conditions_of_a_selector_may_be_unknown if {
	_opinion({"kind": "advanced", "advanced": [{"name": null, "fields": _guess}]}) == _perhaps
}

test_one_selector_that_surely_admits_leaves_no_doubt if {
	sure := {"management_events": true, "read_write_type": "All", "excluded_sources": ["kms.amazonaws.com"]}
	unsure := {"management_events": true, "read_write_type": _guess, "excluded_sources": []}
	_opinion(_classic([sure, unsure])) == {"refused": set(), "doubts": set()}
}

test_of_several_sources_that_are_left_out_the_record_s_own_is_told if {
	excluded := _classic([_writing("All", ["kms.amazonaws.com", _seen_fields.eventSource])])
	trail_selectors.refusal(excluded, _seen_fields) == {
		"code": "trail_excludes_source",
		"detail": {"sources": {_seen_fields.eventSource}},
	}
}

# A record of any service that reads or writes.
_of_any_service contains object.union(object.remove(_fields, ["eventSource"]), {"readOnly": class}) if {
	some class in {"true", "false"}
}

_why(selectors) := {"code": why.code, "detail": why.detail} if {
	why := trail_selectors.refused(selectors, _of_any_service)
}

test_a_record_that_reads_or_writes_needs_both if {
	_why(_classic([_writing("WriteOnly", [])])) == {"code": "trail_no_reads", "detail": {}}
	_why(_classic([_writing("ReadOnly", [])])) == {"code": "trail_no_writes", "detail": {}}
	not _why(_classic([_writing("All", [])]))
	not _why(_classic([_writing("ReadOnly", []), _writing("WriteOnly", [])]))
	_why(_advanced([{"field": "readOnly", "equals": ["false"]}])).code == "trail_no_reads"
	_why(_advanced([{"field": "readOnly", "equals": ["true"]}])).code == "trail_no_writes"
	not _why(_advanced([]))
}

test_a_record_of_any_service_is_lost_where_one_is_left_out if {
	left_out := _classic([_writing("All", ["kms.amazonaws.com", "rdsdata.amazonaws.com"])])
	_why(left_out) == {
		"code": "trail_excludes_source",
		"detail": {"sources": {"kms.amazonaws.com", "rdsdata.amazonaws.com"}},
	}
	_why(_advanced([{"field": "eventSource", "not_equals": ["kms.amazonaws.com"]}])).code == "trail_selector_conditional"
	not _why(_classic([_writing("All", {"unknown": {"reason": "denied", "gap": "g"}})]))
}

_two_sources := [_writing("All", ["kms.amazonaws.com"]), _writing("All", ["rdsdata.amazonaws.com"])]

test_what_one_classic_selector_leaves_out_and_another_takes_is_recorded if {
	every fields in _of_any_service {
		trail_selectors.doubts(_classic(_two_sources), fields) == set()
		not trail_selectors.refusal(_classic(_two_sources), fields)
	}
}

test_what_a_classic_selector_leaves_out_one_of_which_not_all_is_known_takes_only_perhaps if {
	every change in [
		{"management_events": _guess},
		{"read_write_type": _guess},
		{"excluded_sources": _guess},
		{"excluded_sources": [_guess]},
	] {
		selectors := _classic([_two_sources[0], object.union(_two_sources[1], change)])
		every fields in _of_any_service {
			refused := {1 | trail_selectors.refusal(selectors, fields)} with input.gaps as {"g": _gap}
			doubts := trail_selectors.doubts(selectors, fields) with input.gaps as {"g": _gap}
			{"refused": refused, "doubts": doubts} == _perhaps
		}
	}
}

test_a_classic_selector_that_leaves_nothing_out_and_may_record_nothing_is_not_certain if {
	every change in [{"management_events": _guess}, {"read_write_type": _guess}] {
		selectors := _classic_one(change)
		every fields in _of_any_service {
			refused := {1 | trail_selectors.refusal(selectors, fields)} with input.gaps as {"g": _gap}
			doubts := trail_selectors.doubts(selectors, fields) with input.gaps as {"g": _gap}
			{"refused": refused, "doubts": doubts} == _perhaps
		}
	}
}

test_what_all_classic_selectors_leave_out_is_not_recorded if {
	every fields in _of_any_service {
		trail_selectors.refusal(_classic([_two_sources[0], _two_sources[0]]), fields).code == "trail_excludes_source"
	}
}

test_a_selector_of_other_calls_takes_no_source_that_another_leaves_out if {
	reads := _writing("ReadOnly", ["rdsdata.amazonaws.com"])
	writes := [fields | some fields in _of_any_service; fields.readOnly == "false"]
	trail_selectors.refusal(_classic([_two_sources[0], reads]), writes[0]).code == "trail_excludes_source"
}

test_a_source_that_is_any_but_some_is_left_out_where_any_is if {
	fields := object.union(_seen_fields, {"eventSource": {"not": ["s3.amazonaws.com"]}})
	trail_selectors.refusal(_classic([_two_sources[0]]), fields) == {
		"code": "trail_excludes_source",
		"detail": {"sources": {"kms.amazonaws.com"}},
	}
}

test_of_a_source_that_is_any_but_some_nobody_can_tell_which_is_left_out if {
	fields := object.union(_seen_fields, {"eventSource": {"not": ["s3.amazonaws.com"]}})
	found := trail_selectors.refusal(_advanced([{"field": "eventSource", "equals": ["s3.amazonaws.com"]}]), fields)
	found.code == "trail_excludes_source"
	object.keys(found.detail) == {"fields"}
}
