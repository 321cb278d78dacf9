# METADATA
# title: A console sign-in without MFA raises an alarm
# description: >-
#   Every successful console sign-in of an IAM user without MFA is recorded by a trail, delivered to a log group,
#   matched by a metric filter, watched by an alarm, and told to someone who has confirmed that they want to hear it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-3
#     description: the same control as AWS Security Hub's CloudWatch.3
# custom:
#   id: console-sign-in-without-mfa-alarm
#   severity: medium
#   benchmarks:
#     cis_aws_1.2.0: "3.2"
#     cis_aws_1.3.0: "4.2"
#     cis_aws_1.4.0: "4.2"
#     cis_aws_1.5.0: "4.2"
#     cis_aws_2.0.0: "4.2"
#     cis_aws_3.0.0: "4.2"
#     cis_aws_4.0.0: "4.2"
#     cis_aws_4.0.1: "4.2"
#     cis_aws_5.0.0: "4.2"
#     cis_aws_6.0.0: "5.2"
#     cis_aws_7.0: "5.2"
#     aws_security_hub: CloudWatch.3
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
#   less_since: cis_aws_1.4.0
#   literal:
#     cis_aws_1.2.0: >-
#       { ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }
#     aws_security_hub: >-
#       { ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type =
#       "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }
package trailgate.cis_aws.control_4_2

import data.trailgate.asked
import data.trailgate.chain.judgement
import data.trailgate.chain.way
import data.trailgate.partitions
import data.trailgate.record_model

# METADATA
# title: The control's stable id
# description: The same in every version of the benchmark.
id := "console-sign-in-without-mfa-alarm"

# METADATA
# title: The records that a passing account must carry
# description: >-
#   A successful sign-in of an IAM user; in 1.2.0 and 1.3.0 of anybody, successful or not. Who signs in through IAM
#   Identity Center or a SAML provider is asked for MFA there, and is not an IAM user.
required_records := {"ConsoleLogin": record_model.event(object.union(_sign_in, _narrower), true)}

_sign_in := {
	"eventName": {"is": "ConsoleLogin"},
	"eventSource": {"is": "signin.amazonaws.com"},
	"eventType": {"is": "AwsConsoleSignIn"},
	"additionalEventData.MFAUsed": {"is": "No"},
	"awsRegion": partitions.regions,
	"readOnly": {"is": false},
}

default _narrower := {
	"userIdentity.type": {"is": "IAMUser"},
	"responseElements.ConsoleLogin": {"is": "Success"},
	"errorCode": {"kinds": ["absent"]},
	"errorMessage": {"kinds": ["absent"]},
}

_narrower := {} if asked.benchmark in {"cis_aws_1.2.0", "cis_aws_1.3.0"}

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
