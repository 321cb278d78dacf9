package trailgate.chain.alarms_test

import data.trailgate.cis_aws.control_4_4 as control
import data.trailgate.passing_test as passing

_filter := passing.document.metric_filters[passing.metric_filter]

_alarm := passing.document.alarms[passing.alarm]

_other := "arn:aws:cloudwatch:us-east-1:111122223333:alarm:other"

_place := concat("|", ["alarm", passing.account, passing.region])

_watching(metric) := {"alarms": {passing.alarm: {"metric": metric}}}

_broken(code, resource) := {passing.broken("alarm", code, resource, passing.before("alarm"), {})}

_composites := concat("|", ["composite", passing.account, passing.region])

_at := {
	"trail": "0#/trail",
	"log_group": "0#/log_group",
	"metric_filter": "0#/metric_filter",
	"metric": "0#/metric_filter",
	"alarm": passing.document.alarms[passing.alarm].at,
}

# What a query fetches that names the metric in full.
_selection(change) := object.union(
	{"namespace": "CISBenchmark", "name": "IAMPolicyChanges", "dimensions": [], "equals": {}},
	change,
)

_unsupported := {
	"id": _other,
	"name": "other",
	"account": passing.account,
	"region": passing.region,
	"at": "0#/other",
	"kind": "unsupported",
	"because": "PromQL",
	"fetches": null,
	"actions": [passing.topic],
	"actions_enabled": true,
	"state": "OK",
}

test_a_metric_without_alarms_breaks if {
	breaks := control.breaks with input as passing.without("alarms", passing.alarm, {})
	breaks == _broken("alarm_none", _filter)
}

test_an_alarm_on_the_same_name_in_another_namespace_watches_something_else if {
	passing.decided(_watching({"namespace": "Other"})).breaks == _broken("alarm_other_namespace", _alarm)
}

test_an_alarm_on_the_metric_with_other_dimensions_watches_something_else if {
	passing.decided(_watching({"dimensions": {"Env": "prod"}})).breaks == _broken("alarm_other_dimensions", _alarm)
}

test_an_alarm_in_another_region_watches_something_else if {
	passing.decided(_watching({"region": "eu-west-1"})).breaks == _broken("alarm_other_region", _alarm)
}

test_an_alarm_on_another_accounts_metric_watches_something_else if {
	passing.decided(_watching({"account": passing.other_account})).breaks == _broken("alarm_other_account", _alarm)
}

test_an_alarm_on_another_name_is_no_near_miss if {
	passing.decided(_watching({"name": "Other"})).breaks == _broken("alarm_none", _filter)
}

test_a_monitoring_accounts_alarm_on_this_accounts_metric_watches_it if {
	decision := passing.decided({
		"alarms": {passing.alarm: {"account": passing.other_account}},
		"topics": {passing.topic: {"account": passing.other_account}},
	})
	decision.status == "pass"
}

# Near misses: dimensions, then namespace, region, account.
_both(one, other) := {cause.code |
	some cause in passing.decided({"alarms": {
		passing.alarm: {"metric": one},
		_other: passing.alarm_on(_other, object.union(passing.watched, other)),
	}}).breaks
}

test_other_dimensions_are_nearer_than_another_namespace if {
	_both({"namespace": "Other"}, {"dimensions": {"Env": "prod"}}) == {"alarm_other_dimensions"}
}

test_another_namespace_is_nearer_than_another_region if {
	_both({"region": "eu-west-1"}, {"namespace": "Other"}) == {"alarm_other_namespace"}
}

test_another_region_is_nearer_than_another_account if {
	_both({"account": passing.other_account}, {"region": "eu-west-1"}) == {"alarm_other_region"}
}

test_an_alarm_that_watches_wins_over_every_near_miss if {
	decision := passing.decided({"alarms": {_other: passing.alarm_on(
		_other,
		object.union(passing.watched, {"namespace": "Other"}),
	)}})
	decision.status == "pass"
	decision.breaks == set()
}

test_a_value_of_zero_has_no_near_misses if {
	decision := passing.decided({
		"alarms": {passing.alarm: {"metric": {"namespace": "Other"}}},
		"metric_filters": {passing.metric_filter: {"transformations": [object.union(
			passing.transformation,
			{"value": "0"},
		)]}},
	})
	{one.code | some one in decision.breaks} == {"metric_value_zero"}
}

test_hidden_alarms_may_watch_the_metric if {
	decision := control.decision with input as passing.without("alarms", passing.alarm, passing.hiding(_place, null))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.hidden(_place, null))}
	{chain.links | some chain in decision.chains} == {{
		"trail": {"id": passing.trail, "at": "0#/trail"},
		"log_group": {"id": passing.log_group, "at": "0#/log_group"},
		"metric_filter": {"id": passing.metric_filter, "at": "0#/metric_filter"},
		"metric": {"id": passing.metric, "at": "0#/metric_filter"},
	}}
}

