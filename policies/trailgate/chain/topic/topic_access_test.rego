package trailgate.chain.topic_access_test

import data.trailgate.chain.topic_access
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

_unusable := ["Creating", "Disabled", "PendingDeletion", "PendingImport", "PendingReplicaDeletion", "Unavailable"]

test_a_key_in_a_state_without_cryptography_refuses if {
	every state in _unusable {
		passing.weakened(_key({"state": state, "policy": {"statements": [_using("*")]}})) == _result(
			"no",
			"topic_key_refuses",
			"no",
			{"key": "k", "state": state},
		)
	}
}

test_a_key_is_good_while_its_primary_region_is_changed if {
	every state in ["Enabled", "Updating"] {
		passing.weakened(_key({"state": state, "policy": {"statements": [_using("*")]}})).effective == "yes"
	}
}

test_a_state_that_nobody_told_is_not_good if {
	untold := {"topics": {passing.topic: {"key": {
		"id": "k",
		"manager": "CUSTOMER",
		"policy": {"statements": [_using("*")]},
	}}}}
	every change in [untold, _key({"state": null, "policy": {"statements": [_using("*")]}})] {
		passing.weakened(change) == _result("unknown", "topic_key_unread", "unknown", {"key": "k"})
	}
}

test_a_policy_that_refuses_does_so_in_whatever_state if {
	passing.weakened(_key({"state": null, "policy": {"statements": []}})) == _result(
		"no",
		"topic_key_refuses",
		"no",
		{"key": "k"},
	)
}

test_a_state_that_kms_has_not_told_of_is_not_good if {
	passing.weakened(_key({"state": "Resting", "policy": {"statements": [_using("*")]}})) == _result(
		"unknown",
		"topic_key_unread",
		"unknown",
		{"key": "k", "state": "Resting"},
	)
}

test_a_key_for_an_organization_of_callers_refuses_and_says_why if {
	conditions := _if("StringEquals", "aws:PrincipalOrgID", ["o-1"])
	policy := {"statements": [object.union(_using("*"), {"conditions": conditions})]}
	passing.weakened(_key({"policy": policy})) == _result(
		"no",
		"topic_key_refuses",
		"no",
		{"key": "k", "keys_never_there": {"aws:PrincipalOrgID"}},
	)
}

_for_topic(topic) := {"policy": {"statements": [object.union(
	_using("*"),
	{"conditions": _if("StringEquals", "kms:EncryptionContext:aws:sns:topicArn", [topic])},
)]}}

test_a_key_for_this_topic_alone_is_open if {
	passing.weakened(_key(_for_topic(passing.topic))).effective == "yes"
	passing.weakened(_key(_for_topic("arn:aws:sns:us-east-1:111122223333:other"))).effective == "no"
}

test_through_whom_a_key_is_asked_for_is_not_told if {
	policy := {"statements": [object.union(_using("*"), {"conditions": _if("Bool", "aws:ViaAWSService", ["false"])})]}
	passing.weakened(_key({"policy": policy})).effective == "unknown"
}

test_only_sns_tells_of_a_source_owner if {
	owned := object.union(_using("*"), {"conditions": _if("StringEquals", "aws:SourceOwner", [passing.account])})
	passing.weakened(_key({"policy": {"statements": [owned]}})).effective == "unknown"
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
	conditions := _if("IpAddress", "aws:SourceIp", ["203.0.113.0/24"])
	passing.weakened(_policy([_statement("Allow", conditions)])) == _result(
		"unknown",
		"topic_policy_unclear",
		"unknown",
		{},
	)
}

_organization(id) := {"subject": {"organization": id}}

_effective(organization, statements) := passing.weakened(object.union(
	_organization(organization),
	_policy(statements),
)).effective

test_a_condition_on_the_organization_of_the_caller_refuses_and_says_why if {
	conditions := _if("StringEquals", "aws:PrincipalOrgID", ["o-1"])
	passing.weakened(_policy([_statement("Allow", conditions)])) == _result(
		"no",
		"topic_policy_refuses",
		"no",
		{"keys_never_there": {"aws:PrincipalOrgID"}},
	)
}

