# METADATA
# title: Condition operators, and what they say of a key that a request does not have
# description: >-
#   A key that is not there matches nothing: what asks for a match is false, its negation true. IfExists and Null ask
#   whether it is there; ForAllValues is true of no values, ForAnyValue false of them.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
#     description: missing keys, IfExists and Null
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html
#     description: ForAllValues and ForAnyValue
# custom:
#   link: topic
package trailgate.chain.iam_operator

# METADATA
# title: An operator by its parts
# description: "{set, base, if_exists}, in lower case; a set is forallvalues, foranyvalue or empty."
parsed(operator) := {"set": set_of, "base": trim_suffix(word, "ifexists"), "if_exists": endswith(word, "ifexists")} if {
	parts := split(lower(operator), ":")
	word := parts[count(parts) - 1]
	set_of := concat(":", array.slice(parts, 0, count(parts) - 1))
}

# METADATA
# title: Does it hold of a key that the request never has?
# description: 2 it does, 1 cannot tell, 0 it does not.
of_absent(operator, wanted) := 2 if {
	operator.base == "null"
	said(wanted, "true")
} else := 0 if operator.base == "null"

else := 1 if not _listed(operator)

else := 2 if operator.set == "forallvalues"

else := 1 if {
	operator.set == "foranyvalue"
	operator.if_exists
} else := 0 if operator.set == "foranyvalue"

else := 2 if operator.if_exists

else := 2 if operator.base in negative

else := 0

# METADATA
# title: Does it hold of a key whose value, if there is one, is nobody's that a policy could name?
# description: >-
#   A service is no IAM principal, so no value of a customer's own is its; whether the key is there is not told.
of_stranger(operator, wanted) := answer if {
	answer := of_absent(operator, wanted)
	answer == _of_another(operator, wanted)
} else := 1

# METADATA
# title: Is this among the values of a Bool or Null?
said(wanted, word) if word in {lower(written(one)) | some one in wanted}

# METADATA
# scope: document
# title: A value as the policy's text has it
written(value) := value if is_string(value)

written(value) := json.marshal(value) if not is_string(value)

# METADATA
# title: Operators that ask for a match
positive := {
	"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "bool", "binaryequals", "ipaddress",
	"numericequals", "numericlessthan", "numericlessthanequals", "numericgreaterthan", "numericgreaterthanequals",
	"dateequals", "datelessthan", "datelessthanequals", "dategreaterthan", "dategreaterthanequals",
}

# METADATA
# title: Operators that ask that nothing matches
negative := {
	"stringnotequals", "stringnotequalsignorecase", "stringnotlike", "arnnotequals", "arnnotlike", "notipaddress",
	"numericnotequals", "datenotequals",
}

_listed(operator) if {
	operator.set in {"", "forallvalues", "foranyvalue"}
	operator.base in (positive | negative)
}

# Of a value that is there and that nothing names: only a pattern of nothing but wildcards fits it.
_of_another(operator, wanted) := 2 if {
	operator.base == "null"
	said(wanted, "false")
} else := 0 if operator.base == "null"

else := 1 if {
	some one in wanted
	contains(written(one), "${")
} else := 2 if {
	_wild(operator, wanted)
	operator.base in positive
} else := 2 if {
	not _wild(operator, wanted)
	operator.base in negative
} else := 0

_wild(operator, wanted) if {
	regex.match(`like|arn`, operator.base)
	some one in wanted
	trim(written(one), "*?") == ""
}
