package trailgate.chain.matched_jointly_test

import data.trailgate.passing_test as passing

_part(misses) := object.union_n([passing.always, {"matched": "sometimes"}, misses])

_second_part := concat(":", [passing.log_group, "metric-filter", "part"])

# Two filters of which each matches some of every record, and what is said of both together.
_parts(jointly, second) := passing.decided({
	"log_groups": {passing.log_group: {"jointly": jointly}},
	"metric_filters": {_second_part: object.union_n([
		passing.document.metric_filters[passing.metric_filter],
		{"id": _second_part, "pattern": "p2"},
		second,
	])},
	"patterns": {
		passing.pattern: passing.covering({record: _part({"misses": "failed_calls"}) | some record in passing.records}),
		"p2": object.union(passing.covering({record: _part({}) | some record in passing.records}), {"text": "p2"}),
	},
})

_joint := {"iam-policy-change-alarm": [record | some record in passing.records]}

test_filters_that_match_only_together_are_a_doubt if {
	decision := _parts(_joint, {})
	[decision.status, decision.records.unknown, decision.breaks] == ["unknown", passing.records, set()]
	{[gap.link, gap.reason, gap.id, gap.attribute] | some gap in decision.gaps} == {[
		"metric_filter",
		"matched_jointly",
		passing.log_group,
		"jointly",
	]}
}

test_filters_that_leave_a_record_out_together_fail if {
	_parts({}, {}).status == "fail"
	_parts({"another": ["PutUserPolicy"]}, {}).status == "fail"
	_parts({"iam-policy-change-alarm": ["PutUserPolicy"]}, {}).records.unknown == {"PutUserPolicy"}
}

# A third filter leads to somebody, and matches none of these records.
test_a_filter_that_matches_nothing_is_no_part if {
	third := concat(":", [passing.log_group, "metric-filter", "third"])
	never := {"matched": "never", "clause": null, "counterexample": null, "why": null}
	nowhere := {"transformations": [object.union(passing.transformation, {"name": "Nowhere"})]}
	change := {
		"log_groups": {passing.log_group: {"jointly": _joint}},
		"metric_filters": {
			_second_part: object.union_n([
				passing.document.metric_filters[passing.metric_filter],
				{"id": _second_part, "pattern": "p2"},
				nowhere,
			]),
			third: object.union(
				passing.document.metric_filters[passing.metric_filter],
				{"id": third, "pattern": "p3"},
			),
		},
		"patterns": {
			passing.pattern: passing.covering({record: _part({}) | some record in passing.records}),
			"p2": object.union(passing.covering({record: _part({}) | some record in passing.records}), {"text": "p2"}),
			"p3": object.union(passing.covering({record: never | some record in passing.records}), {"text": "p3"}),
		},
	}
	passing.decided(change).status == "fail"
}

test_a_part_that_leads_nowhere_does_not_help if {
	nowhere := {"transformations": [object.union(passing.transformation, {"name": "Nowhere"})]}
	_parts(_joint, nowhere).status == "fail"
}

# Beside a filter that matches every record and whose alarm never goes off; the parts have alarms of their own.
_beside_idle(first, second) := passing.decided({
	"log_groups": {passing.log_group: {"jointly": _joint}},
	"metric_filters": {id: object.union(
		passing.document.metric_filters[passing.metric_filter],
		{"id": id, "pattern": id, "transformations": [object.union(passing.transformation, {"name": id})]},
	) |
		some id in ["part", "rest"]
	},
	"alarms": {
		passing.alarm: {"firing": {"threshold": 9}},
		"first": object.union(passing.alarm_on("first", object.union(passing.watched, {"name": "part"})), first),
		"second": object.union(passing.alarm_on("second", object.union(passing.watched, {"name": "rest"})), second),
	},
	"patterns": {id: object.union(passing.covering({record: _part({}) | some record in passing.records}), {"text": id}) |
		some id in ["part", "rest"]
	},
})

test_parts_of_which_one_reaches_somebody_leave_that_open if {
	_beside_idle({}, {}).effective == "unknown"
	{gap.reason | some gap in _beside_idle({}, {}).gaps} == {"matched_jointly"}
	disabled := {"actions_enabled": false}
	_beside_idle(disabled, {}).effective == "unknown"
	_beside_idle({}, disabled).effective == "unknown"
	_beside_idle(disabled, disabled).effective == "no"
	_beside_idle({"actions": []}, {}).effective == "no"
}
