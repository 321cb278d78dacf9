# METADATA
# title: IAM policy changes raise an alarm
# description: >-
#   Every change of an IAM policy is recorded by a trail, delivered to a log group, matched by a metric filter, watched
#   by an alarm, and told to someone who has confirmed that they want to hear it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-4
#     description: the same control as AWS Security Hub's CloudWatch.4
# custom:
#   id: iam-policy-change-alarm
#   severity: medium
#   benchmarks:
#     cis_aws_1.2.0: "3.4"
#     cis_aws_1.3.0: "4.4"
#     cis_aws_1.4.0: "4.4"
#     cis_aws_1.5.0: "4.4"
#     cis_aws_2.0.0: "4.4"
#     cis_aws_3.0.0: "4.4"
#     cis_aws_4.0.0: "4.4"
#     cis_aws_4.0.1: "4.4"
#     cis_aws_5.0.0: "4.4"
#     cis_aws_6.0.0: "5.4"
#     cis_aws_7.0: "5.4"
#     aws_security_hub: CloudWatch.4
#   levels:
#     cis_aws_1.2.0: 1
#     cis_aws_1.3.0: 1
#     cis_aws_1.4.0: 1
#     cis_aws_1.5.0: 1
#     cis_aws_2.0.0: 1
#     cis_aws_3.0.0: 1
#     cis_aws_4.0.0: 1
#     cis_aws_4.0.1: 1
#     cis_aws_5.0.0: 1
#     cis_aws_6.0.0: 1
#     cis_aws_7.0: 1
#   literal:
#     cis_aws_1.2.0: "\
#       {($.eventName=DeleteGroupPolicy)||($.eventName=DeleteRolePolicy)||($.eventName=DeleteUserPolicy)||\
#       ($.eventName=PutGroupPolicy)||($.eventName=PutRolePolicy)||($.eventName=PutUserPolicy)||\
#       ($.eventName=CreatePolicy)||($.eventName=DeletePolicy)||($.eventName=CreatePolicyVersion)||\
#       ($.eventName=DeletePolicyVersion)||($.eventName=AttachRolePolicy)||($.eventName=DetachRolePolicy)||\
#       ($.eventName=AttachUserPolicy)||($.eventName=DetachUserPolicy)||($.eventName=AttachGroupPolicy)||\
#       ($.eventName=DetachGroupPolicy)}"
#     aws_security_hub: >-
#       {($.eventSource=iam.amazonaws.com) && (($.eventName=DeleteGroupPolicy) || ($.eventName=DeleteRolePolicy)
#       || ($.eventName=DeleteUserPolicy) || ($.eventName=PutGroupPolicy) || ($.eventName=PutRolePolicy) ||
#       ($.eventName=PutUserPolicy) || ($.eventName=CreatePolicy) || ($.eventName=DeletePolicy) ||
#       ($.eventName=CreatePolicyVersion) || ($.eventName=DeletePolicyVersion) || ($.eventName=AttachRolePolicy)
#       || ($.eventName=DetachRolePolicy) || ($.eventName=AttachUserPolicy) || ($.eventName=DetachUserPolicy) ||
#       ($.eventName=AttachGroupPolicy) || ($.eventName=DetachGroupPolicy))}
package trailgate.cis_aws.control_4_4

import data.trailgate.chain.judgement
import data.trailgate.chain.way
import data.trailgate.partitions
import data.trailgate.record_model

# METADATA
# title: The control's stable id
# description: The same in every version of the benchmark.
id := "iam-policy-change-alarm"

# METADATA
# title: The sixteen API calls that change an IAM policy
# description: The list of every CIS AWS benchmark since 1.2.0. A record's eventName is the call.
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

# METADATA
# title: The records that a passing account must carry
# description: >-
#   IAM is a global service: its records carry the one region of the partition that hosts it. CloudTrail classes the
#   sixteen calls as management events that are not read-only.
required_records := record_model.calls("iam.amazonaws.com", records, partitions.iam_spec, true)

# METADATA
# title: The decision
# description: Of the records above, by the chain.
decision := judgement.decision(id, required_records)

# METADATA
# schemas:
#   - input.walk: {type: string}
# title: The way of one record
# description: Undefined of a record that is not required.
walked := way.rules(id, required_records, input.walk)

# METADATA
# scope: document
# title: The verdict - pass, fail or unknown
# description: Fail unless something else is proven.
default status := "fail"

status := decision.status

# METADATA
# title: The chains that carry records, with their weaknesses
# description: The best chain of each record; records that share one share its entry.
chains := decision.chains

# METADATA
# title: What stops each record that is not carried
# description: Per trail, at the link where its furthest chain ends.
breaks := decision.breaks

# METADATA
# title: What could not be known and could change the verdict
# description: With the records that each leaves open.
gaps := decision.gaps

# METADATA
# title: The weaknesses of the chains that carry records
# description: Of all chains together.
weaknesses contains weakness if {
	some chain in chains
	some weakness in chain.weaknesses
}
