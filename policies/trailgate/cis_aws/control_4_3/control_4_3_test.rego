package trailgate.cis_aws.control_4_3_test

import data.trailgate.cis_aws.control_4_3 as control

_by(benchmark) := {"partition": "aws", "account": "111122223333", "asked": {"benchmark": benchmark}}

test_whatever_root_does_in_person_is_asked_for if {
	required := control.required_records with input as _by(null)
	object.keys(required) == {"root:AwsApiCall", "root:AwsConsoleAction", "root:AwsConsoleSignIn"}
	every name, record in required {
		record.fields.eventType == {"is": trim_prefix(name, "root:")}
		record.fields["userIdentity.type"] == {"is": "Root"}
		record.fields["userIdentity.invokedBy"] == {"kinds": ["absent"]}
		[record.recorded_as.readOnly, record.global_service] == ["both", true]
	}
}
