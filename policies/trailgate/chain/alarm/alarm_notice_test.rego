package trailgate.chain.alarm_notice_test

import data.trailgate.passing_test as passing

_alarm := passing.document.alarms[passing.alarm]

_composite := "arn:aws:cloudwatch:us-east-1:111122223333:alarm:any-change"

_literal(alarm, state, negated) := {"alarm": alarm, "state": state, "negated": negated}

_child := _literal(passing.alarm, "ALARM", false)

_sibling := _literal("sibling", "ALARM", false)

# The alarm has no action of its own; this composite has.
_told_by(composite) := {"alarms": {
	passing.alarm: {"actions": []},
	_composite: object.union(
		{
			"id": _composite,
			"name": "any-change",
			"account": passing.account,
			"region": passing.region,
			"at": "0#/composite",
			"kind": "composite",
			"rule": "ALARM(iam-policy-changes)",
			"clauses": [[_child]],
			"suppressor": null,
			"actions": [passing.topic],
			"actions_enabled": true,
			"state": "OK",
			"muted_by": [],
		},
		composite,
	),
}}

_weak(code, effect, id, at, detail) := {{"code": code, "effect": effect, "id": id, "at": at, "detail": detail}}

_conditional := {passing.broken(
	"alarm",
	"alarm_composite_conditional",
	{"id": _composite, "at": "0#/composite"},
	passing.before("alarm"),
	{},
)}

test_a_composite_of_the_alarm_alone_tells if {
	passing.weakened(_told_by({})) == {"status": "pass", "effective": "yes", "weaknesses": set()}
}

test_a_chain_through_a_composite_names_the_alarm_behind_it if {
	decision := passing.decided(_told_by({}))
	{chain.links.alarm | some chain in decision.chains} == {{
		"id": _composite,
		"at": "0#/composite",
		"through": passing.alarm,
	}}
}

test_a_composite_of_the_alarm_or_another_tells if {
	passing.decided(_told_by({"clauses": [[_child, _sibling]]})).status == "pass"
}

test_a_composite_of_the_alarm_and_another_is_conditional if {
	passing.decided(_told_by({"clauses": [[_child], [_sibling]]})).breaks == _conditional
}

test_a_composite_of_not_the_alarm_is_conditional if {
	passing.decided(_told_by({"clauses": [[_literal(passing.alarm, "ALARM", true)]]})).breaks == _conditional
}

test_a_composite_of_the_alarm_being_ok_is_conditional if {
	passing.decided(_told_by({"clauses": [[_literal(passing.alarm, "OK", false)]]})).breaks == _conditional
}

test_a_composite_of_the_alarm_not_being_ok_tells if {
	passing.decided(_told_by({"clauses": [[_literal(passing.alarm, "OK", true)]]})).status == "pass"
}

test_a_composite_that_is_never_in_alarm_tells_nobody if {
	change := _told_by({"clauses": [[_child], []]})
	passing.decided(change).breaks == _conditional
}

test_a_composite_that_is_true_at_rest_rests_in_alarm if {
	passing.weakened(_told_by({"clauses": [[_literal(passing.alarm, "INSUFFICIENT_DATA", true)]]})) == {
		"status": "pass",
		"effective": "no",
		"weaknesses": _weak(
			"rests_in_alarm",
			"no",
			_composite,
			"0#/composite",
			{"child": passing.alarm, "state": "OK"},
		),
	}
}

test_a_composite_that_another_alarm_at_rest_may_hold_in_alarm_may_rest_there if {
	every other in [
		_literal("sibling", "OK", false),
		_literal("sibling", "INSUFFICIENT_DATA", false),
		_literal("sibling", "ALARM", true),
	] {
		passing.weakened(_told_by({"clauses": [[_child, other]]})) == {
			"status": "pass",
			"effective": "unknown",
			"weaknesses": _weak(
				"rests_in_alarm",
				"unknown",
				_composite,
				"0#/composite",
				{"child": passing.alarm, "state": "OK"},
			),
		}
	}
}

