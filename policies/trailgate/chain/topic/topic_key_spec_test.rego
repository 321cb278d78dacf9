package trailgate.chain.topic_key_spec_test

import data.trailgate.passing_test as passing

_result(code, effect, detail) := {
	"status": "pass",
	"effective": effect,
	"weaknesses": {{"code": code, "effect": effect, "id": passing.topic, "at": "0#/topic", "detail": detail}},
}

_key(change) := {"topics": {passing.topic: {"key": object.union(_good_key, change)}}}

_good_key := {"id": "k", "manager": "CUSTOMER", "state": "Enabled"}

_open := {"statements": [{
	"effect": "Allow",
	"principals": {"Service": ["cloudwatch.amazonaws.com"]},
	"not_principals": null,
	"actions": ["kms:*"],
	"not_actions": null,
	"resources": ["*"],
	"not_resources": null,
	"conditions": [],
}]}

test_a_key_that_makes_no_data_keys_refuses if {
	every spec in ["ECC_NIST_P256", "HMAC_256", "ML_DSA_44", "ML_KEM_512", "RSA_2048", "SM2"] {
		every change in [{}, {"state": "Disabled"}, {"policy": _open}] {
			weakened := passing.weakened(_key(object.union({"spec": spec}, change)))
			weakened == _result("topic_key_refuses", "no", {"key": "k", "spec": spec})
		}
	}
}

test_a_symmetric_key_and_one_of_which_nobody_told_the_spec_are_open if {
	every spec in ["SYMMETRIC_DEFAULT", null] {
		open := {"spec": spec, "policy": _open}
		passing.weakened(_key(open)).effective == "yes"
	}
}

test_a_key_of_a_spec_that_kms_does_not_document_is_not_taken_for_a_good_one if {
	strange := {"spec": "AES_512", "policy": _open}
	passing.weakened(_key(strange)) == _result("topic_key_unread", "unknown", {"key": "k", "spec": "AES_512"})
}

test_a_key_whose_spec_is_not_known_yet_is_unread if {
	gap := passing.gap(passing.topic, "key.spec")
	change := object.union(
		_key({
			"spec": passing.unknown(passing.topic, "key.spec", []),
			"policy": _open,
		}),
		{"gaps": {passing.gap_id(passing.topic, "key.spec"): gap}},
	)
	passing.weakened(change) == _result("topic_key_unread", "unknown", {"key": "k"})
}