test_links_that_were_not_read_hide_the_alarms_of_monitoring_accounts if {
	why := object.union(passing.hidden(_place, null), {"call": "oam:ListLinks", "attribute": "watchers"})
	decision := control.decision with input as passing.without("alarms", passing.alarm, {"gaps": {_place: why}})
	decision.status == "unknown"
	decision.gaps == {passing.reported(why)}
}

test_links_that_were_not_read_do_not_matter_where_an_alarm_watches if {
	why := object.union(passing.hidden(_place, null), {"call": "oam:ListLinks", "attribute": "watchers"})
	decision := passing.decided({"gaps": {_place: why}})
	decision.status == "pass"
	decision.gaps == set()
}

test_alarms_hidden_in_another_region_cannot_watch_the_metric if {
	place := concat("|", ["alarm", passing.account, "eu-west-1"])
	status := control.status with input as passing.without("alarms", passing.alarm, passing.hiding(place, null))
	status == "fail"
}

test_hidden_alarms_do_not_matter_where_nothing_reaches_them if {
	change := object.union(passing.hiding(_place, null), {"trails": {passing.trail: {"logging": false}}})
	decision := control.decision with input as passing.without("alarms", passing.alarm, change)
	decision.status == "fail"
	decision.gaps == set()
}

test_an_alarm_on_a_metric_of_unknown_place_may_watch_what_a_hidden_filter_writes if {
	scope := concat("|", ["metric_filter", passing.log_group])
	every attribute in ["account", "region"] {
		metric := object.union(passing.watched, {attribute: passing.unknown(passing.alarm, attribute, [])})
		change := object.union(passing.hiding(scope, null), {"alarms": {passing.alarm: {"metric": metric}}})
		decision := control.decision with input as passing.without("metric_filters", passing.metric_filter, change)
		decision.status == "unknown"
		decision.gaps == {passing.reported(passing.hidden(scope, null))}
	}
}

test_an_expression_beside_a_metric_of_another_region_has_no_place_of_its_own if {
	query := {"expression": null, "uses": [], "statistic": "Sum", "functions": [], "returned": false}
	elsewhere := object.union(passing.watched, {
		"region": "eu-west-1",
		"namespace": passing.unknown(passing.alarm, "namespace", []),
	})
	change := object.union(
		passing.hiding(concat("|", ["metric_filter", passing.log_group]), null),
		{"alarms": {passing.alarm: {"kind": "math", "queries": {
			"m1": object.union(query, {"metric": elsewhere}),
			"e1": object.union(query, {"metric": null, "expression": "m1 * 2", "uses": ["m1"], "returned": true}),
		}}}},
	)
	decision := control.decision with input as passing.without("metric_filters", passing.metric_filter, change)
	decision.status == "fail"
}

test_hidden_alarms_do_not_matter_where_one_watches if {
	decision := passing.decided(passing.hiding(_place, null))
	decision.status == "pass"
	decision.gaps == set()
}

test_an_unsupported_alarm_may_watch_the_metric if {
	decision := control.decision with input as passing.without("alarms", passing.alarm, {"alarms": {_other: _unsupported}})
	decision.status == "unknown"
	decision.gaps == {{
		"link": "alarm",
		"reason": "unsupported_alarm",
		"account": passing.account,
		"region": passing.region,
		"id": _other,
		"attribute": "metric",
		"call": null,
		"error": null,
		"at": "0#/other",
		"candidates": null,
		"address": null,
		"name": null,
		"settled_by": [],
		"records": passing.records,
	}}
}

test_an_alarm_that_fetches_another_metric_watches_something_else if {
	change := {"alarms": {_other: object.union(_unsupported, {"fetches": [_selection({"namespace": "AWS/EC2"})]})}}
	breaks := control.breaks with input as passing.without("alarms", passing.alarm, change)
	breaks == _broken("alarm_none", _filter)
}

test_an_alarm_that_fetches_this_metric_may_watch_it if {
	change := {"alarms": {_other: object.union(_unsupported, {"fetches": [_selection({})]})}}
	decision := control.decision with input as passing.without("alarms", passing.alarm, change)
	decision.status == "unknown"
	{[gap.reason, gap.id] | some gap in decision.gaps} == {["unsupported_alarm", _other]}
}

test_metric_math_that_fetches_this_metric_beside_another_may_watch_it if {
	query := {"expression": null, "uses": [], "statistic": "Sum", "functions": [], "returned": false}
	change := {"alarms": {passing.alarm: {"kind": "math", "fetches": [_selection({})], "queries": {
		"m1": object.union(query, {"metric": object.union(passing.watched, {"name": "Other"})}),
		"e1": object.union(query, {"metric": null, "expression": "SELECT", "returned": true}),
	}}}}
	decision := passing.decided(change)
	decision.status == "unknown"
	{[gap.reason, gap.id] | some gap in decision.gaps} == {["unsupported_alarm", passing.alarm]}
}

