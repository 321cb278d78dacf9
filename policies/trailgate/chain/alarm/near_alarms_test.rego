package trailgate.chain.near_alarms_test

import data.trailgate.chain.near_alarms

_metric := {
	"account": "111122223333",
	"region": "us-east-1",
	"namespace": "Audit",
	"name": "IamChanges",
	"dimensions": {},
}

_codes(change) := {found.break.code | some found in _routes(change)}

_routes(change) := routes if {
	alarm := {"id": "a", "at": "0#/a", "kind": "metric", "metric": object.union(_metric, change)}
	by_name := {"IamChanges": ["a"]}
	routes := near_alarms.routes({"metric": _metric}) with input as {
		"alarms": {"a": alarm},
		"index": {"alarms_by_metric": {}, "alarms_by_metric_name": by_name},
	}
}

test_what_surely_differs_is_a_near_miss if {
	_codes({"namespace": "Other"}) == {"alarm_none", "alarm_other_namespace"}
	_codes({"dimensions": {"a": "b"}}) == {"alarm_none", "alarm_other_dimensions"}
}

# It may be the very alarm: that is for the gap to say.
test_what_may_be_the_same_is_no_near_miss if {
	_codes({"region": {"unknown": {"reason": "known_after_apply", "gap": "g"}}}) == {"alarm_none"}
}
