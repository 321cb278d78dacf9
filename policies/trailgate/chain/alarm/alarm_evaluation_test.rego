package trailgate.chain.alarm_evaluation_test

import data.trailgate.chain.alarm_evaluation
import data.trailgate.passing_test as passing

_alarm := passing.document.alarms[passing.alarm]

_evaluated(evaluation) := passing.weakened({"alarms": {passing.alarm: {"evaluation": evaluation}}})

_weak(code, effect, detail) := {{
	"code": code,
	"effect": effect,
	"id": passing.alarm,
	"at": _alarm.at,
	"detail": detail,
}}

test_an_alarm_that_aws_calls_misconfigured_is_not_effective if {
	_evaluated({"state": "EVALUATION_ERROR"}) == {
		"status": "pass",
		"effective": "no",
		"weaknesses": _weak("alarm_not_evaluated", "no", {"state": "EVALUATION_ERROR"}),
	}
}

test_an_alarm_that_was_not_evaluated_for_now_may_be_later if {
	every state in ["PARTIAL_DATA", "EVALUATION_FAILURE", "A_NEW_STATE"] {
		_evaluated({"state": state}) == {
			"status": "pass",
			"effective": "unknown",
			"weaknesses": _weak("alarm_not_evaluated", "unknown", {"state": state}),
		}
	}
}

test_what_an_export_leaves_out_of_the_evaluation_is_not_known if {
	_evaluated({"state": {"unknown": {"reason": "not_collected", "gap": "g"}}}) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": _weak("alarm_not_evaluated", "unknown", {"gap": "g"}),
	}
}

test_an_alarm_in_its_warm_up_does_not_act_yet if {
	every until in [passing.as_of + 1, null] {
		_evaluated({"warm_up": {"until": until}}) == {
			"status": "pass",
			"effective": "unknown",
			"weaknesses": _weak("warming_up", "unknown", {"until": until}),
		}
	}
}

test_a_warm_up_that_is_over_does_not_matter if {
	_evaluated({"warm_up": {"until": passing.as_of}}) == {"status": "pass", "effective": "yes", "weaknesses": set()}
}

test_a_warm_up_without_a_clock_may_not_be_over if {
	sources := [{"kind": "aws_snapshot", "digest": "sha256:00", "as_of": null}]
	change := {"alarms": {passing.alarm: {"evaluation": {"warm_up": {"until": 1}}}}, "origin": {"sources": sources}}
	passing.weakened(change).effective == "unknown"
}

test_a_window_by_the_clock_tells_late if {
	_evaluated({"window": "wall_clock"}) == {
		"status": "pass",
		"effective": "yes",
		"weaknesses": _weak("told_late", "none", {"seconds": 300}),
	}
}

test_how_late_metric_math_tells_is_not_said if {
	query := {
		"metric": passing.watched,
		"statistic": "Sum",
		"expression": null,
		"uses": [],
		"functions": [],
		"returned": true,
	}
	change := {"alarms": {passing.alarm: {"kind": "math", "queries": {"m": query}, "fetches": []}}}
	late := passing.weakened(object.union(change, {"alarms": {passing.alarm: {
		"evaluation": {"window": "wall_clock", "state": "EVALUATION_ERROR"},
		"firing": null,
	}}}))
	late.effective == "no"
	{[weak.code, weak.detail] | some weak in late.weaknesses} == {
		["math_not_computed", {}],
		["alarm_not_evaluated", {"state": "EVALUATION_ERROR"}],
		["told_late", {"seconds": null}],
	}
}

test_how_late_a_period_that_nobody_knows_tells_is_not_said if {
	unknown := passing.unknown(passing.alarm, "firing", [])
	alarm := object.union(
		json.remove(_alarm, ["firing/period"]),
		{"firing": {"period": unknown}, "evaluation": {"window": "wall_clock"}},
	)
	{weak.detail | some weak in alarm_evaluation.weak(alarm)} == {{"seconds": null}}
}
