package trailgate.chain.reach_test

import data.trailgate.passing_test as passing

# The one alarm that is known never goes off: it wants nine matches within one period.
_idle := {"alarms": {passing.alarm: {"firing": {"threshold": 9}}}}

_beside(change) := passing.decided(object.union(_idle, change))

_second := "arn:aws:cloudwatch:us-east-1:111122223333:alarm:second"

_other_topic := "arn:aws:sns:us-east-1:111122223333:other"

_alarm(change) := {"alarms": {_second: object.union(passing.alarm_on(_second, passing.watched), change)}}

_place := concat("|", [passing.account, passing.region])

_hiding(kind, id) := passing.hiding(concat("|", [kind, id]), null)

_of_nobody := {"status": "pass", "effective": "no", "gaps": set()}

_of_nobody_known(gaps) := {"status": "pass", "effective": "unknown", "gaps": gaps}

_told(decision) := {
	"status": decision.status,
	"effective": decision.effective,
	"gaps": {[gap.reason, object.get(gap, "attribute", null)] | some gap in decision.gaps},
}

_denied := {["denied", null]}

test_an_alarm_that_never_goes_off_reaches_nobody if _told(_beside({})) == _of_nobody

test_beside_hidden_alarms_it_is_not_known_whether_anybody_is_reached if {
	scope := concat("|", ["alarm", _place])
	decision := _beside(passing.hiding(scope, null))
	[decision.status, decision.effective] == ["pass", "unknown"]
	decision.gaps == {passing.reported(passing.hidden(scope, null))}
	{[chain.value, chain.effective] | some chain in decision.chains} == {["holds", "no"]}
}

test_whatever_may_hide_a_way_leaves_it_open if {
	every kind, id in {"alarm": _place, "metric_filter": passing.log_group, "trail": passing.account} {
		_told(_beside(_hiding(kind, id))) == _of_nobody_known(_denied)
	}
}

test_what_is_hidden_elsewhere_leaves_nothing_open if {
	every kind, id in {
		"alarm": "999988887777|us-east-1",
		"composite": "111122223333|eu-west-1",
		"metric_filter": "other",
		"subscription": passing.topic,
	} {
		_told(_beside(_hiding(kind, id))) == _of_nobody
	}
}

test_hidden_composites_may_tell_of_an_alarm_that_goes_off if {
	_told(passing.decided(object.union(_disabled, _hiding("composite", _place)))) == _of_nobody_known(_denied)
	_told(_beside(_hiding("composite", _place))) == _of_nobody
}

test_beside_an_alarm_that_tells_somebody_nothing_hidden_matters if {
	_told(passing.decided(_hiding("alarm", _place))) == {"status": "pass", "effective": "yes", "gaps": set()}
}

test_beside_an_alarm_that_may_tell_somebody_nothing_hidden_matters if {
	change := object.union(_hiding("alarm", _place), {"alarms": {passing.alarm: {"muted_by": ["night"]}}})
	_told(passing.decided(change)) == {"status": "pass", "effective": "unknown", "gaps": set()}
}

_covering(few, matched, otherwise) := passing.covering({record: object.union(passing.always, {"matched": said}) |
	some record in passing.records
	said := {true: matched, false: otherwise}[record in few]
})

# Two filters that share the records between them; what the second writes another alarm watches, which never goes off.
_shared(ordinary) := object.union(_hiding("alarm", _place), {
	"metric_filters": {"others": object.union(
		passing.document.metric_filters[passing.metric_filter],
		{"id": "others", "pattern": "p2", "transformations": [object.union(passing.transformation, {"name": "Others"})]},
	)},
	"alarms": {"others": object.union_n([
		passing.alarm_on("others", object.union(passing.watched, {"name": "Others"})),
		{"firing": {"threshold": 9}},
	])},
	"patterns": {
		passing.pattern: object.union(_covering({"PutUserPolicy"}, "always", "never"), {"ordinary": ordinary}),
		"p2": object.union(_covering({"PutUserPolicy"}, "never", "always"), {"text": "others"}),
	},
})

test_where_one_record_surely_reaches_nobody_the_gaps_of_others_are_not_told if {
	_told(_beside(_shared([]))) == _of_nobody_known(_denied)
	_told(_beside(_shared(["any"]))) == _of_nobody
}

test_a_gap_of_a_pass_names_the_records_that_it_leaves_open if {
	change := object.union(_shared([]), {"alarms": {"others": {"muted_by": ["night"], "firing": {"threshold": 1}}}})
	{[gap.reason, gap.records] | some gap in _beside(change).gaps} == {["denied", {"PutUserPolicy"}]}
}

# Alarms that may be on the metric.
_perhaps_watching(change) := object.union(
	_alarm(object.union({"metric": {"name": passing.unknown(_second, "metric", [])}}, change)),
	{"gaps": {passing.gap_id(_second, "metric"): passing.gap(_second, "metric")}},
)

_metric_unknown := {["known_after_apply", "metric"]}

test_an_alarm_that_may_watch_the_metric_leaves_it_open if {
	_told(_beside(_perhaps_watching({}))) == _of_nobody_known(_metric_unknown)
	_told(_beside(_perhaps_watching({"muted_by": ["night"]}))) == _of_nobody_known(_metric_unknown)
}

