# METADATA
# scope: package
# schemas:
#   - input: {type: object}
# title: Partitions - what AWS itself fixes for an account
# description: The region that hosts IAM in each partition, and the subject's own account number.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
#     description: IAM's records carry the region of the partition's global endpoint
package trailgate.partitions

# METADATA
# title: The region that IAM's records carry, by partition
# description: AWS hosts IAM in one region of each.
iam_regions := {
	"aws": "us-east-1",
	"aws-us-gov": "us-gov-west-1",
	"aws-cn": "cn-north-1",
	"aws-iso": "us-iso-east-1",
	"aws-iso-b": "us-isob-east-1",
	"aws-iso-e": "eu-isoe-west-1",
	"aws-iso-f": "us-isof-south-1",
	"aws-eusc": "eusc-de-east-1",
}

# METADATA
# scope: document
# title: The region of IAM's records in the subject's partition
# description: In a partition that we do not know it exists, and is not known; `like` says what such texts are like.
default iam_region := {"unknown": {"reason": "not_supplied", "like": "[a-z]{2,4}-[a-z-]+-[0-9]"}}

iam_region := iam_regions[partition]

# METADATA
# scope: document
# title: The region of IAM's records, as the record model has it
# description: "{\"is\": REGION}, or one that exists and is not known."
iam_spec := {"is": iam_region} if is_string(iam_region)

else := iam_region

# METADATA
# scope: document
# title: The regions in which a regional service may record a call
# description: Those that the subject has enabled, where that is known; else any text.
default regions := {"kinds": ["string"]}

regions := {"one_of": _enabled} if is_array(_enabled)

# METADATA
# scope: document
# title: The subject's account number, as the record model has it
# description: A plan may not name it; a symbol stands for none. An account number has twelve digits.
default subject_account := {"unknown": {"reason": "not_supplied", "like": "[0-9]{12}"}}

subject_account := {"is": account} if {
	is_string(account)
	not startswith(account, "tf:")
}

# METADATA
# scope: document
# title: The subject's account, as a document or a question names it
# description: Null where nobody does.
default account := null

account := input.subject.account

account := input.account

# METADATA
# scope: document
# title: The partition of the subject
# description: Empty where nobody tells it.
default partition := ""

partition := input.subject.partition

partition := input.partition

default _enabled := null

_enabled := input.subject.enabled_regions

_enabled := input.enabled_regions
