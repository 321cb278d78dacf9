package trailgate.cis_aws.control_4_15_test

import data.trailgate.cis_aws.control_4_15 as control

_in(role, partition) := {"partition": partition, "account": "111122223333", "asked": {"role": role}}

_asked_for(role) := names if {
	required := control.required_records with input as _in(role, "aws")
	names := {name | some name, record in required; record.doubtful == null}
}

test_each_role_makes_its_own_calls if {
	{role: count(_asked_for(role)) | some role, _ in control.records} == {
		"outside": 2,
		"member": 3,
		"delegated_administrator": 10,
		"management": 17,
	}
	_asked_for("member") == {"AcceptHandshake", "DeclineHandshake", "LeaveOrganization"}
	not "LeaveOrganization" in _asked_for("management")
	count({"AttachPolicy", "DisablePolicyType", "EnablePolicyType"} - _asked_for("delegated_administrator")) == 0
	not "MoveAccount" in _asked_for("delegated_administrator")
}

test_of_an_account_in_no_known_role_only_what_all_roles_do_is_surely_asked_for if {
	_asked_for(null) == {"AcceptHandshake", "DeclineHandshake"}
	required := control.required_records with input as _in(null, "aws")
	count(required) == 18
	{record.doubtful | some record in required} == {null, "role_unknown"}
}

test_whether_a_member_is_a_delegated_administrator_may_not_be_told if {
	_asked_for("any_member") == _asked_for("member")
	required := control.required_records with input as _in("any_member", "aws")
	object.keys(required) == _asked_for("delegated_administrator")
	{record.doubtful | some record in required} == {null, "role_unknown"}
}

_region(partition) := region if {
	required := control.required_records with input as _in("member", partition)
	region := required.LeaveOrganization.fields.awsRegion
}

test_each_partition_hosts_organizations_in_one_region if {
	_region("aws") == {"is": "us-east-1"}
	_region("aws-cn") == {"is": "cn-northwest-1"}
	_region("aws-new").unknown.reason == "not_supplied"
}