test_a_composite_that_another_alarm_holds_back_does_not_rest_in_alarm if {
	quiet := _literal("sibling", "OK", false)
	passing.weakened(_told_by({"clauses": [[_child, quiet], [_child, _sibling]]})).effective == "yes"
}

test_a_composite_of_which_the_alarm_at_rest_holds_one_part_and_another_alarm_the_rest_may_rest_in_alarm if {
	held := _literal(passing.alarm, "INSUFFICIENT_DATA", true)
	quiet := _literal("sibling", "OK", false)
	passing.weakened(_told_by({"clauses": [[held], [_child, quiet]]})) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": _weak(
			"rests_in_alarm",
			"unknown",
			_composite,
			"0#/composite",
			{"child": passing.alarm, "state": "OK"},
		),
	}
}

test_a_composite_of_a_state_in_which_the_alarm_does_not_rest_does_not_rest_in_alarm if {
	every treat_missing, state in {"notBreaching": "INSUFFICIENT_DATA", "missing": "OK"} {
		told := _told_by({"clauses": [[_child, _literal(passing.alarm, state, false)]]})
		firing := {"alarms": {passing.alarm: {"firing": {"treat_missing": treat_missing}}}}
		passing.weakened(object.union(told, firing)) == {"status": "pass", "effective": "yes", "weaknesses": set()}
	}
}

# With a default value the alarm is OK where something is logged, and without data where nothing is.
test_a_composite_of_one_of_the_states_in_which_the_alarm_may_rest_may_rest_in_alarm if {
	every row in [["missing", "INSUFFICIENT_DATA"], ["missing", "OK"], ["ignore", "INSUFFICIENT_DATA"]] {
		told := _told_by({"clauses": [[_child, _literal(passing.alarm, row[1], false)]]})
		firing := {"alarms": {passing.alarm: {"state": null, "firing": {"treat_missing": row[0]}}}}
		written := {"metric_filters": {passing.metric_filter: {"transformations": [object.union(
			passing.document.metric_filters[passing.metric_filter].transformations[0],
			{"default": 0},
		)]}}}
		found := passing.weakened(object.union_n([told, firing, written]))
		found.effective == "unknown"
		{[weak.code, weak.effect, weak.detail] | some weak in found.weaknesses} == {[
			"rests_in_alarm",
			"unknown",
			{"child": passing.alarm, "state": row[1]},
		]}
	}
}

test_a_composite_of_all_states_in_which_the_alarm_may_rest_rests_in_alarm if {
	every state in ["INSUFFICIENT_DATA", "OK"] {
		both := [_child, _literal(passing.alarm, "INSUFFICIENT_DATA", false), _literal(passing.alarm, "OK", false)]
		firing := {"alarms": {passing.alarm: {"state": state, "firing": {"treat_missing": "ignore"}}}}
		passing.weakened(object.union(_told_by({"clauses": [both]}), firing)).effective == "no"
	}
}

test_a_composite_without_actions_tells_nobody if {
	decision := passing.decided(_told_by({"actions": []}))
	decision.breaks == {object.union(
		passing.broken("topic", "actions_none", {"id": _composite, "at": "0#/composite"}, passing.before("alarm"), {}),
		{"after": object.union(object.filter(passing.ids, passing.before("alarm")), {"alarm": _composite})},
	)}
}

test_a_composite_whose_rule_cannot_be_read_is_unknown if {
	decision := passing.decided(_told_by({"clauses": null}))
	decision.status == "unknown"
	{[one.reason, one.id, one.attribute] | some one in decision.gaps} == {["unsupported_alarm", _composite, "rule"]}
}

test_a_composite_of_actions_that_are_off_is_not_effective if {
	passing.weakened(_told_by({"actions_enabled": false})) == {
		"status": "pass",
		"effective": "no",
		"weaknesses": _weak("actions_disabled", "no", _composite, "0#/composite", {}),
	}
}

