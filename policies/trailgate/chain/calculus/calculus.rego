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
# description: >-
#   Would the first real change reach a person from here on? A place in this list, too. "No" is a proof, so a route that
#   may hold may reach somebody, unless something on it surely keeps it from that.
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
	"open": set(),
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
	"open": gaps,
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
	"open": set(),
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
	"open": _open(step, route),
	"break": _break(step, route),
}

# METADATA
# title: The best of several routes
# description: >-
#   Of those that hold the most effective, of the others the one that goes furthest, then the nearest miss, ties by id.
#   The gaps of all routes that may hold stand together, since any of them could change the answer. Where all that hold
#   reach nobody, one that may hold may reach somebody all the same: `open` has the gaps that leave that open.
best(routes) := _best([route | some route in routes])

# A list, since to go through a set costs the engines far more.
_best(routes) := routes[0] if _is_alone(routes)

_best(routes) := object.union(chosen, {"effect": effect, "gaps": gaps, "open": _opened(routes, chosen)}) if {
	not _is_alone(routes)
	top := max({route.value | some route in routes})
	tied := [route | some route in routes; route.value == top]
	furthest := max({_merit(route) | some route in tied})
	nearest := min({route.miss | some route in tied; _merit(route) == furthest})
	first := min({route.key | some route in tied; _merit(route) == furthest; route.miss == nearest})
	chosen := min([route | some route in tied; route.key == first; route.miss == nearest; _merit(route) == furthest])
	effect := max({route.effect | some route in routes})
	gaps := union({route.gaps | some route in tied; route.value == 1})
}

# Alone it is the best, and tells the gaps that it would tell beside others.
_is_alone(routes) if {
	count(routes) == 1
	_tells_all(routes[0])
}

_tells_all(route) if route.value == 1

_tells_all(route) if count(route.gaps) == 0

# METADATA
# title: What a route that holds is worth by itself
# description: Its effect without what may stand beside it. Where it reaches somebody, or may, nothing stands open.
own(route) := 0 if count(route.open) > 0

else := route.effect

# METADATA
# scope: document
# title: A route that is no more effective than this
# description: What surely reaches nobody leaves nothing open.
limited(route, 0) := object.union(route, {"effect": 0, "open": set()})

limited(route, effect) := route if effect > 0

# METADATA
# title: The best of several kinds of routes
# description: Lists, not sets, since comparing tens of thousands of routes with each other is what costs time.
best_of(lists) := _best([route | some list in lists; some route in list])

# METADATA
# scope: document
# title: What closed candidates agree on
# description: One of them is the value and we do not know which, so only what all of them say is said.
agreed(routes, gaps) := _unsettled(worst, routes, gaps) if {
	min({route.value | some route in routes}) == 2
	least := min({own(route) | some route in routes})
	worst := min({route | some route in routes; own(route) == least})
}

agreed(routes, _) := best(routes) if max({route.value | some route in routes}) == 0

agreed(routes, gaps) := limited(object.union(perhaps, {"open": open}), _most(routes)) if {
	max({route.value | some route in routes}) > 0
	min({route.value | some route in routes}) < 2
	perhaps := hidden("candidate", gaps | union({route.gaps | some route in routes; route.value == 1}))
	open := gaps | _all_open(routes)
}

# Candidates that all hold, of which some reach nobody: that nobody is reached is proven where all of them say so.
_unsettled(worst, routes, gaps) := object.union(worst, {"effect": 1, "open": open}) if {
	own(worst) == 0
	_most(routes) > 0
	open := gaps | _all_open(routes)
} else := worst

_most(routes) := max({route.effect | some route in routes})

# Beside one that holds and reaches, or may reach, somebody nothing else matters.
_opened(routes, chosen) := set() if {
	chosen.value == 2
	own(chosen) > 0
} else := _all_open(routes)

_all_open(routes) := union({route.open | some route in routes})

# What keeps a step from reaching anybody keeps all that follows it, seen or not.
_open(step, route) := step.gaps | route.open if min({step.effect, route.effect}) > 0

else := set()

_merit(route) := own(route) if route.value == 2

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
