# METADATA
# title: Records - which of them the account cannot tell apart
# description: >-
#   Two required records that every pattern treats alike, and that arise alike, go the same way, so one of them is
#   judged for both. Where a
#   trail's selectors or a metric's dimensions look at the name of the call, every record is judged by itself.
package trailgate.chain.records

import data.trailgate.chain.filter_matches

# METADATA
# scope: document
# title: The records by kind, each kind under the first of its names
kinds(_, required) := {record: {record} | some record, _ in required} if _named

kinds(control, required) := _alike(treatment) if {
	not _named
	meaning := _meaning(control)
	treatment := {record: _treatment(meaning, record, asked) | some record, asked in required}
}

# Most often all are, which is seen soonest by comparing them with one.
_alike(treatment) := {first: object.keys(treatment)} if {
	first := min(object.keys(treatment))
	every kind in treatment {
		kind == treatment[first]
	}
} else := {min(alike): alike |
	some kind in {kind | some kind in treatment}
	alike := {record | some record, other in treatment; other == kind}
}

# What patterns say of a control's records - those that are made for them, and the others. One of which it is not said
# what it looks for is taken to look for them.
_meaning(control) := {"sought": sought, "others": others} if {
	others := {id: _answers(control, pattern) |
		some id, pattern in input.patterns
		_is_for_others(control, pattern)
		not filter_matches.misses_all(control, pattern)
	}
	sought := {id: _answers(control, pattern) | some id, pattern in input.patterns; not _is_for_others(control, pattern)}
}

_answers(control, pattern) := object.get(pattern.coverage, control, {})

_is_for_others(control, pattern) if {
	sought := pattern.sought
	not control in sought
}

_treatment(meaning, record, asked) := [
	{id: object.get(answers, record, null) | some id, answers in meaning.sought},
	{id: _whether(answer) |
		some id, answers in meaning.others
		answer := object.get(answers, record, null)
		not _is_plain_miss(answer)
	},
	_origin(asked),
]

# What a pattern that is made for other records misses is told to nobody (`filter_matches.elsewhere`), only whether.
_whether(answer) := object.remove(answer, ["clause", "counterexample", "why"]) if is_object(answer)

else := answer

# As nearly every one of them says of nearly every record.
_is_plain_miss(answer) if {
	answer.matched == "never"
	object.filter(answer, ["covers", "excluding", "misses"]) == {}
}

# What trails tell apart of a record beside its name.
_origin(asked) := [
	object.filter(asked.fields, ["eventSource", "awsRegion"]),
	asked.recorded_as,
	asked.global_service,
	object.get(asked, "doubtful", null),
	object.get(asked, "excluded", set()),
]

default _named := false

_named if {
	some trail in input.trails
	trail.selectors.kind == "advanced"
}

# Of what exclusions leave of it, each record is told by itself.
_named if {
	some trail in input.trails
	trail.admissions
}

_named if {
	some filter in input.metric_filters
	some transformation in filter.transformations
	count(transformation.dimensions) > 0
}

# What several filters match only together is told by name.
_named if {
	some group in input.log_groups
	group.jointly
}
