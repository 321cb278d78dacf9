# METADATA
# title: Snapshots - were the links of a chain read at one time?
# description: >-
#   A chain may run through accounts whose snapshots are of different times, so that at no time all of it was seen. The
#   sources of a document are the subject's own first, then those of the accounts that its chains reach.
package trailgate.chain.snapshots

import data.trailgate.chain.weaknesses

# METADATA
# title: What it takes from a link that its snapshot lies far from the account's own
# description: >-
#   In hours, `settings.max_spread_hours`; empty where one snapshot tells everything, and where they lie near enough.
apart(resource) := {weaknesses.of("snapshots_apart", resource, detail) |
	source := input.origin.sources[to_number(split(resource.at, "#")[0])]
	seconds := abs(source.as_of - input.origin.sources[0].as_of)
	seconds > input.settings.max_spread_hours * 3600
	detail := {"account": source.account, "seconds": seconds}
}
