package trailgate.cis_aws.control_4_16_test

import data.trailgate.cis_aws.control_4_16 as control

_document(enabled) := {
	"origin": {"as_of": 1000},
	"subject": {"account": "111122223333", "partition": "aws", "enabled_regions": ["us-east-1"]},
	"settings": {"attestations": [], "waivers": []},
	"services": {"hub": {
		"id": "hub",
		"name": "Security Hub",
		"service": "securityhub",
		"account": "111122223333",
		"region": "us-east-1",
		"at": "0#/hub",
		"enabled": enabled,
	}},
	"gaps": {},
	"index": {"gaps_by_scope": {}},
}

test_no_record_is_asked_for if {
	control.required_records == {}
}

test_security_hub_is_what_is_asked_for if {
	passing := control.decision with input as _document(true)
	passing.status == "pass"
	failing := control.decision with input as _document(false)
	failing.status == "fail"
	{found.detail.service | some found in failing.breaks} == {"Security Hub"}
}
