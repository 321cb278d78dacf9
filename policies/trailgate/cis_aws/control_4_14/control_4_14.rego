# METADATA
# title: VPC changes raise an alarm
# description: >-
#   Every change of a VPC, its peering or its ClassicLink is recorded by a trail, delivered to a log group, matched by a
#   metric filter, watched by an alarm, and told to someone who has confirmed that they want to hear it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-14
#     description: the same control as AWS Security Hub's CloudWatch.14
# custom:
#   id: vpc-change-alarm
#   severity: medium
#   benchmarks:
#     cis_aws_1.2.0: "3.14"
#     cis_aws_1.3.0: "4.14"
#     cis_aws_1.4.0: "4.14"
#     cis_aws_1.5.0: "4.14"
#     cis_aws_2.0.0: "4.14"
#     cis_aws_3.0.0: "4.14"
#     cis_aws_4.0.0: "4.14"
#     cis_aws_4.0.1: "4.14"
#     cis_aws_5.0.0: "4.14"
#     cis_aws_6.0.0: "5.14"
#     cis_aws_7.0: "5.14"
#     aws_security_hub: CloudWatch.14
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
#   notes:
#     - >-
#       The four calls of ClassicLink (AttachClassicLinkVpc, DetachClassicLinkVpc, DisableVpcClassicLink,
#       EnableVpcClassicLink) no longer occur; they stand on the benchmark's list and are asked for.
#   literal:
#     cis_aws_1.2.0: >-
#       { ($.eventName = CreateVpc) || ($.eventName = DeleteVpc) || ($.eventName = ModifyVpcAttribute) ||
#       ($.eventName = AcceptVpcPeeringConnection) || ($.eventName = CreateVpcPeeringConnection) ||
#       ($.eventName = DeleteVpcPeeringConnection) || ($.eventName = RejectVpcPeeringConnection) ||
#       ($.eventName = AttachClassicLinkVpc) || ($.eventName = DetachClassicLinkVpc) || ($.eventName =
#       DisableVpcClassicLink) || ($.eventName = EnableVpcClassicLink) }
#     aws_security_hub: >-
#       {($.eventName=CreateVpc) || ($.eventName=DeleteVpc) || ($.eventName=ModifyVpcAttribute) ||
#       ($.eventName=AcceptVpcPeeringConnection) || ($.eventName=CreateVpcPeeringConnection) ||
#       ($.eventName=DeleteVpcPeeringConnection) || ($.eventName=RejectVpcPeeringConnection) ||
#       ($.eventName=AttachClassicLinkVpc) || ($.eventName=DetachClassicLinkVpc) ||
#       ($.eventName=DisableVpcClassicLink) || ($.eventName=EnableVpcClassicLink)}
package trailgate.cis_aws.control_4_14

import data.trailgate.chain.judgement
import data.trailgate.chain.way
import data.trailgate.record_model

# METADATA
# title: The control's stable id
# description: The same in every version of the benchmark.
id := "vpc-change-alarm"

# METADATA
# title: The eleven calls that change a VPC
# description: >-
#   A record's eventName is the call. Those of ClassicLink no longer occur, and are still on the benchmark's list.
records := {
	"AcceptVpcPeeringConnection",
	"AttachClassicLinkVpc",
	"CreateVpc",
	"CreateVpcPeeringConnection",
	"DeleteVpc",
	"DeleteVpcPeeringConnection",
	"DetachClassicLinkVpc",
	"DisableVpcClassicLink",
	"EnableVpcClassicLink",
	"ModifyVpcAttribute",
	"RejectVpcPeeringConnection",
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
