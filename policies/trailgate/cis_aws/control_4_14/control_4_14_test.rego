package trailgate.cis_aws.control_4_14_test

import data.trailgate.cis_aws.control_4_14 as control

test_the_calls_of_the_benchmark_are_asked_for if {
	required := control.required_records with input as {"partition": "aws", "account": "111122223333"}
	count(required) == 11
	{record.fields.eventSource | some record in required} == {{"is": "ec2.amazonaws.com"}}
	{record.recorded_as.readOnly | some record in required} == {"false"}
	{record.global_service | some record in required} == {false}
	{name | some name, record in required; record.fields.eventName == {"is": name}} == object.keys(required)
}
