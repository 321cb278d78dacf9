# METADATA
# title: Gaps - what could not be read or known
# description: >-
#   An unknown value stands in the value's place and names its gap. A hidden resource is a gap with a scope. A gap is
#   never an argument for pass or fail, only a reason why neither can be said.
package trailgate.chain.gaps

# METADATA
# title: Is this value unknown?
# description: It says so itself, in the place of the value.
is_unknown(value) if value.unknown.reason

# METADATA
# scope: document
# title: Does anything stand here that can be judged, or that says why not?
# description: An unknown that lost its reason is neither; from such silence nothing holds.
is_told(value) if is_string(value)

is_told(value) if is_unknown(value)

# METADATA
# scope: document
# title: Is it a flag?
# description: True, false, or an unknown one; any other value says nothing.
is_flag(value) if is_boolean(value)

is_flag(value) if is_unknown(value)

# METADATA
# title: The gap behind an unknown value, as a set of one
# description: A constant of the record that nobody knows has none in the document; it is the subject's own.
behind(value) := {reported(gap)} if gap := input.gaps[value.unknown.gap]

else := {_untold(value.unknown)}

# METADATA
# title: The gaps of those of some values that are unknown
# description: Empty where all are known.
among(values) := union({behind(value) | some value in values})

# METADATA
# title: The gaps that may hide a resource in this scope
# description: Empty where everything in it was read.
hiding(scope) := {reported(input.gaps[id]) |
	some id in object.get(input.index.gaps_by_scope, scope, [])
}

# METADATA
# title: A gap as it is reported
# description: The scope served to look it up.
reported(gap) := object.remove(gap, {"scope"})

# METADATA
# title: A gap that the law itself finds
# description: The data was read in full, yet what it means cannot be decided.
found(link, reason, resource, attribute) := {
	"link": link,
	"reason": reason,
	"account": resource.account,
	"region": resource.region,
	"id": resource.id,
	"attribute": attribute,
	"call": null,
	"error": null,
	"at": resource.at,
	"candidates": null,
	"address": object.get(resource, "address", null),
	"name": null,
	"settled_by": [],
}

# METADATA
# title: What nobody told of the subject itself
of_subject(link, reason) := object.union(_untold({"reason": reason}), {"link": link, "settled_by": ["role"]})

# An unknown whose gap is not told is unknown all the same.
_untold(unknown) := {
	"link": "metric",
	"reason": unknown.reason,
	"account": input.subject.account,
	"region": null,
	"id": null,
	"attribute": null,
	"call": null,
	"error": null,
	"at": null,
	"candidates": null,
	"address": null,
	"name": null,
	"settled_by": ["snapshot"],
}
