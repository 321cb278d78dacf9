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

# The trail's own group has no filter; what has them all is another one, "second".
_copied(copies, changes) := passing.changed(object.union_n([
	{
		"trails": {passing.trail: {"copies": copies}},
		"log_groups": {"second": _second},
		"metric_filters": {passing.metric_filter: {"log_group": "second"}},
	},
	changes,
]))

_undecided := {"unknown": {"reason": "copy_undecided", "gap": "copies"}}

_perhaps(candidates) := object.union(_undecided, {"unknown": {"candidates": candidates}})

_rule := {"gaps": {"copies": passing.gap(passing.trail, "copies")}}

test_without_a_copy_the_filters_of_another_group_are_nothing if {
	decision := control.decision with input as _copied([], {})
	{one.code | some one in decision.breaks} == {"filter_none"}
}

test_a_copy_of_the_group_is_a_group_of_the_trail if {
	decision := control.decision with input as _copied(["second"], {})
	decision.status == "pass"
	decision.effective == "yes"
	every chain in decision.chains {
		chain.weaknesses == set()
	}
}

test_a_copy_says_of_what_it_is_one if {
	copied := {"from": passing.log_group, "rule": "central"}
	told := object.union(copied, {"at": "0#/rule"})
	decision := control.decision with input as _copied(["second"], {"log_groups": {"second": {"copied": told}}})
	decision.effective == "yes"
	{weak | some chain in decision.chains; some weak in chain.weaknesses} == {{
		"code": "log_group_copied",
		"effect": "none",
		"id": "second",
		"at": "0#/second",
		"detail": copied,
	}}
}

test_a_rule_that_was_told_at_another_time_weakens_the_copy if {
	change := {
		"log_groups": {"second": {"copied": {"from": passing.log_group, "rule": "central", "at": "1#/rule"}}},
		"origin": {"sources": [{"as_of": 1000000}, {"as_of": 2000000, "account": passing.other_account}]},
		"settings": {"max_spread_hours": 24},
	}
	decision := control.decision with input as _copied(["second"], change)
	decision.status == "pass"
	decision.effective == "unknown"
	{weak.code | some chain in decision.chains; some weak in chain.weaknesses} == {"log_group_copied", "snapshots_apart"}
}

test_a_copy_that_carries_nothing_takes_nothing_away if {
	change := {"trails": {passing.trail: {"copies": ["second"]}}, "log_groups": {"second": _second}}
	decision := control.decision with input as passing.changed(change)
	decision.status == "pass"
}

test_a_copy_that_may_be_is_unknown_where_it_would_carry if {
	every copy in [_undecided, _perhaps(["second"])] {
		decision := control.decision with input as _copied([copy], _rule)
		decision.status == "unknown"
		decision.gaps == {passing.reported(passing.gap(passing.trail, "copies"))}
	}
}

test_a_copy_that_may_be_is_nothing_where_it_would_carry_nothing if {
	change := object.union(_rule, {"metric_filters": {passing.metric_filter: {"log_group": "third"}}})
	decision := control.decision with input as _copied([_perhaps(["second"])], change)
	decision.status == "fail"
}

test_beside_a_group_that_carries_a_copy_that_may_be_changes_nothing if {
	change := object.union(_rule, {"trails": {passing.trail: {"copies": [_undecided]}}})
	decision := control.decision with input as passing.changed(change)
	decision.status == "pass"
	decision.effective == "yes"
}

_filter_on_the_copy := object.union(
	passing.document.metric_filters[passing.metric_filter],
	{"id": "f2", "at": "0#/f2", "log_group": "second"},
)

_silent_beside(copy) := passing.changed(object.union(_rule, {
	"trails": {passing.trail: {"copies": [copy]}},
	"log_groups": {"second": _second},
	"metric_filters": {"f2": _filter_on_the_copy},
	"alarms": {passing.alarm: {"actions_enabled": false}},
}))

test_a_copy_that_may_be_reaches_no_more_than_what_would_be_it if {
	known := control.decision with input as _silent_beside(_perhaps(["second"]))
	known.effective == "no"
	open := control.decision with input as _silent_beside(_undecided)
	open.effective == "unknown"
}
