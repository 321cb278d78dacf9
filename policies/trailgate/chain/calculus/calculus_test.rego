package trailgate.chain.calculus_test

import data.trailgate.chain.calculus

_broken := calculus.broken({"link": "alarm", "code": "alarm_none", "id": "x", "at": null}, 0)

_perhaps(gap) := calculus.hidden("alarm", {gap})

_stopped_behind(gap) := object.union(_broken, {"gaps": {gap}})

test_ties_are_broken_by_id_whatever_the_break_says if {
	first := object.union(_broken, {"key": "a", "break": {"code": "z"}})
	second := object.union(_broken, {"key": "b", "break": {"code": "y"}})
	calculus.best({first, second}).key == "a"
}

test_of_two_routes_through_the_same_resources_the_more_effective_is_the_best if {
	calculus.best({calculus.told, object.union(calculus.told, {"effect": 0})}).effect == 2
}

test_a_route_that_is_broken_brings_no_gaps if calculus.best({_stopped_behind("g")}).gaps == set()

test_candidates_that_disagree_bring_the_gaps_of_those_that_may_hold if {
	calculus.agreed({_perhaps("g"), _stopped_behind("h")}, {"candidates"}).gaps == {"candidates", "g"}
}

_weakly_told := object.union(calculus.told, {"effect": 1, "key": "weak"})

_idle := object.union(calculus.told, {"effect": 0, "key": "idle"})

test_candidates_that_all_hold_are_as_effective_as_the_least_of_them if {
	calculus.agreed({calculus.told, _weakly_told}, {"candidates"}) == _weakly_told
	calculus.agreed({_idle, object.union(_idle, {"key": "other"})}, {"candidates"}) == _idle
	calculus.agreed({calculus.told}, {"candidates"}) == calculus.told
}

test_candidates_of_which_one_reaches_nobody_leave_open_whether_anybody_is_reached if {
	agreed := calculus.agreed({calculus.told, _weakly_told, _idle}, {"candidates"})
	agreed == object.union(_idle, {"effect": 1, "open": {"candidates"}})
	calculus.own(agreed) == 0
	beside := calculus.best({_idle, _perhaps("g")})
	calculus.agreed({_idle, beside}, {"candidates"}).open == {"candidates", "g"}
}

test_of_candidates_that_hold_the_one_that_reaches_nobody_by_itself_is_told if {
	beside := calculus.best({_idle, _perhaps("g")})
	calculus.agreed({beside, object.union(_weakly_told, {"key": "a"})}, {"candidates"}).key == "idle"
}

test_candidates_of_which_none_reaches_anybody_are_no_doubt if {
	agreed := calculus.agreed({_idle, _broken}, {"candidates"})
	agreed == object.union(calculus.hidden("candidate", {"candidates"}), {"effect": 0, "open": set()})
	calculus.agreed({_weakly_told, _idle, _broken}, {"candidates"}) == calculus.hidden("candidate", {"candidates"})
}

test_candidates_may_reach_somebody_by_what_stands_beside_one_of_them if {
	agreed := calculus.agreed({calculus.best({_idle, _perhaps("g")}), _broken}, {"candidates"})
	agreed.gaps == {"candidates"}
	agreed.open == {"candidates", "g"}
	agreed.effect == 1
}

test_beside_what_reaches_nobody_a_route_that_may_hold_leaves_that_open if {
	best := calculus.best({_idle, _perhaps("g"), _perhaps("h"), _broken})
	best == object.union(_idle, {"effect": 1, "open": {"g", "h"}})
	calculus.own(best) == 0
}

test_beside_what_reaches_nobody_a_route_that_surely_reaches_nobody_changes_nothing if {
	calculus.best({_idle, calculus.limited(_perhaps("g"), 0)}) == _idle
	calculus.best({_idle, _stopped_behind("g")}) == _idle
}

test_beside_what_reaches_somebody_or_may_nothing_is_open if {
	calculus.best({calculus.told, _idle, _perhaps("g")}) == calculus.told
	calculus.best({_weakly_told, _idle, _perhaps("g")}) == _weakly_told
}

test_of_two_that_may_reach_somebody_the_one_that_does_by_itself_is_the_best if {
	beside := object.union(calculus.best({_idle, _perhaps("g")}), {"key": "a"})
	calculus.best({beside, _weakly_told}) == _weakly_told
}

test_all_that_may_hold_stand_open_together if {
	certain := calculus.onward(_filter({"value": 2, "effect": 2, "gaps": set()}), _perhaps("g"))
	calculus.best({certain, _perhaps("h")}).open == {"g", "h"}
	calculus.best({object.union(certain, {"open": set()}), _perhaps("h")}).open == {"h"}
	calculus.best({calculus.limited(certain, 0), _perhaps("h")}).effect == 1
}

_filter(step) := object.union(
	{"link": "metric_filter", "id": "f", "at": null, "weaknesses": set(), "gaps": {"step"}},
	step,
)

test_what_stands_open_behind_a_step_stands_open_before_it if {
	beside := calculus.best({_idle, _perhaps("g")})
	calculus.onward(_filter({"value": 2, "effect": 2, "gaps": set()}), beside).open == {"g"}
	calculus.onward(_filter({"value": 1, "effect": 1}), beside).open == {"g", "step"}
	calculus.onward(_filter({"value": 1, "effect": 1}), beside).gaps == {"step"}
	calculus.onward(_filter({"value": 1, "effect": 1}), beside).effect == 1
}

test_behind_a_step_that_reaches_nobody_nothing_is_open if {
	route := calculus.onward(_filter({"value": 2, "effect": 0, "gaps": set()}), calculus.best({_idle, _perhaps("g")}))
	route.open == set()
	route.effect == 0
	calculus.onward(_filter({"value": 1, "effect": 1}), _idle).open == set()
}

test_a_route_may_be_no_more_effective_than_it_is_allowed_to_be if {
	calculus.limited(_perhaps("g"), 1) == _perhaps("g")
	calculus.limited(calculus.told, 2) == calculus.told
}

test_candidates_that_all_break_are_a_break if calculus.agreed({_broken}, {"candidates"}) == _broken

test_a_candidate_that_may_hold_beside_one_that_does_is_not_settled if {
	calculus.agreed({calculus.told, _broken}, {"candidates"}) == calculus.hidden("candidate", {"candidates"})
	calculus.agreed({calculus.told, _perhaps("g")}, {"candidates"}).gaps == {"candidates", "g"}
}

# What is hidden has no id, and stands in no link.
_nobody := {"link": "topic", "value": 1, "effect": 2, "id": null, "at": null, "weaknesses": set(), "gaps": {"g"}}

test_a_step_without_an_id_is_no_link if {
	calculus.onward(_nobody, calculus.told).links == {}
	calculus.onward(_nobody, _broken).break == _broken.break
	calculus.onward(object.union(_nobody, {"id": "t"}), calculus.told).links == {"topic": {"id": "t", "at": null}}
	calculus.onward(object.union(_nobody, {"id": "t"}), _broken).break.after == {"topic": "t"}
}