test_a_denial_to_other_organizations_than_the_callers_refuses if {
	deny := _statement("Deny", _if("StringNotEquals", "aws:PrincipalOrgID", ["o-1"]))
	passing.weakened(_policy([_statement("Allow", []), deny])) == _result(
		"no",
		"topic_policy_refuses",
		"no",
		{"keys_never_there": {"aws:PrincipalOrgID"}},
	)
}

test_a_refusal_for_another_cause_names_no_key if {
	conditions := [
		{"operator": "StringEquals", "key": "aws:SourceAccount", "values": ["1"]},
		{"operator": "StringNotEquals", "key": "aws:PrincipalOrgID", "values": ["o-1"]},
	]
	others := object.union(
		_statement("Allow", _if("StringEquals", "aws:PrincipalOrgID", ["o-1"])),
		{"actions": ["sns:Subscribe"]},
	)
	passing.weakened(_policy([_statement("Allow", conditions), others])) == _result("no", "topic_policy_refuses", "no", {})
}

test_a_principal_of_iam_is_never_the_caller if {
	every key in ["aws:PrincipalArn", "aws:PrincipalAccount", "aws:userid"] {
		conditions := _if("StringLike", key, ["111122223333"])
		_effective(null, [_statement("Allow", conditions)]) == "no"
	}
}

test_a_tag_of_the_caller_is_never_there if {
	conditions := _if("StringEquals", "aws:PrincipalTag/team", ["red"])
	_effective(null, [_statement("Allow", conditions)]) == "no"
}

_of_organization(id) := _statement("Allow", _if("StringEquals", "aws:SourceOrgID", [id]))

_of_path(path) := _statement("Allow", _if("ForAnyValue:StringLike", "aws:SourceOrgPaths", [path]))

test_the_organization_of_the_alarm_is_the_accounts_own if {
	[
		_effective({"id": "o-1"}, [_of_organization("o-1")]),
		_effective({"id": "o-1"}, [_of_organization("o-2")]),
		_effective({"id": null}, [_of_organization("o-1")]),
		_effective(null, [_of_organization("o-1")]),
	] == ["yes", "no", "no", "unknown"]
}

test_the_path_in_the_organization_begins_with_its_id if {
	[
		_effective({"id": "o-1"}, [_of_path("o-1/*")]),
		_effective({"id": "o-1"}, [_of_path("o-1/r-ab/*")]),
		_effective({"id": "o-1"}, [_of_path("o-2/*")]),
		_effective({"id": null}, [_of_path("o-1/*")]),
		_effective(null, [_of_path("o-1/*")]),
	] == ["yes", "unknown", "no", "no", "unknown"]
}

test_the_organization_of_another_accounts_alarm_is_not_known if {
	conditions := _if("StringEquals", "aws:SourceOrgID", ["o-1"])
	change := _policy([_statement("Allow", conditions)])
	access := topic_access.weak_for(
		object.union(passing.document.alarms[passing.alarm], {"account": passing.other_account}),
		object.union(passing.document.topics[passing.topic], {"policy": change.topics[passing.topic].policy}),
	) with input.subject as {"account": passing.account, "organization": {"id": "o-1"}}
	{weak.code | some weak in access} == {"topic_policy_unclear"}
}

test_keys_of_subscribing_and_of_calls_for_people_do_not_come_with_a_publication if {
	every key in ["sns:Protocol", "sns:Endpoint", "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"] {
		_effective(null, [_statement("Allow", _if("StringEquals", key, ["https"]))]) == "no"
	}
}

