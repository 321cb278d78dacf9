# METADATA
# title: Steps - one resource on the way of a record
# description: A step that does not hold is no step but the end of a route, `calculus.broken`.
package trailgate.chain.steps

# METADATA
# title: A step that holds
# description: Weaknesses do not change its value, only the route's effect.
holding(link, id, at, weaknesses) := {
	"link": link,
	"id": id,
	"at": at,
	"value": 2,
	"effect": effect_of(weaknesses),
	"weaknesses": weaknesses,
	"gaps": set(),
}

# METADATA
# title: A step that may hold
# description: The gaps say what would settle it. An id of null is a resource that we cannot see.
uncertain(link, id, at, gaps) := {
	"link": link,
	"id": id,
	"at": at,
	"value": 1,
	"effect": 1,
	"weaknesses": set(),
	"gaps": gaps,
}

# METADATA
# title: What these weaknesses leave of an effect
# description: The worst of them counts.
effect_of(weaknesses) := min({2} | {worth | some weakness in weaknesses; worth := _effect_rank[weakness.effect]})

# METADATA
# title: A step that is no more effective than this
# description: Of one that may hold nothing else of its weaknesses is told.
limited(step, effect) := object.union(step, {"effect": min({step.effect, effect})})

# METADATA
# scope: document
# title: A step that holds, or may hold where gaps stand in its way
# description: >-
#   The common ending of a list of conditions none of which is broken. What would surely reach nobody if it held is not
#   taken for a step that may reach somebody.
passable(link, id, at, opinion) := holding(link, id, at, opinion.weaknesses) if count(opinion.gaps) == 0

passable(link, id, at, opinion) := limited(step, effect_of(opinion.weaknesses)) if {
	count(opinion.gaps) > 0
	step := uncertain(link, id, at, opinion.gaps)
}

_effect_rank := {"no": 0, "unknown": 1, "none": 2}
