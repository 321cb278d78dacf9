package trailgate.chain.metric_identity_test

import data.trailgate.chain.metric_identity
import data.trailgate.passing_test as passing

# The metric in a namespace of which these candidates are known, beside the metric itself.
_compared(unknown) := metric_identity.same(object.union(passing.watched, {"namespace": unknown}), passing.watched)

test_two_unknown_values_that_are_written_alike_are_not_known_to_be_the_same if {
	metric := object.union(passing.watched, {"namespace": passing.unknown("x", "namespace", [])})
	metric_identity.same(metric, metric) == 1
}

test_an_empty_list_of_candidates_excludes_nothing if {
	_compared({"unknown": {"reason": "known_after_apply", "gap": "x", "candidates": []}}) == 1
}

test_a_list_of_candidates_without_the_value_excludes_it if {
	_compared(passing.unknown("x", "namespace", ["Other"])) == 0
}

_one_of(candidates) := {"unknown": {"reason": "known_after_apply", "gap": "g", "candidates": candidates}}

_any := {"unknown": {"reason": "known_after_apply", "gap": "h"}}

test_candidates_exclude_only_a_known_text_that_they_lack if {
	every row in [
		["a", "a", 2],
		["a", "b", 0],
		[_any, "a", 1],
		[_one_of([]), "a", 1],
		[_one_of(["a", "b"]), "a", 1],
		[_one_of(["a", "b"]), "c", 0],
		[_one_of(["a", "b"]), _any, 1],
		[_one_of(["a"]), _one_of(["b"]), 1],
		[_any, _any, 1],
	] {
		metric_identity.alike(row[0], row[1]) == row[2]
		metric_identity.alike(row[1], row[0]) == row[2]
	}
}

test_a_metric_that_does_not_say_its_dimensions_is_no_other if {
	metric_identity.same(object.remove(passing.watched, ["dimensions"]), passing.watched) == 0
}
