package trailgate.chain.metric_filters_test

import data.trailgate.cis_aws.control_4_4 as control
import data.trailgate.passing_test as passing

_filter := passing.document.metric_filters[passing.metric_filter]

_pattern := passing.document.patterns[passing.pattern]

# The coverage that says the same of every record.
_matched(coverage) := {record: coverage | some record in passing.records}

_never := {"matched": "never", "clause": null, "counterexample": {"eventName": "x"}, "why": null}

_sometimes := {
	"matched": "sometimes",
	"clause": {"text": "$.errorCode NOT EXISTS", "span": [10, 32]},
	"counterexample": {"eventName": "PutUserPolicy", "errorCode": "AccessDenied"},
	"why": null,
}

_with_pattern(change) := {"patterns": {passing.pattern: change}}

_invalid := {"valid": false, "error": _error, "coverage": {passing.control: _matched(_never)}}

_error := {"kind": "syntax", "span": [3, 4], "message": "expected a clause"}

_broken(code, detail) := {passing.broken("metric_filter", code, _filter, passing.before("metric_filter"), detail)}

_detail(coverage) := object.filter(coverage, ["clause", "counterexample", "why"])

_gap(reason, attribute) := {
	"link": "metric_filter",
	"reason": reason,
	"account": passing.account,
	"region": passing.region,
	"id": passing.metric_filter,
	"attribute": attribute,
	"call": null,
	"error": null,
	"at": "0#/metric_filter",
	"candidates": null,
	"address": null,
	"name": null,
	"settled_by": [],
	"records": passing.records,
}

test_a_log_group_without_filters_breaks if {
	breaks := control.breaks with input as passing.without("metric_filters", passing.metric_filter, {})
	group := {"id": passing.log_group, "at": null}
	breaks == {passing.broken("metric_filter", "filter_none", group, passing.before("metric_filter"), {})}
}

test_a_filter_on_another_group_is_none if {
	decision := passing.decided({"metric_filters": {passing.metric_filter: {"log_group": "other"}}})
	{one.code | some one in decision.breaks} == {"filter_none"}
}

test_a_pattern_that_never_matches_breaks if {
	decision := passing.decided(_with_pattern({"coverage": {passing.control: _matched(_never)}}))
	decision.breaks == _broken("filter_matches_never", _detail(_never))
}

test_a_pattern_that_matches_sometimes_breaks_and_shows_when if {
	decision := passing.decided(_with_pattern({"coverage": {passing.control: _matched(_sometimes)}}))
	decision.breaks == _broken("filter_matches_sometimes", _detail(_sometimes))
}

test_a_pattern_that_loses_failed_calls_alone_has_its_own_code if {
	coverage := object.union(_sometimes, {"misses": "failed_calls"})
	decision := passing.decided(_with_pattern({"coverage": {passing.control: _matched(coverage)}}))
	decision.breaks == _broken("filter_misses_failed_calls", _detail(coverage))
}

test_a_pattern_that_matches_not_always_whatever_a_record_holds_that_nobody_knows_is_to_blame if {
	undecided := {"matched": "undecided", "clause": null, "counterexample": null, "why": "unknown constant"}
	hopeless := object.union(undecided, {"covers": "no"})
	decision := passing.decided(_with_pattern({"coverage": {passing.control: _matched(hopeless)}}))
	decision.status == "fail"
	{one.code | some one in decision.breaks} == {"filter_matches_sometimes"}
}

test_what_a_pattern_loses_of_transformed_records_is_not_known if {
	coverage := object.union(_sometimes, {"misses": "failed_calls"})
	decision := passing.decided(object.union(
		_with_pattern({"coverage": {passing.control: _matched(coverage)}}),
		{"metric_filters": {passing.metric_filter: {"transformed": true}}},
	))
	decision.status == "unknown"
}

# Filters that do not look for the control's records.
_made_for_others(coverage) := _with_pattern({"sought": [], "coverage": {passing.control: _matched(coverage)}})

_none := {passing.broken(
	"metric_filter",
	"filter_none",
	{"id": passing.log_group, "at": null},
	passing.before("metric_filter"),
	{},
)}

test_a_filter_made_for_other_records_that_never_matches_is_none if {
	passing.decided(_made_for_others(_never)).breaks == _none
}

