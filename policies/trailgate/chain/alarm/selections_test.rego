package trailgate.chain.selections_test

import data.trailgate.chain.selections
import data.trailgate.passing_test as passing

_selection := {"namespace": null, "name": null, "dimensions": null, "equals": {}}

_metric := object.union(passing.watched, {"dimensions": {"Env": "prod"}})

_unknown := passing.unknown("filter", "part", [])

_holds(change, metric) if selections.may_hold([object.union(_selection, change)], object.union(_metric, metric))

test_what_is_not_known_may_hold_anything if selections.may_hold(null, _metric)

test_nothing_holds_nothing if not selections.may_hold([], _metric)

test_any_selection_may_hold_a_metric_that_we_cannot_see if selections.may_hold([_selection], null)

test_nothing_holds_no_metric_that_we_cannot_see if not selections.may_hold([], null)

test_an_open_selection_may_hold_the_metric if _holds({}, {})

test_one_of_several_selections_is_enough if {
	selections.may_hold([object.union(_selection, {"name": "Other"}), _selection], _metric)
}

test_the_same_namespace_may_hold_it if _holds({"namespace": "CISBenchmark"}, {})

test_another_namespace_does_not if not _holds({"namespace": "Other"}, {})

test_an_unknown_namespace_may if _holds({"namespace": "Other"}, {"namespace": _unknown})

test_the_same_name_may_hold_it if _holds({"name": "IAMPolicyChanges"}, {})

test_another_name_does_not if not _holds({"name": "Other"}, {})

test_the_very_dimensions_may_hold_it if _holds({"dimensions": ["Env"]}, {})

test_more_dimensions_do_not if not _holds({"dimensions": ["Env", "Role"]}, {})

test_fewer_dimensions_do_not if not _holds({"dimensions": []}, {})

test_unknown_dimensions_may if {
	selections.may_hold([object.union(_selection, {"dimensions": []})], passing.watched)
	metric := object.union(object.remove(_metric, ["dimensions"]), {"dimensions": _unknown})
	selections.may_hold([object.union(_selection, {"dimensions": ["Other"], "equals": {"Other": "x"}})], metric)
}

test_the_same_value_of_a_dimension_may_hold_it if _holds({"equals": {"Env": "prod"}}, {})

test_another_value_does_not if not _holds({"equals": {"Env": "test"}}, {})

test_a_dimension_that_is_not_there_does_not if not _holds({"equals": {"Role": "x"}}, {})

test_an_unknown_value_may if _holds({"equals": {"Env": "test"}}, {"dimensions": {"Env": _unknown}})

test_a_value_that_varies_may if _holds({"equals": {"Env": "test"}}, {"dimensions": {"Env": null}})
