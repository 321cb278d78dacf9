# METADATA
# title: Exclusions - records that an organisation accepts that nobody hears of
# description: >-
#   What a control requires becomes every record but those. A record keeps its id, and under `excluded` stand the fields
#   that together need no alarm: {id, fields}, of each exclusion that counts for this account now. Which records hold
#   such fields, and of which nothing is left, is a matter of languages of texts, so it is worked out before and stands
#   in the document's `exclusions`. What would leave nothing of a control counts for nothing: that is a waiver.
package trailgate.chain.exclusions

import data.trailgate.chain.exceptions

# METADATA
# title: The records of a control, each with all that may be excluded of it here and now
# description: Whatever its fields are - what no record of the control holds excludes nothing.
offered(control, required) := {id: _but(record, _counting(control, record)) | some id, record in required}

# METADATA
# scope: document
# title: The records of a control that are left to require
# description: Each with what is excluded of it; those of which nothing is left are not among them.
left(control, required) := required if void(control, required)

else := {id: _but(record, excluded) |
	some id, record in required
	not id in _whole(control)
	excluded := {one | some one in _counting(control, record); id in _met(control, one.id)}
}

# METADATA
# title: Would the exclusions leave nothing of the control to require?
# description: A control that requires nothing would pass whatever the account is.
void(control, required) if {
	count(required) > 0
	every id, _ in required {
		id in _whole(control)
	}
}

# METADATA
# title: Every exclusion that names this control, and what becomes of it here and now
# description: >-
#   {id, owner, reason, expires, fields, state, records, whole}; `records` are those of which it takes something, and
#   `whole` those among them of which the exclusions together leave nothing. The state is one that a dated statement
#   has, or "no_record" where no record of the control holds such fields, or "leaves_nothing".
considered(control, required) := {object.union(_about(one), {
	"state": _state(control, required, one),
	"records": _taken(control, required, one),
	"whole": _taken(control, required, one) & _whole(control),
}) |
	some one in _all(control, required)
}

_about(one) := object.filter(one, ["id", "owner", "reason", "expires", "fields"])

_all(control, required) := {one | some one in input.settings.exclusions; one.control == control} | {_failed |
	some record in required
	_may_fail(record)
}

# Failed calls need no alarm where the settings say so; it is no dated statement.
_failed := {
	"id": "failed_calls",
	"owner": null,
	"reason": null,
	"expires": null,
	"fields": {},
}

_state(control, required, one) := exceptions.state(one) if {
	not _counts(one)
} else := "leaves_nothing" if {
	void(control, required)
} else := "no_record" if {
	count(_taken(control, required, one)) == 0
} else := "active"

_counts(one) if one == _failed

_counts(one) if exceptions.state(one) == "active"

_taken(control, required, one) := {id | _counts(one); some id in _met(control, one.id); required[id]}

_counting(control, record) := {object.filter(one, ["id", "fields"]) |
	some one in input.settings.exclusions
	one.control == control
	_counts(one)
} | {{"id": _failed.id, "fields": {path: _there}} |
	_may_fail(record)
	some path, _ in record.succeeded
}

# A record of calls that may fail or not says which fields are absent where one did not.
_may_fail(record) if {
	input.settings.failed_calls == "accepted"
	is_object(record.succeeded)
}

_there := {"kinds": ["array", "boolean", "null", "number", "object", "string"]}

_but(record, excluded) := record if count(excluded) == 0

_but(record, excluded) := object.union(record, {"excluded": excluded}) if count(excluded) > 0

_whole(control) := {id | some id in input.exclusions[control].whole}

_met(control, exclusion) := {id | some id in input.exclusions[control].of[exclusion]}
