package trailgate.chain.metric_math_test

import data.trailgate.passing_test as passing

_metric(statistic) := object.union(passing.watched, {"statistic": statistic})

_query(metric) := {
	"metric": object.remove(metric, ["statistic"]),
	"statistic": object.get(metric, "statistic", "Sum"),
	"expression": null,
	"uses": null,
	"functions": [],
	"returned": false,
}

_expression(text, uses, returned) := {
	"metric": null,
	"expression": text,
	"uses": uses,
	"functions": [],
	"returned": returned,
}

_other := object.union(_metric("Sum"), {"namespace": "Other"})

# The alarm compares metric math over these queries.
_math(queries) := {"alarms": {passing.alarm: {"kind": "math", "queries": queries}}}

_alarm := passing.document.alarms[passing.alarm]

_weak := {{
	"code": "math_not_computed",
	"effect": "unknown",
	"id": passing.alarm,
	"at": _alarm.at,
	"detail": {},
}}

test_a_metric_that_the_returned_expression_uses_passes_and_is_not_computed if {
	passing.weakened(_math({
		"m1": _query(_metric("Sum")),
		"e1": _expression("m1 * 2", ["m1"], true),
	})) == {"status": "pass", "effective": "unknown", "weaknesses": _weak}
}

test_a_metric_that_is_used_through_another_expression_passes if {
	decision := passing.decided(_math({
		"m1": _query(_metric("Sum")),
		"e1": _expression("m1 * 2", ["m1"], false),
		"e2": _expression("e1 + 1", ["e1"], true),
	}))
	decision.status == "pass"
}

test_a_metric_that_is_itself_returned_passes if {
	decision := passing.decided(_math({
		"m1": object.union(_query(_metric("Sum")), {"returned": true}),
		"m2": _query(_other),
	}))
	decision.status == "pass"
}

test_a_metric_that_the_returned_expression_does_not_use_breaks if {
	decision := passing.decided(_math({
		"m1": _query(_metric("Sum")),
		"m2": _query(_other),
		"e1": _expression("m2 * 2", ["m2"], true),
	}))
	decision.breaks == {passing.broken("alarm", "alarm_input_unused", _alarm, passing.before("alarm"), {})}
}

test_expressions_that_use_each_other_do_not_reach_the_returned_one if {
	decision := passing.decided(_math({
		"m1": _query(_metric("Sum")),
		"e1": _expression("e2 + m1", ["e2", "m1"], false),
		"e2": _expression("e1", ["e1"], false),
		"e3": _expression("1", [], true),
	}))
	decision.status == "fail"
}

test_an_expression_that_cannot_be_read_may_use_the_metric if {
	decision := passing.decided(_math({
		"m1": _query(_metric("Sum")),
		"e1": _expression("SEARCH('x', 'Sum')", null, true),
	}))
	decision.status == "unknown"
	{[one.reason, one.attribute] | some one in decision.gaps} == {["unsupported_alarm", "queries"]}
}

test_an_unreadable_expression_that_is_not_used_does_not_matter if {
	decision := passing.decided(_math({
		"m1": _query(_metric("Sum")),
		"e1": _expression("SEARCH('x', 'Sum')", null, false),
		"e2": _expression("m1", ["m1"], true),
	}))
	decision.status == "pass"
}

test_metric_math_over_another_metric_is_a_near_miss if {
	decision := passing.decided(_math({
		"m1": _query(_other),
		"e1": _expression("m1", ["m1"], true),
	}))
	decision.breaks == {passing.broken("alarm", "alarm_other_namespace", _alarm, passing.before("alarm"), {})}
}

test_metric_math_over_a_metric_that_may_be_the_one_is_unknown if {
	gap := passing.gap(passing.alarm, "namespace")
	unclear := object.union(_metric("Sum"), {"namespace": passing.unknown(passing.alarm, "namespace", [])})
	decision := passing.decided(object.union(
		_math({"m1": _query(unclear), "e1": _expression("m1", ["m1"], true)}),
		{"gaps": {passing.gap_id(passing.alarm, "namespace"): gap}},
	))
	decision.status == "unknown"
	decision.gaps == {passing.reported(gap)}
}

test_metric_math_over_a_metric_that_can_only_be_another_is_not_on_this_one if {
	other := object.union(_metric("Sum"), {"namespace": passing.unknown(passing.alarm, "namespace", ["Other"])})
	decision := passing.decided(object.union(
		_math({"m1": _query(other), "e1": _expression("m1", ["m1"], false)}),
		_gap("namespace"),
	))
	{one.code | some one in decision.breaks} == {"alarm_none"}
}

