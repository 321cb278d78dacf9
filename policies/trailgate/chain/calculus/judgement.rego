# METADATA
# title: Judgement - what the routes say of the account
# description: >-
#   A record is worth its best route over all trails; the control its worst record. Pass needs every record carried,
#   fail needs one that nothing could carry, and everything else cannot be told.
package trailgate.chain.judgement

import data.trailgate.chain.calculus
import data.trailgate.chain.exceptions
import data.trailgate.chain.exclusions
import data.trailgate.chain.gaps
import data.trailgate.chain.log_groups
import data.trailgate.chain.metric_filters
import data.trailgate.chain.records
import data.trailgate.chain.trails

# METADATA
# title: The decision on a control
# description: >-
#   `control` is its id, `whole` {RECORD_ID: record} as `data.trailgate.record_model` has them, with all that an
#   organisation may exclude.
decision(control, whole) := {
	"status": status,
	"effective": effective,
	"exception": exceptions.applied(control, effective),
	"exceptions": exceptions.considered(control),
	"exclusions": exclusions.considered(control, whole),
	"records": {
		"carried": _worth(kinds, best, 2),
		"unknown": _worth(kinds, best, 1),
		"missing": _worth(kinds, best, 0),
	},
	"chains": _chains(kinds, best),
	"breaks": _breaks(kinds, by_trail, best),
	"gaps": _gaps(kinds, {leader: _left(route, effective) | some leader, route in best}),
	"changes": null,
} if {
	required := exclusions.left(control, whole)
	kinds := records.kinds(control, required)
	found := routes(asked(control, object.keys(kinds), required))
	by_trail := found.by_trail
	best := {record: _doubted(object.get(required[record], "doubtful", null), route) | some record, route in found.best}
	status := ["fail", "unknown", "pass"][min({route.value | some route in best} | {2})]
	effective := _effective(status, best)
}

# Whether such a record can arise is not known: it is no fault that nothing carries it.
_doubted(reason, route) := calculus.hidden("trail", {gaps.of_subject("trail", reason)}) if {
	is_string(reason)
	route.value == 0
} else := route

# METADATA
# title: The routes of the records that are asked for
# description: "`filtered` {group: {record: route}}, `by_trail` {trail: {record: route}}, `best` {record: route}."
routes(law) := {"filtered": filtered, "by_trail": by_trail, "best": best} if {
	filtered := metric_filters.routes(law, log_groups.reachable)
	by_trail := trails.routes(law, filtered)
	best := {record: route |
		some record in law.records
		route := _planned(calculus.best({of_trail[record] | some of_trail in by_trail} | {trails.none}))
	}
}

# What a plan that cannot be applied would make may never stand, so nothing is proven by it.
_planned(route) := object.union(route, {"value": 1, "effect": 1, "gaps": (route.gaps | _never_applied)}) if {
	route.value > 0
	count(_never_applied) > 0
} else := route

_never_applied := gaps.hiding("plan")

# METADATA
# title: What is asked of an account for the sake of some records
# description: >-
#   `records` - those of a control that lead a kind, `required` - all of them; of each leader `fields` - its constants,
#   `selected` - what CloudTrail's selectors see of it, once for each way in which it classes it; `excluded` - the ids
#   of what is excluded of it; `global` - those of global services.
asked(control, leaders, required) := {
	"control": control,
	"records": leaders,
	"required": object.keys(required),
	"fields": fields,
	"selected": {record: _seen(known, required[record]) | some record, known in fields},
	"excluded": {record: {one.id | some one in required[record].excluded} | some record in leaders},
	"global": {record | some record in leaders; required[record].global_service},
} if {
	fields := {record: _constants(required[record].fields) | some record in leaders}
}

_constants(fields) := {path: value | some path, spec in fields; value := _constant(spec)}

_constant(spec) := spec.is

_constant(spec) := spec if spec.unknown

_seen(known, record) := {object.union_n([known, _told(record.fields), record.recorded_as, {"readOnly": class}]) |
	some class in _classes[record.recorded_as.readOnly]
}

# What is known of fields that are not the same in all these records: texts that none has, and that none has the field.
_told(fields) := {path: spec | some path, spec in fields; _tells(spec)}

_tells(spec) if spec["not"]

_tells(spec) if spec.kinds == ["absent"]

_classes := {"true": {"true"}, "false": {"false"}, "both": {"true", "false"}}

_worth(kinds, best, value) := {record | some leader, route in best; route.value == value; some record in kinds[leader]}

_effective("pass", best) := calculus.effects[min({route.effect | some route in best})]

_effective(status, _) := null if status != "pass"

_chains(kinds, best) := {object.union(chain, {"records": told}) |
	chains := {leader: _chain(route) | some leader, route in best}
	some chain in {chain | some chain in chains}
	told := {record | some leader, other in chains; other == chain; some record in kinds[leader]}
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

_effect(route) := calculus.effects[calculus.own(route)] if route.value == 2

_effect(route) := null if route.value < 2

# Per trail, so that each trail's owner learns what stops it; breaks that differ in nothing but the record's own name
# stand once, with all their records and the first one's example.
_breaks(kinds, by_trail, best) := {object.union(routes[min(alike)].break, {"records": stopped}) |
	missing := {leader | some leader, route in best; route.value == 0}
	some routes in by_trail
	causes := {leader: _nameless(routes[leader].break) | some leader in missing}
	some cause in causes
	alike := {leader | some leader, other in causes; other == cause}
	stopped := {record | some leader in alike; some record in kinds[leader]}
} | {object.union(trails.none.break, {"records": missing}) |
	missing := _worth(kinds, best, 0)
	count(by_trail) == 0
}

# A break without what the record's own name brings into it.
_nameless(cause) := [
	object.remove(cause, ["detail"]),
	object.remove(cause.detail, ["counterexample", "why"]),
	_example(cause),
]

_example(cause) := object.remove(cause.detail.counterexample, ["eventName"]) if {
	is_object(cause.detail.counterexample)
} else := null

# A pass has gaps where they leave open whether it reaches somebody.
_left(route, effective) := route.open if effective == "unknown"

else := route.gaps

_gaps(kinds, left) := {object.union(gap, {"records": told}) |
	some gaps in left
	some gap in gaps
	told := {record | some leader, others in left; gap in others; some record in kinds[leader]}
}
