package trailgate.cis_aws.control_4_10_test

import data.trailgate.cis_aws.control_4_10 as control

_by(benchmark) := {"partition": "aws", "account": "111122223333", "asked": {"benchmark": benchmark}}

test_seven_calls_are_asked_for_since_the_fifth_benchmark_and_six_before if {
	every benchmark in [null, "cis_aws_5.0.0", "cis_aws_6.0.0", "cis_aws_7.0"] {
		records := control.records with input as _by(benchmark)
		[count(records), "ModifySecurityGroupRules" in records] == [7, true]
	}
	every benchmark in ["cis_aws_1.2.0", "cis_aws_3.0.0", "cis_aws_4.0.1", "aws_security_hub"] {
		records := control.records with input as _by(benchmark)
		[count(records), "ModifySecurityGroupRules" in records] == [6, false]
	}
}
