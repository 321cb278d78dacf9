package trailgate.chain.trails_test

import data.trailgate.cis_aws.control_4_4 as control
import data.trailgate.passing_test as passing

_with_trail(change) := passing.changed({"trails": {passing.trail: change}})

# The one break of every record, at the trail.
_stopped(code, detail) := {{
	"link": "trail",
	"code": code,
	"id": passing.trail,
	"at": "0#/trail",
	"records": passing.records,
	"after": {},
	"detail": detail,
}}

test_a_trail_of_one_region_is_not_enough if {
	breaks := control.breaks with input as _with_trail({"multi_region": false})
	breaks == _stopped("trail_not_multi_region", {})
}

test_a_trail_that_was_stopped_records_nothing if {
	breaks := control.breaks with input as _with_trail({"logging": false})
	breaks == _stopped("trail_not_logging", {})
}

test_a_trail_without_global_services_misses_iam if {
	breaks := control.breaks with input as _with_trail({"global_services": false})
	breaks == _stopped("trail_no_global_services", {})
}

test_another_accounts_own_trail_does_not_record_this_account if {
	breaks := control.breaks with input as _with_trail({"account": passing.other_account})
	breaks == _stopped("trail_other_account", {})
}

test_another_accounts_organization_trail_records_this_account if {
	status := control.status with input as _with_trail({"account": passing.other_account, "organization": true})
	status == "pass"
}

test_a_trail_that_a_list_lacks_does_not_record_the_account if {
	breaks := control.breaks with input as _with_trail({"unlisted_by": passing.other_account})
	breaks == _stopped("trail_unlisted", {"by": passing.other_account})
}

test_what_two_accounts_were_told_differently_is_said_and_changes_nothing if {
	answers := [{"attribute": "logging", "by": passing.other_account, "newer": "222233334444"}]
	decision := control.decision with input as _with_trail({"differing": answers})
	decision.status == "pass"
	decision.effective == "yes"
	{weak | some chain in decision.chains; some weak in chain.weaknesses} == {{
		"code": "answers_differ",
		"effect": "none",
		"id": passing.trail,
		"at": "0#/trail",
		"detail": {"answers": answers},
	}}
}

test_what_breaks_behind_answers_that_differ_says_so if {
	answers := [{"attribute": "logging", "by": passing.other_account, "newer": "222233334444"}]
	stopped := control.breaks with input as _with_trail({"differing": answers, "logging": false})
	stopped == _stopped("trail_not_logging", {"answers": answers})
	elsewhere := control.breaks with input as _with_trail({"differing": answers, "log_group": null})
	{[found.link, found.detail] | some found in elsewhere} == {["log_group", {"answers": answers}]}
	alike := control.breaks with input as _with_trail({"differing": [], "logging": false})
	alike == _stopped("trail_not_logging", {})
}

test_an_answer_of_a_snapshot_that_lies_far_from_the_accounts_own_says_so if {
	told := {"logging": {"by": "222233334444", "at": "1#/trail"}}
	document := _with_trail({"answered": told})
	own := document.origin.sources[0]
	far := [own, {"kind": "aws_snapshot", "account": "222233334444", "as_of": own.as_of + 90000, "digest": own.digest}]
	decision := control.decision with input as object.union(document, {
		"origin": {"sources": far},
		"settings": {"max_spread_hours": 24},
	})
	decision.status == "pass"
	decision.effective == "unknown"
	{[weak.code, weak.detail.account] |
		some chain in decision.chains
		some weak in chain.weaknesses
		weak.code == "snapshots_apart"
	} == {["snapshots_apart", "222233334444"]}
}

test_where_nothing_differs_nothing_is_said if {
	decision := control.decision with input as _with_trail({"differing": []})
	every chain in decision.chains {
		chain.weaknesses == set()
	}
}

test_without_any_trail_the_account_fails_and_says_so if {
	decision := control.decision with input as passing.without("trails", passing.trail, {})
	decision.status == "fail"
	decision.breaks == {{
		"link": "trail",
		"code": "trail_none",
		"id": null,
		"at": null,
		"records": passing.records,
		"after": {},
		"detail": {},
	}}
}

test_a_trail_that_does_not_qualify_never_hurts_one_that_does if {
	second := object.union(passing.document.trails[passing.trail], {"id": "second", "logging": false})
	decision := control.decision with input as passing.changed({"trails": {"second": second}})
	decision.status == "pass"
	decision.breaks == set()
}

test_every_trail_says_what_stops_it if {
	second := object.union(passing.document.trails[passing.trail], {"id": "second", "multi_region": false})
	breaks := control.breaks with input as passing.changed({"trails": {
		"second": second,
		passing.trail: {"logging": false},
	}})
	{one.id: one.code | some one in breaks} == {
		"second": "trail_not_multi_region",
		passing.trail: "trail_not_logging",
	}
}

