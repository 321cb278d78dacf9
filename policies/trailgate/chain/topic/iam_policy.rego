# METADATA
# title: Resource policies, evaluated with three values
# description: >-
#   Would this resource policy let an AWS service make this call? 2 yes, 1 cannot tell, 0 no. An explicit Deny wins,
#   nothing is allowed from silence, and a condition on a key that we do not know may hold.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
#     description: Deny first, then Allow, else an implicit deny
# custom:
#   link: topic
package trailgate.chain.iam_policy

import data.trailgate.chain.gaps
import data.trailgate.chain.iam_condition

# METADATA
# title: May the caller do this?
# description: "`request` is {service, action, resource, context}. Context values may be unknown."
allowed(policy, request) := _worth(_matched(policy, request, "Deny"), _matched(policy, request, "Allow"))

_worth(denied, granted) := 0 if denied == 2

else := 0 if granted == 0

else := 1 if denied == 1

else := granted

# METADATA
# title: The condition keys that turn the caller away because its requests never have them
# description: As the policy spells them, of Allows that do not hold and Denies that do.
keys_never_there(policy, request) := {condition.key |
	some statement in policy.statements
	turned_away := {"Allow": 0, "Deny": 2}[statement.effect]
	min({_principal(statement, request), _action(statement, request)}) == 2
	some condition in object.get(statement, "conditions", [])
	_never_there(iam_condition.about(condition.key, request.context))
	iam_condition.met(condition, request.context) == turned_away
}

_never_there(null)

_never_there({"stranger": true})

_matched(policy, request, effect) := max({0} | {match |
	some statement in policy.statements
	statement.effect == effect
	match := _statement(statement, request)
})

_statement(statement, request) := min(_conditions(statement, request) | {
	_principal(statement, request),
	_action(statement, request),
	_resource(statement, request),
})

_conditions(statement, request) := {iam_condition.met(condition, request.context) |
	some condition in object.get(statement, "conditions", [])
}

_principal(statement, request) := _named(statement.principals, request.service) if _given(statement, "principals")

else := 2 - _named(statement.not_principals, request.service) if _given(statement, "not_principals")

else := 0

# "*" and {"AWS": "*"} are everyone, services included: AWS's own default topic policy says it so.
_named(principals, service) := 2 if count(_names(principals) & {"*", service}) > 0

else := 0

_names("*") := {"*"}

_names(principals) := {name |
	some kind in ["AWS", "Service"]
	some name in object.get(principals, kind, [])
	_meant(kind, name)
} if {
	is_object(principals)
}

# A service's name means the service only under Service.
_meant("Service", _)

_meant("AWS", "*")

_action(statement, request) := _one_like(statement.actions, request.action, "i") if _given(statement, "actions")

else := 2 - _one_like(statement.not_actions, request.action, "i") if _given(statement, "not_actions")

else := 0

# A resource that is not known yet has only its symbol: "*" and the symbol itself cover it, anything else may.
_resource(statement, request) := _covers(statement.resources, request.resource) if _given(statement, "resources")

else := 2 - _covers(statement.not_resources, request.resource) if _given(statement, "not_resources")

else := 2

_covers(patterns, resource) := 2 if "*" in patterns

else := 2 if resource.unknown.symbol in patterns

else := 1 if gaps.is_unknown(resource)

else := 2 if _one_like(patterns, resource, "") == 2

else := min({1, _one_like([_freed(pattern) | some pattern in patterns; contains(pattern, "${")], resource, "")})

# A policy variable stands for a text that the request decides: as wide as a wildcard, and never certain.
_freed(pattern) := concat("*", array.concat(
	[parts[0]],
	[rest | some i, part in parts; i > 0; rest := substring(part, indexof(part, "}") + 1, -1)],
)) if {
	parts := split(pattern, "${")
}

_given(statement, key) if object.get(statement, key, null) != null

_one_like(patterns, text, flags) := 2 if {
	some pattern in patterns
	iam_condition.like(text, pattern, flags)
}

else := 0