test_an_alarm_that_may_watch_the_metric_and_never_goes_off_leaves_nothing_open if {
	every idle in [
		{"firing": {"threshold": 9}},
		{"actions_enabled": false},
		{"evaluation": {"state": "EVALUATION_ERROR", "warm_up": null, "window": "sliding"}},
	] {
		_told(_beside(_perhaps_watching(idle))) == _of_nobody
	}
}

# Composite alarms of which the rule cannot be read.
_unparsed(change) := {"alarms": {"all": object.union(
	{
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
	},
	change,
)}}

_disabled := {"alarms": {passing.alarm: {"actions_enabled": false}}}

test_a_composite_that_may_tell_of_the_alarm_leaves_it_open if {
	decision := passing.decided(object.union(_disabled, _unparsed({})))
	_told(decision) == _of_nobody_known({["unsupported_alarm", "rule"]})
}

test_a_composite_that_surely_tells_nobody_leaves_nothing_open if {
	_told(passing.decided(object.union(_disabled, _unparsed({"actions_enabled": false})))) == _of_nobody
}

test_a_composite_that_may_tell_of_an_alarm_that_never_goes_off_leaves_nothing_open if {
	_told(_beside(_unparsed({}))) == _of_nobody
}

# Metric math of which an expression cannot be read.
_math(change) := {"alarms": {_second: object.union_n([
	object.remove(passing.alarm_on(_second, null), ["metric", "firing"]),
	{"kind": "math", "fetches": [], "queries": {
		"m": {"metric": passing.watched, "statistic": "Sum", "expression": null, "uses": [], "returned": false},
		"e": {"metric": null, "expression": "?", "uses": null, "returned": true},
	}},
	change,
])}}

_not_evaluated := {"evaluation": {"state": "EVALUATION_ERROR", "warm_up": null, "window": "sliding"}}

test_an_expression_that_may_use_the_metric_leaves_it_open if {
	_told(_beside(_math({}))) == _of_nobody_known({["unsupported_alarm", "queries"]})
	_told(_beside(_math(_not_evaluated))) == _of_nobody
}

test_queries_that_may_fetch_the_metric_leave_it_open if {
	fetching := {"fetches": null}
	_told(_beside(_math(fetching))) == _of_nobody_known({
		["unsupported_alarm", "metric"],
		["unsupported_alarm", "queries"],
	})
	_told(_beside(_math(object.union(fetching, _not_evaluated)))) == _of_nobody
	unsupported := object.union(object.remove(_math(fetching).alarms[_second], ["evaluation", "queries"]), {
		"kind": "unsupported",
		"because": "PromQL",
	})
	_told(_beside({"alarms": {_second: unsupported}})) == _of_nobody_known({["unsupported_alarm", "metric"]})
}

test_an_alarm_that_is_not_evaluated_tells_nobody_of_a_hidden_filter if {
	change := object.union(_hiding("metric_filter", passing.log_group), {"alarms": {passing.alarm: _not_evaluated}})
	_told(passing.decided(change)) == _of_nobody
}

# A second topic, of which it is not told where it is.
_topic(change) := {
	"alarms": {passing.alarm: {
		"actions": [passing.topic, _other_topic],
		"firing": {"threshold": 1},
	}},
	"topics": {
		passing.topic: {"policy": {"statements": []}},
		_other_topic: object.union_n([
			passing.document.topics[passing.topic],
			{"id": _other_topic, "region": "tf:provider:aws.eu"},
			change,
		]),
	},
	"subscriptions": {"other": object.union(
		passing.document.subscriptions[passing.subscription],
		{"id": "other", "topic": _other_topic},
	)},
}

test_a_topic_that_may_be_in_reach_leaves_it_open if {
	_told(passing.decided(_topic({}))) == _of_nobody_known({["place_unknown", "region"]})
}

test_a_topic_that_may_be_in_reach_and_turns_the_alarm_away_leaves_nothing_open if {
	_told(passing.decided(_topic({"policy": {"statements": []}}))) == _of_nobody
}

test_a_topic_whose_subscriptions_are_hidden_leaves_it_open if {
	change := object.union(
		{
			"alarms": {passing.alarm: {"actions": [passing.topic, _other_topic]}},
			"topics": {passing.topic: {"policy": {"statements": []}}},
		},
		_hiding("topic", _other_topic),
	)
	_told(passing.decided(change)) == _of_nobody_known(_denied)
}

# A trail that delivers nothing, beside trails that cannot be seen and deliver to known groups or to any.
test_behind_a_trail_that_delivers_nothing_nothing_is_open if {
	silent := {"trails": {passing.trail: {"delivery": {"error": "AccessDenied", "latest": null}}}}
	_told(passing.decided(object.union(silent, _hiding("alarm", _place)))) == _of_nobody
	elsewhere := passing.hiding(concat("|", ["trail", passing.account]), [])
	_told(passing.decided(object.union(silent, elsewhere))) == _of_nobody
	here := passing.hiding(concat("|", ["trail", passing.account]), [passing.log_group])
	_told(passing.decided(object.union(silent, here))) == _of_nobody_known(_denied)
}