test_what_could_never_be_this_metric_is_no_doubt if {
	other := object.union(_metric("Sum"), {"namespace": passing.unknown(passing.alarm, "other", ["Other"])})
	decision := passing.decided(object.union_n([_gap("metric"), _gap("other"), _math({
		"m1": object.union(_expression(null, [], false), {"metric": _unknown("metric"), "statistic": "Sum"}),
		"m2": _query(other),
		"e1": _expression("m1 + m2", ["m1", "m2"], true),
	})]))
	decision.gaps == {passing.reported(passing.gap(passing.alarm, "metric"))}
}

test_a_returned_metric_does_not_use_the_others if {
	decision := passing.decided(_math({
		"m1": _query(_metric("Sum")),
		"m2": object.union(_query(_other), {"returned": true}),
	}))
	decision.breaks == {passing.broken("alarm", "alarm_input_unused", _alarm, passing.before("alarm"), {})}
}

test_a_near_miss_is_of_the_query_that_has_the_name if {
	decision := passing.decided(_math({
		"m1": _query(_other),
		"m2": _query(object.union(_metric("Sum"), {"name": "Other"})),
		"e1": _expression("m1 + m2", ["m1", "m2"], true),
	}))
	decision.breaks == {passing.broken("alarm", "alarm_other_namespace", _alarm, passing.before("alarm"), {})}
}

_unknown(attribute) := passing.unknown(passing.alarm, attribute, [])

_gap(attribute) := {"gaps": {passing.gap_id(passing.alarm, attribute): passing.gap(passing.alarm, attribute)}}

test_what_a_query_is_of_may_be_unknown if {
	decision := passing.decided(object.union(_gap("metric"), _math({
		"m1": object.union(_expression(null, [], false), {"metric": _unknown("metric"), "statistic": "Sum"}),
		"e1": _expression("m1", ["m1"], true),
	})))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.alarm, "metric"))}
}

test_whether_an_expression_is_returned_may_be_unknown if {
	decision := passing.decided(object.union(_gap("returned"), _math({
		"m1": _query(_metric("Sum")),
		"e1": _expression("m1", ["m1"], _unknown("returned")),
	})))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.alarm, "returned"))}
}

test_whether_a_query_counts_may_be_unknown if {
	decision := passing.decided(object.union_n([
		_zero,
		_gap("statistic"),
		_math({
			"m1": object.union(_query(_metric("Sum")), {"statistic": _unknown("statistic")}),
			"e1": _expression("m1", ["m1"], true),
		}),
	]))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.alarm, "statistic"))}
}

_zero := {"metric_filters": {passing.metric_filter: {"transformations": [object.union(
	passing.transformation,
	{"value": "0"},
)]}}}

test_a_value_of_zero_is_seen_by_metric_math_that_counts if {
	decision := passing.decided(object.union(_zero, _math({
		"m1": _query(_metric("SampleCount")),
		"e1": _expression("m1", ["m1"], true),
	})))
	decision.status == "pass"
}

test_a_value_of_zero_is_not_seen_by_metric_math_that_sums if {
	decision := passing.decided(object.union(_zero, _math({
		"m1": _query(_metric("Sum")),
		"e1": _expression("m1", ["m1"], true),
	})))
	{one.code | some one in decision.breaks} == {"metric_value_zero"}
}

test_a_value_that_is_not_zero_is_seen_whatever_the_statistic if {
	passing.weakened(object.union(_gap("statistic"), _math({
		"m1": object.union(_query(_metric("Sum")), {"statistic": _unknown("statistic")}),
		"e1": _expression("m1", ["m1"], true),
	}))) == {"status": "pass", "effective": "unknown", "weaknesses": _weak}
}

test_near_misses_are_not_named_beside_an_alarm_that_may_watch if {
	watching := _math({
		"m1": _query(_metric("Sum")),
		"e1": _expression("SEARCH('x', 'Sum')", null, true),
	})
	decision := passing.decided(object.union(watching, {"alarms": {
		passing.alarm: {"actions": []},
		"near": passing.alarm_on("near", object.union(passing.watched, {"namespace": "Other"})),
	}}))
	{one.code | some one in decision.breaks} == {"alarm_none"}
}

test_an_unknown_statistic_is_no_doubt_where_the_value_is_not_zero if {
	decision := passing.decided(object.union_n([_gap("statistic"), _gap("returned"), _math({
		"m1": object.union(_query(_metric("Sum")), {"statistic": _unknown("statistic")}),
		"e1": _expression("m1", ["m1"], _unknown("returned")),
	})]))
	decision.gaps == {passing.reported(passing.gap(passing.alarm, "returned"))}
}