test_a_filter_made_for_other_records_that_matches_sometimes_is_none if {
	passing.decided(_made_for_others(_sometimes)).breaks == _none
}

test_a_filter_made_for_other_records_that_loses_failed_calls_is_none if {
	passing.decided(_made_for_others(object.union(_sometimes, {"misses": "failed_calls"}))).breaks == _none
}

test_a_filter_made_for_other_records_that_matches_always_carries if {
	passing.decided(_made_for_others(passing.always)).status == "pass"
}

test_a_filter_made_for_other_records_may_carry_where_it_cannot_be_decided if {
	coverage := {"matched": "undecided", "clause": null, "counterexample": null, "why": "bound"}
	passing.decided(_made_for_others(coverage)).status == "unknown"
}

test_a_scope_is_to_blame_whatever_the_filter_is_made_for if {
	change := object.union(
		_made_for_others(passing.always),
		{"metric_filters": {passing.metric_filter: {"scope": "@aws.region = \"x\"", "admits": false}}},
	)
	_codes(change) == {"filter_scoped"}
}

test_a_filter_that_looks_for_the_records_is_to_blame if {
	change := _with_pattern({"sought": [passing.control], "coverage": {passing.control: _matched(_never)}})
	_codes(change) == {"filter_matches_never"}
}

test_of_two_filters_the_one_that_looks_for_the_records_is_to_blame if {
	first := _with_pattern({"sought": [], "coverage": {passing.control: _matched(_sometimes)}})
	second := object.union(_pattern, {"coverage": {passing.control: _matched(_never)}})
	_codes(object.union(first, _second({}, second))) == {"filter_matches_never"}
}

test_with_fifteen_of_sixteen_the_break_names_the_one if {
	coverage := {passing.control: {"PutUserPolicy": _never}}
	decision := passing.decided(_with_pattern({"coverage": coverage}))
	decision.status == "fail"
	decision.records == {
		"carried": passing.records - {"PutUserPolicy"},
		"unknown": set(),
		"missing": {"PutUserPolicy"},
	}
	decision.breaks == {object.union(one, {"records": {"PutUserPolicy"}}) |
		some one in _broken("filter_matches_never", _detail(_never))
	}
}

test_filters_that_cover_the_records_together_pass if {
	second := object.union(_filter, {"id": "second", "pattern": "p2"})
	decision := passing.decided({
		"metric_filters": {"second": second},
		"patterns": {
			passing.pattern: {"coverage": {passing.control: {"PutUserPolicy": _never}}},
			"p2": passing.covering(object.union(_matched(_never), {"PutUserPolicy": passing.always})),
		},
	})
	decision.status == "pass"
	{chain.links.metric_filter.id: chain.records | some chain in decision.chains} == {
		passing.metric_filter: passing.records - {"PutUserPolicy"},
		"second": {"PutUserPolicy"},
	}
}

test_a_pattern_with_line_breaks_in_its_names_has_its_own_code if {
	decision := passing.decided(_with_pattern(object.union(_invalid, {"line_break_text": true})))
	decision.breaks == _broken("filter_line_break_text", {"error": _error})
}

test_a_pattern_that_we_cannot_read_in_a_snapshot_was_accepted_by_aws if {
	decision := passing.decided(_with_pattern(_invalid))
	decision.status == "unknown"
	decision.gaps == {_gap("pattern_unsupported", "pattern")}
}

test_a_pattern_that_cannot_be_read_in_a_plan_would_be_refused if {
	decision := passing.decided(object.union(_with_pattern(_invalid), {"origin": {"kind": "terraform_plan"}}))
	decision.breaks == _broken("filter_invalid", {"error": _error})
}

test_a_pattern_that_could_not_be_decided_is_unknown if {
	coverage := _matched({"matched": "undecided", "clause": null, "counterexample": null, "why": "bound"})
	decision := passing.decided(_with_pattern({"coverage": {passing.control: coverage}}))
	decision.status == "unknown"
	decision.gaps == {_gap("pattern_undecided", "pattern")}
}

