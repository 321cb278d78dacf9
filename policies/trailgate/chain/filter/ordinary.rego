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

# METADATA
# title: The classes, each with the records that belong to it
# description: >-
#   {class: {constants, typed, example}}, as a control's required records; `example` is one of them. "any" is every
#   management event at all, "any:write" every write of any service; the others are reads, by service and verb, of the
#   services that controls watch.
records := object.union_n([
	{"any": _any, "any:write": _writes},
	{concat(":", [source, verb]): _read(source, object.union(_verb(verb), _free), example) |
		some source, verbs in _reads
		some verb, example in verbs
	},
	{"sts.amazonaws.com:AssumeRole": _read("sts.amazonaws.com", {"eventName": "AssumeRole"}, "AssumeRole")},
])

_any := {
	"constants": _management,
	"typed": object.union(_present, {
		"awsRegion": ["string"],
		"eventName": ["string"],
		"eventSource": ["string"],
		"eventType": ["string"],
		"readOnly": ["true", "false"],
		"recipientAccountId": ["string"],
	}),
	"example": object.union(_management, {
		"awsRegion": "us-east-1",
		"eventName": "RunInstances",
		"eventSource": "ec2.amazonaws.com",
		"eventType": "AwsApiCall",
		"readOnly": false,
		"recipientAccountId": "111122223333",
	}),
}

# Services write on their own account, too: streams of logs, heartbeats of instances, networks of functions.
_writes := {
	"constants": constants,
	"typed": object.union(_present, {"eventName": ["string"], "eventSource": ["string"]}),
	"example": object.union(constants, {"eventName": "CreateLogStream", "eventSource": "logs.amazonaws.com"}),
} if {
	constants := object.union(_management, {
		"awsRegion": partitions.iam_region,
		"eventType": "AwsApiCall",
		"readOnly": false,
		"recipientAccountId": partitions.subject_account,
	})
}

_read(source, named, example) := {
	"constants": constants,
	"typed": _present,
	"example": object.union(constants, {"eventName": example}),
} if {
	constants := object.union_n([_management, named, {
		"awsRegion": partitions.iam_region,
		"eventSource": source,
		"eventType": "AwsApiCall",
		"readOnly": true,
		"recipientAccountId": partitions.subject_account,
	}])
}

_verb(verb) := {"eventName": {"unknown": {"reason": "not_supplied", "like": concat("", ["^", verb, "[A-Za-z0-9]+$"])}}}

# Reads answer nothing that CloudTrail writes down; the credentials of AssumeRole it does.
_free := {"responseElements": null}

_management := {"eventCategory": "Management", "managementEvent": true}

_present := {
	"errorCode": ["absent"],
	"errorMessage": ["absent"],
	"eventID": ["string"],
	"eventTime": ["string"],
	"eventVersion": ["string"],
	"sourceIPAddress": ["string"],
	"userIdentity": ["object"],
}

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
