# METADATA
# title: Disabling or scheduling deletion of a customer key raises an alarm
# description: >-
#   Every disabling of a KMS key, and every scheduling of its deletion, is recorded by a trail, delivered to a log
#   group, matched by a metric filter, watched by an alarm, and told to someone who has confirmed that they want to hear
#   it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-7
#     description: the same control as AWS Security Hub's CloudWatch.7
# custom:
#   id: cmk-disable-or-deletion-alarm
#   severity: medium
#   benchmarks:
#     cis_aws_1.2.0: "3.7"
#     cis_aws_1.3.0: "4.7"
#     cis_aws_1.4.0: "4.7"
#     cis_aws_1.5.0: "4.7"
#     cis_aws_2.0.0: "4.7"
#     cis_aws_3.0.0: "4.7"
#     cis_aws_4.0.0: "4.7"
#     cis_aws_4.0.1: "4.7"
#     cis_aws_5.0.0: "4.7"
#     cis_aws_6.0.0: "5.7"
#     cis_aws_7.0: "5.7"
#     aws_security_hub: CloudWatch.7
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
#     cis_aws_1.2.0: >-
#       {($.eventSource = kms.amazonaws.com) &&
#       (($.eventName=DisableKey)||($.eventName=ScheduleKeyDeletion)) }
#     aws_security_hub: >-
#       {($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion))}
package trailgate.cis_aws.control_4_7

import data.trailgate.chain.judgement
import data.trailgate.chain.way
import data.trailgate.record_model

# METADATA
# title: The control's stable id
# description: The same in every version of the benchmark.
id := "cmk-disable-or-deletion-alarm"

# METADATA
# title: The two calls that take a customer key away
# description: A record's eventName is the call.
records := {
	"DisableKey",
	"ScheduleKeyDeletion",
}

# METADATA
# title: The records that a passing account must carry
# description: Calls that write, of a service of each region.
required_records := record_model.writes("kms.amazonaws.com", records)

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