test_a_space_delimited_pattern_that_could_not_be_decided_is_unsupported if {
	coverage := _matched({"matched": "undecided", "clause": null, "counterexample": null, "why": "fields"})
	decision := passing.decided(_with_pattern({"language": "space_delimited", "coverage": {passing.control: coverage}}))
	decision.gaps == {_gap("pattern_unsupported", "pattern")}
}

test_a_pattern_of_which_nothing_is_said_is_undecided if {
	pattern := object.union(object.remove(_pattern, ["coverage"]), {"coverage": {}})
	decision := passing.decided({
		"metric_filters": {passing.metric_filter: {"pattern": "p2"}},
		"patterns": {"p2": pattern},
	})
	decision.status == "unknown"
	decision.gaps == {_gap("pattern_undecided", "pattern")}
}

test_a_filter_that_drops_events_by_system_field_breaks if {
	scoped := {"scope": "@aws.region = \"eu-west-1\"", "admits": false}
	decision := passing.decided({"metric_filters": {passing.metric_filter: scoped}})
	decision.breaks == _broken("filter_scoped", {"scope": "@aws.region = \"eu-west-1\""})
}

test_a_scope_that_admits_the_group_s_own_events_is_none if {
	scoped := {"scope": "@aws.account = \"111122223333\"", "admits": true}
	passing.decided({"metric_filters": {passing.metric_filter: scoped}}).status == "pass"
}

test_a_scope_that_cannot_be_decided_is_unknown if {
	decision := passing.decided({"metric_filters": {passing.metric_filter: {"scope": "@aws.x = 1", "admits": null}}})
	decision.status == "unknown"
	decision.gaps == {_gap("scope_undecided", "scope")}
}

test_a_scope_of_which_nothing_is_said_is_unknown if {
	decision := passing.decided({"metric_filters": {passing.metric_filter: {"scope": "@aws.x = 1"}}})
	decision.gaps == {_gap("scope_undecided", "scope")}
}

test_a_filter_whose_texts_may_be_masked_is_unknown if {
	decision := passing.decided({"metric_filters": {passing.metric_filter: {"masked": true}}})
	decision.status == "unknown"
	decision.gaps == {_gap("masked_logs", "pattern")}
}

test_a_filter_whose_texts_are_not_masked_passes if {
	passing.decided({"metric_filters": {passing.metric_filter: {"masked": false}}}).status == "pass"
}

test_what_a_group_masks_may_be_unknown if {
	decision := passing.decided(passing.not_knowing("log_groups", passing.log_group, "masks"))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.log_group, "masks"))}
}

test_a_filter_on_transformed_logs_is_unknown_where_the_group_transforms if {
	decision := passing.decided({
		"metric_filters": {passing.metric_filter: {"transformed": true}},
		"log_groups": {passing.log_group: {"transformer": true}},
	})
	decision.status == "unknown"
	decision.gaps == {_gap("transformed_logs", "transformed")}
}

test_a_filter_on_transformed_logs_is_unknown_where_nobody_asked_for_the_transformer if {
	decision := passing.decided({"metric_filters": {passing.metric_filter: {"transformed": true}}})
	decision.gaps == {_gap("transformed_logs", "transformed")}
}

test_a_filter_on_transformed_logs_passes_where_the_group_has_no_transformer if {
	decision := passing.decided({
		"metric_filters": {passing.metric_filter: {"transformed": true}},
		"log_groups": {passing.log_group: {"transformer": false}},
	})
	decision.status == "pass"
}

test_a_transformer_does_not_matter_to_a_filter_on_the_original_logs if {
	decision := passing.decided({"log_groups": {passing.log_group: {"transformer": true}}})
	decision.status == "pass"
}

# Precedence of near misses: sometimes, line-break text, scoped, invalid, never, none. Each file name below is a filter.
_second(change, pattern) := {
	"metric_filters": {"a second": object.union_n([_filter, {"id": "a second", "pattern": "p2"}, change])},
	"patterns": {"p2": pattern},
}

_never_first := {"patterns": {passing.pattern: {"coverage": {passing.control: _matched(_never)}}}}

_codes(change) := {one.code | some one in passing.decided(change).breaks}

