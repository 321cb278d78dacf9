# METADATA
# title: Failed console sign-ins raise an alarm
# description: >-
#   Every console sign-in that fails for a wrong password is recorded by a trail, delivered to a log group, matched by a
#   metric filter, watched by an alarm, and told to someone who has confirmed that they want to hear it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-6
#     description: the same control as AWS Security Hub's CloudWatch.6
# custom:
#   id: console-authentication-failure-alarm
#   severity: medium
#   benchmarks:
#     cis_aws_1.2.0: "3.6"
#     cis_aws_1.3.0: "4.6"
#     cis_aws_1.4.0: "4.6"
#     cis_aws_1.5.0: "4.6"
#     cis_aws_2.0.0: "4.6"
#     cis_aws_3.0.0: "4.6"
#     cis_aws_4.0.0: "4.6"
#     cis_aws_4.0.1: "4.6"
#     cis_aws_5.0.0: "4.6"
#     cis_aws_6.0.0: "5.6"
#     cis_aws_7.0: "5.6"
#     aws_security_hub: CloudWatch.6
#   levels:
#     cis_aws_1.2.0: 2
#     cis_aws_1.3.0: 2
#     cis_aws_1.4.0: 2
#     cis_aws_1.5.0: 2
#     cis_aws_2.0.0: 2
#     cis_aws_3.0.0: 2
#     cis_aws_4.0.0: 2
#     cis_aws_4.0.1: 2
#     cis_aws_5.0.0: 2
#     cis_aws_6.0.0: [1, 2]
#     cis_aws_7.0: 2
#   literal:
#     cis_aws_1.2.0: >-
#       { ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }
#     aws_security_hub: >-
#       {($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}
package trailgate.cis_aws.control_4_6

import data.trailgate.chain.judgement
import data.trailgate.chain.way
import data.trailgate.partitions
import data.trailgate.record_model

# METADATA
# title: The control's stable id
# description: The same in every version of the benchmark.
id := "console-authentication-failure-alarm"

# METADATA
# title: The records that a passing account must carry
# description: >-
#   The benchmark names one message. A name that the account does not have, and sign-in policies, have others.
required_records := {"ConsoleLogin": record_model.event(
	{
		"eventName": {"is": "ConsoleLogin"},
		"eventSource": {"is": "signin.amazonaws.com"},
		"eventType": {"is": "AwsConsoleSignIn"},
		"errorMessage": {"is": "Failed authentication"},
		"responseElements.ConsoleLogin": {"is": "Failure"},
		"awsRegion": partitions.regions,
		"readOnly": {"is": false},
	},
	true,
)}

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
