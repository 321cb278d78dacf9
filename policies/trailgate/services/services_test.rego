# METADATA
# title: Services are judged region by region
package trailgate.services_test

import data.trailgate.services

_account := "111122223333"

_service := {"id": "securityhub", "name": "Security Hub"}

_id(region) := concat("", ["arn:aws:securityhub:", region, ":", _account, ":hub/default"])

_entry(region, enabled) := {
	"id": _id(region),
	"name": "Security Hub",
	"service": "securityhub",
	"account": _account,
	"region": region,
	"at": concat("", ["0#/", region]),
	"enabled": enabled,
}

_unknown := {"unknown": {"reason": "denied", "gap": "hub#enabled"}}

_gap(scope, reason) := {
	"link": "service",
	"reason": reason,
	"scope": scope,
	"account": _account,
	"region": null,
	"id": null,
	"attribute": "enabled",
	"call": "securityhub:DescribeHub",
	"error": null,
	"at": null,
	"candidates": null,
	"address": null,
	"name": "Security Hub",
	"settled_by": ["permission"],
}

_document(entries, enabled_regions) := {
	"origin": {"as_of": 1000},
	"subject": {"account": _account, "partition": "aws", "enabled_regions": enabled_regions},
	"settings": {"attestations": [], "waivers": []},
	"services": {entry.id: entry | some entry in entries},
	"gaps": {"hub#enabled": _gap(null, "denied")},
	"index": {"gaps_by_scope": {}},
}

_decided(entries, enabled_regions, change) := decision if {
	document := object.union(_document(entries, enabled_regions), change)
	decision := services.decision("hub", _service) with input as document
}

_hidden(scope, reason) := {
	"gaps": {"hidden": _gap(scope, reason)},
	"index": {"gaps_by_scope": {scope: ["hidden"]}},
}

test_enabled_in_every_region_passes_with_its_evidence if {
	decision := _decided([_entry("a-1", true), _entry("b-1", true)], ["a-1", "b-1"], {})
	decision.status == "pass"
	decision.effective == null
	decision.exception == null
	decision.records == {"carried": {"a-1", "b-1"}, "unknown": set(), "missing": set()}
	decision.breaks == set()
	decision.gaps == set()
	decision.changes == null
	decision.exclusions == set()
	decision.exceptions == set()
	decision.chains == {_holding(region) | some region in ["a-1", "b-1"]}
}

_holding(region) := {
	"value": "holds",
	"effective": null,
	"records": {region},
	"links": {"service": {"id": _id(region), "at": concat("", ["0#/", region])}},
	"weaknesses": set(),
}

test_one_region_without_it_is_a_fail_that_names_it if {
	decision := _decided([_entry("a-1", true), _entry("b-1", false)], ["a-1", "b-1"], {})
	decision.status == "fail"
	decision.effective == null
	decision.records == {"carried": {"a-1"}, "unknown": set(), "missing": {"b-1"}}
	decision.gaps == set()
	decision.breaks == {{
		"link": "service",
		"code": "service_not_enabled",
		"id": _id("b-1"),
		"at": "0#/b-1",
		"records": {"b-1"},
		"after": {},
		"detail": {"service": "Security Hub", "region": "b-1"},
	}}
}

test_a_region_that_cannot_be_told_is_unknown_with_its_gap if {
	decision := _decided([_entry("a-1", true), _entry("b-1", _unknown)], ["a-1", "b-1"], {})
	decision.status == "unknown"
	decision.records == {"carried": {"a-1"}, "unknown": {"b-1"}, "missing": set()}
	decision.breaks == set()
	decision.gaps == {object.union(object.remove(_gap(null, "denied"), ["scope"]), {"records": {"b-1"}})}
}

test_a_fail_is_a_fail_whatever_else_cannot_be_told if {
	decision := _decided([_entry("a-1", false), _entry("b-1", _unknown)], ["a-1", "b-1"], {})
	decision.status == "fail"
	decision.records == {"carried": set(), "unknown": {"b-1"}, "missing": {"a-1"}}
	count(decision.gaps) == 1
}

test_a_region_of_which_nobody_says_anything_is_unknown if {
	decision := _decided([_entry("a-1", true)], ["a-1", "b-1"], {})
	decision.status == "unknown"
	decision.records.unknown == {"b-1"}
	told := {"link", "reason", "account", "region", "name", "settled_by"}
	{object.filter(gap, told) | some gap in decision.gaps} == {{
		"link": "service",
		"reason": "not_collected",
		"account": _account,
		"region": "b-1",
		"name": "Security Hub",
		"settled_by": ["snapshot"],
	}}
}