test_sometimes_is_nearer_than_line_break_text if {
	text := object.union_n([_pattern, _invalid, {"line_break_text": true}])
	first := _with_pattern({"coverage": {passing.control: _matched(_sometimes)}})
	_codes(object.union(first, _second({}, text))) == {"filter_matches_sometimes"}
}

test_a_filter_that_names_the_records_is_nearer_than_one_made_for_others if {
	names := {passing.control: [record | some record in passing.records]}
	first := _with_pattern({"coverage": {passing.control: _matched(_never)}, "named": names})
	other := {"coverage": {passing.control: _matched(_sometimes)}, "named": {passing.control: []}}
	_codes(object.union(first, _second({}, other))) == {"filter_matches_never"}
}

test_of_filters_that_name_some_records_the_one_that_names_more_is_nearer if {
	most := {passing.control: [record | some record in (passing.records - {"PutUserPolicy"})]}
	first := _with_pattern({"coverage": {passing.control: _matched(_never)}, "named": most})
	other := {"coverage": {passing.control: _matched(_sometimes)}, "named": {passing.control: ["PutUserPolicy"]}}
	_codes(object.union(first, _second({}, other))) == {"filter_matches_never"}
}

test_line_break_text_is_nearer_than_scoped if {
	first := _with_pattern(object.union(_invalid, {"line_break_text": true}))
	second := _second({"scope": "@aws.region = \"x\"", "admits": false}, _pattern)
	_codes(object.union(first, second)) == {"filter_line_break_text"}
}

test_scoped_is_nearer_than_invalid if {
	plan := object.union(_with_pattern(_invalid), {"origin": {"kind": "terraform_plan"}})
	_codes(object.union(plan, _second({"scope": "@aws.region = \"x\"", "admits": false}, _pattern))) == {"filter_scoped"}
}

test_invalid_is_nearer_than_never if {
	plan := object.union(_never_first, {"origin": {"kind": "terraform_plan"}})
	_codes(object.union(plan, _second({}, object.union(_pattern, _invalid)))) == {"filter_invalid"}
}

test_never_is_nearer_than_none if {
	_codes(_never_first) == {"filter_matches_never"}
}

test_a_scoped_filter_that_never_matches_never_matches if {
	scoped := {"scope": "@aws.region = \"x\"", "admits": false}
	change := object.union(_never_first, {"metric_filters": {passing.metric_filter: scoped}})
	_codes(change) == {"filter_matches_never"}
}

# One test for each attribute that may be unknown.
_unknown_when_not_knowing(attribute) if {
	decision := passing.decided(passing.not_knowing("metric_filters", passing.metric_filter, attribute))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.metric_filter, attribute))}
}

test_one_of_the_metrics_that_a_filter_writes_may_be_unknown if {
	unknown := passing.unknown(passing.metric_filter, "transformations", [])
	gap := passing.gap(passing.metric_filter, "transformations")
	decision := passing.decided({
		"metric_filters": {passing.metric_filter: {"transformations": [unknown]}},
		"gaps": {passing.gap_id(passing.metric_filter, "transformations"): gap},
	})
	decision.status == "unknown"
	decision.gaps == {passing.reported(gap)}
}

test_what_a_filter_writes_may_be_unknown if _unknown_when_not_knowing("transformations")

test_which_group_a_filter_sits_on_may_be_unknown if _unknown_when_not_knowing("log_group")

test_which_pattern_a_filter_has_may_be_unknown if _unknown_when_not_knowing("pattern")

test_which_scope_a_filter_has_may_be_unknown if _unknown_when_not_knowing("scope")

test_a_filter_of_which_nothing_is_told_proves_nothing if {
	every attribute in ["log_group", "pattern"] {
		not passing.passes_silently("metric_filters", passing.metric_filter, attribute)
	}
}

test_whether_a_filter_reads_transformed_logs_may_be_unknown if _unknown_when_not_knowing("transformed")

test_a_filter_of_which_nobody_says_whether_it_reads_transformed_logs_is_unknown if {
	silent := {passing.metric_filter: object.remove(_filter, ["transformed"])}
	document := object.union(object.remove(passing.document, ["metric_filters"]), {"metric_filters": silent})
	decision := control.decision with input as document
	decision.status == "unknown"
	decision.gaps == {_gap("transformed_logs", "transformed")}
}

