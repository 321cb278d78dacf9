package trailgate.record_model_test

import data.trailgate.record_model

_subject := {"partition": "aws", "account": "111122223333", "enabled_regions": ["eu-west-1", "us-east-1"]}

test_a_field_has_one_spec if {
	fields := record_model.specified({"eventSource": {"is": "s3.amazonaws.com"}}) with input as _subject
	fields.eventSource == {"is": "s3.amazonaws.com"}
	fields.eventName == {"kinds": ["string"]}
	fields.recipientAccountId == {"is": "111122223333"}
}

test_a_call_that_writes_is_recorded_as_one if {
	record := record_model.write("s3.amazonaws.com", "PutThing", {"is": "us-east-1"}, true) with input as _subject
	record.recorded_as == {"eventCategory": "Management", "readOnly": "false"}
	record.global_service == true
	record.fields.eventType == {"is": "AwsApiCall"}
	record.succeeded == {"errorCode": {"kinds": ["absent"]}, "errorMessage": {"kinds": ["absent"]}}
}

test_the_calls_of_a_regional_service_may_be_made_in_every_enabled_region if {
	records := record_model.writes("s3.amazonaws.com", {"PutThing"}) with input as _subject
	object.keys(records) == {"PutThing"}
	records.PutThing.fields.awsRegion == {"one_of": ["eu-west-1", "us-east-1"]}
	records.PutThing.global_service == false
}

test_what_reads_or_writes_is_recorded_as_both if {
	record := record_model.event({"eventType": {"is": "AwsApiCall"}}, true) with input as _subject
	record.recorded_as.readOnly == "both"
	read := record_model.event({"readOnly": {"is": true}}, true) with input as _subject
	read.recorded_as.readOnly == "true"
}

test_where_an_error_is_asked_for_nothing_is_told_of_calls_that_succeeded if {
	record := record_model.event({"errorCode": {"is": "AccessDenied"}}, true) with input as _subject
	record.succeeded == null
}

test_where_an_error_is_asked_for_by_its_message_nothing_is_told_of_calls_that_succeeded if {
	every spec in [{"is": "Failed authentication"}, {"kinds": ["absent"]}] {
		record := record_model.event({"errorMessage": spec}, true) with input as _subject
		record.succeeded == null
	}
}
