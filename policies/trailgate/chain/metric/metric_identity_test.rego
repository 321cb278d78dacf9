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
