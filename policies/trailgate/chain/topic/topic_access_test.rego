package trailgate.chain.topic_access_test

import data.trailgate.passing_test as passing

_weak(code, effect, detail) := {{
	"code": code,
	"effect": effect,
	"id": passing.topic,
	"at": "0#/topic",
	"detail": detail,
}}

_result("yes", _, _, _) := {"status": "pass", "effective": "yes", "weaknesses": set()}

_result("no", code, effect, detail) := {
	"status": "pass",
	"effective": "no",
	"weaknesses": _weak(code, effect, detail),
}

_result("unknown", code, effect, detail) := {
	"status": "pass",
	"effective": "unknown",
	"weaknesses": _weak(code, effect, detail),
}

_service := {"Service": ["cloudwatch.amazonaws.com"]}

_statement(effect, conditions) := {
	"effect": effect,
	"principals": _service,
	"not_principals": null,
	"actions": ["sns:Publish"],
	"not_actions": null,
	"resources": [passing.topic],
	"not_resources": null,
	"conditions": conditions,
}

_policy(statements) := {"topics": {passing.topic: {"policy": {"statements": statements}}}}

_if(operator, key, values) := [{"operator": operator, "key": key, "values": values}]

_own_key := "arn:aws:kms:us-east-1:111122223333:key/k"

_using(resource) := {
	"effect": "Allow",
	"principals": _service,
	"not_principals": null,
	"actions": ["kms:Decrypt", "kms:GenerateDataKey*"],
	"not_actions": null,
	"resources": [resource],
	"not_resources": null,
	"conditions": [],
}

test_a_key_policy_on_the_keys_own_arn_lets_cloudwatch_use_it if {
	passing.weakened(_key({"arn": _own_key, "policy": {"statements": [_using(_own_key)]}})).effective == "yes"
}

test_a_key_policy_on_another_keys_arn_refuses if {
	other := _using("arn:aws:kms:us-east-1:111122223333:key/other")
	passing.weakened(_key({"arn": _own_key, "policy": {"statements": [other]}})) == _result(
		"no",
		"topic_key_refuses",
		"no",
		{"key": "k"},
	)
}

test_a_key_that_is_switched_off_or_going_refuses if {
	every state in ["Disabled", "PendingDeletion"] {
		passing.weakened(_key({"state": state, "policy": {"statements": [_using("*")]}})) == _result(
			"no",
			"topic_key_refuses",
			"no",
			{"key": "k", "state": state},
		)
	}
}

test_the_default_policy_lets_the_owners_alarms_publish if {
	passing.weakened({"topics": {passing.topic: {"policy": null}}}) == _result("yes", null, null, null)
}

test_the_default_policy_refuses_another_accounts_alarms if {
	passing.weakened({"topics": {passing.topic: {"account": passing.other_account}}}) == _result(
		"no",
		"topic_policy_refuses",
		"no",
		{},
	)
}

test_the_default_policy_as_aws_writes_it_lets_the_owners_alarms_publish if {
	passing.weakened(_policy([object.union(
		_statement("Allow", _if("StringEquals", "AWS:SourceOwner", [passing.account])),
		{"principals": {"Service": [], "AWS": ["*"]}, "actions": ["SNS:GetTopicAttributes", "SNS:Publish"]},
	)])) == _result("yes", null, null, null)
}

test_a_policy_for_cloudwatch_lets_it_publish if {
	passing.weakened(_policy([_statement("Allow", [])])) == _result("yes", null, null, null)
}

test_a_policy_that_names_this_alarm_lets_it_publish if {
	conditions := _if("ArnLike", "aws:SourceArn", ["arn:aws:cloudwatch:us-east-1:111122223333:alarm:*"])
	passing.weakened(_policy([_statement("Allow", conditions)])).effective == "yes"
}

test_a_policy_for_another_account_refuses if {
	conditions := _if("StringEquals", "aws:SourceAccount", [passing.other_account])
	passing.weakened(_policy([_statement("Allow", conditions)])) == _result("no", "topic_policy_refuses", "no", {})
}

test_a_policy_without_statements_refuses if {
	passing.weakened(_policy([])) == _result("no", "topic_policy_refuses", "no", {})
}

test_an_explicit_deny_refuses if {
	passing.weakened(_policy([_statement("Allow", []), _statement("Deny", [])])) == _result(
		"no",
		"topic_policy_refuses",
		"no",
		{},
	)
}

