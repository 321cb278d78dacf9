package trailgate.cis_aws.control_4_6_test

import data.trailgate.cis_aws.control_4_6 as control

_by(benchmark) := {"partition": "aws", "account": "111122223333", "asked": {"benchmark": benchmark}}

test_a_sign_in_that_fails_for_its_password_is_asked_for if {
	record := control.required_records.ConsoleLogin with input as _by(null)
	record.fields.errorMessage == {"is": "Failed authentication"}
	record.fields["responseElements.ConsoleLogin"] == {"is": "Failure"}
	record.fields.eventType == {"is": "AwsConsoleSignIn"}
	[record.recorded_as.readOnly, record.global_service] == ["false", true]
}
