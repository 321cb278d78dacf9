# METADATA
# title: May CloudWatch publish this alarm to this topic?
# description: The topic's policy and its key, read as AWS would when the alarm fires. Neither changes the status.
# related_resources:
#   - ref: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
#     description: policies that let CloudWatch alarms publish, and the default policy
#   - ref: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
#     description: which keys let an AWS service publish to an encrypted topic
# custom:
#   link: topic
package trailgate.chain.topic_access

import data.trailgate.chain.gaps
import data.trailgate.chain.iam_policy
import data.trailgate.chain.weaknesses

# METADATA
# title: What stands between this alarm and this topic
# description: Weaknesses of the topic, by its policy and by its key.
weak_for(alarm, topic) := _policy(alarm, topic) | _key(alarm, topic)

_policy(alarm, topic) := {_unread_policy(topic)} if gaps.is_unknown(topic.policy)

else := {weaknesses.of("topic_policy_refuses", topic, {})} if _may_publish(alarm, topic) == 0

else := {weaknesses.of("topic_policy_unclear", topic, {})} if _may_publish(alarm, topic) == 1

else := set()

_unread_policy(topic) := weaknesses.of("topic_policy_unclear", topic, {"gap": topic.policy.unknown.gap})

# AWS's default policy lets the owner's account publish, its alarms included.
_may_publish(alarm, topic) := 2 * count({1 | alarm.account == topic.account}) if topic.policy == null

_may_publish(alarm, topic) := iam_policy.allowed(topic.policy, {
	"service": "cloudwatch.amazonaws.com",
	"action": "sns:Publish",
	"resource": _name_at_aws(topic.id),
	"context": _context(alarm),
}) if {
	topic.policy != null
}

_key(alarm, topic) := set() if topic.key == null

else := {weaknesses.of("topic_key_unread", topic, {"gap": topic.key.unknown.gap})} if gaps.is_unknown(topic.key)

else := {weaknesses.of("topic_key_aws_managed", topic, {"key": topic.key.id})} if topic.key.manager == "AWS"

else := {weaknesses.of("topic_key_refuses", topic, {"key": topic.key.id, "state": topic.key.state})} if {
	topic.key.state in {"Disabled", "PendingDeletion"}
} else := {weaknesses.of("topic_key_unread", topic, {"key": topic.key.id})} if _unread(topic.key)

else := {weaknesses.of("topic_key_refuses", topic, {"key": topic.key.id})} if _may_encrypt(alarm, topic) == 0

else := {weaknesses.of("topic_key_unread", topic, {"key": topic.key.id})} if gaps.is_unknown(topic.key.manager)

else := {weaknesses.of("topic_key_unread", topic, {"key": topic.key.id})} if _may_encrypt(alarm, topic) == 1

else := set()

_unread(key) if not "policy" in object.keys(key)

_unread(key) if gaps.is_unknown(key.policy)

# CloudWatch needs both to hand an encrypted topic a message.
_may_encrypt(alarm, topic) := min({allowed |
	some action in ["kms:Decrypt", "kms:GenerateDataKey"]
	allowed := iam_policy.allowed(topic.key.policy, {
		"service": "cloudwatch.amazonaws.com",
		"action": action,
		"resource": _arn(topic.key),
		"context": _context(alarm),
	})
})

_arn(key) := key.arn if is_string(key.arn)

else := {"unknown": {"reason": "not_collected"}}

# The keys that CloudWatch sets when an alarm publishes. AWS services call each other over TLS.
_context(alarm) := {
	"aws:sourcearn": _name_at_aws(alarm.id),
	"aws:sourceaccount": _name_at_aws(alarm.account),
	"aws:sourceowner": _name_at_aws(alarm.account),
	"aws:securetransport": "true",
	"aws:principalisawsservice": "true",
	"aws:principalservicename": "cloudwatch.amazonaws.com",
	"aws:viaawsservice": "false",
}

# What only Terraform's address names has no ARN or account number yet.
_name_at_aws(id) := {"unknown": {"reason": "known_after_apply"}} if startswith(id, "tf:")

_name_at_aws(id) := id if not startswith(id, "tf:")
