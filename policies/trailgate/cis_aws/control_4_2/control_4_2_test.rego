package trailgate.cis_aws.control_4_2_test

import data.trailgate.cis_aws.control_4_2 as control

_by(benchmark) := {"partition": "aws", "account": "111122223333", "asked": {"benchmark": benchmark}}

test_a_successful_sign_in_of_an_iam_user_is_asked_for if {
	required := control.required_records with input as _by(null)
	fields := required.ConsoleLogin.fields
	fields["userIdentity.type"] == {"is": "IAMUser"}
	fields["responseElements.ConsoleLogin"] == {"is": "Success"}
	fields["additionalEventData.MFAUsed"] == {"is": "No"}
	{fields.errorCode, fields.errorMessage} == {{"kinds": ["absent"]}}
	required.ConsoleLogin.succeeded == null
	required.ConsoleLogin.recorded_as.readOnly == "false"
}

test_every_sign_in_without_mfa_was_asked_for_at_first if {
	every benchmark in ["cis_aws_1.2.0", "cis_aws_1.3.0"] {
		fields := control.required_records.ConsoleLogin.fields with input as _by(benchmark)
		not fields["userIdentity.type"]
		not fields["responseElements.ConsoleLogin"]
		fields.errorCode == {"kinds": ["absent", "string"]}
	}
}

test_security_hub_asks_for_what_its_own_text_matches if {
	fields := control.required_records.ConsoleLogin.fields with input as _by("aws_security_hub")
	fields["userIdentity.type"] == {"is": "IAMUser"}
	fields["responseElements.ConsoleLogin"] == {"is": "Success"}
}
