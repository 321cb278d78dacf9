# METADATA
# title: AWS Config changes raise an alarm
# description: >-
#   Every change of AWS Config's recorder or delivery channel is recorded by a trail, delivered to a log group, matched
#   by a metric filter, watched by an alarm, and told to someone who has confirmed that they want to hear it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-9
#     description: the same control as AWS Security Hub's CloudWatch.9
# custom:
#   id: config-change-alarm
#   severity: medium
#   benchmarks:
#     cis_aws_1.2.0: "3.9"
#     cis_aws_1.3.0: "4.9"
#     cis_aws_1.4.0: "4.9"
#     cis_aws_1.5.0: "4.9"
#     cis_aws_2.0.0: "4.9"
#     cis_aws_3.0.0: "4.9"
#     cis_aws_4.0.0: "4.9"
#     cis_aws_4.0.1: "4.9"
#     cis_aws_5.0.0: "4.9"
#     cis_aws_6.0.0: "5.9"
#     cis_aws_7.0: "5.9"
#     aws_security_hub: CloudWatch.9
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
#     cis_aws_6.0.0: 2
#     cis_aws_7.0: 2
#   literal:
#     cis_aws_1.2.0: "\
#       { ($.eventSource = config.amazonaws.com) && (($.eventName=StopConfigurationRecorder)||\
#       ($.eventName=DeleteDeliveryChannel)||($.eventName=PutDeliveryChannel)||\
#       ($.eventName=PutConfigurationRecorder)) }"
#     aws_security_hub: >-
#       {($.eventSource=config.amazonaws.com) && (($.eventName=StopConfigurationRecorder) ||
#       ($.eventName=DeleteDeliveryChannel) || ($.eventName=PutDeliveryChannel) ||
#       ($.eventName=PutConfigurationRecorder))}
package trailgate.cis_aws.control_4_9

import data.trailgate.chain.judgement
import data.trailgate.chain.way
import data.trailgate.record_model

# METADATA
# title: The control's stable id
# description: The same in every version of the benchmark.
id := "config-change-alarm"

# METADATA
# title: The four calls that change what AWS Config records
# description: A record's eventName is the call. The benchmark's list lacks DeleteConfigurationRecorder.
records := {
	"DeleteDeliveryChannel",
	"PutConfigurationRecorder",
	"PutDeliveryChannel",
	"StopConfigurationRecorder",
}

# METADATA
# title: The records that a passing account must carry
# description: Calls that write, of a service of each region.
required_records := record_model.writes("config.amazonaws.com", records)

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
