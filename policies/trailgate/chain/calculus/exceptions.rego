# METADATA
# title: Exceptions - attestations and waivers of the organisation
# description: >-
#   A dated, owned, expiring statement never changes the status. An active one is shown beside a fail or an unknown; one
#   that has expired, or is not in force yet, does nothing but say so. Without a clock nothing dated applies.
package trailgate.chain.exceptions

import data.trailgate.partitions

# METADATA
# scope: document
# title: The exception that applies to a control
# description: >-
#   Null for a pass that would reach somebody. An attestation comes before a waiver, then the one that lasts longest.
applied(control, effective) := null if effective == "yes"

else := active if {
	active := _first(_in_state(control, "active"))
} else := expired if {
	expired := _first(_in_state(control, "expired"))
} else := null

# METADATA
# title: Every exception that names this control, and whether it counts here and now
# description: Active, expired, future, undated, or unmatched where it names other accounts.
considered(control) := {{"kind": one.kind, "id": one.id, "state": one.state} | some one in _all(control)}

_in_state(control, state) := {one | some one in _all(control); one.state == state}

_all(control) := {object.union(statement, {"kind": kind, "state": state(statement)}) |
	some kind, list in {"attestation": input.settings.attestations, "waiver": input.settings.waivers}
	some statement in list
	statement.control == control
}

# METADATA
# scope: document
# title: Does a dated statement of the organisation count for this account here and now?
# description: Active, expired, future, undated, or unmatched where it names other accounts.
state(statement) := "unmatched" if {
	is_array(statement.accounts)
	not partitions.account in statement.accounts
} else := "undated" if {
	not is_number(object.get(input.origin, "as_of", null))
} else := "expired" if {
	statement.expires <= input.origin.as_of
} else := "future" if {
	statement.starts > input.origin.as_of
} else := "active"

_first(statements) := {
	"kind": chosen.kind,
	"owner": chosen.owner,
	"reason": chosen.reason,
	"expires": chosen.expires,
	"expired": chosen.state == "expired",
} if {
	kind := min({one.kind | some one in statements})
	latest := max({one.expires | some one in statements; one.kind == kind})
	chosen := min({one | some one in statements; one.kind == kind; one.expires == latest})
}
