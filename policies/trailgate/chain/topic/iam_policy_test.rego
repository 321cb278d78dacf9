package trailgate.chain.iam_policy_test

import data.trailgate.chain.iam_policy

_request := {
	"service": "cloudwatch.amazonaws.com",
	"action": "sns:Publish",
	"resource": "arn:aws:sns:us-east-1:111122223333:security",
	"context": {"aws:sourceaccount": "111122223333"},
}

_allow := {
	"effect": "Allow",
	"principals": {"Service": ["cloudwatch.amazonaws.com"]},
	"not_principals": null,
	"actions": ["sns:Publish"],
	"not_actions": null,
	"resources": ["*"],
	"not_resources": null,
	"conditions": [],
}

_deny := object.union(_allow, {"effect": "Deny"})

_unclear := [{"operator": "StringEquals", "key": "aws:PrincipalOrgID", "values": ["o-1"]}]

_allowed(statements) := iam_policy.allowed({"statements": statements}, _request)

# One statement that allows, with this changed.
_with(change) := _allowed([object.union(_allow, change)])

# Without its usual element, and with this instead.
_instead(element, change) := _allowed([object.union_n([_allow, {element: null}, change])])

test_a_statement_that_allows_allows if _with({}) == 2

test_nothing_is_allowed_from_silence if _allowed([]) == 0

test_deny_wins if _allowed([_allow, _deny]) == 0

test_a_deny_that_may_apply_leaves_it_unclear if {
	_allowed([_allow, object.union(_deny, {"conditions": _unclear})]) == 1
}

test_an_allow_that_may_apply_leaves_it_unclear if _with({"conditions": _unclear}) == 1

test_a_deny_of_something_else_does_not_matter if {
	_allowed([_allow, object.union(_deny, {"actions": ["sns:Subscribe"]})]) == 2
}

test_a_deny_that_may_apply_to_what_is_not_allowed_refuses if {
	_allowed([object.union(_deny, {"conditions": _unclear})]) == 0
}

test_everyone_is_also_the_service if _with({"principals": "*"}) == 2

test_every_aws_principal_is_also_the_service if _with({"principals": {"Service": [], "AWS": ["*"]}}) == 2

test_another_service_is_not_this_one if _with({"principals": {"Service": ["events.amazonaws.com"]}}) == 0

test_a_service_that_is_named_as_an_account_is_nobody if {
	_with({"principals": {"AWS": ["cloudwatch.amazonaws.com"], "Service": []}}) == 0
}

test_federated_principals_are_not_the_service if {
	_allowed([object.union(object.remove(_allow, ["principals"]), {"principals": {"Federated": ["*"]}})]) == 0
}

test_a_statement_without_principals_is_about_nobody if _instead("principals", {}) == 0

test_not_principal_is_everyone_else if {
	_instead("principals", {"not_principals": {"AWS": ["arn:aws:iam::1:root"]}}) == 2
}

test_not_principal_leaves_out_whom_it_names if {
	_instead("principals", {"not_principals": {"Service": ["cloudwatch.amazonaws.com"]}}) == 0
}

test_an_action_is_matched_whatever_its_case if _with({"actions": ["SNS:publish"]}) == 2

test_an_action_has_wildcards if _with({"actions": ["sns:Pub*"]}) == 2

test_another_action_does_not_allow if _with({"actions": ["sns:Subscribe"]}) == 0

test_not_action_is_every_other_action if _instead("actions", {"not_actions": ["sns:Subscribe"]}) == 2

test_not_action_leaves_out_what_it_names if _instead("actions", {"not_actions": ["sns:P*"]}) == 0

test_a_statement_without_actions_allows_nothing if _instead("actions", {}) == 0

test_a_resource_has_wildcards if _with({"resources": ["arn:aws:sns:us-east-1:111122223333:*"]}) == 2

test_another_resource_does_not_allow if _with({"resources": ["arn:aws:sns:us-east-1:111122223333:other"]}) == 0

test_the_case_of_a_resource_counts if _with({"resources": ["arn:aws:sns:us-east-1:111122223333:Security"]}) == 0

test_a_statement_without_resources_is_about_this_one if _instead("resources", {}) == 2

test_not_resource_is_every_other_resource if _instead("resources", {"not_resources": ["arn:aws:sns:*:other"]}) == 2

test_not_resource_leaves_out_what_it_names if _instead("resources", {"not_resources": ["*"]}) == 0

test_a_policy_variable_in_a_resource_cannot_be_told if {
	resources := {"resources": ["arn:aws:sns:us-east-1:${aws:SourceAccount}:security"]}
	_with(resources) == 1
	_allowed([_allow, object.union(_deny, resources)]) == 1
	_instead("resources", {"not_resources": resources.resources}) == 1
}

test_a_policy_variable_stands_for_nothing_else_than_itself if {
	every resource in ["arn:aws:s3:::${aws:username}", "arn:aws:sns:*:${aws:SourceAccount}:other", "${x}:other"] {
		_allowed([_allow, object.union(_deny, {"resources": [resource]})]) == 2
	}
}

test_a_resource_beside_one_with_a_variable_counts if {
	_with({"resources": ["arn:aws:sns:*:${x}:*", "arn:aws:sns:*:111122223333:security"]}) == 2
}

test_a_resource_that_is_not_known_may_be_the_one if {
	iam_policy.allowed(
		{"statements": [object.union(_allow, {"resources": ["arn:aws:sns:us-east-1:111122223333:security"]})]},
		object.union(_request, {"resource": {"unknown": {"reason": "known_after_apply"}}}),
	) == 1
}

test_a_resource_that_is_not_known_is_one_of_all if {
	iam_policy.allowed(
		{"statements": [_allow]},
		object.union(_request, {"resource": {"unknown": {"reason": "known_after_apply"}}}),
	) == 2
}

test_a_resource_that_is_not_known_is_the_one_that_a_statement_without_resources_is_about if {
	iam_policy.allowed(
		{"statements": [object.union(_allow, {"resources": null})]},
		object.union(_request, {"resource": {"unknown": {"reason": "known_after_apply"}}}),
	) == 2
}

test_all_conditions_must_hold if {
	met := {"operator": "StringEquals", "key": "aws:SourceAccount", "values": ["111122223333"]}
	unmet := {"operator": "StringEquals", "key": "aws:SourceAccount", "values": ["1"]}
	[_with({"conditions": [met]}), _with({"conditions": [met, unmet]})] == [2, 0]
}

_symbol := "tf:aws_sns_topic.t"

_of_the_symbol(change) := iam_policy.allowed(
	{"statements": [object.union(_allow, change)]},
	object.union(_request, {"resource": {"unknown": {"reason": "known_after_apply", "symbol": _symbol}}}),
)

test_a_resource_that_is_not_known_yet_is_itself if _of_the_symbol({"resources": [_symbol]}) == 2

test_a_resource_that_is_not_known_yet_may_be_any_other if _of_the_symbol({"resources": ["tf:aws_sns_topic.u"]}) == 1

test_a_resource_that_is_not_known_yet_is_left_out_by_its_own_symbol if {
	_of_the_symbol({"resources": null, "not_resources": [_symbol]}) == 0
}
