# METADATA
# title: CloudWatch as a caller - the condition keys of its requests
# description: >-
#   What a policy's conditions see when an alarm publishes, and when its message is encrypted: by the availability that
#   IAM's user guide tells of each global key. A service is no principal of any organization and has no tags or name;
#   keys about its source are those of the alarm.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
#     description: global condition keys and their availability
#   - ref: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
#     description: the encryption context that SNS gives to KMS
# custom:
#   link: topic
package trailgate.chain.alarm_caller

# METADATA
# title: The keys of a request to publish
# description: "`sns:Protocol` and `sns:Endpoint` come with Subscribe alone; `aws:SourceOwner` is SNS's own, not KMS's."
publishing(alarm, topic) := object.union(_context(alarm, topic), {
	"aws:resourceaccount": name_at_aws(topic.account),
	"aws:sourceowner": name_at_aws(alarm.account),
	"aws:viaawsservice": "false",
	"aws:calledvia": null,
	"aws:calledviafirst": null,
	"aws:calledvialast": null,
	"sns:endpoint": null,
	"sns:protocol": null,
})

# METADATA
# title: The keys of a request to encrypt or decrypt
# description: >-
#   SNS makes it, in CloudWatch's name; through whom it comes is not told. The encryption context is the topic.
encrypting(alarm, topic) := object.union(_context(alarm, topic), {key: name_at_aws(topic.id)}) if {
	key := "kms:encryptioncontext:aws:sns:topicarn"
}

# METADATA
# title: Keys that never come with a service's own requests
# description: Those of people, of sessions and of networks that are a customer's; a family of keys ends in a slash.
never := {
	"aws:principalorgid", "aws:principalorgpaths", "aws:principaltag/", "aws:username",
	"aws:federatedprovider", "aws:sourceidentity", "aws:tokenissuetime", "aws:chatbotsourcearn",
	"aws:multifactorauthage", "aws:multifactorauthpresent", "aws:assumedroot",
	"aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcarn", "aws:vpcsourceip",
	"aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths",
	"aws:ec2instancesourcevpc", "aws:ec2instancesourceprivateipv4",
	"aws:requesttag/", "aws:tagkeys",
}

# METADATA
# title: Keys whose value, if a service's requests have one, is none of a customer's
# description: The user guide tells their values for principals of IAM alone.
foreign := {"aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:userid"}

_context(alarm, topic) := object.union(_of_any_service, {
	"aws:sourcearn": name_at_aws(alarm.id),
	"aws:sourceaccount": name_at_aws(alarm.account),
	"aws:sourceorgid": _organization(alarm),
	"aws:sourceorgpaths": _paths(_organization(alarm)),
	"aws:requestedregion": name_at_aws(topic.region),
})

_of_any_service := object.union_n([
	{key: null | some key in never},
	{key: {"stranger": true} | some key in foreign},
	{
		"aws:securetransport": "true",
		"aws:principalisawsservice": "true",
		"aws:principalservicename": "cloudwatch.amazonaws.com",
	},
])

# The organization of the alarm's account, where the subject's own was asked for; null where it is in none.
_organization(alarm) := input.subject.organization.id if {
	alarm.account == input.subject.account
} else := {"unknown": {"reason": "not_supplied"}}

# Below the organization's own id, a path goes on with its root, and with units that nobody asked for.
_paths(organization) := {"begins": concat("", [organization, "/r-"])} if is_string(organization)

_paths(organization) := organization if not is_string(organization)

# METADATA
# scope: document
# title: A name as AWS has it
# description: >-
#   What only Terraform's address names has no ARN, account number or region yet; its symbol equals itself.
name_at_aws(id) := {"unknown": {"reason": "known_after_apply", "symbol": id}} if startswith(id, "tf:")

name_at_aws(id) := id if not startswith(id, "tf:")
