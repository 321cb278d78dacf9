package trailgate.chain.iam_condition_test

import data.trailgate.chain.iam_condition

_arn := "arn:aws:cloudwatch:us-east-1:111122223333:alarm:iam-policy-changes"

_context := {
	"aws:sourcearn": _arn,
	"aws:sourceaccount": "111122223333",
	"aws:securetransport": "true",
	"aws:sourceowner": {"unknown": {"reason": "known_after_apply"}},
	"aws:never": null,
	"aws:tag/": null,
	"aws:tag/known": "k",
	"aws:stranger": {"stranger": true},
	"aws:begins": {"begins": "o-1/r-"},
}

_met(operator, key, values) := iam_condition.met({"operator": operator, "key": key, "values": values}, _context)

_account(operator, values) := _met(operator, "aws:SourceAccount", values)

_source(operator, values) := _met(operator, "aws:SourceArn", values)

test_string_equals_is_about_the_whole_text if {
	[_account("StringEquals", ["111122223333"]), _account("StringEquals", ["1111*"])] == [2, 0]
}

test_one_value_that_fits_is_enough if _account("StringEquals", ["1", "111122223333"]) == 2

test_string_not_equals_wants_none_to_fit if {
	[_account("StringNotEquals", ["1"]), _account("StringNotEquals", ["1", "111122223333"])] == [2, 0]
}

test_string_equals_minds_case_and_its_variant_does_not if {
	upper_case := upper(_arn)
	[_source("StringEquals", [upper_case]), _source("StringEqualsIgnoreCase", [upper_case])] == [0, 2]
}

test_string_not_equals_ignore_case_is_its_opposite if _source("StringNotEqualsIgnoreCase", [upper(_arn)]) == 0

test_string_like_has_wildcards if {
	fits := {wanted | some wanted in ["1111*", "11112222333?", "2*"]; _account("StringLike", [wanted]) == 2}
	fits == {"1111*", "11112222333?"}
}

test_string_not_like_is_its_opposite if _account("StringNotLike", ["1111*"]) == 0

test_arn_like_has_wildcards_in_each_part if _source("ArnLike", ["arn:aws:cloudwatch:*:111122223333:alarm:*"]) == 2

test_arn_equals_is_arn_like if _source("ArnEquals", ["arn:aws:cloudwatch:*:111122223333:alarm:*"]) == 2

test_arn_not_equals_and_arn_not_like_are_opposites if {
	values := ["arn:aws:cloudwatch:*:111122223333:alarm:*"]
	[_source("ArnNotEquals", values), _source("ArnNotLike", values)] == [0, 0]
}

test_a_wildcard_in_an_arn_does_not_stand_for_several_parts if {
	_source("ArnLike", ["arn:aws:cloudwatch:*:alarm:iam-policy-changes:*"]) == 0
}

test_an_arn_of_another_account_does_not_fit if {
	_source("ArnLike", ["arn:aws:cloudwatch:us-east-1:444455556666:alarm:iam-policy-changes"]) == 0
}

test_a_text_pattern_that_fits_across_the_parts_of_an_arn_does_not if {
	_source("ArnLike", ["arn:aws:cloudwatch:us-east-1:*:changes"]) == 0
}

test_parts_that_do_not_fit_though_the_whole_text_would if {
	_source("ArnLike", ["arn:*:us-east-1:111122223333:alarm:iam-policy-changes"]) == 0
}

test_an_arn_pattern_of_few_parts_that_fits_as_text_is_beyond_us if _source("ArnLike", ["arn:aws:cloudwatch:*"]) == 1

test_the_value_star_for_an_arn_is_beyond_us if _source("ArnLike", ["*"]) == 1

test_bool_compares_with_the_written_value if {
	[_met("Bool", "aws:SecureTransport", ["true"]), _met("Bool", "aws:SecureTransport", ["False"])] == [2, 0]
}

test_a_value_need_not_be_text if {
	[_met("Bool", "aws:SecureTransport", [true]), _met("Bool", "aws:SecureTransport", [false])] == [2, 0]
}

