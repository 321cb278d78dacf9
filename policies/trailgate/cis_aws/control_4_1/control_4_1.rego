# METADATA
# title: Calls refused for lack of permission raise an alarm
# description: >-
#   Every call that is refused for lack of permission is recorded by a trail, delivered to a log group, matched by a
#   metric filter, watched by an alarm, and told to someone who has confirmed that they want to hear it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-2
#     description: the same control as AWS Security Hub's CloudWatch.2
# custom:
#   id: unauthorized-api-call-alarm
#   severity: medium
#   benchmarks:
#     cis_aws_1.2.0: "3.1"
#     cis_aws_1.3.0: "4.1"
#     cis_aws_1.4.0: "4.1"
#     cis_aws_1.5.0: "4.1"
#     cis_aws_2.0.0: "4.1"
#     cis_aws_3.0.0: "4.1"
#     cis_aws_4.0.0: "4.1"
#     cis_aws_4.0.1: "4.1"
#     cis_aws_5.0.0: "4.1"
#     cis_aws_6.0.0: "5.1"
#     cis_aws_7.0: "5.1"
#     aws_security_hub: CloudWatch.2
#   levels:
#     cis_aws_1.2.0: 1
#     cis_aws_1.3.0: 1
#     cis_aws_1.4.0: 1
#     cis_aws_1.5.0: 1
#     cis_aws_2.0.0: [1, 2]
#     cis_aws_3.0.0: [1, 2]
#     cis_aws_4.0.0: 2
#     cis_aws_4.0.1: 2
#     cis_aws_5.0.0: 2
#     cis_aws_6.0.0: 2
#     cis_aws_7.0: 2
#   less_since: cis_aws_2.0.0
#   literal:
#     cis_aws_1.2.0: >-
#       { ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }
#     cis_aws_2.0.0: >-
#       { ($.errorCode ="*UnauthorizedOperation") || ($.errorCode ="AccessDenied*") &&
#       ($.sourceIPAddress!="delivery.logs.amazonaws.com") && ($.eventName!="HeadBucket") }
#     aws_security_hub: >-
#       {($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}
package trailgate.cis_aws.control_4_1

import data.trailgate.asked
import data.trailgate.chain.judgement
import data.trailgate.chain.way
import data.trailgate.partitions
import data.trailgate.record_model

# METADATA
# title: The control's stable id
# description: The same in every version of the benchmark.
id := "unauthorized-api-call-alarm"

# METADATA
# title: The records that a passing account must carry
# description: >-
#   API calls of any service, reads and writes, whose error code is one of the two that the benchmark names. Since 2.0.0
#   it leaves out what log delivery is refused, and what a probe for a bucket is; the text of 1.3.0 to 1.5.0 is broken,
#   and what it meant to say counts.
required_records := {
	"unauthorized-operation": _refused({"errorCode": {"like": ".*UnauthorizedOperation"}}),
	"access-denied": _refused(object.union({"errorCode": {"like": "AccessDenied.*"}}, _spared)),
}

_refused(fields) := record_model.event(
	object.union({"eventType": {"is": "AwsApiCall"}, "awsRegion": partitions.regions}, fields),
	true,
)

default _spared := {
	"sourceIPAddress": {"not": ["delivery.logs.amazonaws.com"]},
	"eventName": {"not": ["HeadBucket"]},
}

_spared := {} if asked.benchmark in {
	"cis_aws_1.2.0",
	"cis_aws_1.3.0",
	"cis_aws_1.4.0",
	"cis_aws_1.5.0",
	"aws_security_hub",
}

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
