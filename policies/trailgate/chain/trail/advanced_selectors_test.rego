package trailgate.chain.advanced_selectors_test

import data.trailgate.chain.advanced_selectors
import data.trailgate.chain.trail_selectors

_fields := {
	"eventCategory": "Management",
	"readOnly": "false",
	"eventSource": "iam.amazonaws.com",
	"eventName": "PutRolePolicy",
}

_unknown := {"unknown": {"reason": "known_after_apply", "gap": "g"}}

_gap := {"link": "trail", "reason": "known_after_apply", "scope": null}

_selector(path, condition) := {"name": null, "fields": [
	{"field": "eventCategory", "equals": ["Management"]},
	object.union({"field": path}, condition),
]}

_admission(path, condition, fields) := admission if {
	admission := advanced_selectors.admission(_selector(path, condition), fields) with input.gaps as {"g": _gap}
}

# Which of the record PutRolePolicy a condition on its name takes: 3 always, 2 perhaps, 0 never.
_on_name(condition) := _admission("eventName", condition, _fields)

test_equals_is_about_the_whole_value_and_admits_any_of_its_values if {
	_on_name({"equals": ["A", "PutRolePolicy"]}) == 3
	_on_name({"equals": ["PutRole"]}) == 0
	_on_name({"equals": ["Policy"]}) == 0
}

test_starts_with_admits_any_of_its_beginnings if {
	_on_name({"starts_with": ["Get", "Put"]}) == 3
	_on_name({"starts_with": ["Role"]}) == 0
}

test_ends_with_admits_any_of_its_ends if {
	_on_name({"ends_with": ["Version", "Policy"]}) == 3
	_on_name({"ends_with": ["Role"]}) == 0
}

test_what_excludes_leaves_out_any_of_its_values if {
	_on_name({"not_equals": ["PutRole"]}) == 3
	_on_name({"not_equals": ["A", "PutRolePolicy"]}) == 0
	_on_name({"not_starts_with": ["Role", "Get"]}) == 3
	_on_name({"not_starts_with": ["Get", "Put"]}) == 0
	_on_name({"not_ends_with": ["Role", "Group"]}) == 3
	_on_name({"not_ends_with": ["Role", "Policy"]}) == 0
}

test_operators_that_include_are_alternatives if {
	_on_name({"equals": ["Other"], "starts_with": ["Put"]}) == 3
	_on_name({"starts_with": ["Get"], "ends_with": ["Policy"]}) == 3
	_on_name({"equals": ["PutRolePolicy"], "ends_with": ["Other"], "not_equals": ["Other"]}) == 3
	_on_name({"equals": ["Other"], "starts_with": ["Get"], "ends_with": ["Role"]}) == 0
}

test_of_operators_that_exclude_none_may_match_whatever_is_included if {
	_on_name({"starts_with": ["Put"], "not_ends_with": ["Policy"]}) == 0
	_on_name({"not_equals": ["Other"], "not_starts_with": ["Put"]}) == 0
	_on_name({"equals": ["PutRolePolicy"], "not_equals": ["PutRolePolicy"]}) == 0
	_on_name({"equals": ["Other"], "not_starts_with": ["Get"]}) == 0
}

test_what_is_not_known_of_values_matters_where_no_known_one_decides if {
	_on_name({"equals": [_unknown]}) == 2
	_on_name({"equals": _unknown}) == 2
	_on_name({"equals": [_unknown], "starts_with": ["Put"]}) == 3
	_on_name({"equals": [_unknown], "starts_with": ["Get"]}) == 2
	_on_name({"not_equals": [_unknown], "starts_with": ["Put"]}) == 2
	_on_name({"not_equals": [_unknown, "PutRolePolicy"]}) == 0
	_on_name({"not_equals": [_unknown], "starts_with": ["Get"]}) == 0
}

test_a_condition_without_an_operator_says_nothing_of_any_record if {
	_on_name({}) == 1
	_on_name({"matches": ["PutRolePolicy"]}) == 1
}

# Which of the records with any name but one, which may fail to have a name, it takes.
_on_any_but(condition) := _admission("eventName", condition, _any_but)

_any_but := object.union(_fields, {"eventName": {"not": ["HeadBucket"]}})

test_a_selector_that_leaves_out_only_names_that_no_such_record_has_admits_it if {
	_on_any_but({"not_equals": ["HeadBucket"]}) == 3
	selectors := {"kind": "advanced", "advanced": [_selector("eventName", {"not_equals": ["HeadBucket"]})]}
	trail_selectors.doubts(selectors, _any_but) == set()
}

test_a_selector_that_leaves_out_other_names_too_admits_some_such_records if {
	_on_any_but({"not_equals": ["HeadBucket", "Other"]}) == 1
	_on_any_but({"not_equals": ["HeadBucket"], "not_starts_with": ["Other"]}) == 1
	_on_any_but({"not_starts_with": ["HeadBucket"]}) == 1
	_on_any_but({"not_ends_with": ["HeadBucket"]}) == 1
}

test_no_values_are_all_that_such_records_may_have if {
	_on_any_but({"equals": ["HeadBucket", "Other"]}) == 1
	_on_any_but({"equals": ["Other", _unknown]}) == 1
	_on_any_but({"equals": [_unknown]}) == 1
	_on_any_but({"starts_with": ["HeadBucket"]}) == 1
	_on_any_but({"not_equals": ["HeadBucket"], "equals": ["Other"]}) == 1
	_on_any_but({"equals": ["HeadBucket"]}) == 0
}

test_what_is_left_out_and_not_known_may_be_what_no_such_record_has if {
	_on_any_but({"not_equals": [_unknown]}) == 2
	_on_any_but({"not_equals": ["HeadBucket", _unknown]}) == 2
	_on_any_but({"not_equals": _unknown}) == 2
	_on_any_but({"not_equals": ["Other", _unknown]}) == 1
	_on_any_but({"not_starts_with": [_unknown]}) == 1
}

test_of_a_field_that_may_be_anything_some_is_left_out_whatever_is_not_known if {
	_admission("userIdentity.arn", {"not_equals": [_unknown]}, _fields) == 1
	_admission("userIdentity.arn", {"not_equals": _unknown}, _fields) == 1
	_admission("userIdentity.arn", {"equals": ["a"]}, _fields) == 1
}

# Which of the records without the field.
_on_none(condition) := _admission(
	"userIdentity.arn",
	condition,
	object.union(_fields, {"userIdentity.arn": {"kinds": ["absent"]}}),
)

test_what_is_not_there_matches_nothing if {
	_on_none({"not_equals": ["a"]}) == 3
	_on_none({"not_starts_with": ["a"], "not_ends_with": [_unknown]}) == 3
	_on_none({"equals": ["a"]}) == 0
	_on_none({"starts_with": [_unknown]}) == 0
	_on_none({"ends_with": _unknown, "not_equals": ["a"]}) == 0
}
