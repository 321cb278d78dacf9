# METADATA
# title: The calculus - a step holds, may hold, or does not
# description: >-
#   Every judgement about the chain is one of three values. A route is what a record can go through from one
#   link on: its value is its worst step. A place from which several routes start is worth its best route.
#   Nothing holds from silence; what cannot be known is worth "may" and carries the gaps that say why.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
#     description: the chain of services that these values are computed over
package trailgate.chain.calculus

import data.trailgate.chain.misses

# METADATA
# title: The three values, worst first
# description: A value is its place in this list, 0, 1 or 2, so that worst and best are min and max.
values := ["not", "may", "holds"]

# METADATA
# title: The three effects, worst first
# description: Would the first real change reach a person by this route? A place in this list, too.
effects := ["no", "unknown", "yes"]

# METADATA
# title: A route that is broken here
# description: Lower ranks are nearer misses and are told before others of the same length; `misses` has them.
broken(cause, rank) := {
	"value": 0,
	"run": 0,
	"effect": 0,
	"miss": rank,
	"key": _text(cause.id),
	"links": {},
	"weaknesses": set(),
	"gaps": set(),
	"break": object.union({"after": {}, "detail": {}}, cause),
}

# METADATA
# title: A route through resources that we cannot see
# description: It may lead anywhere, and the gaps say what hides it.
hidden(link, gaps) := {
	"value": 1,
	"run": 0,
	"effect": 1,
	"miss": 0,
	"key": concat(" ", ["~", link]),
	"links": {},
	"weaknesses": set(),
	"gaps": gaps,
	"break": null,
}

# METADATA
# title: The end of every route - a person was told
# description: What follows the last link.
told := {
	"value": 2,
	"run": 0,
	"effect": 2,
	"miss": 0,
	"key": "",
	"links": {},
	"weaknesses": set(),
	"gaps": set(),
	"break": null,
}

# METADATA
# title: A route is a step and the route that follows it
# description: Its value is the worse of the two, its run the holding steps before the first that does not hold.
onward(step, route) := {
	"value": min({step.value, route.value}),
	"run": _run(step, route),
	"effect": min({step.effect, route.effect}),
	"miss": route.miss + (misses.doubtful * (2 - step.value)),
	"key": concat(" ", [_text(step.id), route.key]),
	"links": _links(step, route),
	"weaknesses": (step.weaknesses | route.weaknesses),
	"gaps": (step.gaps | route.gaps),
	"break": _break(step, route),
}

# METADATA
# title: The best of several routes
# description: >-
#   Of those that hold the most effective, of the others the one that goes furthest, then the nearest miss, ties by id.
#   The gaps of all routes that may hold stand together, since any of them could change the answer.
best(routes) := object.union(chosen, {"gaps": gaps}) if {
	top := max({route.value | some route in routes})
	tied := [route | some route in routes; route.value == top]
	furthest := max({_merit(route) | some route in tied})
	nearest := min({route.miss | some route in tied; _merit(route) == furthest})
	first := min({route.key | some route in tied; _merit(route) == furthest; route.miss == nearest})
	chosen := min({route | some route in tied; route.key == first; route.miss == nearest; _merit(route) == furthest})
	gaps := union({route.gaps | some route in tied; route.value == 1})
}

# METADATA
# title: The best of several kinds of routes
# description: Lists, not sets, since comparing tens of thousands of routes with each other is what costs time.
best_of(lists) := best([route | some list in lists; some route in list])

# METADATA
# scope: document
# title: What closed candidates agree on
# description: One of them is the value and we do not know which, so only what all of them say is said.
agreed(routes, _) := worst if {
	min({route.value | some route in routes}) == 2
	least := min({route.effect | some route in routes})
	worst := min({route | some route in routes; route.effect == least})
}

agreed(routes, _) := best(routes) if max({route.value | some route in routes}) == 0

agreed(routes, gaps) := hidden("candidate", gaps | doubts) if {
	max({route.value | some route in routes}) > 0
	min({route.value | some route in routes}) < 2
	doubts := union({route.gaps | some route in routes; route.value == 1})
}

_merit(route) := route.effect if route.value == 2

_merit(route) := route.run if route.value < 2

_run(step, route) := 1 + route.run if step.value == 2

_run(step, _) := 0 if step.value == 1

_links(step, route) := object.union(route.links, {step.link: object.filter(step, ["id", "at", "through"])}) if {
	step.id != null
}

_links(step, _) := {} if step.id == null

_break(_, route) := null if route.break == null

_break(step, route) := object.union(route.break, {"after": object.union(route.break.after, {step.link: step.id})}) if {
	step.id != null
}

_break(step, route) := route.break if step.id == null

_text(id) := id if id != null

_text(null) := "~"
