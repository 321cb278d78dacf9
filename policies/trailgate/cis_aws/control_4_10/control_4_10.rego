# METADATA
# title: Security group changes raise an alarm
# description: >-
#   Every change of a security group is recorded by a trail, delivered to a log group, matched by a metric filter,
#   watched by an alarm, and told to someone who has confirmed that they want to hear it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-10
#     description: the same control as AWS Security Hub's CloudWatch.10
# custom:
#   id: security-group-change-alarm
#   severity: medium
#   benchmarks:
#     cis_aws_1.2.0: "3.10"
#     cis_aws_1.3.0: "4.10"
#     cis_aws_1.4.0: "4.10"
#     cis_aws_1.5.0: "4.10"
#     cis_aws_2.0.0: "4.10"
#     cis_aws_3.0.0: "4.10"
#     cis_aws_4.0.0: "4.10"
#     cis_aws_4.0.1: "4.10"
#     cis_aws_5.0.0: "4.10"
#     cis_aws_6.0.0: "5.10"
#     cis_aws_7.0: "5.10"
#     aws_security_hub: CloudWatch.10
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
#   since:
#     ModifySecurityGroupRules: cis_aws_5.0.0
#   literal:
#     cis_aws_1.2.0: >-
#       { ($.eventName = AuthorizeSecurityGroupIngress) || ($.eventName = AuthorizeSecurityGroupEgress) ||
#       ($.eventName = RevokeSecurityGroupIngress) || ($.eventName = RevokeSecurityGroupEgress) ||
#       ($.eventName = CreateSecurityGroup) || ($.eventName = DeleteSecurityGroup) }
#     cis_aws_5.0.0: >-
#       { ($.eventName = AuthorizeSecurityGroupIngress) || ($.eventName = AuthorizeSecurityGroupEgress) ||
#       ($.eventName = RevokeSecurityGroupIngress) || ($.eventName = RevokeSecurityGroupEgress) ||
#       ($.eventName = CreateSecurityGroup) || ($.eventName = DeleteSecurityGroup) || ($.eventName =
#       ModifySecurityGroupRules) }
#     aws_security_hub: >-
#       {($.eventName=AuthorizeSecurityGroupIngress) || ($.eventName=AuthorizeSecurityGroupEgress) ||
#       ($.eventName=RevokeSecurityGroupIngress) || ($.eventName=RevokeSecurityGroupEgress) ||
#       ($.eventName=CreateSecurityGroup) || ($.eventName=DeleteSecurityGroup)}
package trailgate.cis_aws.control_4_10

import data.trailgate.asked
import data.trailgate.chain.judgement
import data.trailgate.chain.way
import data.trailgate.record_model

# METADATA
# title: The control's stable id
# description: The same in every version of the benchmark.
id := "security-group-change-alarm"

# METADATA
# title: The calls that change a security group
# description: A record's eventName is the call. Up to 4.0.1 the benchmark lists six, since 5.0.0 one more.
records := _first | {record | some record in _later; not asked.benchmark in _six}

_first := {
	"AuthorizeSecurityGroupEgress",
	"AuthorizeSecurityGroupIngress",
	"CreateSecurityGroup",
	"DeleteSecurityGroup",
	"RevokeSecurityGroupEgress",
	"RevokeSecurityGroupIngress",
}

_later := {"ModifySecurityGroupRules"}

_six := {
	"cis_aws_1.2.0",
	"cis_aws_1.3.0",
	"cis_aws_1.4.0",
	"cis_aws_1.5.0",
	"cis_aws_2.0.0",
	"cis_aws_3.0.0",
	"cis_aws_4.0.0",
	"cis_aws_4.0.1",
	"aws_security_hub",
}

# METADATA
# title: The records that a passing account must carry
# description: Calls that write, of a service of each region.
required_records := record_model.writes("ec2.amazonaws.com", records)

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
