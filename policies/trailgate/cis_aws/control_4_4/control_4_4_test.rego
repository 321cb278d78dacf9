package trailgate.cis_aws.control_4_4_test

import data.trailgate.cis_aws.control_4_4 as control
import data.trailgate.passing_test as passing

_links := {
	"trail": {"id": passing.trail, "at": "0#/trail"},
	"log_group": {"id": passing.log_group, "at": "0#/log_group"},
	"metric_filter": {"id": passing.metric_filter, "at": "0#/metric_filter"},
	"metric": {"id": passing.metric, "at": "0#/metric_filter"},
	"alarm": {"id": passing.alarm, "at": passing.document.alarms[passing.alarm].at},
	"topic": {"id": passing.topic, "at": "0#/topic"},
	"subscription": {"id": passing.subscription, "at": "0#/subscription"},
}

_record(name, account, region) := {
	"fields": object.union(_fields, {
		"eventName": {"is": name},
		"recipientAccountId": account,
		"awsRegion": {"is": region},
	}),
	"recorded_as": {"eventCategory": "Management", "readOnly": "false"},
	"global_service": true,
	"succeeded": {"errorCode": {"kinds": ["absent"]}, "errorMessage": {"kinds": ["absent"]}},
}

_fields := {
	"errorCode": {"kinds": ["absent", "string"]},
	"eventCategory": {"is": "Management"},
	"eventID": {"kinds": ["string"]},
	"eventSource": {"is": "iam.amazonaws.com"},
	"eventTime": {"kinds": ["string"]},
	"eventType": {"is": "AwsApiCall"},
	"eventVersion": {"kinds": ["string"]},
	"managementEvent": {"is": true},
	"readOnly": {"is": false},
	"sourceIPAddress": {"kinds": ["string"]},
	"userIdentity": {"kinds": ["object"]},
}

test_the_whole_chain_passes_and_is_its_own_evidence if {
	decision := control.decision with input as passing.document
	decision == {
		"status": "pass",
		"effective": "yes",
		"exception": null,
		"exceptions": set(),
		"exclusions": set(),
		"records": {"carried": passing.records, "unknown": set(), "missing": set()},
		"chains": {{
			"value": "holds",
			"effective": "yes",
			"records": passing.records,
			"links": _links,
			"weaknesses": set(),
		}},
		"breaks": set(),
		"gaps": set(),
		"changes": null,
	}
}

test_the_control_requires_the_sixteen_calls_of_the_benchmark if {
	count(control.records) == 16
	control.records == passing.records
}

test_an_empty_document_fails if {
	empty := {
		"origin": {"kind": "aws_snapshot", "as_of": null},
		"subject": {"account": passing.account, "partition": "aws"},
		"settings": {"attestations": [], "waivers": [], "stale_after_hours": 24},
		"trails": {}, "log_groups": {}, "metric_filters": {}, "alarms": {}, "topics": {}, "subscriptions": {},
		"gaps": {}, "patterns": {},
		"index": {
			"metric_filters_by_log_group": {}, "alarms_by_metric": {}, "subscriptions_by_topic": {},
			"gaps_by_scope": {},
		},
	}
	decision := control.decision with input as empty
	decision.status == "fail"
	{one.code | some one in decision.breaks} == {"trail_none"}
}

test_what_is_no_document_fails if {
	status := control.status with input as {}
	status == "fail"
}

test_silence_fails if {
	status := control.status with control.decision as {}
	status == "fail"
}

test_the_chains_the_gaps_and_the_weaknesses_stand_alone if {
	document := passing.changed({"alarms": {passing.alarm: {"actions_enabled": false}}})
	chains := control.chains with input as document
	count(chains) == 1
	gaps := control.gaps with input as document
	gaps == set()
	weaknesses := control.weaknesses with input as document
	{one.code | some one in weaknesses} == {"actions_disabled"}
}

test_the_entry_point_has_one_decision_per_control if {
	decision := data.trailgate.decision with input as passing.document
	object.keys(decision) == {passing.control}
	decision[passing.control].status == "pass"
}

test_the_entry_point_says_which_records_are_required if {
	subject := {"partition": "aws-us-gov", "account": null, "asked": {"controls": [passing.control]}}
	required := data.trailgate.required_records with input as subject
	object.keys(required) == {passing.control}
	account := {"unknown": {"reason": "not_supplied", "like": "[0-9]{12}"}}
	required[passing.control] == {name: _record(name, account, "us-gov-west-1") | some name in passing.records}
}

test_the_entry_point_says_which_records_are_ordinary if {
	ordinary := data.trailgate.ordinary_records with input as {"partition": "aws", "account": null}
	{"any", "iam.amazonaws.com:Get", "sts.amazonaws.com:AssumeRole"} - object.keys(ordinary) == set()
}

test_only_a_control_that_is_asked_for_is_walked if {
	walked := data.trailgate.walked with input as object.union(passing.document, {"walk": "CreatePolicy"})
	object.keys(walked) == {passing.control}
}

test_one_record_can_be_followed_through_the_account if {
	document := object.union(
		passing.changed({"patterns": {passing.pattern: {"coverage": {"trace": {"CreateUser": passing.always}}}}}),
		{"trace": {
			"id": "CreateUser",
			"record": {
				"fields": {"eventSource": {"is": "iam.amazonaws.com"}, "eventType": {"is": "AwsApiCall"}},
				"recorded_as": {"eventCategory": "Management", "readOnly": "false"},
				"global_service": true,
			},
		}},
	)
	traced := data.trailgate.traced with input as document
	[traced.status, traced.records.carried] == ["pass", {"CreateUser"}]
}