test_actions_of_the_child_that_are_off_do_not_matter_to_its_composite if {
	change := object.union(_told_by({}), {"alarms": {passing.alarm: {"actions_enabled": false}}})
	passing.weakened(change).effective == "yes"
}

test_a_suppressor_makes_it_unknown if {
	passing.weakened(_told_by({"suppressor": "deploying"})) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": _weak("suppressed", "unknown", _composite, "0#/composite", {"suppressor": "deploying"}),
	}
}

test_a_child_that_is_in_alarm_now_makes_its_composite_unknown if {
	change := object.union(_told_by({}), {"alarms": {passing.alarm: {"state": "ALARM"}}})
	passing.weakened(change) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": _weak("in_alarm_now", "unknown", passing.alarm, _alarm.at, {}),
	}
}

test_an_alarm_with_actions_and_a_conditional_composite_tells_by_itself if {
	change := object.union(
		_told_by({"clauses": [[_child], [_sibling]]}),
		{"alarms": {passing.alarm: {"actions": [passing.topic]}}},
	)
	passing.decided(change).status == "pass"
}

# The alarm's own actions.
_weakened_alarm(change) := passing.weakened({"alarms": {passing.alarm: change}})

test_actions_that_are_off_are_not_effective if {
	_weakened_alarm({"actions_enabled": false}) == {
		"status": "pass",
		"effective": "no",
		"weaknesses": _weak("actions_disabled", "no", passing.alarm, _alarm.at, {}),
	}
}

test_whether_actions_are_on_may_be_unknown if {
	passing.weakened(passing.not_knowing("alarms", passing.alarm, "actions_enabled")) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": _weak(
			"actions_disabled",
			"unknown",
			passing.alarm,
			_alarm.at,
			{"gap": passing.gap_id(passing.alarm, "actions_enabled")},
		),
	}
}

test_an_alarm_that_is_in_alarm_now_may_not_tell_of_the_next_change if {
	_weakened_alarm({"state": "ALARM"}) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": _weak("in_alarm_now", "unknown", passing.alarm, _alarm.at, {}),
	}
}

test_the_state_of_an_alarm_may_be_unknown if {
	passing.weakened(passing.not_knowing("alarms", passing.alarm, "state")) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": _weak(
			"in_alarm_now",
			"unknown",
			passing.alarm,
			_alarm.at,
			{"gap": passing.gap_id(passing.alarm, "state")},
		),
	}
}

test_a_state_that_no_alarm_has_proves_nothing if {
	every state in ["", "ok", "x"] {
		passing.decided({"alarms": {passing.alarm: {"state": state}}}).status == "fail"
	}
}

test_an_alarm_without_data_still_tells if _weakened_alarm({"state": "INSUFFICIENT_DATA"}).effective == "yes"

test_an_alarm_that_is_only_planned_has_no_state if _weakened_alarm({"state": null}).effective == "yes"

test_a_mute_rule_makes_it_unknown if {
	_weakened_alarm({"muted_by": ["weekends"]}) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": _weak("muted", "unknown", passing.alarm, _alarm.at, {"rules": {"weekends"}}),
	}
}

test_whether_a_mute_rule_covers_the_alarm_may_be_unknown if {
	passing.weakened(passing.not_knowing("alarms", passing.alarm, "muted_by")) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": _weak(
			"muted",
			"unknown",
			passing.alarm,
			_alarm.at,
			{"gap": passing.gap_id(passing.alarm, "muted_by")},
		),
	}
}

test_a_composite_is_not_said_to_rest_in_alarm_where_the_rest_of_its_alarm_is_not_known if {
	missing := passing.unknown(passing.alarm, "firing.treat_missing", [])
	firing := {"alarms": {passing.alarm: {"firing": {"treat_missing": missing}}}}
	told := _told_by({"clauses": [[_literal(passing.alarm, "OK", true)]]})
	codes := {one.code | some one in passing.weakened(object.union(firing, told)).weaknesses}
	codes == {"threshold_not_crossed"}
}
