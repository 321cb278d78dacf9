# METADATA
# title: Conditions of a policy statement, with three values
# description: >-
#   2 holds, 1 cannot tell, 0 does not. The context holds, in lower case, the keys whose value we know or know to be
#   unknown.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
#     description: operators, IfExists, and how ARNs are compared part by part
# custom:
#   link: topic
package trailgate.chain.iam_condition

import data.trailgate.chain.gaps

# METADATA
# title: Is the condition met?
# description: A key outside the context, an operator that is not listed here and a policy variable are beyond us.
met(condition, context) := rank if {
	value := context[lower(condition.key)]
	not gaps.is_unknown(value)
	operator := lower(trim_suffix(_singular(condition.operator), "IfExists"))
	rank := _decided(operator, value, condition.values)
} else := 1

# METADATA
# scope: document
# title: Does the text fit an IAM wildcard pattern?
# description: "`*` is any run of characters, `?` any one; with the flag `i` letter case does not count."
like(text, pattern, "") if regex.match(_expression(pattern), text)

like(text, pattern, "i") if regex.match(_expression(lower(pattern)), lower(text))

_singular(operator) := trim_prefix(trim_prefix(operator, "ForAnyValue:"), "ForAllValues:")

_decided(operator, value, wanted) := _any_of(_positive[operator], value, wanted)

_decided(operator, value, wanted) := 2 - _any_of(_negative[operator], value, wanted)

# The key is in the context, so it is not null.
_decided("null", _, wanted) := _as_rank("false" in {lower(_written(one)) | some one in wanted})

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
	rank := _fits(manner, value, _written(one))
})

_fits(_, _, wanted) := 1 if contains(wanted, "${")

_fits(manner, value, wanted) := 2 if {
	not contains(wanted, "${")
	_same(manner, value, wanted)
}

_fits("arn", value, wanted) := _arn_fits(value, wanted) if not contains(wanted, "${")

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

_written(value) := value if is_string(value)

_written(value) := json.marshal(value) if not is_string(value)

_as_rank(true) := 2

_as_rank(false) := 0

_expression(pattern) := concat("", ["(?s)^", _wild(_literal(pattern)), "$"])

_wild(escaped) := replace(replace(escaped, "*", ".*"), "?", ".")

_literal(pattern) := replace(replace(_brackets(pattern), "^", "\\^"), "$", "\\$")

_brackets(pattern) := strings.replace_n({"(": "\\(", ")": "\\)", "[": "\\[", "]": "\\]"}, _points(pattern))

_points(pattern) := replace(replace(replace(_bars(pattern), ".", "\\."), "+", "\\+"), "{", "\\{")

_bars(pattern) := replace(replace(replace(pattern, "\\", "\\\\"), "|", "\\|"), "}", "\\}")
