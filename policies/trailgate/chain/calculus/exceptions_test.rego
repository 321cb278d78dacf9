package trailgate.chain.exceptions_test

import data.trailgate.cis_aws.control_4_4 as control
import data.trailgate.passing_test as passing

_statement := {
	"id": "siem",
	"control": passing.control,
	"accounts": [passing.account],
	"owner": "security@example.com",
	"reason": "Our SIEM raises these alarms",
	"starts": null,
	"expires": passing.as_of + 1,
}

_failing := {"trails": {passing.trail: {"logging": false}}}

# A failing account, with these statements.
_decided(settings) := passing.decided(object.union(_failing, {"settings": settings}))

_attested(change) := _decided({"attestations": [object.union(_statement, change)]})

_applied(kind, expired) := {
	"kind": kind,
	"owner": "security@example.com",
	"reason": "Our SIEM raises these alarms",
	"expires": _statement.expires,
	"expired": expired,
}

test_an_attestation_stands_beside_a_fail_and_does_not_change_it if {
	decision := _attested({})
	[decision.status, decision.exception] == ["fail", _applied("attestation", false)]
}

test_a_waiver_stands_beside_a_fail if {
	_decided({"waivers": [_statement]}).exception == _applied("waiver", false)
}

test_an_attestation_comes_before_a_waiver if {
	_decided({"attestations": [_statement], "waivers": [_statement]}).exception.kind == "attestation"
}

test_of_two_waivers_the_one_that_lasts_longer_applies if {
	later := object.union(_statement, {"expires": passing.as_of + 9})
	_decided({"waivers": [later, _statement]}).exception.expires == passing.as_of + 9
}

test_an_active_waiver_comes_before_an_expired_attestation if {
	expired := object.union(_statement, {"expires": 1})
	_decided({"attestations": [expired], "waivers": [_statement]}).exception.kind == "waiver"
}

test_one_that_has_expired_only_says_so if {
	_attested({"expires": passing.as_of}).exception == object.union(
		_applied("attestation", true),
		{"expires": passing.as_of},
	)
}

test_one_that_is_not_in_force_yet_does_not_apply if {
	decision := _attested({"starts": passing.as_of + 1, "expires": passing.as_of + 2})
	decision.exception == null
	decision.exceptions == {{"kind": "attestation", "id": "siem", "state": "future"}}
}

test_one_that_starts_now_applies if _attested({"starts": passing.as_of}).exception.expired == false

test_one_of_another_account_does_not_apply if {
	decision := _attested({"accounts": [passing.other_account]})
	decision.exception == null
	decision.exceptions == {{"kind": "attestation", "id": "siem", "state": "unmatched"}}
}

test_one_of_every_account_applies if _attested({"accounts": null}).exception.kind == "attestation"

test_one_of_another_control_is_not_considered if {
	decision := _attested({"control": "another"})
	[decision.exception, decision.exceptions] == [null, set()]
}

test_without_a_clock_nothing_dated_applies if {
	decision := passing.decided(object.union(_failing, {
		"origin": {"as_of": null},
		"settings": {"attestations": [_statement]},
	}))
	decision.exception == null
	decision.exceptions == {{"kind": "attestation", "id": "siem", "state": "undated"}}
}

test_a_pass_needs_no_exception if {
	passing.decided({"settings": {"waivers": [_statement]}}).exception == null
}

test_an_unknown_may_have_one if {
	change := passing.not_knowing("trails", passing.trail, "logging")
	decision := control.decision with input as passing.changed(object.union(
		change,
		{"settings": {"waivers": [_statement]}},
	))
	[decision.status, decision.exception] == ["unknown", _applied("waiver", false)]
}

test_a_pass_that_reaches_nobody_may_be_excepted_where_that_is_required if {
	change := {"alarms": {passing.alarm: {"actions_enabled": false}}, "settings": {"waivers": [_statement]}}
	decision := passing.decided(change)
	[decision.status, decision.effective, decision.exception] == ["pass", "no", _applied("waiver", false)]
}

test_a_pass_does_not_show_an_exception_that_has_expired if {
	expired := object.union(_statement, {"expires": 1})
	passing.decided({"settings": {"waivers": [expired]}}).exception == null
}

test_an_attestation_comes_before_a_waiver_that_lasts_longer if {
	later := object.union(_statement, {"expires": passing.as_of + 9})
	_decided({"attestations": [_statement], "waivers": [later]}).exception == _applied("attestation", false)
}

test_an_attestation_comes_before_a_waiver_of_an_earlier_name if {
	earlier := object.union(_statement, {"id": "a"})
	_decided({"attestations": [_statement], "waivers": [earlier]}).exception == _applied("attestation", false)
}