test_an_unknown_pattern_in_a_plan_is_not_an_invalid_one if {
	change := passing.not_knowing("metric_filters", passing.metric_filter, "pattern")
	decision := passing.decided(object.union(change, {"origin": {"kind": "terraform_plan"}}))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.metric_filter, "pattern"))}
}

test_a_filter_that_may_sit_on_one_of_two_groups_is_unknown if {
	change := passing.choosing("metric_filters", passing.metric_filter, "log_group", [passing.log_group, "other"])
	decision := passing.decided(change)
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.metric_filter, "log_group"))}
}

test_a_filter_that_surely_sits_elsewhere_is_none if {
	decision := passing.decided(passing.choosing("metric_filters", passing.metric_filter, "log_group", ["other"]))
	{one.code | some one in decision.breaks} == {"filter_none"}
}

test_a_hidden_filter_may_reach_any_alarm_of_its_place if {
	scope := concat("|", ["metric_filter", passing.log_group])
	change := passing.hiding(scope, null)
	decision := control.decision with input as passing.without("metric_filters", passing.metric_filter, change)
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.hidden(scope, null))}
}

test_a_hidden_filter_where_no_alarm_could_watch_it_fails if {
	scope := concat("|", ["metric_filter", passing.log_group])
	change := object.union(passing.hiding(scope, null), _alarm_elsewhere)
	breaks := control.breaks with input as passing.without("metric_filters", passing.metric_filter, change)
	{one.code | some one in breaks} == {"alarm_none"}
}

_alarm_elsewhere := {"alarms": {passing.alarm: {"metric": {"region": "eu-west-1"}}}}

test_alarms_of_a_place_where_other_filters_are_hidden_do_not_watch_a_hidden_filter if {
	gap := object.union(passing.hidden("metric_filter|elsewhere", null), {"region": "eu-west-1"})
	change := object.union_n([
		passing.hiding(concat("|", ["metric_filter", passing.log_group]), null),
		{"gaps": {"elsewhere": gap}},
		_alarm_elsewhere,
	])
	breaks := control.breaks with input as passing.without("metric_filters", passing.metric_filter, change)
	{one.code | some one in breaks} == {"alarm_none"}
}

# What the pattern says of the raw record says nothing of the one that the transformer made of it.
_transformed(coverage) := passing.decided(object.union(
	_with_pattern({"coverage": {passing.control: _matched(coverage)}}),
	{
		"metric_filters": {passing.metric_filter: {"transformed": true}},
		"log_groups": {passing.log_group: {"transformer": true}},
	},
)).gaps

test_a_filter_that_matches_sometimes_may_match_transformed_logs_always if {
	_transformed(_sometimes) == {_gap("transformed_logs", "transformed")}
}

# Nor whether it is made for other records.
test_a_filter_for_other_records_may_match_transformed_logs if {
	every coverage in [_never, _sometimes] {
		decision := passing.decided(object.union_n([
			_made_for_others(coverage),
			{"metric_filters": {passing.metric_filter: {"transformed": true}}},
			{"log_groups": {passing.log_group: {"transformer": true}}},
		]))
		decision.gaps == {_gap("transformed_logs", "transformed")}
	}
}

test_a_filter_that_never_matches_may_match_transformed_logs if {
	_transformed(_never) == {_gap("transformed_logs", "transformed")}
}

# A filter of which nothing is said of the control's records, and that looks for those of these controls.
_silent(sought) := object.union(without, {"patterns": {passing.pattern: pattern}}) if {
	without := object.remove(passing.document, ["patterns"])
	pattern := object.union(object.remove(_pattern, ["coverage"]), {"sought": sought, "coverage": {}})
}

test_what_is_not_worked_out_beforehand_leads_to_the_same if {
	idle := control.decision with input as _silent([])
	other := control.decision with input as _silent(["another"])
	idle == other
	idle.status == "unknown"
	{object.keys(one.links) | some one in idle.chains} == {{
		"trail", "log_group", "metric_filter", "metric",
		"alarm", "topic", "subscription",
	}}
}

test_a_filter_that_looks_for_nothing_that_is_asked_for_and_matches_carries if {
	decision := passing.decided(_with_pattern({"sought": []}))
	decision.status == "pass"
}