test_a_condition_on_a_key_that_we_do_not_know_is_unclear if {
	conditions := _if("StringEquals", "aws:PrincipalOrgID", ["o-1"])
	passing.weakened(_policy([_statement("Allow", conditions)])) == _result(
		"unknown",
		"topic_policy_unclear",
		"unknown",
		{},
	)
}

test_a_denial_without_tls_does_not_concern_aws if {
	deny := object.union(_statement("Deny", _if("Bool", "aws:SecureTransport", ["false"])), {"principals": "*"})
	passing.weakened(_policy([_statement("Allow", []), deny])).effective == "yes"
}

test_a_policy_that_is_not_known_is_unclear if {
	passing.weakened(passing.not_knowing("topics", passing.topic, "policy")) == _result(
		"unknown",
		"topic_policy_unclear",
		"unknown",
		{"gap": passing.gap_id(passing.topic, "policy")},
	)
}

test_the_arn_of_a_planned_alarm_is_not_known_to_a_condition if {
	conditions := _if("ArnEquals", "aws:SourceArn", [passing.alarm])
	planned := passing.alarm_on("tf:alarm", passing.watched)
	change := object.union(_policy([_statement("Allow", conditions)]), {"alarms": {
		passing.alarm: {"actions": []},
		"tf:alarm": planned,
	}})
	passing.weakened(change).effective == "unknown"
}

# Keys.
_key(change) := {"topics": {passing.topic: {"key": object.union({"id": "k", "manager": "CUSTOMER"}, change)}}}

_key_statement(effect, actions) := object.union(
	_statement(effect, []),
	{"actions": actions, "resources": ["*"]},
)

_key_policy(statements) := _key({"policy": {"statements": statements}})

test_awss_own_key_is_closed_to_cloudwatch if {
	passing.weakened(_key({"id": "alias/aws/sns", "manager": "AWS"})) == _result(
		"no",
		"topic_key_aws_managed",
		"no",
		{"key": "alias/aws/sns"},
	)
}

test_a_key_for_cloudwatch_is_open if {
	passing.weakened(_key_policy([_key_statement("Allow", ["kms:Decrypt", "kms:GenerateDataKey*"])])).effective == "yes"
}

test_a_key_without_data_keys_for_cloudwatch_refuses if {
	passing.weakened(_key_policy([_key_statement("Allow", ["kms:Decrypt"])])) == _result(
		"no",
		"topic_key_refuses",
		"no",
		{"key": "k"},
	)
}

test_a_key_of_which_only_its_account_may_decide_refuses if {
	root := object.union(
		_key_statement("Allow", ["kms:*"]),
		{"principals": {"Service": [], "AWS": ["arn:aws:iam::111122223333:root"]}},
	)
	passing.weakened(_key_policy([root])).effective == "no"
}

test_a_key_policy_about_one_resource_is_unread if {
	one := object.union(_key_statement("Allow", ["kms:*"]), {"resources": ["arn:aws:kms:us-east-1:111122223333:key/k"]})
	every nameless in [{}, {"arn": null}] {
		passing.weakened(_key(object.union(nameless, {"policy": {"statements": [one]}}))) == _result(
			"unknown",
			"topic_key_unread",
			"unknown",
			{"key": "k"},
		)
	}
}

test_a_key_whose_policy_was_not_read_is_unread if {
	passing.weakened(_key({})) == _result("unknown", "topic_key_unread", "unknown", {"key": "k"})
}

test_a_key_whose_policy_is_not_known_is_unread if {
	gap := passing.gap(passing.topic, "key.policy")
	change := object.union(
		_key({"policy": passing.unknown(passing.topic, "key.policy", [])}),
		{"gaps": {passing.gap_id(passing.topic, "key.policy"): gap}},
	)
	passing.weakened(change) == _result("unknown", "topic_key_unread", "unknown", {"key": "k"})
}

test_a_key_that_is_not_known_is_unread if {
	passing.weakened(passing.not_knowing("topics", passing.topic, "key")) == _result(
		"unknown",
		"topic_key_unread",
		"unknown",
		{"gap": passing.gap_id(passing.topic, "key")},
	)
}

test_a_key_whose_manager_is_not_known_is_unread if {
	open := _key_policy([_key_statement("Allow", ["kms:*"])])
	change := object.union(open, {
		"topics": {passing.topic: {"key": {"manager": passing.unknown(passing.topic, "key", [])}}},
		"gaps": {passing.gap_id(passing.topic, "key"): passing.gap(passing.topic, "key")},
	})
	passing.weakened(change) == _result("unknown", "topic_key_unread", "unknown", {"key": "k"})
}
