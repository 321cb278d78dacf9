package trailgate.chain.trail_delivery_test

import data.trailgate.chain.judgement
import data.trailgate.chain.trail_delivery
import data.trailgate.cis_aws.control_4_4 as control
import data.trailgate.partitions
import data.trailgate.passing_test as passing
import data.trailgate.record_model

_with_trail(change) := passing.changed({"trails": {passing.trail: change}})

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

_old := passing.as_of - 172800

test_a_delivery_error_means_that_nobody_would_be_told if {
	every latest in [_old, null] {
		_weakened({"delivery": {"error": "AccessDenied", "latest": latest}}) == {
			"status": "pass",
			"effective": "no",
			"weaknesses": _weak("delivery_error", "no", {"error": "AccessDenied"}),
		}
	}
}

test_an_error_of_a_trail_of_writes_alone_may_be_over_however_long_ago_it_delivered if {
	change := {"selectors": _writes, "delivery": {"error": "AccessDenied", "latest": _old}}
	_weakened(change).effective == "unknown"
	_weakened(object.union(change, {"delivery": {"latest": null}})).effective == "no"
}

test_an_error_beside_a_late_delivery_may_be_over if {
	last := passing.as_of - 86400
	_weakened({"delivery": {"error": "ThrottlingException", "latest": last}}) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": _weak("delivery_error", "unknown", {"error": "ThrottlingException", "delivered": last}),
	}
}

test_without_a_clock_an_error_beside_a_delivery_may_be_over if {
	document := passing.changed({
		"origin": {"sources": [{"kind": "aws_snapshot", "digest": "sha256:00", "as_of": null}]},
		"trails": {passing.trail: {"delivery": {"error": "AccessDenied", "latest": 0}}},
	})
	effective := control.decision.effective with input as document
	effective == "unknown"
}

# A trail at home in Ireland; IAM's records arise in Northern Virginia.
_abroad(change) := _weakened(object.union({"region": "eu-west-1"}, change))

_fine := {"error": null, "latest": passing.as_of, "started": passing.as_of}

test_delivery_counts_where_the_records_of_iam_arise if {
	broken := object.union(_fine, {"error": "AccessDenied", "latest": _old})
	_abroad({"delivery": broken, "delivery_elsewhere": {"us-east-1": _fine}}).effective == "yes"
	_abroad({"delivery": _fine, "delivery_elsewhere": {"us-east-1": broken}}) == {
		"status": "pass",
		"effective": "no",
		"weaknesses": _weak("delivery_error", "no", {"error": "AccessDenied", "region": "us-east-1"}),
	}
}

test_delivery_that_was_read_elsewhere_is_not_that_of_iam if {
	every elsewhere in [{}, {"eu-central-1": _fine}] {
		_abroad({"delivery": _fine, "delivery_elsewhere": elsewhere}) == {
			"status": "pass",
			"effective": "unknown",
			"weaknesses": _weak("delivery_unread", "unknown", {"region": "us-east-1"}),
		}
	}
}

test_where_the_home_region_did_not_answer_the_one_that_counts_is_enough if {
	document := passing.changed(object.union(
		passing.not_knowing("trails", passing.trail, "delivery"),
		{"trails": {passing.trail: {"region": "eu-west-1", "delivery_elsewhere": {"us-east-1": _fine}}}},
	))
	effective := control.decision.effective with input as document
	effective == "yes"
}

test_delivery_from_elsewhere_goes_stale_too if {
	stale := object.union(_fine, {"latest": _old})
	_abroad({"delivery": _fine, "delivery_elsewhere": {"us-east-1": stale}}) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": _weak("delivery_stale", "unknown", {"last": _old, "region": "us-east-1"}),
	}
}

test_in_a_partition_that_we_do_not_know_the_home_region_stands_for_it if {
	document := passing.changed({
		"subject": {"partition": "aws-moon"},
		"trails": {passing.trail: {"region": "sea-of-tranquility-1", "delivery": _fine}},
	})
	delivery := trail_delivery.weak_for(document.trails[passing.trail], {}) with input as document
	delivery == set()
}

test_of_a_trail_that_is_only_planned_nobody_tells if {
	_abroad({"delivery": null}) == {"status": "pass", "effective": "yes", "weaknesses": set()}
}

_writes := {"kind": "classic", "classic": [{
	"management_events": true,
	"read_write_type": "WriteOnly",
	"excluded_sources": [],
}]}

test_a_trail_of_writes_alone_that_never_delivered_cannot_be_told_from_a_broken_one if {
	{[weak.code, weak.detail] |
		some weak in _weakened({"delivery": {"latest": null}, "selectors": _writes}).weaknesses
		weak.effect == "unknown"
	} == {["delivery_stale", {"never": true}]}
}

test_a_trail_that_neither_started_nor_delivered_is_unclear if {
	never := _weak("delivery_stale", "unknown", {"never": true})
	_weakened({"delivery": {"latest": null, "started": null}}).weaknesses == never
}

