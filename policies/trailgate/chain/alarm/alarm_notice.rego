# METADATA
# title: Notice - whom an alarm tells once it fires
# description: Its own actions, and those of composite alarms that are in ALARM whenever it is.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html
#     description: composite alarms, their rules and action suppression
# custom:
#   link: alarm
package trailgate.chain.alarm_notice

import data.trailgate.chain.calculus
import data.trailgate.chain.gaps
import data.trailgate.chain.misses
import data.trailgate.chain.refusals
import data.trailgate.chain.steps
import data.trailgate.chain.topics
import data.trailgate.chain.weaknesses

# METADATA
# title: The route from an alarm to a person
# description: "`step` says how sure it is that the alarm fires; `rests` are the states in which it may wait."
route(alarm, step, rests) := refusals.route("alarm", "alarm_refused", alarm) if refusals.is_refused(alarm)

else := calculus.best_of([
	_own(alarm, step),
	_composites(alarm, step, rests),
	_unparsed(alarm, step),
	_unseen(alarm, step),
])

# An alarm without actions that composites name is not the one meant to tell anybody.
_own(alarm, step) := set() if {
	count(alarm.actions) == 0
	count(object.get(input.index.composites_by_child, alarm.id, [])) > 0
} else := {calculus.onward(_with(step, _weak(alarm)), topics.route(alarm))}

_composites(alarm, step, rests) := {found |
	some id in object.get(input.index.composites_by_child, alarm.id, [])
	found := _composite(alarm, input.alarms[id], step, rests)
}

_composite(child, composite, step, rests) := refusals.route("alarm", "alarm_refused", composite) if {
	refusals.is_refused(composite)
} else := calculus.onward(told, topics.route(composite)) if {
	_follows(composite, child.id, "ALARM")
	weak := union({_weak(composite), _now(child), _rests(composite, child, rests)})
	told := _with(object.union(step, {"id": composite.id, "at": composite.at, "through": child.id}), weak)
} else := calculus.broken(
	{"link": "alarm", "code": "alarm_composite_conditional", "id": composite.id, "at": composite.at},
	misses.rank.alarm_composite_conditional,
)

_unparsed(alarm, step) := {found |
	place := concat("|", [alarm.account, alarm.region])
	some id in object.get(input.index, ["composites_unparsed", place], [])
	composite := input.alarms[id]
	not refusals.is_refused(composite)
	doubt := {gaps.found("alarm", "unsupported_alarm", composite, "rule")}
	perhaps := steps.uncertain("alarm", composite.id, composite.at, step.gaps | doubt)
	told := _with(steps.limited(perhaps, step.effect), _weak(composite))
	found := calculus.onward(told, topics.route(composite))
}

# Composite alarms that we cannot see: one may tell of this alarm.
_unseen(alarm, step) := {calculus.onward(step, calculus.hidden("alarm", doubt)) |
	doubt := gaps.hiding(concat("|", ["composite", alarm.account, alarm.region]))
	count(doubt) > 0
}

# The rule is a conjunction of clauses; it follows from the child's state where each of them does.
_follows(composite, child, state) if {
	composite.clauses != null
	every clause in composite.clauses {
		some literal in clause
		literal.alarm == child
		_true(literal, state)
	}
}

_true(literal, state) if {
	literal.negated == false
	literal.state == state
}

_true(literal, state) if {
	literal.negated == true
	literal.state != state
}

_rests(composite, child, rests) := {weaknesses.of("rests_in_alarm", composite, _child(child, rests))} if {
	every rest in rests {
		_follows(composite, child.id, rest)
	}
} else := {weaknesses.unsure("rests_in_alarm", composite, _child(child, holding))} if {
	holding := {rest | some rest in rests; _may_rest(composite, child.id, rest)}
} else := set()

# There is no least of none: where no state is known nothing is said.
_child(child, rests) := {"child": child.id, "state": min(rests)}

_may_rest(composite, child, rest) if {
	every clause in composite.clauses {
		some literal in clause
		_may_hold_at_rest(literal, child, rest)
	}
}

# Another alarm usually is in another state than ALARM, so a rule that asks for that may hold while nothing happens.
_may_hold_at_rest(literal, child, rest) if {
	literal.alarm == child
	_true(literal, rest)
}

_may_hold_at_rest(literal, child, _) if {
	literal.alarm != child
	_true(literal, "OK")
}

_may_hold_at_rest(literal, child, _) if {
	literal.alarm != child
	_true(literal, "INSUFFICIENT_DATA")
}

_with(step, more) := object.union(holding, object.filter(step, ["through"])) if {
	step.value == 2
	holding := steps.holding(step.link, step.id, step.at, step.weaknesses | more)
}

_with(step, more) := steps.limited(step, steps.effect_of(more)) if step.value < 2

_weak(alarm) := union({_disabled(alarm), _now(alarm), _muted(alarm), _suppressed(alarm)})

_disabled(alarm) := set() if alarm.actions_enabled == true

else := {weaknesses.of("actions_disabled", alarm, {})} if alarm.actions_enabled == false

else := {weaknesses.unsure("actions_disabled", alarm, {"gap": alarm.actions_enabled.unknown.gap})}

_now(alarm) := {weaknesses.of("in_alarm_now", alarm, {})} if alarm.state == "ALARM"

else := set() if alarm.state in {null, "INSUFFICIENT_DATA", "OK"}

else := {weaknesses.of("in_alarm_now", alarm, {"gap": alarm.state.unknown.gap})}

_muted(alarm) := set() if object.get(alarm, "muted_by", []) == []

else := {weaknesses.of("muted", alarm, {"gap": alarm.muted_by.unknown.gap})} if gaps.is_unknown(alarm.muted_by)

else := {weaknesses.of("muted", alarm, {"rules": {rule | some rule in alarm.muted_by}})}

_suppressed(alarm) := set() if object.get(alarm, "suppressor", null) == null

else := {weaknesses.of("suppressed", alarm, {"suppressor": alarm.suppressor})}