# ForAnyValue asks for a value, which an absent key does not have, whatever it then asks of it.
test_no_value_of_an_absent_key_differs if {
	every operator in ["StringNotEquals", "StringNotLike", "ArnNotLike", "StringNotEqualsIgnoreCase"] {
		_met(concat(":", ["ForAnyValue", operator]), "aws:Never", ["o-1"]) == 0
		_met(operator, "aws:Never", ["o-1"]) == 2
	}
}

test_a_pattern_with_a_null_character_fits_nothing if {
	_source("StringLike", ["\u0000*"]) == 0
	_source("StringLike", ["arn:*\u0000"]) == 0
	not iam_condition.like("a", "\u0000*", "i")
	not iam_condition.like("\u0000", "\u0000", "i")
	not iam_condition.like("\u0000", "\u0000", "")
}

# Of a text that is longer than what is known of it, only a pattern that leaves its end open is sure to fit.
test_a_known_beginning_fits_a_pattern_that_asks_for_no_more if {
	every row in [
		["StringLike", "o-1/r-*", 2],
		["StringLike", "o-*", 2],
		["StringLike", "o-1/r-", 1],
		["StringLike", "o-1/r-ab/*", 1],
		["StringLike", "o-2/*", 0],
		["StringEquals", "o-1/r-*", 1],
		["StringEquals", "o-1/r-ab/", 1],
		["StringEqualsIgnoreCase", "O-1/R-*", 1],
		["ArnLike", "o-1/*", 1],
		["StringLike", "o-1/${aws:x}/*", 1],
		["StringLike", "o-2/${aws:x}/*", 1],
	] {
		_met(row[0], "aws:Begins", [row[1]]) == row[2]
	}
}

test_false_is_a_text_like_others_to_operators_of_texts if {
	_met("StringEquals", "aws:Stranger", ["false"]) == 0
	_met("StringNotEquals", "aws:Stranger", ["false"]) == 2
}

# A value that nobody could name is not the one that is named; whether there is one is not told.
test_a_strangers_value_differs_where_there_is_one if {
	_met("ForAnyValue:StringNotEquals", "aws:Stranger", ["o-1"]) == 1
	_met("StringNotEquals", "aws:Stranger", ["o-1"]) == 2
}

test_null_false_wants_the_key_to_be_there if {
	[_account("Null", ["false"]), _account("Null", ["true"])] == [2, 0]
}

test_if_exists_does_not_matter_to_a_key_that_exists if {
	[_account("StringEqualsIfExists", ["111122223333"]), _account("StringEqualsIfExists", ["1"])] == [2, 0]
}

test_set_operators_over_one_value_are_that_operator if {
	values := ["111122223333"]
	[
		_account("ForAnyValue:StringEquals", values),
		_account("ForAllValues:StringEquals", values),
		_account("ForAnyValue:StringEquals", ["1"]),
	] == [2, 2, 0]
}

test_a_key_that_we_do_not_know_cannot_be_told if _met("StringEquals", "aws:SourceIp", ["x"]) == 1

test_a_key_that_the_request_never_has_matches_nothing if {
	[_met("StringEquals", "aws:Never", ["x"]), _met("StringNotEquals", "aws:Never", ["x"])] == [0, 2]
}

test_a_family_of_keys_stands_for_each_of_them if {
	[_met("StringEquals", "aws:Tag/team", ["x"]), _met("StringEquals", "aws:Tag/a/b", ["x"])] == [0, 0]
	_met("StringEquals", "aws:Other/team", ["x"]) == 1
}

test_a_key_of_a_family_that_is_known_by_itself_is_that if _met("StringEquals", "aws:Tag/known", ["k"]) == 2

test_a_value_that_no_policy_names if {
	[_met("StringEquals", "aws:Stranger", ["x"]), _met("StringNotEquals", "aws:Stranger", ["x"])] == [0, 2]
}

