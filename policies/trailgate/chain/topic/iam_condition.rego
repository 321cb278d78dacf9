# METADATA
# title: Conditions of a policy statement, with three values
# description: >-
#   2 holds, 1 cannot tell, 0 does not. The context holds, in lower case, what is known of the keys of a request: a
#   text, null for a key that the request never has, {"begins": text} for one of which only the beginning is known,
#   {"stranger": true} for one that can have no value of a customer's own, or an unknown.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
#     description: operators, IfExists, and how ARNs are compared part by part
# custom:
#   link: topic
package trailgate.chain.iam_condition

import data.trailgate.chain.iam_operator

# METADATA
# title: Is the condition met?
# description: A key outside the context, an operator that is not listed here and a policy variable are beyond us.
met(condition, context) := rank if {
	value := about(condition.key, context)
	rank := _decided(iam_operator.parsed(condition.operator), value, condition.values)
} else := rank if {
	about(condition.key, context).unknown.symbol in condition.values
	rank := _of_itself(iam_operator.parsed(condition.operator))
} else := 1

# METADATA
# scope: document
# title: What the context knows of a key
# description: A family of keys, such as aws:PrincipalTag/TAG, stands in it once, with the slash at its end.
about(key, context) := context[lower(key)]

about(key, context) := context[family] if {
	not lower(key) in object.keys(context)
	family := concat("", [split(lower(key), "/")[0], "/"])
}

# METADATA
# scope: document
# title: Does the text fit an IAM wildcard pattern?
# description: "`*` is any run of characters, `?` any one; with the flag `i` letter case does not count."
like(text, pattern, "") if _fits_pattern(text, pattern)

like(text, pattern, "i") if _fits_pattern(lower(text), lower(pattern))

_fits_pattern(text, pattern) if {
	not contains(pattern, _nothing)
	_is_like(text, pattern)
}

# Most patterns hold no wildcard, or are the text.
_is_like(text, pattern) if {
	text == pattern
} else if {
	regex.match(`[*?]`, pattern)
	regex.match(_expression(pattern), text)
}

# No name at AWS holds this character, at which one of the engines takes an expression to end.
_nothing := "\u0000"

_decided(operator, null, wanted) := iam_operator.of_absent(operator, wanted)

_decided(operator, {"stranger": true}, wanted) := iam_operator.of_stranger(operator, wanted)

_decided(operator, value, wanted) := _any_of(_positive[operator.base], value, wanted) if _readable(operator, value)

_decided(operator, value, wanted) := 2 - _any_of(_negative[operator.base], value, wanted) if _readable(operator, value)

# The key is in the context, and has a value.
_decided(operator, value, wanted) := 2 if {
	_nulls(operator, value)
	iam_operator.said(wanted, "false")
}

_decided(operator, value, wanted) := 0 if {
	_nulls(operator, value)
	not iam_operator.said(wanted, "false")
}

# What a symbol stands for is equal to itself, whatever it will be.
_of_itself(operator) := 2 if {
	operator.base in object.keys(_positive)
	operator.set in _of_one_value
}

_of_itself(operator) := 0 if {
	operator.base in object.keys(_negative)
	operator.set in _of_one_value
}

_nulls(operator, value) if {
	operator.base == "null"
	_there(value)
}

# A set operator over one value is that operator.
_of_one_value := {"", "foranyvalue", "forallvalues"}

_readable(operator, value) if {
	operator.set in _of_one_value
	_there(value)
}

_there(value) if is_string(value)

_there(value) if value.begins

_positive := {
	"stringequals": "exact",
	"stringequalsignorecase": "caseless",
	"stringlike": "like",
	"arnequals": "arn",
	"arnlike": "arn",
	"bool": "caseless",
}

_negative := {
	"stringnotequals": "exact",
	"stringnotequalsignorecase": "caseless",
	"stringnotlike": "like",
	"arnnotequals": "arn",
	"arnnotlike": "arn",
}

_any_of(manner, value, wanted) := max({0} | {rank |
	some one in wanted
	rank := _fits(manner, value, iam_operator.written(one))
})

_fits(_, _, wanted) := 1 if contains(wanted, "${")

_fits(manner, value, wanted) := 2 if {
	not contains(wanted, "${")
	_same(manner, value, wanted)
}

_fits("arn", value, wanted) := _arn_fits(value, wanted) if {
	is_string(value)
	not contains(wanted, "${")
}

# Of a value that begins so, a pattern may ask for no more than is known, for something else, or for more.
_fits(manner, value, wanted) := 2 if {
	manner == "like"
	endswith(wanted, "*")
	like(value.begins, wanted, "")
} else := 1 if _compatible(value.begins, _fixed(wanted))

_compatible(beginning, fixed) if startswith(lower(beginning), lower(fixed))

_compatible(beginning, fixed) if startswith(lower(fixed), lower(beginning))

_fixed(wanted) := split(split(wanted, "*")[0], "?")[0]

_same("exact", value, wanted) if value == wanted

_same("caseless", value, wanted) if lower(value) == lower(wanted)

_same("like", value, wanted) if like(value, wanted, "")

# An ARN is compared part by part, so a wildcard cannot stand for several parts. A pattern of fewer parts that would
# fit as plain text is nothing that AWS describes.
_arn_fits(value, wanted) := 0 if not _like(value, wanted)

else := 1 if count(split(wanted, ":")) < 6

else := _as_rank(_parts_fit(split(value, ":"), split(wanted, ":")))

_parts_fit(value, wanted) := false if {
	some i in [0, 1, 2, 3, 4]
	not like(value[i], wanted[i], "")
}

else := _like(_resource(value), _resource(wanted))

_resource(parts) := concat(":", array.slice(parts, 5, count(parts)))

_like(text, pattern) if like(text, pattern, "")

else := false

_as_rank(true) := 2

_as_rank(false) := 0

_expression(pattern) := concat("", ["(?s)^", _wild(_literal(pattern)), "$"])

_wild(escaped) := replace(replace(escaped, "*", ".*"), "?", ".")

_literal(pattern) := replace(replace(_brackets(pattern), "^", "\\^"), "$", "\\$")

_brackets(pattern) := strings.replace_n({"(": "\\(", ")": "\\)", "[": "\\[", "]": "\\]"}, _points(pattern))

_points(pattern) := replace(replace(replace(_bars(pattern), ".", "\\."), "+", "\\+"), "{", "\\{")

_bars(pattern) := replace(replace(replace(pattern, "\\", "\\\\"), "|", "\\|"), "}", "\\}")
