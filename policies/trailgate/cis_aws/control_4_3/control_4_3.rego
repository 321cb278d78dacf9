# METADATA
# title: Use of the root user raises an alarm
# description: >-
#   Every use of the root user is recorded by a trail, delivered to a log group, matched by a metric filter, watched by
#   an alarm, and told to someone who has confirmed that they want to hear it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-1
#     description: the same control as AWS Security Hub's CloudWatch.1
# custom:
#   id: root-usage-alarm
#   severity: high
#   benchmarks:
#     cis_aws_1.2.0: "3.3"
#     cis_aws_1.3.0: "4.3"
#     cis_aws_1.4.0: "4.3"
#     cis_aws_1.5.0: "4.3"
#     cis_aws_2.0.0: "4.3"
#     cis_aws_3.0.0: "4.3"
#     cis_aws_4.0.0: "4.3"
#     cis_aws_4.0.1: "4.3"
#     cis_aws_5.0.0: "4.3"
#     cis_aws_6.0.0: "5.3"
#     cis_aws_7.0: "5.3"
#     aws_security_hub: CloudWatch.1
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
#     cis_aws_1.2.0: >-
#       { $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !=
#       "AwsServiceEvent" }
#     aws_security_hub: >-
#       {$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}
package trailgate.cis_aws.control_4_3

import data.trailgate.chain.judgement
import data.trailgate.chain.way
import data.trailgate.partitions
import data.trailgate.record_model

# METADATA
# title: The control's stable id
# description: The same in every version of the benchmark.
id := "root-usage-alarm"

# METADATA
# title: The records that a passing account must carry
# description: >-
#   Whatever the root user does in person, reads and writes, in any service. What a service does in its name
#   (invokedBy), and what CloudTrail records of services themselves, is left out.
required_records[concat(":", ["root", type])] := _used(type) if some type in _types

_types := {"AwsApiCall", "AwsConsoleAction", "AwsConsoleSignIn"}

_used(type) := record_model.event(
	{
		"userIdentity.type": {"is": "Root"},
		"userIdentity.invokedBy": {"kinds": ["absent"]},
		"eventType": {"is": type},
		"awsRegion": partitions.regions,
	},
	true,
)

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
