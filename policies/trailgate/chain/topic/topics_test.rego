package trailgate.chain.topics_test

import data.trailgate.cis_aws.control_4_4 as control
import data.trailgate.passing_test as passing

_alarm := passing.document.alarms[passing.alarm]

_acting(actions) := {"alarms": {passing.alarm: {"actions": actions}}}

_broken(code, id, detail) := {passing.broken(
	"topic",
	code,
	{"id": id, "at": _alarm.at},
	passing.before("topic"),
	detail,
)}

_bare := "arn:aws:sns:us-east-1:111122223333:bare"

_absent := "arn:aws:sns:us-east-1:111122223333:absent"

_european := "arn:aws:sns:eu-west-1:111122223333:security"

_lambda := "arn:aws:lambda:us-east-1:111122223333:function:page"

test_an_alarm_without_actions_tells_nobody if {
	passing.decided(_acting([])).breaks == _broken("actions_none", passing.alarm, {})
}

test_an_action_that_is_not_sns_has_no_subscription if {
	passing.decided(_acting([_lambda])).breaks == _broken("actions_not_sns", passing.alarm, {"action": _lambda})
}

test_an_action_that_is_no_arn_is_not_sns if {
	passing.decided(_acting(["x"])).breaks == _broken("actions_not_sns", passing.alarm, {"action": "x"})
}

test_a_topic_that_is_not_there_tells_nobody if {
	passing.decided(_acting([_absent])).breaks == _broken("topic_missing", _absent, {})
}

test_a_topic_of_another_region_is_refused if {
	passing.decided(_acting([_european])).breaks == _broken("topic_other_region", _european, {})
}

test_a_topic_of_another_region_is_refused_even_where_it_is_there if {
	topic := object.union(passing.document.topics[passing.topic], {"id": _european, "region": "eu-west-1"})
	change := object.union(_acting([_european]), {"topics": {_european: topic}})
	passing.decided(change).breaks == _broken("topic_other_region", _european, {})
}

test_a_topic_of_another_account_that_is_supplied_is_as_good if {
	id := "arn:aws:sns:us-east-1:444455556666:security"
	topic := object.union(passing.document.topics[passing.topic], {"id": id, "account": passing.other_account})
	subscription := object.union(passing.document.subscriptions[passing.subscription], {"id": "theirs", "topic": id})
	change := {"topics": {id: topic}, "subscriptions": {"theirs": subscription}}
	passing.decided(object.union(_acting([id]), change)).status == "pass"
}

test_a_topic_that_is_hidden_may_be_there if {
	scope := concat("|", ["topic", _absent])
	decision := passing.decided(object.union(_acting([_absent]), passing.hiding(scope, null)))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.hidden(scope, null))}
}

test_one_action_that_works_is_enough if {
	passing.decided(_acting([_lambda, _absent, passing.topic])).status == "pass"
}

test_an_action_that_is_not_known_may_be_anything if {
	gap := passing.gap(passing.alarm, "actions")
	decision := _choosing([])
	decision.status == "unknown"
	decision.gaps == {passing.reported(gap)}
}

_choosing(candidates) := passing.decided(object.union(
	_acting([passing.unknown(passing.alarm, "actions", candidates)]),
	{"gaps": {passing.gap_id(passing.alarm, "actions"): passing.gap(passing.alarm, "actions")}},
))

test_candidates_that_all_tell_somebody_pass if _choosing([passing.topic]).status == "pass"

test_candidates_that_disagree_are_unknown if {
	decision := _choosing([passing.topic, _absent])
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.alarm, "actions"))}
}

test_candidates_that_all_tell_nobody_fail if {
	_choosing([_absent, _lambda]).breaks == _broken("topic_missing", _absent, {})
}

test_an_alarm_of_a_region_that_only_a_name_stands_for_may_be_of_any if {
	change := object.union_n([
		_acting([_absent]),
		{"alarms": {passing.alarm: {"region": "tf:provider:aws.eu"}}},
		passing.hiding(concat("|", ["topic", _absent]), null),
	])
	passing.decided(change).status == "unknown"
}

test_that_all_actions_are_not_known_is_unknown if {
	decision := passing.decided(passing.not_knowing("alarms", passing.alarm, "actions"))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.alarm, "actions"))}
}

# Subscriptions stand in a test of their own; here, that a topic without any tells nobody.
test_a_topic_without_subscriptions_tells_nobody if {
	topic := object.union(passing.document.topics[passing.topic], {"id": _bare})
	decision := control.decision with input as passing.changed(object.union(
		_acting([_bare]),
		{"topics": {_bare: topic}},
	))
	{[one.link, one.code, one.id] | some one in decision.breaks} == {["subscription", "subscription_none", _bare]}
}

test_an_arn_of_sns_that_is_no_topic_is_not_sns if {
	subscription := concat(":", [passing.topic, "0b3a6a52-5b5a-4e43-8f0e-6d3c4f9c8a11"])
	passing.decided(_acting([subscription])).breaks == _broken("actions_not_sns", passing.alarm, {"action": subscription})
}

test_an_arn_of_another_service_with_the_same_parts_is_not_sns if {
	item := "arn:aws:ssm:us-east-1:111122223333:opsitem"
	passing.decided(_acting([item])).breaks == _broken("actions_not_sns", passing.alarm, {"action": item})
}

test_what_has_the_parts_of_an_arn_and_is_none_is_not_sns if {
	text := "x:aws:sns:us-east-1:111122223333:security"
	passing.decided(_acting([text])).breaks == _broken("actions_not_sns", passing.alarm, {"action": text})
}

_untold_place(id) := object.union(_no_gap, {"id": id, "at": passing.document.topics[passing.topic].at})

_no_gap := {
	"link": "topic",
	"reason": "place_unknown",
	"account": passing.account,
	"attribute": "region",
	"call": null,
	"error": null,
	"candidates": null,
	"address": null,
	"name": null,
	"settled_by": [],
	"records": passing.records,
}

test_a_topic_whose_region_only_a_name_stands_for_may_be_of_the_alarms_region if {
	decision := passing.decided({"topics": {passing.topic: {"region": "tf:provider:aws.eu"}}})
	decision.status == "unknown"
	decision.gaps == {object.union(_untold_place(passing.topic), {"region": "tf:provider:aws.eu"})}
}

test_a_topic_may_be_of_the_region_of_an_alarm_that_only_a_name_stands_for if {
	decision := passing.decided({"topics": {passing.topic: {"region": "eu-west-1"}}, "alarms": {passing.alarm: {
		"region": "tf:provider:aws.eu",
		"metric": passing.document.alarms[passing.alarm].metric,
	}}})
	decision.status == "unknown"
	decision.gaps == {object.union(_untold_place(passing.topic), {"region": "eu-west-1"})}
}
