package trailgate.partitions_test

import data.trailgate.partitions
import data.trailgate.passing_test as passing

_unknown(like) := {"unknown": {"reason": "not_supplied", "like": like}}

_account := _unknown("[0-9]{12}")

test_each_partition_has_its_region_of_iam if {
	every partition, region in {
		"aws": "us-east-1",
		"aws-us-gov": "us-gov-west-1",
		"aws-cn": "cn-north-1",
		"aws-iso": "us-iso-east-1",
		"aws-iso-b": "us-isob-east-1",
		"aws-iso-e": "eu-isoe-west-1",
		"aws-iso-f": "us-isof-south-1",
		"aws-eusc": "eusc-de-east-1",
	} {
		partitions.iam_region == region with input as {"partition": partition, "account": null}
	}
}

test_the_region_of_iam_in_a_partition_that_we_do_not_know_is_not_known if {
	partitions.iam_region == _unknown("[a-z]{2,4}-[a-z-]+-[0-9]") with input as {"partition": "aws-new", "account": null}
}

test_a_document_says_its_partition_and_account if {
	document := passing.changed({"subject": {"partition": "aws-cn"}})
	partitions.iam_region == "cn-north-1" with input as document
	partitions.subject_account == {"is": passing.account} with input as document
}

test_an_account_that_is_not_supplied_is_not_known if {
	partitions.subject_account == _account with input as {"partition": "aws", "account": null}
}

test_an_account_that_only_a_symbol_stands_for_is_not_known if {
	partitions.subject_account == _account with input as passing.changed({"subject": {"account": "tf:account"}})
}

test_an_account_that_is_asked_for_is_that_account if {
	partitions.subject_account == {"is": passing.account} with input as {"partition": "aws", "account": passing.account}
}

test_a_partition_fixes_the_region_of_its_records_or_says_what_it_is_like if {
	partitions.iam_spec == {"is": "us-east-1"} with input as {"partition": "aws"}
	partitions.iam_spec == _unknown("[a-z]{2,4}-[a-z-]+-[0-9]") with input as {"partition": "aws-new"}
}

test_a_regional_service_records_in_any_enabled_region if {
	partitions.regions == {"kinds": ["string"]} with input as {"partition": "aws", "enabled_regions": null}
	partitions.regions == {"one_of": ["a", "b"]} with input as {"partition": "aws", "enabled_regions": ["a", "b"]}
	document := passing.changed({"subject": {"enabled_regions": ["c"]}})
	partitions.regions == {"one_of": ["c"]} with input as document
}
