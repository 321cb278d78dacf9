# METADATA
# title: A document that passes, and how tests change one thing in it
# description: >-
#   One snapshot of one account with the whole chain. A test takes `document`, or changes it with `changed` or
#   `without`; the index is made anew each time, as the evaluator makes it.
package trailgate.passing_test

import data.trailgate.cis_aws.control_4_4
import data.trailgate.passing.index_test

control := "iam-policy-change-alarm"

account := "111122223333"

region := "us-east-1"

other_account := "444455556666"

trail := "arn:aws:cloudtrail:us-east-1:111122223333:trail/main"

log_group := "arn:aws:logs:us-east-1:111122223333:log-group:trail"

metric_filter := concat(":", [log_group, "metric-filter", "iam-policy-changes"])

metric := "CISBenchmark/IAMPolicyChanges"

alarm := "arn:aws:cloudwatch:us-east-1:111122223333:alarm:iam-policy-changes"

topic := "arn:aws:sns:us-east-1:111122223333:security"

subscription := concat(":", [topic, "0b3a6a52-5b5a-4e43-8f0e-6d3c4f9c8a11"])

pattern := "p0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

as_of := 1795399978

records := {
	"AttachGroupPolicy",
	"AttachRolePolicy",
	"AttachUserPolicy",
	"CreatePolicy",
	"CreatePolicyVersion",
	"DeleteGroupPolicy",
	"DeletePolicy",
	"DeletePolicyVersion",
	"DeleteRolePolicy",
	"DeleteUserPolicy",
	"DetachGroupPolicy",
	"DetachRolePolicy",
	"DetachUserPolicy",
	"PutGroupPolicy",
	"PutRolePolicy",
	"PutUserPolicy",
}

# What the evaluator says of a pattern that matches every record.
always := {"matched": "always", "clause": null, "counterexample": null, "why": null}

covering(coverage) := {
	"text": "{ $.eventName = \"*Policy*\" }",
	"language": "json",
	"valid": true,
	"error": null,
	"line_break_text": false,
	"doubts": [],
	"coverage": {control: coverage},
}

_origin := {
	"kind": "aws_snapshot",
	"as_of": as_of,
	"sources": [{"kind": "aws_snapshot", "digest": "sha256:00", "as_of": as_of}],
}

_subject := {
	"account": account,
	"partition": "aws",
	"regions": [region],
	"organization": null,
	"touches_chain": true,
}

_trail := {
	"id": trail,
	"name": "main",
	"account": account,
	"region": region,
	"at": "0#/trail",
	"multi_region": true,
	"logging": true,
	"global_services": true,
	"organization": false,
	"log_group": log_group,
	"selectors": {"kind": "default"},
	"delivery": {"error": null, "latest": as_of - 600, "started": as_of - 864000},
}

_log_group := {
	"id": log_group,
	"name": "trail",
	"account": account,
	"region": region,
	"at": "0#/log_group",
	"class": "STANDARD",
	"transformer": null,
}

# METADATA
# description: What a metric filter writes.
transformation := {
	"namespace": "CISBenchmark",
	"name": "IAMPolicyChanges",
	"value": "1",
	"default": null,
	"unit": null,
	"dimensions": {},
	"system_dimensions": [],
}

_metric_filter := {
	"id": metric_filter,
	"name": "iam-policy-changes",
	"account": account,
	"region": region,
	"at": "0#/metric_filter",
	"log_group": log_group,
	"pattern": pattern,
	"transformed": false,
	"scope": null,
	"transformations": [transformation],
}

# METADATA
# description: What the alarm watches.
watched := {
	"account": account,
	"region": region,
	"namespace": "CISBenchmark",
	"name": "IAMPolicyChanges",
	"dimensions": {},
}

# METADATA
# description: A metric alarm of this id on that metric, with the topic as its action.
alarm_on(id, some_metric) := {
	"id": id,
	"name": "iam-policy-changes",
	"account": account,
	"region": region,
	"at": concat("", ["0#/alarm/", id]),
	"kind": "metric",
	"actions": [topic],
	"actions_enabled": true,
	"state": "OK",
	"muted_by": [],
	"evaluation": {"state": null, "warm_up": null, "window": "sliding"},
	"metric": some_metric,
	"firing": {
		"statistic": "Sum",
		"operator": "GreaterThanOrEqualToThreshold",
		"threshold": 1,
		"period": 300,
		"evaluation_periods": 1,
		"datapoints_to_alarm": 1,
		"treat_missing": "notBreaching",
		"evaluate_low_sample": null,
		"unit": null,
	},
}

_topic := {
	"id": topic,
	"name": "security",
	"account": account,
	"region": region,
	"at": "0#/topic",
	"fifo": false,
	"max_message_size": null,
	"policy": null,
	"key": null,
}

_subscription := {
	"id": subscription,
	"name": "0b3a6a52",
	"account": account,
	"region": region,
	"at": "0#/subscription",
	"topic": topic,
	"protocol": "email",
	"endpoint": "security@example.com",
	"state": "confirmed",
	"filter_policy": false,
}

