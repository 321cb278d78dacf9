# METADATA
# title: Network gateway changes raise an alarm
# description: >-
#   Every change of a customer or internet gateway is recorded by a trail, delivered to a log group, matched by a metric
#   filter, watched by an alarm, and told to someone who has confirmed that they want to hear it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-12
#     description: the same control as AWS Security Hub's CloudWatch.12
# custom:
#   id: network-gateway-change-alarm
#   severity: medium
#   benchmarks:
#     cis_aws_1.2.0: "3.12"
#     cis_aws_1.3.0: "4.12"
#     cis_aws_1.4.0: "4.12"
#     cis_aws_1.5.0: "4.12"
#     cis_aws_2.0.0: "4.12"
#     cis_aws_3.0.0: "4.12"
#     cis_aws_4.0.0: "4.12"
#     cis_aws_4.0.1: "4.12"
#     cis_aws_5.0.0: "4.12"
#     cis_aws_6.0.0: "5.12"
#     cis_aws_7.0: "5.12"
#     aws_security_hub: CloudWatch.12
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
#       { ($.eventName = CreateCustomerGateway) || ($.eventName = DeleteCustomerGateway) || ($.eventName =
#       AttachInternetGateway) || ($.eventName = CreateInternetGateway) || ($.eventName =
#       DeleteInternetGateway) || ($.eventName = DetachInternetGateway) }
#     aws_security_hub: >-
#       {($.eventName=CreateCustomerGateway) || ($.eventName=DeleteCustomerGateway) ||
#       ($.eventName=AttachInternetGateway) || ($.eventName=CreateInternetGateway) ||
#       ($.eventName=DeleteInternetGateway) || ($.eventName=DetachInternetGateway)}
package trailgate.cis_aws.control_4_12

import data.trailgate.chain.judgement
import data.trailgate.chain.way
import data.trailgate.record_model

# METADATA
# title: The control's stable id
# description: The same in every version of the benchmark.
id := "network-gateway-change-alarm"

# METADATA
# title: The six calls that change a gateway
# description: >-
#   A record's eventName is the call. Transit, VPN, NAT and egress-only gateways are not on the benchmark's list.
records := {
	"AttachInternetGateway",
	"CreateCustomerGateway",
	"CreateInternetGateway",
	"DeleteCustomerGateway",
	"DeleteInternetGateway",
	"DetachInternetGateway",
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