test_a_region_in_which_the_account_cannot_be_used_is_no_matter if {
	decision := _decided([_entry("a-1", true), _entry("b-1", _unknown)], ["a-1"], {})
	decision.status == "pass"
}

test_a_region_that_answers_can_be_used_though_the_list_lacks_it if {
	decision := _decided([_entry("a-1", true), _entry("b-1", false)], ["a-1"], {})
	decision.records == {"carried": {"a-1"}, "unknown": set(), "missing": {"b-1"}}
}

test_where_nobody_listed_the_regions_others_may_be_among_them if {
	every listed in [null, []] {
		decision := _decided([_entry("a-1", true)], listed, {})
		decision.status == "unknown"
		decision.records == {"carried": {"a-1"}, "unknown": {services.others}, "missing": set()}
		{[gap.reason, gap.region] | some gap in decision.gaps} == {["not_collected", null]}
	}
}

test_why_nobody_listed_the_regions_is_told if {
	decision := _decided([_entry("a-1", true)], null, _hidden("regions", "truncated"))
	decision.status == "unknown"
	{[gap.reason, gap.records] | some gap in decision.gaps} == {["truncated", {services.others}]}
}

test_a_region_seen_without_it_fails_where_nobody_listed_them if {
	decision := _decided([_entry("a-1", false)], null, {})
	decision.status == "fail"
}

test_another_service_and_another_account_prove_nothing if {
	every other in [{"service": "guardduty"}, {"account": "444455556666"}] {
		decision := _decided([object.union(_entry("a-1", true), other)], ["a-1"], {})
		decision.status == "unknown"
	}
}

test_a_region_that_a_plan_does_not_name_is_none if {
	decision := _decided([object.union(_entry("tf:provider:aws", true), {"id": "tf:x"})], null, {})
	decision.records == {"carried": set(), "unknown": {services.others}, "missing": set()}
}

test_two_that_say_different_things_prove_nothing if {
	twice := [_entry("a-1", true), object.union(_entry("a-1", false), {"id": "other"})]
	decision := _decided(twice, ["a-1"], {})
	decision.status == "unknown"
	count(decision.gaps) == 1
}

# Why nobody listed the regions says nothing of a region that was seen.
test_two_that_say_different_things_are_not_told_by_what_hides_other_regions if {
	twice := [_entry("a-1", true), object.union(_entry("a-1", false), {"id": "other"})]
	decision := _decided(twice, null, _hidden("regions", "truncated"))
	{[gap.reason, gap.records] | some gap in decision.gaps} == {
		["not_collected", {"a-1"}],
		["truncated", {services.others}],
	}
}

test_what_a_plan_that_cannot_be_applied_would_make_may_never_stand if {
	plan := _hidden("plan", "plan_errored")
	unnamed := object.union(plan.gaps.hidden, {"link": "trail", "name": null})
	hidden := object.union(plan, {"gaps": {"hidden": unnamed}})
	decision := _decided([_entry("a-1", true), _entry("b-1", false)], ["a-1", "b-1"], hidden)
	decision.records == {"carried": set(), "unknown": {"a-1"}, "missing": {"b-1"}}
	{[gap.link, gap.reason, gap.name] | some gap in decision.gaps} == {["service", "plan_errored", "Security Hub"]}
}

test_an_unknown_whose_gap_is_lost_is_unknown_of_the_service if {
	lost := {"unknown": {"reason": "denied", "gap": "lost"}}
	decision := _decided([_entry("a-1", lost)], ["a-1"], {})
	{[gap.link, gap.reason] | some gap in decision.gaps} == {["service", "denied"]}
}

_waiver := {"id": "w", "control": "hub", "owner": "x", "reason": "y", "starts": 0, "expires": 2000}

_waived := {"settings": {"attestations": [], "waivers": [_waiver]}}

test_a_waiver_stands_beside_a_fail_and_an_unknown_and_not_beside_a_pass if {
	_decided([_entry("a-1", false)], ["a-1"], _waived).exception.kind == "waiver"
	_decided([_entry("a-1", _unknown)], ["a-1"], _waived).exception.kind == "waiver"
	_decided([_entry("a-1", true)], ["a-1"], _waived).exception == null
}

test_a_gap_that_names_what_it_hides_keeps_that_name if {
	plan := _hidden("plan", "plan_errored")
	named := {"gaps": {"hidden": object.union(plan.gaps.hidden, {"name": "hub.tf"})}}
	decision := _decided([_entry("a-1", true)], ["a-1"], object.union(plan, named))
	{[gap.reason, gap.name] | some gap in decision.gaps} == {["plan_errored", "hub.tf"]}
}
