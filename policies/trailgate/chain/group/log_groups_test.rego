package trailgate.chain.log_groups_test

import data.trailgate.cis_aws.control_4_4 as control
import data.trailgate.passing_test as passing

_broken(code, id, at, detail) := {{
	"link": "log_group",
	"code": code,
	"id": id,
	"at": at,
	"records": passing.records,
	"after": {"trail": passing.trail},
	"detail": detail,
}}

_second := object.union(passing.document.log_groups[passing.log_group], {"id": "second", "at": "0#/second"})

_group_scope(group) := concat("|", ["log_group", group])

test_a_trail_without_a_log_group_breaks if {
	breaks := control.breaks with input as passing.changed({"trails": {passing.trail: {"log_group": null}}})
	breaks == _broken("log_group_not_set", passing.trail, "0#/trail", {})
}

test_a_log_group_that_is_not_there_breaks if {
	breaks := control.breaks with input as passing.without("log_groups", passing.log_group, {})
	breaks == _broken("log_group_missing", passing.log_group, "0#/trail", {})
}

test_a_log_group_of_another_region_with_the_same_name_is_another if {
	elsewhere := "arn:aws:logs:eu-west-1:111122223333:log-group:trail"
	breaks := control.breaks with input as passing.changed({"trails": {passing.trail: {"log_group": elsewhere}}})
	breaks == _broken("log_group_missing", elsewhere, "0#/trail", {})
}

test_a_class_without_metric_filters_breaks if {
	every class in ["INFREQUENT_ACCESS", "DELIVERY", "ESSENTIALS"] {
		breaks := control.breaks with input as passing.changed({"log_groups": {passing.log_group: {"class": class}}})
		breaks == _broken("log_group_class", passing.log_group, "0#/log_group", {"class": class})
	}
}

test_a_class_that_is_not_known_is_unknown if {
	change := passing.not_knowing("log_groups", passing.log_group, "class")
	decision := control.decision with input as passing.changed(change)
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.log_group, "class"))}
}

test_a_hidden_group_with_working_filters_is_unknown if {
	change := passing.hiding(_group_scope(passing.log_group), null)
	decision := control.decision with input as passing.without("log_groups", passing.log_group, change)
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.hidden(_group_scope(passing.log_group), null))}
}

test_a_hidden_group_without_filters_fails if {
	change := object.union(
		passing.hiding(_group_scope("other"), null),
		{"trails": {passing.trail: {"log_group": "other"}}},
	)
	decision := control.decision with input as passing.changed(change)
	decision.status == "fail"
	{one.code | some one in decision.breaks} == {"filter_none"}
}

test_a_group_that_is_not_known_is_unknown if {
	change := passing.not_knowing("trails", passing.trail, "log_group")
	decision := control.decision with input as passing.changed(change)
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.trail, "log_group"))}
}

test_candidates_that_all_carry_pass if {
	change := passing.choosing("trails", passing.trail, "log_group", [passing.log_group])
	decision := control.decision with input as passing.changed(change)
	decision.status == "pass"
}

test_candidates_that_disagree_are_unknown if {
	change := passing.choosing("trails", passing.trail, "log_group", [passing.log_group, "second"])
	decision := control.decision with input as passing.changed(object.union(change, {"log_groups": {"second": _second}}))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.trail, "log_group"))}
}

test_candidates_that_all_fail_fail if {
	change := passing.choosing("trails", passing.trail, "log_group", ["second", "third"])
	decision := control.decision with input as passing.changed(object.union(change, {"log_groups": {"second": _second}}))
	decision.status == "fail"
	decision.breaks == {{
		"link": "metric_filter",
		"code": "filter_none",
		"id": "second",
		"at": null,
		"records": passing.records,
		"after": {"trail": passing.trail, "log_group": "second"},
		"detail": {},
	}}
}
