# METADATA
# title: Log groups - where a trail delivers
# description: >-
#   The group of the trail's ARN, in that ARN's account and region, of a class that takes metric filters; and the copies
#   that the organization's centralization rules make of it, where one is as good as the other.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html
#     description: only the Standard class has metric filters
# custom:
#   link: log_group
package trailgate.chain.log_groups

import data.trailgate.chain.calculus
import data.trailgate.chain.gaps
import data.trailgate.chain.misses
import data.trailgate.chain.refusals
import data.trailgate.chain.snapshots
import data.trailgate.chain.steps
import data.trailgate.chain.weaknesses

# METADATA
# title: The groups that any trail, seen or hidden, may deliver to
# description: Only their filters are looked at.
reachable := ({group |
	some trail in input.trails
	some group in _named(trail.log_group)
} | {group |
	some trail in input.trails
	some copy in object.get(trail, "copies", [])
	some group in _named(copy)
}) | {group |
	some id in object.get(input.index.gaps_by_scope, concat("|", ["trail", input.subject.account]), [])
	some group in _listed(input.gaps[id])
}

# METADATA
# title: The route of a record from a trail into its log group
# description: "`filtered` is {group: {record: route}}."
route(trail, record, filtered) := _own(trail, record, filtered) if count(object.get(trail, "copies", [])) == 0

else := calculus.best({_own(trail, record, filtered)} | {found |
	some copy in trail.copies
	found := _copied(trail, copy, record, filtered)
})

_own(trail, record, filtered) := calculus.broken(
	{"link": "log_group", "code": "log_group_not_set", "id": trail.id, "at": trail.at},
	misses.nothing,
) if {
	trail.log_group == null
}

else := _delivered(trail, trail.log_group, record, filtered) if is_string(trail.log_group)

else := agreed if {
	candidates := {found |
		some group in trail.log_group.unknown.candidates
		found := _delivered(trail, group, record, filtered)
	}
	agreed := calculus.agreed(candidates, gaps.behind(trail.log_group))
}

else := calculus.hidden("log_group", gaps.behind(trail.log_group))

# A copy that may be is worth no more than what would be it.
_copied(trail, copy, record, filtered) := _delivered(trail, copy, record, filtered) if is_string(copy)

else := calculus.hidden("log_group", gaps.behind(copy)) if count(object.get(copy.unknown, "candidates", [])) == 0

else := _perhaps(copy, calculus.best({found |
	some group in copy.unknown.candidates
	found := _delivered(trail, group, record, filtered)
}))

_perhaps(_, found) := found if found.value == 0

_perhaps(copy, found) := calculus.limited(doubt, found.effect) if {
	found.value > 0
	doubt := calculus.hidden("log_group", gaps.behind(copy))
}

# METADATA
# title: The route of a record that a hidden trail delivers to one of these groups
# description: One for each group.
unseen(groups, record, filtered) := {found |
	some group in groups
	found := _delivered({"at": null}, group, record, filtered)
}

_delivered(trail, group, record, filtered) := refused if {
	refusals.is_refused(input.log_groups[group])
	refused := refusals.route("log_group", "log_group_refused", input.log_groups[group])
} else := calculus.onward(step, filtered[group][record]) if {
	_takes_filters(input.log_groups[group])
	step := _step(input.log_groups[group])
} else := calculus.broken(
	{
		"link": "log_group",
		"code": "log_group_class",
		"id": group,
		"at": input.log_groups[group].at,
		"detail": {"class": input.log_groups[group].class},
	},
	misses.rank.log_group_class,
) if {
	input.log_groups[group]
} else := calculus.onward(perhaps, filtered[group][record]) if {
	count(_hiding(group)) > 0
	perhaps := steps.uncertain("log_group", group, trail.at, _hiding(group))
} else := calculus.broken(
	{"link": "log_group", "code": "log_group_missing", "id": group, "at": trail.at},
	misses.rank.log_group_missing,
)

_step(group) := steps.passable(
	"log_group", group.id, group.at,
	{"gaps": gaps.among({group.class}), "weaknesses": (snapshots.apart(group) | _copy(group))},
)

# The rule is a link of the chain as well, and may be told in a snapshot of another time.
_copy(group) := {copied} | snapshots.apart({"id": group.id, "at": group.copied.at}) if {
	copied := weaknesses.of("log_group_copied", group, {"from": group.copied.from, "rule": group.copied.rule})
}

else := set()

_takes_filters(group) if group.class == "STANDARD"

_takes_filters(group) if gaps.is_unknown(group.class)

_hiding(group) := gaps.hiding(concat("|", ["log_group", group]))

_named(reference) := {reference} if is_string(reference)

_named(reference) := {group | some group in object.get(reference.unknown, "candidates", [])} if is_object(reference)

_listed(gap) := {group | some group in gap.candidates}
