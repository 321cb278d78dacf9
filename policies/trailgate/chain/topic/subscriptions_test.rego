package trailgate.chain.subscriptions_test

import data.trailgate.cis_aws.control_4_4 as control
import data.trailgate.passing_test as passing

_subscription := passing.document.subscriptions[passing.subscription]

_topic := passing.document.topics[passing.topic]

_subscribing(change) := {"subscriptions": {passing.subscription: change}}

_scope := concat("|", ["subscription", passing.topic])

_broken(code, resource) := {passing.broken("subscription", code, resource, passing.before("subscription"), {})}

test_a_topic_without_subscriptions_breaks if {
	breaks := control.breaks with input as passing.without("subscriptions", passing.subscription, {})
	breaks == _broken("subscription_none", _topic)
}

test_a_subscription_that_waits_for_confirmation_tells_nobody if {
	passing.decided(_subscribing({"state": "pending"})).breaks == _broken("subscription_pending", _subscription)
}

test_a_deleted_subscription_tells_nobody if {
	passing.decided(_subscribing({"state": "deleted"})).breaks == _broken("subscription_deleted", _subscription)
}

test_a_subscription_of_another_topic_is_none if {
	passing.decided(_subscribing({"topic": "other"})).breaks == _broken("subscription_none", _topic)
}

test_pending_is_nearer_than_deleted if {
	second := object.union(_subscription, {"id": "a second", "state": "deleted"})
	decision := passing.decided({"subscriptions": {
		"a second": second,
		passing.subscription: {"state": "pending"},
	}})
	decision.breaks == _broken("subscription_pending", _subscription)
}

test_one_confirmed_subscription_is_enough if {
	second := object.union(_subscription, {"id": "a second", "state": "pending"})
	passing.decided({"subscriptions": {"a second": second}}).status == "pass"
}

test_hidden_subscriptions_may_tell_somebody if {
	decision := control.decision with input as passing.without(
		"subscriptions",
		passing.subscription,
		passing.hiding(_scope, null),
	)
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.hidden(_scope, null))}
}

test_hidden_subscriptions_do_not_matter_where_one_is_confirmed if {
	decision := passing.decided(passing.hiding(_scope, null))
	[decision.status, decision.effective, decision.gaps] == ["pass", "yes", set()]
}

test_whose_a_subscription_is_may_be_unknown if {
	decision := passing.decided(passing.not_knowing("subscriptions", passing.subscription, "topic"))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.subscription, "topic"))}
}

test_a_subscription_of_one_of_two_topics_is_unknown if {
	change := passing.choosing("subscriptions", passing.subscription, "topic", [passing.topic, "other"])
	passing.decided(change).status == "unknown"
}

test_a_subscription_that_can_only_be_of_other_topics_is_none if {
	change := passing.choosing("subscriptions", passing.subscription, "topic", ["other"])
	passing.decided(change).breaks == _broken("subscription_none", _topic)
}

test_the_state_of_a_subscription_may_be_unknown if {
	decision := passing.decided(passing.not_knowing("subscriptions", passing.subscription, "state"))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.subscription, "state"))}
}

_one(code) := {
	"code": code,
	"effect": "unknown",
	"id": passing.subscription,
	"at": "0#/subscription",
	"detail": {},
}

_weak(code) := {_one(code)}

test_a_filter_policy_may_drop_the_message if {
	passing.weakened(_subscribing({"filter_policy": true})) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": _weak("subscription_filtered"),
	}
}

test_whether_there_is_a_filter_policy_may_be_unknown if {
	passing.weakened(passing.not_knowing("subscriptions", passing.subscription, "filter_policy")) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": {object.union(
			_one("subscription_filtered"),
			{"detail": {"gap": passing.gap_id(passing.subscription, "filter_policy")}},
		)},
	}
}

test_a_machine_is_nobody if {
	every protocol in ["sqs", "lambda", "firehose", "carrier-pigeon"] {
		passing.weakened(_subscribing({"protocol": protocol})) == {
			"status": "pass",
			"effective": "unknown",
			"weaknesses": {object.union(_one("subscription_to_machine"), {"detail": {"protocol": protocol}})},
		}
	}
}

test_by_these_protocols_sns_tells_somebody if {
	every protocol in ["email", "email-json", "sms", "application", "http", "https", "Email"] {
		passing.weakened(_subscribing({"protocol": protocol})).effective == "yes"
	}
}

test_a_protocol_may_be_unknown if {
	not_told := {object.union(_one("subscription_to_machine"), {"detail": {"unknown": "protocol"}})}
	unread := passing.not_knowing("subscriptions", passing.subscription, "protocol")
	every change in [_subscribing({"protocol": null}), unread] {
		passing.weakened(change) == {"status": "pass", "effective": "unknown", "weaknesses": not_told}
	}
}

test_a_person_beside_a_machine_is_enough if {
	second := object.union(_subscription, {"id": "a second", "protocol": "sqs"})
	passing.weakened({"subscriptions": {"a second": second}}).effective == "yes"
}

test_a_planned_e_mail_has_to_be_confirmed_by_a_person if {
	passing.weakened(_subscribing({"state": "needs_confirmation"})) == {
		"status": "pass",
		"effective": "unknown",
		"weaknesses": _weak("subscription_needs_confirmation"),
	}
}

test_of_two_subscriptions_the_more_effective_counts if {
	second := object.union(_subscription, {"id": "a second", "filter_policy": true})
	passing.weakened({"subscriptions": {"a second": second}}).effective == "yes"
}

test_a_state_that_no_subscription_has_proves_nothing if {
	passing.decided(_subscribing({"state": "x"})).status == "fail"
	not passing.passes_silently("subscriptions", passing.subscription, "state")
}

test_a_subscription_of_which_no_topic_is_told_proves_nothing if {
	not passing.passes_silently("subscriptions", passing.subscription, "topic")
}
