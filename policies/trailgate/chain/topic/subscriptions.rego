# METADATA
# title: Subscriptions - the last link
# description: At least one subscription of the topic with a real ARN. Pending and deleted ones tell nobody.
# custom:
#   link: subscription
package trailgate.chain.subscriptions

import data.trailgate.chain.calculus
import data.trailgate.chain.gaps
import data.trailgate.chain.misses
import data.trailgate.chain.refusals
import data.trailgate.chain.snapshots
import data.trailgate.chain.steps
import data.trailgate.chain.weaknesses

# METADATA
# title: The route from each topic that was notified to a person
# description: >-
#   The best of its subscriptions, those that may be its own, and those that we cannot see. Computed once: a rule by
#   topic would be evaluated anew for every topic asked for.
routes := {id: _route(topic) | some id, topic in input.topics}

_route(topic) := calculus.best_of([_listed(topic), _unplaced, _hidden(topic), _none(topic)])

_listed(topic) := [found |
	some id in object.get(input.index.subscriptions_by_topic, topic.id, [])
	found := _subscribed(input.subscriptions[id])
]

_unplaced := {found |
	some id in object.get(input.index, "subscriptions_anywhere", [])
	found := _subscribed(input.subscriptions[id])
}

_hidden(topic) := {calculus.hidden("subscription", found) |
	found := gaps.hiding(concat("|", ["subscription", topic.id]))
	count(found) > 0
}

_none(topic) := {calculus.broken(
	{"link": "subscription", "code": "subscription_none", "id": topic.id, "at": topic.at},
	misses.nothing,
)}

_subscribed(subscription) := refusals.route("subscription", "subscription_refused", subscription) if {
	refusals.is_refused(subscription)
}

_subscribed(subscription) := calculus.onward(step, calculus.told) if {
	not refusals.is_refused(subscription)
	_may_tell(subscription.state)
	gaps.is_told(subscription.topic)
	opinion := {"gaps": gaps.among([subscription.topic, subscription.state]), "weaknesses": _weaknesses(subscription)}
	step := steps.passable("subscription", subscription.id, subscription.at, opinion)
}

_subscribed(subscription) := calculus.broken(cause, misses.rank[cause.code]) if {
	not refusals.is_refused(subscription)
	code := _told_nobody[subscription.state]
	cause := {"link": "subscription", "code": code, "id": subscription.id, "at": subscription.at}
}

_may_tell(state) if state in {"confirmed", "needs_confirmation"}

_may_tell(state) if gaps.is_unknown(state)

_told_nobody := {
	"pending": "subscription_pending",
	"deleted": "subscription_deleted",
}

_weaknesses(subscription) := union({
	_filtered(subscription),
	_unconfirmed(subscription),
	_machine(subscription),
	_apart(subscription),
})

# Where the snapshot that shows the topic shows the subscription, too, the topic has said so.
_apart(subscription) := set() if {
	snapshots.number(subscription) == snapshots.number(input.topics[subscription.topic])
} else := snapshots.apart(subscription)

# By these SNS itself tells somebody: a mailbox, a telephone, an app, or an address on the web, where paging services
# and chats hang. A queue, a function or a stream may be read by a program that tells, or by nobody.
_machine(subscription) := set() if lower(subscription.protocol) in {
	"email",
	"email-json",
	"sms",
	"application",
	"http",
	"https",
}

else := {weaknesses.of("subscription_to_machine", subscription, {"protocol": subscription.protocol})} if {
	is_string(subscription.protocol)
} else := {weaknesses.of("subscription_to_machine", subscription, {"unknown": "protocol"})}

# A filter policy is not evaluated: an alarm's message carries attributes that a policy may or may not admit.
_filtered(subscription) := set() if subscription.filter_policy == false

else := {weaknesses.of("subscription_filtered", subscription, {"gap": subscription.filter_policy.unknown.gap})} if {
	gaps.is_unknown(subscription.filter_policy)
} else := {weaknesses.of("subscription_filtered", subscription, {})}

_unconfirmed(subscription) := {weaknesses.of("subscription_needs_confirmation", subscription, {})} if {
	subscription.state == "needs_confirmation"
} else := set()
