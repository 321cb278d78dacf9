package trailgate.cis_aws.control_4_1_test

import data.trailgate.cis_aws.control_4_1 as control

_by(benchmark) := {"partition": "aws", "account": "111122223333", "asked": {"benchmark": benchmark}}

test_two_error_codes_are_asked_for_in_any_call_that_reads_or_writes if {
	required := control.required_records with input as _by(null)
	{name: record.fields.errorCode | some name, record in required} == {
		"access-denied": {"like": "AccessDenied.*"},
		"unauthorized-operation": {"like": ".*UnauthorizedOperation"},
	}
	{record.recorded_as.readOnly | some record in required} == {"both"}
	{record.global_service | some record in required} == {true}
	{record.fields.eventSource | some record in required} == {{"kinds": ["string"]}}
}

test_what_log_delivery_and_probes_are_refused_is_spared_since_the_second_benchmark if {
	every benchmark in [null, "cis_aws_2.0.0", "cis_aws_7.0"] {
		spared := control.required_records["access-denied"].fields with input as _by(benchmark)
		spared.eventName == {"not": ["HeadBucket"]}
		spared.sourceIPAddress == {"not": ["delivery.logs.amazonaws.com"]}
	}
	every benchmark in ["cis_aws_1.2.0", "cis_aws_1.3.0", "cis_aws_1.4.0", "cis_aws_1.5.0", "aws_security_hub"] {
		whole := control.required_records["access-denied"].fields with input as _by(benchmark)
		whole.eventName == {"kinds": ["string"]}
		whole.sourceIPAddress == {"kinds": ["string"]}
	}
	other := control.required_records["unauthorized-operation"].fields.eventName with input as _by(null)
	other == {"kinds": ["string"]}
}
