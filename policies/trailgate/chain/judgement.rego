# METADATA
# title: Judgement - what the routes say of the account
# description: >-
#   A record is worth its best route over all trails; the control its worst record. Pass needs every record carried,
#   fail needs one that nothing could carry, and everything else cannot be told.
package trailgate.chain.judgement

import data.trailgate.chain.calculus
import data.trailgate.chain.exceptions
import data.trailgate.chain.log_groups
import data.trailgate.chain.metric_filters
import data.trailgate.chain.trails

# METADATA
# title: The decision on a control
# description: >-
#   `control` is its id, `required` {records, constants, typed}, `recorded_as` the fields that CloudTrail's own
#   selectors see of every required record.
decision(control, required, recorded_as) := {
	"status": status,
	"effective": _effective(status, best),
	"exception": exceptions.applied(control, status),
	"exceptions": exceptions.considered(control),
	"records": {
		"carried": _worth(best, 2),
		"unknown": _worth(best, 1),
		"missing": _worth(best, 0),
	},
	"chains": _chains(best),
	"breaks": _breaks(by_trail, best),
	"gaps": _gaps(best),
	"changes": null,
	"model": required,
} if {
	law := _law(control, required, recorded_as)
	by_trail := trails.routes(law, metric_filters.routes(law, log_groups.reachable))
	best := {record: calculus.best({routes[record] | some routes in by_trail} | {_no_trail}) | some record in law.records}
	status := ["fail", "unknown", "pass"][min({route.value | some route in best} | {2})]
}

_law(control, required, recorded_as) := {
	"control": control,
	"records": required.records,
	"fields": fields,
	"selected": {record: object.union(constants, recorded_as) | some record, constants in fields},
} if {
	fields := {record: object.union(required.constants, {"eventName": record}) | some record in required.records}
}

_no_trail := calculus.broken({"link": "trail", "code": "trail_none", "id": null, "at": null}, 99)

_worth(best, value) := {record | some record, route in best; route.value == value}

_effective("pass", best) := calculus.effects[min({route.effect | some route in best})]

_effective(status, _) := null if status != "pass"

_chains(best) := {object.union(chain, {"records": {record | some record, other in chains; other == chain}}) |
	chains := {record: _chain(route) | some record, route in best}
	some chain in {chain | some chain in chains}
}

_chain(route) := {
	"value": calculus.values[route.value],
	"effective": _effect(route),
	"links": route.links,
	"weaknesses": route.weaknesses,
} if {
	route.value > 0
	count(route.links) > 0
}

_effect(route) := calculus.effects[route.effect] if route.value == 2

_effect(route) := null if route.value < 2

# Per trail, so that each trail's owner learns what stops it; breaks that differ in nothing but the record's own name
# stand once, with all their records and the first one's example.
_breaks(by_trail, best) := {object.union(routes[min(alike)].break, {"records": alike}) |
	missing := _worth(best, 0)
	some routes in by_trail
	kinds := {record: _kind(routes[record].break) | some record in missing}
	some kind in kinds
	alike := {record | some record, other in kinds; other == kind}
} | {object.union(_no_trail.break, {"records": missing}) |
	missing := _worth(best, 0)
	count(missing) > 0
	count(by_trail) == 0
}

_kind(cause) := [
	object.remove(cause, ["detail"]),
	object.remove(cause.detail, ["counterexample", "why"]),
	_nameless(cause),
]

_nameless(cause) := object.remove(cause.detail.counterexample, ["eventName"]) if {
	is_object(cause.detail.counterexample)
} else := null

_gaps(best) := {object.union(gap, {"records": records}) |
	some route in best
	route.value == 1
	some gap in route.gaps
	records := {record | some record, other in best; other.value == 1; gap in other.gaps}
}
