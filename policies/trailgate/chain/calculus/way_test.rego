package trailgate.chain.way_test

import data.trailgate.passing_test as passing

_control := "iam-policy-change-alarm"

_walked(document) := ways if {
	walked := data.trailgate.walked with input as object.union(document, {"walk": "CreatePolicy"})
	ways := walked[_control]
}

_of(change) := _walked(passing.changed(change))

_without(kind, id) := _walked(passing.without(kind, id, {}))

_rules(way) := {entry.rule | some entry in way}

_values(way, rule) := {entry.value | some entry in way; entry.rule == concat(".", ["data.trailgate.chain", rule])}

_holds(run) := {{
	"value": "holds",
	"run": run,
	"effect": "yes",
	"break": null,
	"gaps": set(),
	"weaknesses": set(),
}}

_asked_of(way, rule) := {entry.of | some entry in way; entry.rule == concat(".", ["data.trailgate.chain", rule])}

test_the_way_to_a_person_gets_shorter_link_by_link if {
	way := _walked(passing.document)
	_values(way, "trails.routes") == _holds(7)
	_values(way, "calculus.best") == _holds(7)
	_values(way, "log_groups.route") == _holds(6)
	_values(way, "metric_filters.routes") == _holds(5)
	_values(way, "metrics.route") == _holds(4)
	_values(way, "alarms.route") == _holds(3)
	_values(way, "topics.route") == _holds(2)
	_values(way, "subscriptions.routes") == _holds(1)
}

test_each_rule_is_asked_of_what_the_one_before_it_reached if {
	way := _walked(passing.document)
	_asked_of(way, "trails.routes") == {passing.trail}
	_asked_of(way, "calculus.best") == {null}
	_asked_of(way, "log_groups.route") == {passing.trail}
	_asked_of(way, "metric_filters.routes") == {passing.log_group}
	_asked_of(way, "metrics.route") == {passing.metric}
	_asked_of(way, "alarms.route") == {passing.metric}
	_asked_of(way, "topics.route") == {passing.alarm}
	_asked_of(way, "subscriptions.routes") == {passing.topic}
}

test_the_rules_that_find_nothing_against_a_resource_say_so if {
	way := _walked(passing.document)
	silent := {
		"trail_admission.refused": passing.trail,
		"trail_admission.doubts": passing.trail,
		"trail_delivery.weak_for": passing.trail,
		"filter_matches.mismatch": passing.metric_filter,
		"filter_matches.doubts": passing.metric_filter,
		"floods.of": passing.metric_filter,
		"alarm_firing.weak": passing.alarm,
		"alarm_evaluation.weak": passing.alarm,
		"topic_access.weak_for": passing.topic,
	}
	every rule, id in silent {
		_values(way, rule) == {set()}
		_asked_of(way, rule) == {id}
	}
}

test_the_metric_and_the_alarms_rest_have_their_values if {
	way := _walked(passing.document)
	_values(way, "metrics.metric") == {passing.watched}
	_values(way, "metric_identity.same") == {2}
	_values(way, "alarm_firing.resting_states") == {{"OK"}}
}

test_links_are_told_with_their_rules if {
	{[entry.link, entry.rule] | some entry in _walked(passing.document); startswith(entry.link, "sub")} == {[
		"subscription",
		"data.trailgate.chain.subscriptions.routes",
	]}
}

test_a_way_ends_where_it_breaks if {
	way := _of({"alarms": {passing.alarm: {"actions": []}}})
	_values(way, "topics.route") == {{
		"value": "not",
		"run": 0,
		"effect": "no",
		"break": "actions_none",
		"gaps": set(),
		"weaknesses": set(),
	}}
	_values(way, "subscriptions.routes") == set()
}

test_a_way_that_breaks_at_the_metric_tells_of_each_that_the_filter_writes if {
	change := {"transformations": [object.union(passing.transformation, {"value": "0"})]}
	way := _of({"metric_filters": {passing.metric_filter: change}})
	{told.break | some told in _values(way, "metrics.route")} == {"metric_value_zero"}
	_asked_of(way, "metrics.route") == {passing.metric}
}

test_of_two_metrics_the_one_on_the_way_is_told_of if {
	other := object.union(passing.transformation, {"name": "Other"})
	way := _of({"metric_filters": {passing.metric_filter: {"transformations": [other, passing.transformation]}}})
	_asked_of(way, "metrics.route") == {passing.metric}
	_values(way, "metrics.route") == _holds(4)
}

test_a_log_group_of_another_trail_is_not_on_the_way if {
	other := "arn:aws:logs:us-east-1:111122223333:log-group:other"
	trail := object.union(passing.document.trails[passing.trail], {"id": "second", "log_group": other})
	group := object.union(passing.document.log_groups[passing.log_group], {"id": other})
	way := _of({"trails": {"second": trail}, "log_groups": {other: group}})
	_asked_of(way, "metric_filters.routes") == {passing.log_group}
	_values(way, "metric_filters.routes") == _holds(5)
}

test_an_account_without_a_trail_has_no_way if {
	way := _without("trails", passing.trail)
	_rules(way) == {"data.trailgate.chain.calculus.best"}
	{told.break | some told in _values(way, "calculus.best")} == {"trail_none"}
}

test_a_weakness_and_a_gap_are_told_by_their_names if {
	way := _of({"alarms": {passing.alarm: {"actions_enabled": false}}})
	{told.weaknesses | some told in _values(way, "alarms.route")} == {{"actions_disabled"}}
	document := passing.without("subscriptions", passing.subscription, passing.hiding(
		concat("|", ["subscription", passing.topic]),
		null,
	))
	{told.gaps | some told in _values(_walked(document), "subscriptions.routes")} == {{"denied"}}
}

_composite(id) := {
	"id": id,
	"name": "both",
	"account": passing.account,
	"region": passing.region,
	"at": "0#/alarm/both",
	"kind": "composite",
	"actions": [passing.topic],
	"actions_enabled": true,
	"state": "OK",
	"muted_by": [],
	"suppressor": null,
	"clauses": [[{"alarm": passing.alarm, "state": "ALARM", "negated": false}]],
}

test_a_composite_tells_of_the_alarm_that_watches if {
	composite := "arn:aws:cloudwatch:us-east-1:111122223333:alarm:both"
	way := _of({"alarms": {passing.alarm: {"actions": []}, composite: _composite(composite)}})
	_asked_of(way, "alarm_firing.weak") == {passing.alarm}
	_asked_of(way, "topics.route") == {composite}
}

test_a_record_that_is_not_required_has_no_way if {
	walked := data.trailgate.walked with input as object.union(passing.document, {"walk": "CreateUser"})
	walked == {}
}

test_where_answers_differ_and_nothing_breaks_the_way_is_the_same if {
	answers := [{"attribute": "logging", "by": passing.other_account, "newer": "222233334444"}]
	way := _of({"trails": {passing.trail: {"differing": answers}}})
	{[entry.link, entry.rule, entry.of] | some entry in way} == {[entry.link, entry.rule, entry.of] |
		some entry in _walked(passing.document)
	}
}