_resources := {
	"format": "trailgate/document/v1",
	"origin": _origin,
	"subject": _subject,
	"settings": {"attestations": [], "waivers": [], "stale_after_hours": 24},
	"asked": {"controls": [control], "benchmark": null, "role": null},
	"trails": {trail: _trail},
	"log_groups": {log_group: _log_group},
	"metric_filters": {metric_filter: _metric_filter},
	"alarms": {alarm: alarm_on(alarm, watched)},
	"topics": {topic: _topic},
	"subscriptions": {subscription: _subscription},
	"gaps": {},
	"patterns": {pattern: covering({record: always | some record in records})},
}

document := index_test.indexed(_resources)

# METADATA
# description: The document with this merged into it.
changed(change) := _indexed(object.union(_resources, change))

# An unknown stands in the place of a value, not beside its parts.
_indexed(merged) := index_test.indexed(object.union(object.remove(merged, _kinds), {kind: resources |
	some kind in _kinds
	resources := {id: _replaced(resource) | some id, resource in merged[kind]}
}))

_kinds := ["trails", "log_groups", "metric_filters", "alarms", "topics", "subscriptions"]

_replaced(resource) := {attribute: _alone(value) | some attribute, value in resource}

_alone(value) := {"unknown": value.unknown} if value.unknown

else := value

# METADATA
# description: What the law says of the document with this merged into it.
decided(change) := decision if {
	decision := control_4_4.decision with input as changed(change)
}

# METADATA
# description: The status and effectiveness then, and the weaknesses of the chains that carry records.
weakened(change) := {"status": decision.status, "effective": decision.effective, "weaknesses": weaknesses} if {
	decision := decided(change)
	weaknesses := {weakness | some chain in decision.chains; some weakness in chain.weaknesses}
}

# METADATA
# description: A break of every record.
broken(link, code, resource, after, detail) := {
	"link": link,
	"code": code,
	"id": resource.id,
	"at": resource.at,
	"records": records,
	"after": object.filter(ids, after),
	"detail": detail,
}

# METADATA
# description: The whole chain's ids by link.
ids := {
	"trail": trail,
	"log_group": log_group,
	"metric_filter": metric_filter,
	"metric": metric,
	"alarm": alarm,
	"topic": topic,
	"subscription": subscription,
}

# METADATA
# description: The links before one, in order.
before(link) := array.slice(_links, 0, _place[link])

_links := ["trail", "log_group", "metric_filter", "metric", "alarm", "topic", "subscription"]

_place[link] := i if some i, link in _links

# METADATA
# description: The document without one resource, and with this merged into what is left.
without(kind, id, change) := _indexed(object.union_n([
	object.remove(_resources, [kind]),
	{kind: object.remove(_resources[kind], [id])},
	change,
]))

# METADATA
# description: The change by which one attribute of one resource is unknown.
not_knowing(kind, id, attribute) := choosing(kind, id, attribute, [])

# METADATA
# description: Does the control pass where an attribute is an unknown that lost its reason? The index stays.
passes_silently(kind, id, attribute) if {
	silent := object.union(document, {kind: {id: {attribute: {}}}})
	decision := control_4_4.decision with input as silent
	decision.status == "pass"
}

# METADATA
# description: The change by which one attribute of one resource is unknown and has these candidates.
choosing(kind, id, attribute, candidates) := {
	kind: {id: {attribute: unknown(id, attribute, candidates)}},
	"gaps": {gap_id(id, attribute): gap(id, attribute)},
}

# METADATA
# scope: document
# description: What stands in the place of an unknown value.
unknown(id, attribute, []) := {"unknown": {"reason": "known_after_apply", "gap": gap_id(id, attribute)}}

unknown(id, attribute, candidates) := {"unknown": {
	"reason": "known_after_apply",
	"gap": gap_id(id, attribute),
	"candidates": candidates,
}} if {
	count(candidates) > 0
}

gap_id(id, attribute) := concat("#", [id, attribute])

# METADATA
# description: The gap of an unknown attribute.
gap(id, attribute) := object.union(_gap, {"id": id, "attribute": attribute, "scope": null})

# METADATA
# description: The change by which something may be hidden in a scope.
hiding(scope, candidates) := {"gaps": {scope: hidden(scope, candidates)}}

# METADATA
# description: The gap of what is hidden in a scope.
hidden(scope, candidates) := object.union(_gap, {"scope": scope, "reason": "denied", "candidates": candidates})

_gap := {
	"link": "alarm",
	"reason": "known_after_apply",
	"account": account,
	"region": region,
	"id": null,
	"attribute": null,
	"call": null,
	"error": null,
	"at": null,
	"candidates": null,
	"address": null,
	"name": null,
	"settled_by": ["apply"],
}

# METADATA
# description: A gap as the decision reports it, on all records.
reported(one) := object.union(object.remove(one, ["scope"]), {"records": records})
