# METADATA
# title: Topics - what an alarm's actions notify
# description: Only the actions of the ALARM state count, and of those only SNS topics of the alarm's own region.
# custom:
#   link: topic
package trailgate.chain.topics

import data.trailgate.chain.calculus
import data.trailgate.chain.gaps
import data.trailgate.chain.misses
import data.trailgate.chain.refusals
import data.trailgate.chain.steps
import data.trailgate.chain.subscriptions
import data.trailgate.chain.topic_access

# METADATA
# title: The route from an alarm that has fired to a person
# description: The best of its actions.
route(alarm) := calculus.best({_none(alarm)} | {found |
	some action in _actions(alarm)
	found := _action(alarm, action)
})

# The list itself may be unknown, too.
_actions(alarm) := [alarm.actions] if gaps.is_unknown(alarm.actions)

else := alarm.actions

_none(alarm) := calculus.broken(
	{"link": "topic", "code": "actions_none", "id": alarm.id, "at": alarm.at},
	misses.nothing,
)

_action(alarm, action) := _target(alarm, action) if not gaps.is_unknown(action)

else := agreed if {
	candidates := {found | some id in action.unknown.candidates; found := _target(alarm, id)}
	agreed := calculus.agreed(candidates, gaps.behind(action))
}

else := calculus.hidden("topic", gaps.behind(action))

_target(alarm, id) := _topic(alarm, topic) if topic := input.topics[id]

else := calculus.broken(
	{"link": "topic", "code": "actions_not_sns", "id": alarm.id, "at": alarm.at, "detail": {"action": id}},
	misses.rank.actions_not_sns,
) if {
	not _is_topic(id)
}

else := _elsewhere(alarm, id) if _known_elsewhere(split(id, ":")[3], alarm.region)

else := calculus.hidden("topic", gaps.hiding(_scope(id))) if count(gaps.hiding(_scope(id))) > 0

else := calculus.broken({"link": "topic", "code": "topic_missing", "id": id, "at": alarm.at}, misses.rank.topic_missing)

_topic(alarm, topic) := refusals.route("topic", "topic_refused", topic) if {
	refusals.is_refused(topic)
} else := calculus.onward(step, subscriptions.routes[topic.id]) if {
	topic.region == alarm.region
	step := steps.holding("topic", topic.id, topic.at, topic_access.weak_for(alarm, topic))
} else := calculus.onward(step, subscriptions.routes[topic.id]) if {
	_untold(topic.region, alarm.region)
	doubt := gaps.found("topic", "place_unknown", topic, "region")
	opinion := {"gaps": {doubt}, "weaknesses": topic_access.weak_for(alarm, topic)}
	step := steps.passable("topic", topic.id, topic.at, opinion)
} else := _elsewhere(alarm, topic.id)

_elsewhere(alarm, id) := calculus.broken(
	{"link": "topic", "code": "topic_other_region", "id": id, "at": alarm.at},
	misses.rank.topic_other_region,
)

# A region that only a provider's name stands for can be any; CloudWatch refuses a topic of another.
_known_elsewhere(topic_region, alarm_region) if {
	topic_region != alarm_region
	not startswith(alarm_region, "tf:")
}

_untold(_, alarm_region) if startswith(alarm_region, "tf:")

_untold(topic_region, _) if startswith(topic_region, "tf:")

_scope(id) := concat("|", ["topic", id])

_is_topic(id) if {
	parts := split(id, ":")
	count(parts) == 6
	parts[0] == "arn"
	parts[2] == "sns"
}