test_a_trail_that_started_a_moment_ago_has_time_to_deliver if {
	_weakened({"delivery": {"latest": null, "started": passing.as_of}}).effective == "yes"
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

test_a_trail_that_started_more_than_an_hour_ago_and_never_delivered_is_unclear if {
	every started in [passing.as_of - 3601, passing.as_of - 172800] {
		_weakened({"delivery": {"latest": null, "started": started}}) == {
			"status": "pass",
			"effective": "unknown",
			"weaknesses": _weak("delivery_stale", "unknown", {"never": true}),
		}
	}
}

test_a_trail_that_started_exactly_an_hour_ago_has_had_its_time_to_deliver if {
	_weakened({"delivery": {"latest": null, "started": passing.as_of - 3600}}).effective == "yes"
}

test_how_long_ago_a_trail_started_is_told_as_of_when_it_was_read if {
	started := passing.as_of - 172800
	_weakened({"delivery": {"latest": null, "started": started, "read": started + 60}}).effective == "yes"
}

test_without_a_clock_a_trail_that_never_delivered_is_unclear if {
	document := passing.changed({
		"origin": {"sources": [{"kind": "aws_snapshot", "digest": "sha256:00", "as_of": null}]},
		"trails": {passing.trail: {"delivery": {"latest": null, "started": passing.as_of}}},
	})
	effective := control.decision.effective with input as document
	effective == "unknown"
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
		"selectors": _writes,
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

# What a control says of calls that arise in any region, told by each region that is enabled.
_anywhere(change) := {[weak.code, weak.effect, object.get(weak.detail, "region", null)] |
	some weak in trail_delivery.weak_for(object.union(_trail, change), {}) with input as _two_regions
}

_trail := passing.document.trails[passing.trail]

_two_regions := passing.changed({"subject": {"enabled_regions": ["eu-west-1", "us-east-1"]}})

_broken := object.union(_fine, {"error": "AccessDenied", "latest": _old})

test_calls_of_any_region_reach_nobody_where_one_region_is_not_delivered if {
	document := _with_trail({"delivery_elsewhere": {"eu-west-1": _broken}})
	everywhere := record_model.writes("iam.amazonaws.com", passing.records)
	regional := judgement.decision(passing.control, everywhere) with input as document
	here := control.decision with input as document
	[regional.effective, here.effective] == ["no", "yes"]
	_anywhere({"delivery_elsewhere": {"eu-west-1": _broken}}) == {["delivery_error", "no", "eu-west-1"]}
	_anywhere({"delivery": _broken, "delivery_elsewhere": {"eu-west-1": _fine}}) == {["delivery_error", "no", null]}
}

test_every_region_that_is_not_delivered_is_named if {
	change := {"delivery": _broken, "delivery_elsewhere": {"eu-west-1": object.union(_fine, {"latest": _old})}}
	_anywhere(change) == {["delivery_error", "no", null], ["delivery_stale", "unknown", "eu-west-1"]}
}

test_where_no_call_can_arise_no_delivery_is_missed if {
	_anywhere({"delivery_elsewhere": {"ap-south-1": _broken}}) == set()
	anywhere := passing.changed({"subject": {"enabled_regions": null}})
	trail := object.union(_trail, {"delivery_elsewhere": {"ap-south-1": _broken}})
	weak := trail_delivery.weak_for(trail, {}) with input as anywhere
	{one.detail.region | some one in weak} == {"ap-south-1"}
}

test_a_region_that_was_not_asked_is_taken_as_the_home_region_does if {
	every elsewhere in [{}, {"eu-west-1": _fine}] {
		_anywhere({"delivery_elsewhere": elsewhere}) == set()
		fields := {"awsRegion": "ap-south-1"}
		trail := object.union(_trail, {"delivery_elsewhere": elsewhere})
		fine := trail_delivery.weak_for(trail, fields) with input as _two_regions
		fine == set()
		error := trail_delivery.weak_for(object.union(trail, {"delivery": _broken}), fields) with input as _two_regions
		{one.code | some one in error} == {"delivery_error"}
	}
}

test_the_region_of_iam_is_asked_so_it_counts_for_calls_of_any_region_too if {
	_anywhere({"region": "eu-west-1"}) == {["delivery_unread", "unknown", "us-east-1"]}
}

test_a_region_that_did_not_answer_leaves_it_open if {
	refused := {"unknown": {"reason": "denied", "gap": "g"}}
	_anywhere({"delivery_elsewhere": {"eu-west-1": refused}}) == {["delivery_stale", "unknown", "eu-west-1"]}
}

test_in_a_partition_that_we_do_not_know_the_home_region_stands_for_that_of_iam if {
	document := object.union(_with_trail({}), {"subject": {"partition": "aws-new", "account": passing.account}})
	trail := document.trails[passing.trail]
	weak := trail_delivery.weak_for(trail, {"awsRegion": partitions.iam_region}) with input as document
	weak == set()
}
