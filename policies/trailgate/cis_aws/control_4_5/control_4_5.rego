# METADATA
# title: CloudTrail configuration changes raise an alarm
# description: >-
#   Every change of a trail, and every start and stop of its logging, is recorded by a trail, delivered to a log group,
#   matched by a metric filter, watched by an alarm, and told to someone who has confirmed that they want to hear it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-5
#     description: the same control as AWS Security Hub's CloudWatch.5
# custom:
#   id: cloudtrail-change-alarm
#   severity: medium
#   benchmarks:
#     cis_aws_1.2.0: "3.5"
#     cis_aws_1.3.0: "4.5"
#     cis_aws_1.4.0: "4.5"
#     cis_aws_1.5.0: "4.5"
#     cis_aws_2.0.0: "4.5"
#     cis_aws_3.0.0: "4.5"
#     cis_aws_4.0.0: "4.5"
#     cis_aws_4.0.1: "4.5"
#     cis_aws_5.0.0: "4.5"
#     cis_aws_6.0.0: "5.5"
#     cis_aws_7.0: "5.5"
#     aws_security_hub: CloudWatch.5
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
#       { ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) ||
#       ($.eventName = StartLogging) || ($.eventName = StopLogging) }
#     aws_security_hub: >-
#       {($.eventName=CreateTrail) || ($.eventName=UpdateTrail) || ($.eventName=DeleteTrail) ||
#       ($.eventName=StartLogging) || ($.eventName=StopLogging)}
package trailgate.cis_aws.control_4_5

import data.trailgate.chain.judgement
import data.trailgate.chain.way
import data.trailgate.record_model

# METADATA
# title: The control's stable id
# description: The same in every version of the benchmark.
id := "cloudtrail-change-alarm"

# METADATA
# title: The five calls that change a trail
# description: A record's eventName is the call. They are made in the trail's home region, which may be any.
records := {
	"CreateTrail",
	"DeleteTrail",
	"StartLogging",
	"StopLogging",
	"UpdateTrail",
}

# METADATA
# title: The records that a passing account must carry
# description: Calls that write, of a service of each region.
required_records := record_model.writes("cloudtrail.amazonaws.com", records)

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