test_one_thing_that_is_surely_wrong_breaks_whatever_else_is_unknown if {
	change := passing.not_knowing("trails", passing.trail, "logging")
	breaks := control.breaks with input as passing.changed(object.union(
		change,
		{"trails": {passing.trail: {"multi_region": false}}},
	))
	breaks == _stopped("trail_not_multi_region", {})
}

# One test for each attribute that may be unknown.
_unknown_when_not_knowing(attribute) if {
	decision := control.decision with input as passing.changed(passing.not_knowing("trails", passing.trail, attribute))
	decision.status == "unknown"
	decision.effective == null
	decision.gaps == {passing.reported(passing.gap(passing.trail, attribute))}
}

test_whether_a_trail_covers_all_regions_may_be_unknown if _unknown_when_not_knowing("multi_region")

test_whether_a_trail_is_logging_may_be_unknown if _unknown_when_not_knowing("logging")

test_whether_a_trail_covers_global_services_may_be_unknown if _unknown_when_not_knowing("global_services")

test_a_trail_of_which_nothing_is_told_proves_nothing if {
	every attribute in ["multi_region", "logging", "global_services"] {
		not passing.passes_silently("trails", passing.trail, attribute)
	}
}

test_a_trails_flag_that_is_neither_true_nor_false_proves_nothing if {
	every attribute in ["multi_region", "logging", "global_services"] {
		decision := control.decision with input as _with_trail({attribute: "true"})
		decision.status == "fail"
	}
}

test_another_accounts_trail_is_the_organizations_only_where_a_flag_says_so if {
	every silent in ["true", {}] {
		decision := control.decision with input as _with_trail({"account": passing.other_account, "organization": silent})
		decision.status == "fail"
	}
}

test_what_a_trail_selects_may_be_unknown if _unknown_when_not_knowing("selectors")

test_whether_another_accounts_trail_is_the_organizations_may_be_unknown if {
	change := passing.not_knowing("trails", passing.trail, "organization")
	decision := control.decision with input as passing.changed(object.union(
		change,
		{"trails": {passing.trail: {"account": passing.other_account}}},
	))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.trail, "organization"))}
}

test_a_trail_of_an_organization_that_the_account_may_have_left_may_record_it if {
	left := {"reason": "left_organization", "account": passing.account, "name": passing.other_account}
	unknown := passing.not_knowing("trails", passing.trail, "organization")
	told := object.union(unknown, {"gaps": {passing.gap_id(passing.trail, "organization"): left}})
	decision := passing.decided(object.union(told, {"trails": {passing.trail: {"account": passing.other_account}}}))
	decision.status == "unknown"
	{gap.reason | some gap in decision.gaps} == {"left_organization"}
}

test_whether_its_own_trail_is_the_organizations_does_not_matter if {
	change := passing.not_knowing("trails", passing.trail, "organization")
	decision := control.decision with input as passing.changed(change)
	decision.status == "pass"
	decision.gaps == set()
}

test_a_hidden_trail_may_carry_everything if {
	scope := concat("|", ["trail", passing.account])
	decision := control.decision with input as passing.without("trails", passing.trail, passing.hiding(scope, null))
	decision.status == "unknown"
	decision.chains == set()
	decision.gaps == {passing.reported(passing.hidden(scope, null))}
}

test_a_hidden_trail_that_can_write_to_a_working_group_is_still_unknown if {
	scope := concat("|", ["trail", passing.account])
	change := passing.hiding(scope, [passing.log_group])
	decision := control.decision with input as passing.without("trails", passing.trail, change)
	decision.status == "unknown"
	decision.records.unknown == passing.records
}

test_a_hidden_trail_that_can_only_write_to_a_group_without_filters_fails if {
	scope := concat("|", ["trail", passing.account])
	change := object.union(passing.hiding(scope, ["bare"]), {"log_groups": {"bare": object.union(
		passing.document.log_groups[passing.log_group],
		{"id": "bare"},
	)}})
	decision := control.decision with input as passing.without("trails", passing.trail, change)
	decision.status == "fail"
	decision.breaks == {{
		"link": "metric_filter",
		"code": "filter_none",
		"id": "bare",
		"at": null,
		"records": passing.records,
		"after": {"log_group": "bare"},
		"detail": {},
	}}
}

test_a_hidden_trail_without_any_group_to_write_to_carries_nothing if {
	scope := concat("|", ["trail", passing.account])
	decision := control.decision with input as passing.without("trails", passing.trail, passing.hiding(scope, []))
	decision.status == "fail"
	{cause.code | some cause in decision.breaks} == {"trail_none"}
}

test_hidden_trails_do_not_matter_where_one_carries_everything if {
	scope := concat("|", ["trail", passing.account])
	decision := control.decision with input as passing.changed(passing.hiding(scope, null))
	decision.status == "pass"
	decision.gaps == set()
}