test_of_a_value_only_its_beginning_may_be_known if {
	likes := {wanted: rank | some wanted in ["o-1/*", "o-*", "o-1/r-*", "o-1/r-a*", "o-2/*", "*x", "o-1/?"]; rank := _met(
		"StringLike",
		"aws:Begins",
		[wanted],
	)}
	likes == {"o-1/*": 2, "o-*": 2, "o-1/r-*": 2, "o-1/r-a*": 1, "o-2/*": 0, "*x": 1, "o-1/?": 1}
}

test_the_rest_of_a_value_of_which_the_beginning_is_known if {
	[_met("StringEquals", "aws:Begins", ["o-1/r-a"]), _met("StringEquals", "aws:Begins", ["o-2"])] == [1, 0]
	_met("StringNotLike", "aws:Begins", ["o-1/*"]) == 0
	[_met("Null", "aws:Begins", ["false"]), _met("StringLike", "aws:Begins", ["${x}"])] == [2, 1]
}

test_a_set_operator_that_iam_does_not_have_cannot_be_told if {
	_account("ForMostValues:StringEquals", ["111122223333"]) == 1
}

test_a_key_whose_value_is_not_known_cannot_be_told if _met("StringEquals", "aws:SourceOwner", ["111122223333"]) == 1

test_an_operator_that_is_not_listed_cannot_be_told if _account("NumericLessThan", ["5"]) == 1

test_a_policy_variable_cannot_be_told if {
	[_account("StringEquals", ["${aws:PrincipalAccount}"]), _source("ArnLike", ["${x}"])] == [1, 1]
}

test_a_policy_variable_cannot_be_told_even_from_a_name_that_is_spelt_like_it if {
	named := concat("", [_arn, "-${x}"])
	every operator in ["StringEquals", "StringLike", "ArnLike"] {
		condition := {"operator": operator, "key": "aws:SourceArn", "values": [named]}
		iam_condition.met(condition, {"aws:sourcearn": named}) == 1
	}
}

test_the_negation_of_a_policy_variable_cannot_be_told_either if {
	_account("StringNotEquals", ["${aws:PrincipalAccount}"]) == 1
}

test_the_case_of_a_key_does_not_count if _met("StringEquals", "AWS:SOURCEACCOUNT", ["111122223333"]) == 2

test_nothing_but_the_wildcards_has_a_meaning if {
	every text in ["a.b", "a+b", "a(b)", "a[b]", "a{b}", "a^b", "a$b", "a|b", "a\\b"] {
		iam_condition.like(text, text, "")
	}
}

test_a_dot_is_no_wildcard if not iam_condition.like("axb", "a.b", "")

test_a_wildcard_also_stands_for_line_ends if iam_condition.like("a\nb", "a*b", "")

test_with_the_flag_i_case_does_not_count if {
	iam_condition.like("SNS:publish", "sns:Pub*", "i")
	not iam_condition.like("SNS:publish", "sns:Pub*", "")
}

_symbol := "tf:aws_cloudwatch_metric_alarm.a"

_itself(operator, values) := iam_condition.met(
	{"operator": operator, "key": "aws:SourceArn", "values": values},
	{"aws:sourcearn": {"unknown": {"reason": "known_after_apply", "symbol": _symbol}}},
)

test_what_is_not_known_yet_is_itself if {
	every operator in ["StringEquals", "ArnLike", "ArnEqualsIfExists", "ForAnyValue:StringLike"] {
		_itself(operator, ["arn:aws:other", _symbol]) == 2
	}
}

test_what_is_not_known_yet_is_not_other_than_itself if {
	every operator in ["StringNotEquals", "ArnNotLike", "ForAllValues:StringNotLike"] {
		_itself(operator, [_symbol, "arn:aws:other"]) == 0
	}
}

test_of_anything_else_a_symbol_cannot_be_told if _itself("ArnLike", ["arn:aws:other"]) == 1

test_an_operator_that_is_not_listed_says_nothing_of_a_symbol_either if {
	[_itself(operator, [_symbol]) | some operator in ["NumericEquals", "Null", "ForMostValues:ArnLike"]] == [1, 1, 1]
}

test_a_set_operator_that_iam_does_not_have_says_no_negation_of_a_symbol if {
	_itself("ForMostValues:ArnNotLike", [_symbol]) == 1
}
