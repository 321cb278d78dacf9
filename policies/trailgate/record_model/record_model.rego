# METADATA
# scope: package
# schemas:
#   - input: {type: object}
# title: The record model - what is known of a CloudTrail record
# description: >-
#   A control requires records: {RECORD_ID: {fields, recorded_as, global_service, succeeded}}. `fields` has a spec for
#   each dotted path, and every other path is free. `recorded_as` is what CloudTrail's own selectors see besides. The
#   specs are {"is": VALUE}, {"unknown": …}, {"one_of": [..]}, {"like": REGEX}, {"not": [..]} and {"kinds": [..]}; all
#   but the last say that the field is there, unless "absent": true stands beside them. `succeeded` is what else is
#   known where the call did not fail, null where that tells nothing. `excluded` is what an organisation excludes of the
#   record, where it does: {id, fields}, each of which takes away the records that hold all its fields.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
#     description: the fields of a record, and which are optional
package trailgate.record_model

import data.trailgate.partitions

# METADATA
# title: What every management event carries
# description: >-
#   CloudTrail's record reference marks these fields as never absent. It calls the two flags optional; that they are
#   always written is an assumption.
management := {
	"eventVersion": _text,
	"eventTime": _text,
	"eventID": _text,
	"eventSource": _text,
	"eventName": _text,
	"eventType": _text,
	"awsRegion": _text,
	"sourceIPAddress": _text,
	"userIdentity": {"kinds": ["object"]},
	"eventCategory": {"is": "Management"},
	"managementEvent": {"is": true},
	"readOnly": {"kinds": ["boolean"]},
	"errorCode": {"kinds": ["absent", "string"]},
	"recipientAccountId": partitions.subject_account,
}

# METADATA
# title: Management events of this account that hold these fields besides
# description: >-
#   `fields` by dotted path; `global_service` - whether a service that has no region of its own writes them.
event(fields, global_service) := {
	"fields": known,
	"recorded_as": {"eventCategory": "Management", "readOnly": _class(known.readOnly)},
	"global_service": global_service,
	"succeeded": _succeeded(known),
} if {
	known := specified(fields)
}

# METADATA
# title: What every management event carries, and these fields
# description: A field has one spec - the given one takes the place of what is said of every event.
specified(fields) := object.union(object.remove(management, object.keys(fields)), fields)

# METADATA
# title: The API call of a service that writes
# description: "`region` is the spec of where the service records it."
write(source, name, region, global_service) := event(
	{
		"eventSource": {"is": source},
		"eventName": {"is": name},
		"eventType": {"is": "AwsApiCall"},
		"awsRegion": region,
		"readOnly": {"is": false},
	},
	global_service,
)

# METADATA
# title: The calls of a regional service that write, by name
# description: Each may be made in any region of the subject.
writes(source, names) := calls(source, names, partitions.regions, false)

# METADATA
# title: The calls of a service that write, by name
# description: "`region` is the spec of where the service records them; they differ in nothing but their names."
calls(source, names, region, global_service) := {name: object.union(of_any, {"fields": {"eventName": {"is": name}}}) |
	of_any := write(source, "", region, global_service)
	some name in names
}

# Null where nothing but failed calls, or none of them, are asked for: by their code or by their message.
_succeeded(fields) := {"errorCode": {"kinds": ["absent"]}, "errorMessage": {"kinds": ["absent"]}} if {
	fields.errorCode == management.errorCode
	not fields.errorMessage
} else := null

_text := {"kinds": ["string"]}

# CloudTrail classes every call one way or the other.
_class(spec) := "true" if {
	spec.is == true
} else := "false" if {
	spec.is == false
} else := "both"
