package trailgate.chain.proven_filters_test

import data.trailgate.passing_test as passing

_filter := passing.document.metric_filters[passing.metric_filter]

_pattern := passing.document.patterns[passing.pattern]

_sometimes[record] := {
	"matched": "sometimes",
	"clause": null,
	"counterexample": {"eventName": record},
	"why": null,
} if {
	some record in passing.records
}

# An id before that of the filter of the passing account, and one behind it.
_first := concat(":", [passing.log_group, "metric-filter", "a"])

_last := concat(":", [passing.log_group, "metric-filter", "z"])

# A second filter, which writes a metric of its own that an alarm of its own watches.
_beside(id, filter, written) := {
	"metric_filters": {id: object.union_n([_filter, {"id": id, "transformations": [transformation]}, filter])},
	"alarms": {id: passing.alarm_on(id, watched)},
} if {
	transformation := object.union_n([passing.transformation, {"name": "Second"}, written])
	watched := object.union_n([passing.watched, {"name": "Second"}, object.filter(written, ["namespace"])])
}

_chosen(decision) := {chain.links.metric_filter.id | some chain in decision.chains}

test_what_may_match_beside_a_filter_that_surely_carries_a_record_changes_nothing if {
	some id in [_first, _last]
	pattern := {"p2": object.union(_pattern, {"coverage": {passing.control: _sometimes}})}
	beside := passing.decided(object.union({"patterns": pattern}, _beside(id, {"pattern": "p2"}, {})))
	[beside.status, beside.effective] == ["pass", "yes"]
	beside == passing.decided({})
}

test_of_filters_that_surely_carry_a_record_the_first_is_told if {
	_chosen(passing.decided(_beside(_first, {}, {}))) == {_first}
	_chosen(passing.decided(_beside(_last, {}, {}))) == {passing.metric_filter}
}

test_so_it_is_where_one_of_them_tells_records_apart if {
	written := {"dimensions": {"Source": "$.eventSource"}}
	watched := object.union(passing.watched, {"name": "Second", "dimensions": {"Source": "iam.amazonaws.com"}})
	telling := object.union(_beside(_first, {}, written), {"alarms": {_first: passing.alarm_on(_first, watched)}})
	_chosen(passing.decided(telling)) == {_first}
}

test_one_that_carries_a_record_to_somebody_counts_more_than_one_that_reaches_nobody if {
	idle := {"alarms": {_first: {"firing": {"threshold": 9}}}}
	decision := passing.decided(object.union(_beside(_first, {}, {}), idle))
	decision.effective == "yes"
	_chosen(decision) == {passing.metric_filter}
}
