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
	source := input.origin.sources[number(resource)]
	seconds := abs(source.as_of - input.origin.sources[0].as_of)
	seconds > input.settings.max_spread_hours * 3600
	detail := {"account": source.account, "seconds": seconds}
}

# METADATA
# title: What it takes from a trail that the answers of one account were given at times far from each other
# description: Of an export alone, whose times are told (`spread`, in seconds); the collector asks all within one run.
spread(trail) := {weaknesses.of("snapshots_apart", trail, {"seconds": source.spread, "within": true}) |
	source := input.origin.sources[number(trail)]
	source.spread > input.settings.max_spread_hours * 3600
}

# METADATA
# title: The number of the source that shows a resource
number(resource) := to_number(split(resource.at, "#")[0])

# METADATA
# scope: document
# title: A route whose links were read too far from each other, though none too far from the account's own
# description: >-
#   The link that was read last says so, with the account whose snapshot is the oldest; a link that lies far from the
#   account's own snapshot has said so by itself. `answers` are other places that the route rests on, `{id, at}` each.
over(route, answers) := object.union(route, {
	"effect": min({1, route.effect}),
	"weaknesses": (route.weaknesses | {weak}),
}) if {
	_lie_apart
	route.value > 0
	every told in route.weaknesses {
		told.code != "snapshots_apart"
	}
	read := [[source.as_of, link.id, link.at, source] |
		some link in array.concat([link | some link in route.links], answers)
		source := input.origin.sources[number(link)]
	]
	seconds := max(read)[0] - min(read)[0]
	seconds > input.settings.max_spread_hours * 3600
	detail := {"account": max(read)[3].account, "seconds": seconds, "from": min(read)[3].account}
	weak := weaknesses.of("snapshots_apart", {"id": max(read)[1], "at": max(read)[2]}, detail)
} else := route

_lie_apart if {
	count(input.origin.sources) > 2
	read := {source.as_of | some source in input.origin.sources}
	max(read) - min(read) > input.settings.max_spread_hours * 3600
}
