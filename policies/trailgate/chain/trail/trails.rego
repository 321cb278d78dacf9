# METADATA
# title: Trails - what records the account
# description: >-
#   A trail of the account or of its organization, in all regions, logging, with global service events, whose event
#   selectors admit the record. A trail that does not qualify never hurts another that does.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
#     description: multi-Region and organization trails, global service events
# custom:
#   link: trail
package trailgate.chain.trails

import data.trailgate.chain.calculus
import data.trailgate.chain.gaps
import data.trailgate.chain.log_groups
import data.trailgate.chain.misses
import data.trailgate.chain.refusals
import data.trailgate.chain.snapshots
import data.trailgate.chain.steps
import data.trailgate.chain.trail_admission
import data.trailgate.chain.trail_delivery
import data.trailgate.chain.trail_selectors
import data.trailgate.chain.weaknesses

# METADATA
# title: The routes of the required records, per trail
# description: >-
#   `law` is what `judgement.asked` says, `filtered` {group: {record: route}}. The entry without a name stands
#   for trails that we cannot see.
routes(law, filtered) := object.union(_seen(law, filtered), _unseen(law, filtered))

_seen(law, filtered) := {id: {record: named |
	some record in law.records
	named := _named(trail, _route(law, trail, record, filtered))
} |
	some id, trail in input.trails
}

_unseen(law, filtered) := {"": {record: _hidden(record, filtered) | some record in law.records} |
	count(_hiding) > 0
}

# METADATA
# title: The route where no trail records anything
none := calculus.broken({"link": "trail", "code": "trail_none", "id": null, "at": null}, misses.no_trail)

_hiding := gaps.hiding(concat("|", ["trail", input.subject.account]))

# A hidden trail with a closed list of groups is as good as the best of them, and never more than "may".
_hidden(record, filtered) := calculus.onward(perhaps, calculus.best(delivered | {none})) if {
	perhaps := steps.uncertain("trail", null, null, _hiding)
	every gap in _hiding {
		gap.candidates != null
	}
	delivered := log_groups.unseen({group | some gap in _hiding; some group in gap.candidates}, record, filtered)
} else := calculus.hidden("trail", _hiding)

_route(law, trail, record, filtered) := refusals.route("trail", "trail_refused", trail) if {
	refusals.is_refused(trail)
} else := calculus.broken(cause, misses.nothing) if {
	detail := {"by": trail.unlisted_by}
	cause := {"link": "trail", "code": "trail_unlisted", "id": trail.id, "at": trail.at, "detail": detail}
} else := calculus.broken(cause, misses.nothing) if {
	cause := {"link": "trail", "code": _stopped(law, trail, record), "id": trail.id, "at": trail.at}
} else := calculus.broken(object.union(refusal, {"link": "trail", "id": trail.id, "at": trail.at}), misses.nothing) if {
	refusal := trail_admission.refused(law, trail, record)
} else := snapshots.over(route, _answers(trail)) if {
	route := calculus.onward(_step(law, trail, record), log_groups.route(trail, record, filtered))
}

# In the order in which a person would look.
_stopped(law, trail, record) := "trail_other_account" if {
	trail.account != input.subject.account
	trail.organization == false
} else := "trail_not_multi_region" if {
	trail.multi_region == false
} else := "trail_not_logging" if {
	trail.logging == false
} else := "trail_no_global_services" if {
	record in law.global
	trail.global_services == false
}

_step(law, trail, record) := steps.passable("trail", trail.id, trail.at, {
	"gaps": (gaps.among(flags) | trail_admission.doubts(law, trail, record)),
	"weaknesses": union({
		_write_only(trail),
		trail_delivery.weak_for(trail, law.fields[record]),
		_differing(trail),
		snapshots.apart(trail),
		snapshots.spread(trail),
		_answered_apart(trail),
	}),
}) if {
	flags := union({{trail.multi_region, trail.logging}, _owner(trail), _global(law, trail, record)})
	every flag in flags {
		gaps.is_flag(flag)
	}
}

_global(law, trail, record) := {object.get(trail, "global_services", null) | record in law.global}

_owner(trail) := {trail.organization} if trail.account != input.subject.account

_owner(trail) := set() if trail.account == input.subject.account

_write_only(trail) := {weaknesses.of("selector_write_only", trail, {})} if trail_selectors.write_only(trail.selectors)

else := set()

# What breaks behind a trail that was told of in two ways may hang on which of them counts.
_named(trail, route) := object.union(route, {"break": {"detail": {"answers": trail.differing}}}) if {
	count(object.get(trail, "differing", [])) > 0
	route.break != null
} else := route

# Where snapshots of other accounts than the one that shows the trail answer what is asked about it.
_answers(trail) := [{"id": trail.id, "at": answer.at} | some answer in object.get(trail, "answered", {})]

_answered_apart(trail) := union({snapshots.apart(answer) | some answer in _answers(trail)})

# Of two accounts that were told different things of the trail, the one that was told later counts.
_differing(trail) := {weaknesses.of("answers_differ", trail, {"answers": answers}) |
	answers := trail.differing
	count(answers) > 0
}
