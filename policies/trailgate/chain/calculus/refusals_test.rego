package trailgate.chain.refusals_test

import data.trailgate.passing_test as passing

_rule := {"refused": "some_rule"}

_broken(link, code, kind, id) := {passing.broken(
	link,
	code,
	{"id": id, "at": passing.document[kind][id].at},
	passing.before(link),
	_rule,
)}

_refused(kind, id) := passing.decided({kind: {id: _rule}}).breaks

test_a_trail_that_is_refused_at_apply_records_nothing if {
	_refused("trails", passing.trail) == _broken("trail", "trail_refused", "trails", passing.trail)
}

test_a_refusal_says_more_of_a_trail_than_what_is_wrong_with_it if {
	change := {"trails": {passing.trail: object.union(_rule, {"logging": false})}}
	passing.decided(change).breaks == _broken("trail", "trail_refused", "trails", passing.trail)
}

test_a_log_group_that_is_refused_at_apply_takes_no_filter if {
	_refused("log_groups", passing.log_group) == _broken("log_group", "log_group_refused", "log_groups", passing.log_group)
}

test_a_filter_that_is_refused_at_apply_matches_nothing if {
	expected := _broken("metric_filter", "filter_refused", "metric_filters", passing.metric_filter)
	_refused("metric_filters", passing.metric_filter) == expected
}

test_an_alarm_that_is_refused_at_apply_watches_nothing if {
	_refused("alarms", passing.alarm) == _broken("alarm", "alarm_refused", "alarms", passing.alarm)
}

test_a_topic_that_is_refused_at_apply_tells_nobody if {
	_refused("topics", passing.topic) == _broken("topic", "topic_refused", "topics", passing.topic)
}

test_a_subscription_that_is_refused_at_apply_tells_nobody if {
	expected := _broken("subscription", "subscription_refused", "subscriptions", passing.subscription)
	_refused("subscriptions", passing.subscription) == expected
}

test_a_pending_subscription_that_is_refused_is_said_to_be_refused if {
	change := {"subscriptions": {passing.subscription: object.union(_rule, {"state": "pending"})}}
	expected := _broken("subscription", "subscription_refused", "subscriptions", passing.subscription)
	passing.decided(change).breaks == expected
}

test_a_composite_that_is_refused_at_apply_does_not_tell_for_its_alarm if {
	composite := {
		"id": "all",
		"name": "all",
		"account": passing.account,
		"region": passing.region,
		"at": "0#/all",
		"kind": "composite",
		"actions": [passing.topic],
		"actions_enabled": true,
		"state": "OK",
		"muted_by": [],
		"rule": "ALARM(x)",
		"clauses": [[{"alarm": passing.alarm, "state": "ALARM", "negated": false}]],
		"suppressor": null,
	}
	told := {"alarms": {passing.alarm: {"actions": []}, "all": composite}}
	passing.decided(told).status == "pass"
	refused := {"alarms": {passing.alarm: {"actions": []}, "all": object.union(composite, _rule)}}
	{one.code | some one in passing.decided(refused).breaks} == {"alarm_refused"}
}

test_a_composite_that_is_refused_tells_nobody_even_where_its_rule_cannot_be_read if {
	composite := {
		"id": "all",
		"name": "all",
		"account": passing.account,
		"region": passing.region,
		"at": "0#/all",
		"kind": "composite",
		"actions": [passing.topic],
		"actions_enabled": true,
		"state": "OK",
		"muted_by": [],
		"rule": "?",
		"clauses": null,
		"suppressor": null,
	}
	may := {"alarms": {passing.alarm: {"actions": []}, "all": composite}}
	passing.decided(may).status == "unknown"
	refused := {"alarms": {passing.alarm: {"actions": []}, "all": object.union(composite, _rule)}}
	passing.decided(refused).status == "fail"
}

test_a_refusal_says_more_of_a_filter_than_what_it_would_match if {
	never := {"matched": "never", "clause": null, "counterexample": null, "why": null}
	passing.decided({
		"metric_filters": {passing.metric_filter: _rule},
		"patterns": {passing.pattern: passing.covering({record: never | some record in passing.records})},
	}).breaks == _broken("metric_filter", "filter_refused", "metric_filters", passing.metric_filter)
}

test_whose_fault_a_refusal_is_stands_in_the_detail if {
	of := {"address": "Other", "property": null}
	change := {"trails": {passing.trail: object.union(_rule, {"refused_of": of})}}
	expected := passing.broken(
		"trail",
		"trail_refused",
		{"id": passing.trail, "at": passing.document.trails[passing.trail].at},
		passing.before("trail"),
		object.union(_rule, {"of": of}),
	)
	passing.decided(change).breaks == {expected}
}
