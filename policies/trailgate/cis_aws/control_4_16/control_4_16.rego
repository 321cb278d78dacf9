# METADATA
# title: Security Hub is enabled
# description: >-
#   AWS Security Hub (CSPM) is enabled in every region in which the account can be used, so that findings of the account
#   come together. No record is asked for, and no chain.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html
#     description: the call that tells in one region whether an account is subscribed, and since when
# custom:
#   id: security-hub-enabled
#   severity: medium
#   benchmarks:
#     cis_aws_1.5.0: "4.16"
#     cis_aws_2.0.0: "4.16"
#     cis_aws_3.0.0: "4.16"
#     cis_aws_4.0.0: "4.16"
#     cis_aws_4.0.1: "4.16"
#     cis_aws_5.0.0: "4.16"
#     cis_aws_6.0.0: "5.16"
#     cis_aws_7.0: "5.16"
#   levels:
#     cis_aws_1.5.0: 2
#     cis_aws_2.0.0: 2
#     cis_aws_3.0.0: 2
#     cis_aws_4.0.0: 2
#     cis_aws_4.0.1: 2
#     cis_aws_5.0.0: 2
#     cis_aws_6.0.0: 2
#     cis_aws_7.0: 2
#   by_hand:
#     - shows: The regions in which the account can be used.
#       command: aws ec2 describe-regions --query 'Regions[].RegionName' --output text
#     - shows: >-
#         In each of them the time since which Security Hub is enabled. Where it is not, AWS says that the account is
#         not subscribed to it; another error says nothing.
#       command: >-
#         for REGION in $(aws ec2 describe-regions --query 'Regions[].RegionName' --output text); do echo "$REGION";
#         aws securityhub describe-hub --region "$REGION" --query SubscribedAt --output text; done
package trailgate.cis_aws.control_4_16

import data.trailgate.services

# METADATA
# title: The control's stable id
# description: The same in every version of the benchmark.
id := "security-hub-enabled"

# METADATA
# title: The service
# description: By its name in AWS's APIs, and for people.
service := {"id": "securityhub", "name": "Security Hub"}

# METADATA
# title: The records that a passing account must carry
# description: None - a service that is enabled leaves nothing for a filter to see.
required_records := {}

# METADATA
# title: The decision
# description: Of the service, region by region.
decision := services.decision(id, service)