test_the_caller_is_a_service_that_calls_for_itself if {
	conditions := [
		{"operator": "Bool", "key": "aws:PrincipalIsAWSService", "values": ["true"]},
		{"operator": "Bool", "key": "aws:ViaAWSService", "values": ["false"]},
		{"operator": "StringEquals", "key": "aws:PrincipalServiceName", "values": ["cloudwatch.amazonaws.com"]},
		{"operator": "StringEquals", "key": "aws:ResourceAccount", "values": [passing.account]},
		{"operator": "StringEquals", "key": "aws:RequestedRegion", "values": [passing.region]},
	]
	_effective(null, [_statement("Allow", conditions)]) == "yes"
}

test_a_fifo_topic_delivers_to_queues_alone if {
	passing.weakened({"topics": {passing.topic: {"fifo": true}}}) == _result("unknown", "topic_fifo", "unknown", {})
}

test_whether_a_topic_is_fifo_may_be_unknown if {
	passing.weakened(passing.not_knowing("topics", passing.topic, "fifo")) == _result(
		"unknown",
		"topic_fifo",
		"unknown",
		{"gap": passing.gap_id(passing.topic, "fifo")},
	)
}

test_a_topic_of_small_messages_may_refuse_the_alarms if {
	passing.weakened({"topics": {passing.topic: {"max_message_size": 16383}}}) == _result(
		"unknown",
		"topic_message_size",
		"unknown",
		{"bytes": 16383},
	)
}

test_a_topic_of_messages_that_are_long_enough_takes_the_alarms if {
	passing.weakened({"topics": {passing.topic: {"max_message_size": 16384}}}).effective == "yes"
}

_sizes(alarm, bytes) := {weak.code |
	topic := object.union(passing.document.topics[passing.topic], {"max_message_size": bytes})
	some weak in topic_access.weak_for(alarm, topic)
}

test_dimensions_and_other_alarms_make_longer_messages if {
	plain := passing.document.alarms[passing.alarm]
	named := object.union(plain, {"metric": {"dimensions": {"a": "b", "c": "d"}}})
	[_sizes(named, 19183), _sizes(named, 19184)] == [{"topic_message_size"}, set()]
	composite := object.union(plain, {"kind": "composite"})
	[_sizes(composite, 131071), _sizes(composite, 131072)] == [{"topic_message_size"}, set()]
}

test_what_may_not_be_read_of_a_topic_is_told_once if {
	size := passing.not_knowing("topics", passing.topic, "max_message_size")
	unread := object.union(size, passing.not_knowing("topics", passing.topic, "policy"))
	{weak.code | some weak in passing.weakened(unread).weaknesses} == {"topic_policy_unclear"}
	passing.weakened(size).effective == "unknown"
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
_key(change) := {"topics": {passing.topic: {"key": object.union(_good_key, change)}}}

_good_key := {"id": "k", "manager": "CUSTOMER", "state": "Enabled"}

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

test_a_key_of_no_manager_that_kms_has_is_unread if {
	open := _key_policy([_key_statement("Allow", ["kms:*"])])
	change := object.union(open, {"topics": {passing.topic: {"key": {"manager": "x"}}}})
	passing.weakened(change) == _result("unknown", "topic_key_unread", "unknown", {"key": "k"})
}

test_a_key_whose_manager_is_not_known_is_unread if {
	open := _key_policy([_key_statement("Allow", ["kms:*"])])
	change := object.union(open, {
		"topics": {passing.topic: {"key": {"manager": passing.unknown(passing.topic, "key", [])}}},
		"gaps": {passing.gap_id(passing.topic, "key"): passing.gap(passing.topic, "key")},
	})
	passing.weakened(change) == _result("unknown", "topic_key_unread", "unknown", {"key": "k"})
}

test_a_key_that_only_terraform_names_is_itself_in_a_policy if {
	named := "tf:aws_kms_key.k"
	usable := passing.weakened(_key({"id": named, "arn": null, "policy": {"statements": [_using(named)]}}))
	usable.effective == "yes"
}

test_a_key_without_an_arn_is_not_told_by_its_id if {
	told := passing.weakened(_key({"id": "k", "arn": null, "policy": {"statements": [_using("k")]}}))
	told.effective == "unknown"
}
