package trailgate.asked_test

import data.trailgate.asked

test_nothing_said_asks_for_every_control_by_its_newest_text if {
	asked.is_control("any") with input as {}
	asked.benchmark == null with input as {}
	asked.role == null with input as {}
	asked.is_control("any") with input as {"asked": {"controls": null, "benchmark": null, "role": null}}
}

test_controls_that_are_named_are_asked_for_alone if {
	question := {"asked": {"controls": ["one"], "benchmark": "cis_aws_5.0.0", "role": "member"}}
	asked.is_control("one") with input as question
	not _other(question)
	asked.benchmark == "cis_aws_5.0.0" with input as question
	asked.role == "member" with input as question
}

_other(question) if asked.is_control("other") with input as question
