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
	calculus.agreed({calculus.told, _weakly_told}, set()) == _weakly_told
	calculus.agreed({calculus.told, _weakly_told, _idle}, set()) == _idle
	calculus.agreed({calculus.told}, {"candidates"}) == calculus.told
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
