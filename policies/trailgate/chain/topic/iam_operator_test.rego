package trailgate.chain.iam_operator_test

import data.trailgate.chain.iam_operator

_absent(operator, wanted) := iam_operator.of_absent(iam_operator.parsed(operator), wanted)

_stranger(operator, wanted) := iam_operator.of_stranger(iam_operator.parsed(operator), wanted)

test_an_operator_has_three_parts if {
	iam_operator.parsed("ForAnyValue:StringLikeIfExists") == {
		"set": "foranyvalue",
		"base": "stringlike",
		"if_exists": true,
	}
	iam_operator.parsed("ArnEquals") == {"set": "", "base": "arnequals", "if_exists": false}
}

test_a_key_that_is_not_there_matches_nothing if {
	every operator in iam_operator.positive {
		[_absent(operator, ["x"]), _absent(concat("", [operator, "IfExists"]), ["x"])] == [0, 2]
	}
}

test_the_negation_of_a_match_is_true_of_a_key_that_is_not_there if {
	every operator in iam_operator.negative {
		[_absent(operator, ["x"]), _absent(concat("", [operator, "IfExists"]), ["x"])] == [2, 2]
	}
}

test_null_asks_whether_a_key_is_there if {
	[_absent("Null", ["true"]), _absent("Null", [true]), _absent("Null", ["false"])] == [2, 2, 0]
}

test_all_of_no_values_fit_and_none_of_them_does if {
	every operator in ["StringEquals", "StringNotEquals"] {
		_absent(concat(":", ["ForAllValues", operator]), ["x"]) == 2
		_absent(concat(":", ["ForAnyValue", operator]), ["x"]) == 0
	}
}

test_all_of_no_values_fit_whether_or_not_they_exist if _absent("ForAllValues:StringEqualsIfExists", ["x"]) == 2

test_any_value_that_need_not_exist_is_beyond_us if _absent("ForAnyValue:StringEqualsIfExists", ["x"]) == 1

test_operators_that_iam_does_not_have_cannot_be_told if {
	every operator in ["StringMatches", "ForMostValues:StringEquals", "ForMostValues:StringEqualsIfExists"] {
		_absent(operator, ["x"]) == 1
	}
}

test_no_value_of_a_customers_is_the_services if {
	[_stranger("StringEquals", ["x"]), _stranger("ArnLike", ["arn:aws:iam::*:role/a"])] == [0, 0]
	[_stranger("StringNotEquals", ["x"]), _stranger("ArnNotLike", ["arn:aws:iam::*:role/a"])] == [2, 2]
	[_stranger("StringNotEqualsIfExists", ["x"]), _stranger("ForAllValues:StringNotEquals", ["x"])] == [2, 2]
	_stranger("ForAnyValue:StringEquals", ["x"]) == 0
}

test_whether_a_service_has_such_a_value_is_not_told if {
	every operator in ["Null", "StringEqualsIfExists", "ForAllValues:StringEquals", "ForAnyValue:StringNotEquals"] {
		_stranger(operator, ["true"]) == 1
	}
}

test_null_cannot_be_told_of_such_a_value if [_stranger("Null", ["false"]), _stranger("Null", ["true"])] == [1, 1]

test_nothing_but_wildcards_fits_whatever_is_there if {
	every operator in ["StringLike", "StringNotLike", "ArnLike", "ArnNotLike"] {
		every wanted in ["*", "?*"] {
			_stranger(operator, [wanted]) == 1
		}
	}
}

test_a_wildcard_fits_a_value_and_its_absence_where_it_need_not_exist if _stranger("StringLikeIfExists", ["*"]) == 2

test_an_asterisk_is_no_wildcard_where_texts_are_equal if {
	[_stranger("StringEquals", ["*"]), _stranger("StringNotEquals", ["*"])] == [0, 2]
}

test_a_policy_variable_may_be_whatever_is_there if {
	[_stranger("StringEquals", ["${x}"]), _stranger("StringNotEquals", ["${x}"])] == [1, 1]
}
