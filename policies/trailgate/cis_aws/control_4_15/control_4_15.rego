# METADATA
# title: AWS Organizations changes raise an alarm
# description: >-
#   Every change of the organization is recorded by a trail, delivered to a log group, matched by a metric filter,
#   watched by an alarm, and told to someone who has confirmed that they want to hear it.
# custom:
#   id: organizations-change-alarm
#   severity: medium
#   benchmarks:
#     cis_aws_1.3.0: "4.15"
#     cis_aws_1.4.0: "4.15"
#     cis_aws_1.5.0: "4.15"
#     cis_aws_2.0.0: "4.15"
#     cis_aws_3.0.0: "4.15"
#     cis_aws_4.0.0: "4.15"
#     cis_aws_4.0.1: "4.15"
#     cis_aws_5.0.0: "4.15"
#     cis_aws_6.0.0: "5.15"
#     cis_aws_7.0: "5.15"
#   levels:
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
#       Which of the calls are asked for hangs on the account's role: outside an organization AcceptHandshake and
#       DeclineHandshake; of a member LeaveOrganization as well; of a delegated administrator AttachPolicy,
#       CreatePolicy, DeletePolicy, DetachPolicy, DisablePolicyType, EnablePolicyType and UpdatePolicy as well; of the
#       management account all but LeaveOrganization. A snapshot tells the role, and that a member is no delegated
#       administrator the snapshot of the management account beside it (collect --cross-account), or --role.
#   literal:
#     cis_aws_1.3.0: >-
#       { ($.eventSource = organizations.amazonaws.com) && (($.eventName = "AcceptHandshake") ||
#       ($.eventName = "AttachPolicy") || ($.eventName = "CreateAccount") || ($.eventName =
#       "CreateOrganizationalUnit") || ($.eventName = "CreatePolicy") || ($.eventName = "DeclineHandshake")
#       || ($.eventName = "DeleteOrganization") || ($.eventName = "DeleteOrganizationalUnit") ||
#       ($.eventName = "DeletePolicy") || ($.eventName = "DetachPolicy") || ($.eventName =
#       "DisablePolicyType") || ($.eventName = "EnablePolicyType") || ($.eventName =
#       "InviteAccountToOrganization") || ($.eventName = "LeaveOrganization") || ($.eventName =
#       "MoveAccount") || ($.eventName = "RemoveAccountFromOrganization") || ($.eventName = "UpdatePolicy")
#       || ($.eventName = "UpdateOrganizationalUnit")) }
package trailgate.cis_aws.control_4_15

import data.trailgate.asked
import data.trailgate.chain.judgement
import data.trailgate.chain.way
import data.trailgate.partitions
import data.trailgate.record_model

# METADATA
# title: The control's stable id
# description: The same in every version of the benchmark.
id := "organizations-change-alarm"

# METADATA
# title: The calls that change an organization, by who can make them
# description: >-
#   An account outside an organization answers invitations, a member leaves, a delegated administrator for policies
#   writes them and turns their types on and off, and the management account does all but leave. A record's eventName is
#   the call.
# related_resources:
#   - ref: https://docs.aws.amazon.com/organizations/latest/APIReference/action-reference.html
#     description: which account can call what
records := {
	"outside": _answers,
	"member": (_answers | {"LeaveOrganization"}),
	"delegated_administrator": ((_answers | {"LeaveOrganization"}) | _policies),
	"management": ((_answers | _policies) | _management),
}

_answers := {"AcceptHandshake", "DeclineHandshake"}

_policies := {
	"AttachPolicy",
	"CreatePolicy",
	"DeletePolicy",
	"DetachPolicy",
	"DisablePolicyType",
	"EnablePolicyType",
	"UpdatePolicy",
}

_management := {
	"CreateAccount",
	"CreateOrganizationalUnit",
	"DeleteOrganization",
	"DeleteOrganizationalUnit",
	"InviteAccountToOrganization",
	"MoveAccount",
	"RemoveAccountFromOrganization",
	"UpdateOrganizationalUnit",
}

# METADATA
# title: The records that a passing account must carry
# description: >-
#   Those of the account's role; where nobody tells it, those of every role that it may have, of which only what all of
#   these do is surely asked for. Organizations records all calls in one region of the partition.
required_records[name] := object.union(record, {"doubtful": _doubtful(name)}) if {
	some name, record in record_model.calls("organizations.amazonaws.com", _possible, _region, true)
}

_possible contains name if {
	some role in _roles
	some name in records[role]
}

default _doubtful(_) := null

_doubtful(name) := "role_unknown" if {
	some role in _roles
	not name in records[role]
}

# The roles that the account may have.
_roles := {asked.role} if records[asked.role]

_roles := {"member", "delegated_administrator"} if asked.role == "any_member"

_roles := object.keys(records) if {
	not records[asked.role]
	asked.role != "any_member"
}

_region := {"is": _regions[partitions.partition]}

_region := {"unknown": {"reason": "not_supplied", "like": "[a-z]{2,4}-[a-z-]+-[0-9]"}} if {
	not _regions[partitions.partition]
}

_regions := {
	"aws": "us-east-1",
	"aws-us-gov": "us-gov-west-1",
	"aws-cn": "cn-northwest-1",
	"aws-iso": "us-iso-east-1",
	"aws-iso-b": "us-isob-east-1",
	"aws-iso-e": "eu-isoe-west-1",
	"aws-iso-f": "us-isof-south-1",
}

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
