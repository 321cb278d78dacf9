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

# Delivery bears on effectiveness alone.
_weakened(change) := {"status": decision.status, "effective": decision.effective, "weaknesses": weaknesses} if {
	document := _with_trail(change)
	decision := control.decision with input as document
	weaknesses := control.weaknesses with input as document
}

_weak(code, effect, detail) := {{
	"code": code,
	"effect": effect,
	"id": passing.trail,
	"at": "0#/trail",
	"detail": detail,
}}

test_a_delivery_error_means_that_nobody_would_be_told if {
	_weakened({"delivery": {"error": "AccessDenied"}}) == {
		"status": "pass",
		"effective": "no",
		"weaknesses": _weak("delivery_error", "no", {"error": "AccessDenied"}),
	}
}

test_an_empty_delivery_error_is_none if {
	_weakened({"delivery": {"error": ""}}) == {"status": "pass", "effective": "yes", "weaknesses": set()}
}

test_a_delivery_of_two_days_ago_is_stale if {
	last := passing.as_of - 172800
	_weakened({"delivery": {"latest": last}}) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": _weak("delivery_stale", "unknown", {"last": last}),
	}
}

test_a_delivery_exactly_as_old_as_allowed_is_not_stale if {
	_weakened({"delivery": {"latest": passing.as_of - 86400}}).effective == "yes"
}

test_where_nothing_was_delivered_yet_the_start_of_logging_counts if {
	last := passing.as_of - 172800
	_weakened({"delivery": {"latest": null, "started": last}}) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": _weak("delivery_stale", "unknown", {"last": last}),
	}
}

test_what_was_delivered_is_as_old_as_when_it_was_read if {
	_weakened({"delivery": {"latest": passing.as_of - 172800, "read": passing.as_of - 172800}}).effective == "yes"
	_weakened({"delivery": {"latest": passing.as_of - 172800, "read": null}}).effective == "unknown"
}

test_without_a_clock_nothing_is_stale if {
	document := passing.changed({
		"origin": {"sources": [{"kind": "aws_snapshot", "digest": "sha256:00", "as_of": null}]},
		"trails": {passing.trail: {"delivery": {"latest": 0}}},
	})
	effective := control.decision.effective with input as document
	effective == "yes"
}

test_a_judgement_for_another_date_makes_nothing_stale if {
	document := passing.changed({"origin": {"as_of": passing.as_of + 864000}})
	effective := control.decision.effective with input as document
	effective == "yes"
}

test_a_quiet_trail_of_writes_alone_is_not_stale if {
	weakened := _weakened({
		"delivery": {"latest": 0},
		"selectors": {"kind": "classic", "classic": [{
			"management_events": true,
			"read_write_type": "WriteOnly",
			"excluded_sources": [],
		}]},
	})
	weakened == {
		"status": "pass",
		"effective": "yes",
		"weaknesses": _weak("selector_write_only", "none", {}),
	}
}

test_a_delivery_that_is_not_known_makes_effectiveness_unknown if {
	decision := control.decision with input as passing.changed(passing.not_knowing("trails", passing.trail, "delivery"))
	decision.status == "pass"
	decision.effective == "unknown"
}
