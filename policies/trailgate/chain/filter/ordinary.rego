# METADATA
# scope: package
# schemas:
#   - input: {type: object}
# title: Ordinary records - what an account writes all day
# description: >-
#   An alarm that never rests never moves into ALARM, so a filter that matches ordinary traffic tells nobody anything.
#   Each class of ordinary records stands here as required records do; the evaluator decides patterns against it. They
#   are successful calls of any caller.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
#     description: management events, and which of them read
package trailgate.chain.ordinary

import data.trailgate.partitions
import data.trailgate.record_model

# METADATA
# title: The classes, each with the records that belong to it
# description: >-
#   {class: {fields, example}}; `fields` as a required record has them, `example` is one of them. "any" is every
#   management event at all, "any:write" every write of any service; the others are reads, by service and verb, of the
#   services that controls watch.
records := object.union_n([
	{"any": _any, "any:write": _writes},
	{concat(":", [source, verb]): _read(source, object.union(_verb(verb), _free), example) |
		some source, verbs in _reads
		some verb, example in verbs
	},
	{"sts.amazonaws.com:AssumeRole": _read("sts.amazonaws.com", {"eventName": {"is": "AssumeRole"}}, "AssumeRole")},
])

_any := {
	"fields": record_model.specified(object.union(_succeeded, {"recipientAccountId": {"kinds": ["string"]}})),
	"example": {
		"awsRegion": "us-east-1",
		"eventCategory": "Management",
		"eventName": "RunInstances",
		"eventSource": "ec2.amazonaws.com",
		"eventType": "AwsApiCall",
		"managementEvent": true,
		"readOnly": false,
		"recipientAccountId": "111122223333",
	},
}

# Services write on their own account, too: streams of logs, heartbeats of instances, networks of functions.
_writes := _call({"readOnly": {"is": false}}, {"eventName": "CreateLogStream", "eventSource": "logs.amazonaws.com"})

_read(source, named, example) := _call(
	object.union(named, {"eventSource": {"is": source}, "readOnly": {"is": true}}),
	{"eventName": example},
)

# Successful calls that hold these fields, and one of them, which has these values besides.
_call(known, besides) := {"fields": fields, "example": object.union(_fixed(fields), besides)} if {
	fields := record_model.specified(object.union_n([
		_succeeded,
		{"awsRegion": partitions.iam_spec, "eventType": {"is": "AwsApiCall"}},
		known,
	]))
}

# What is the same in all records, known or not.
_fixed(fields) := {path: value | some path, spec in fields; value := _value(spec)}

_value(spec) := spec.is

_value(spec) := spec if spec.unknown

_verb(verb) := {"eventName": {"like": concat("", [verb, "[A-Za-z0-9]+"])}}

# Reads answer nothing that CloudTrail writes down; the credentials of AssumeRole it does.
_free := {"responseElements": {"is": null}}

_succeeded := {"errorCode": {"kinds": ["absent"]}, "errorMessage": {"kinds": ["absent"]}}

# A call that stands for each verb with which the names of a service's reads begin.
_reads := {
	"cloudtrail.amazonaws.com": {"Describe": "DescribeTrails", "Get": "GetTrailStatus", "List": "ListTags"},
	"config.amazonaws.com": {
		"Describe": "DescribeConfigurationRecorders",
		"Get": "GetComplianceDetailsByConfigRule",
		"List": "ListDiscoveredResources",
	},
	"ec2.amazonaws.com": {"Describe": "DescribeInstances", "Get": "GetConsoleOutput"},
	"iam.amazonaws.com": {"Get": "GetRole", "List": "ListUsers"},
	"kms.amazonaws.com": {"Describe": "DescribeKey", "Get": "GetKeyPolicy", "List": "ListAliases"},
	"organizations.amazonaws.com": {"Describe": "DescribeOrganization", "List": "ListAccounts"},
	"s3.amazonaws.com": {"Get": "GetBucketAcl", "List": "ListBuckets"},
	"securityhub.amazonaws.com": {"Describe": "DescribeHub", "Get": "GetFindings", "List": "ListMembers"},
}
