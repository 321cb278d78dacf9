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
package trailgate.cis_aws.control_4_4

import data.trailgate.chain.judgement
import data.trailgate.chain.way
import data.trailgate.partitions

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
# title: What is the same in every such record
# description: >-
#   IAM is a global service: its records carry the one region of the partition that hosts it. CloudTrail classes the
#   sixteen calls as management events that are not read-only. What cannot be known here is a value that exists and that
#   we do not know.
constants := {
	"eventSource": "iam.amazonaws.com",
	"eventType": "AwsApiCall",
	"recipientAccountId": partitions.subject_account,
	"awsRegion": partitions.iam_region,
	"eventCategory": "Management",
	"managementEvent": true,
	"readOnly": false,
}

# METADATA
# title: What varies, but not freely
# description: >-
#   CloudTrail's record reference marks some fields as never absent. A failed call carries an errorCode, always a
#   string. Every other field may be absent or hold anything.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
#     description: the fields of a record, and which are optional
typed := {
	"errorCode": ["absent", "string"],
	"eventID": ["string"],
	"eventTime": ["string"],
	"eventVersion": ["string"],
	"sourceIPAddress": ["string"],
	"userIdentity": ["object"],
}

# METADATA
# title: What else is known of a record whose call succeeded
# description: A pattern that loses nothing but failed calls is told apart from one that loses changes.
succeeded := {"errorCode": ["absent"], "errorMessage": ["absent"]}

# METADATA
# title: The records that a passing account must carry
# description: With what is known of each; the evaluator decides patterns against it.
required_records := {"records": records, "constants": constants, "typed": typed, "succeeded": succeeded}

# METADATA
# title: What CloudTrail's event selectors see of every such record
# description: CloudTrail itself classes the sixteen calls as management events that are not read-only.
recorded_as := {"eventCategory": "Management", "readOnly": "false"}

# METADATA
# title: The decision
# description: Of the records above, by the chain.
decision := judgement.decision(id, required_records, recorded_as)

# METADATA
# schemas:
#   - input.walk: {type: string}
# title: The way of one record
# description: Undefined of a record that is not required.
walked := way.rules(id, required_records, recorded_as, input.walk)

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