test_a_hidden_filter_may_write_what_an_alarm_fetches if {
	change := object.union(
		passing.hiding(concat("|", ["metric_filter", passing.log_group]), null),
		{"alarms": {passing.alarm: object.union(_unsupported, {"id": passing.alarm, "fetches": [_selection({})]})}},
	)
	decision := control.decision with input as passing.without("metric_filters", passing.metric_filter, change)
	decision.status == "unknown"
}

test_a_hidden_filter_writes_nothing_that_an_alarm_without_a_metric_fetches if {
	change := object.union(
		passing.hiding(concat("|", ["metric_filter", passing.log_group]), null),
		{"alarms": {passing.alarm: object.union(_unsupported, {"id": passing.alarm, "fetches": []})}},
	)
	decision := control.decision with input as passing.without("metric_filters", passing.metric_filter, change)
	decision.status == "fail"
}

test_hidden_composites_do_not_matter_where_no_alarm_watches if {
	breaks := control.breaks with input as passing.without("alarms", passing.alarm, passing.hiding(_composites, null))
	breaks == _broken("alarm_none", _filter)
}

test_a_hidden_composite_may_tell_of_an_alarm_without_actions if {
	change := object.union(passing.hiding(_composites, null), {"alarms": {passing.alarm: {"actions": []}}})
	decision := passing.decided(change)
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.hidden(_composites, null))}
	{chain.links | some chain in decision.chains} == {{link: {"id": id, "at": at} |
		some link in passing.before("topic")
		id := passing.ids[link]
		at := _at[link]
	}}
}

test_hidden_composites_do_not_matter_where_the_alarm_itself_tells if {
	decision := passing.decided(passing.hiding(_composites, null))
	[decision.status, decision.effective, decision.gaps] == ["pass", "yes", set()]
}

test_an_unsupported_alarm_without_actions_tells_nobody if {
	change := {"alarms": {_other: object.union(_unsupported, {"actions": []})}}
	breaks := control.breaks with input as passing.without("alarms", passing.alarm, change)
	{one.code | some one in breaks} == {"alarm_none"}
}

_unknown_part(attribute) if {
	gap := passing.gap(passing.alarm, attribute)
	decision := passing.decided({
		"alarms": {passing.alarm: {"metric": {attribute: passing.unknown(passing.alarm, attribute, [])}}},
		"gaps": {passing.gap_id(passing.alarm, attribute): gap},
	})
	decision.status == "unknown"
	decision.gaps == {passing.reported(gap)}
}

test_the_namespace_that_an_alarm_watches_may_be_unknown if _unknown_part("namespace")

test_the_name_that_an_alarm_watches_may_be_unknown if _unknown_part("name")

test_the_dimensions_that_an_alarm_watches_may_be_unknown if _unknown_part("dimensions")

test_the_account_that_an_alarm_watches_may_be_unknown if _unknown_part("account")

test_the_region_that_an_alarm_watches_may_be_unknown if _unknown_part("region")

test_the_whole_metric_that_an_alarm_watches_may_be_unknown if {
	decision := passing.decided(passing.not_knowing("alarms", passing.alarm, "metric"))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.alarm, "metric"))}
}

test_a_dimension_that_an_alarm_watches_may_be_unknown if {
	gap := passing.gap(passing.alarm, "Env")
	decision := passing.decided({
		"alarms": {passing.alarm: {"metric": {"dimensions": {"Env": passing.unknown(passing.alarm, "Env", [])}}}},
		"metric_filters": {passing.metric_filter: {"transformations": [object.union(
			passing.transformation,
			{"dimensions": {"Env": "$.eventSource"}},
		)]}},
		"gaps": {passing.gap_id(passing.alarm, "Env"): gap},
	})
	decision.status == "unknown"
	decision.gaps == {passing.reported(gap)}
}

test_a_namespace_that_can_only_be_another_is_another if {
	decision := passing.decided({
		"alarms": {passing.alarm: {"metric": {"namespace": passing.unknown(passing.alarm, "namespace", ["Other"])}}},
		"gaps": {passing.gap_id(passing.alarm, "namespace"): passing.gap(passing.alarm, "namespace")},
	})
	decision.status == "fail"
}

test_a_namespace_that_can_be_the_one_is_unknown if {
	names := ["Other", "CISBenchmark"]
	decision := passing.decided({
		"alarms": {passing.alarm: {"metric": {"namespace": passing.unknown(passing.alarm, "namespace", names)}}},
		"gaps": {passing.gap_id(passing.alarm, "namespace"): passing.gap(passing.alarm, "namespace")},
	})
	decision.status == "unknown"
}

test_two_unknown_namespaces_may_be_one if {
	unknown := passing.unknown(passing.alarm, "namespace", ["Other"])
	decision := passing.decided({
		"alarms": {passing.alarm: {"metric": {"namespace": unknown}}},
		"metric_filters": {passing.metric_filter: {"transformations": [object.union(
			passing.transformation,
			{"namespace": unknown},
		)]}},
		"gaps": {passing.gap_id(passing.alarm, "namespace"): passing.gap(passing.alarm, "namespace")},
	})
	decision.status == "unknown"
}
