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

import data.trailgate.chain.alarm_caller
import data.trailgate.chain.gaps
import data.trailgate.chain.iam_policy
import data.trailgate.chain.snapshots
import data.trailgate.chain.weaknesses

# METADATA
# title: What stands between this alarm and this topic
# description: Weaknesses of the topic, by its kind, its policy and its key.
weak_for(alarm, topic) := union({
	_fifo(topic),
	_size(alarm, topic),
	_policy(alarm, topic),
	_key(alarm, topic),
	snapshots.apart(topic),
})

# A FIFO topic delivers to queues alone, so no person can be subscribed to it.
_fifo(topic) := set() if topic.fifo == false

else := {weaknesses.of("topic_fifo", topic, {"gap": topic.fifo.unknown.gap})} if gaps.is_unknown(topic.fifo)

else := {weaknesses.of("topic_fifo", topic, {})}

# What may not be read of the topic at all is told once, by its policy.
_size(alarm, topic) := set() if _roomy(alarm, topic.max_message_size)

else := set() if gaps.is_unknown(topic.policy)

else := {weaknesses.of("topic_message_size", topic, {"gap": topic.max_message_size.unknown.gap})} if {
	gaps.is_unknown(topic.max_message_size)
} else := {weaknesses.of("topic_message_size", topic, {"bytes": topic.max_message_size})}

# SNS's own limit is 256 KiB.
_roomy(_, null)

_roomy(alarm, bytes) if {
	is_number(bytes)
	bytes >= _longest_message(alarm)
}

_longest_message(alarm) := _of_a_metric_alarm + (_of_a_dimension * count(alarm.metric.dimensions)) if {
	alarm.kind == "metric"
} else := _of_any_alarm

# In bytes, what a message can come to at the limits of an alarm's name, description and reason, and with five actions
# for each state; a dimension is 255 and 1,024 characters. What others make up also tells rules, queries or children.
_of_a_metric_alarm := 16384

_of_a_dimension := 1400

_of_any_alarm := 131072

_policy(alarm, topic) := {_unread_policy(topic)} if gaps.is_unknown(topic.policy)

else := found if found := _by_policy(alarm, topic, _may_publish(alarm, topic))

else := set()

_by_policy(alarm, topic, 0) := {weaknesses.of("topic_policy_refuses", topic, _without(_strange(alarm, topic)))}

_by_policy(_, topic, 1) := {weaknesses.of("topic_policy_unclear", topic, {})}

_unread_policy(topic) := weaknesses.of("topic_policy_unclear", topic, {"gap": topic.policy.unknown.gap})

# AWS's default policy lets the owner's account publish, its alarms included.
_may_publish(alarm, topic) := 2 * count({1 | alarm.account == topic.account}) if topic.policy == null

_may_publish(alarm, topic) := iam_policy.allowed(topic.policy, _publishing(alarm, topic)) if topic.policy != null

_publishing(alarm, topic) := {
	"service": "cloudwatch.amazonaws.com",
	"action": "sns:Publish",
	"resource": alarm_caller.name_at_aws(topic.id),
	"context": alarm_caller.publishing(alarm, topic),
}

_strange(alarm, topic) := iam_policy.keys_never_there(topic.policy, _publishing(alarm, topic))

# The keys for whose sake a policy turns CloudWatch away, where there are any.
_without(keys) := {"keys_never_there": keys} if count(keys) > 0

else := {}

_key(alarm, topic) := set() if topic.key == null

else := {weaknesses.of("topic_key_unread", topic, {"gap": topic.key.unknown.gap})} if gaps.is_unknown(topic.key)

else := {weaknesses.of("topic_key_aws_managed", topic, {"key": topic.key.id})} if topic.key.manager == "AWS"

else := {weaknesses.of("topic_key_refuses", topic, {"key": topic.key.id, "spec": topic.key.spec})} if {
	_no_data_keys(topic.key)
} else := {weaknesses.of("topic_key_refuses", topic, {"key": topic.key.id, "state": topic.key.state})} if {
	topic.key.state in _unusable
} else := {weaknesses.of("topic_key_unread", topic, {"key": topic.key.id, "state": topic.key.state})} if {
	is_string(topic.key.state)
	not topic.key.state in _usable
} else := {weaknesses.of("topic_key_unread", topic, {"key": topic.key.id, "spec": topic.key.spec})} if {
	is_string(topic.key.spec)
	topic.key.spec != _symmetric
} else := {weaknesses.of("topic_key_unread", topic, {"key": topic.key.id})} if _unread(topic.key)

else := {weaknesses.of("topic_key_refuses", topic, object.union({"key": topic.key.id}, _without(strange)))} if {
	_may_encrypt(alarm, topic) == 0
	strange := union({keys |
		some action in _encryption
		keys := iam_policy.keys_never_there(topic.key.policy, _encrypting(alarm, topic, action))
	})
} else := set() if {
	topic.key.manager == "CUSTOMER"
	topic.key.state in _usable
	_may_encrypt(alarm, topic) == 2
} else := {weaknesses.of("topic_key_unread", topic, {"key": topic.key.id})}

# SNS encrypts with data keys, which KMS makes under a symmetric encryption key alone.
_symmetric := "SYMMETRIC_DEFAULT"

# Asymmetric keys and those of HMACs. A spec of no family that KMS documents may be a symmetric one to come.
_no_data_keys(key) if {
	some family in {"ECC_", "HMAC_", "ML_DSA_", "ML_KEM_", "RSA_", "SM2"}
	startswith(key.spec, family)
}

# The states in which KMS encrypts and decrypts. One that nobody told, or that KMS does not document, is none of them.
_usable := {"Enabled", "Updating"}

_unusable := {"Creating", "Disabled", "PendingDeletion", "PendingImport", "PendingReplicaDeletion", "Unavailable"}

_unread(key) if not "policy" in object.keys(key)

_unread(key) if gaps.is_unknown(key.policy)

_unread(key) if gaps.is_unknown(key.spec)

_may_encrypt(alarm, topic) := min({allowed |
	some action in _encryption
	allowed := iam_policy.allowed(topic.key.policy, _encrypting(alarm, topic, action))
})

# CloudWatch needs both to hand an encrypted topic a message.
_encryption := {"kms:Decrypt", "kms:GenerateDataKey"}

_encrypting(alarm, topic, action) := {
	"service": "cloudwatch.amazonaws.com",
	"action": action,
	"resource": _arn(topic.key),
	"context": alarm_caller.encrypting(alarm, topic),
}

_arn(key) := key.arn if is_string(key.arn)

else := alarm_caller.name_at_aws(key.id) if startswith(key.id, "tf:")

else := {"unknown": {"reason": "not_collected"}}
