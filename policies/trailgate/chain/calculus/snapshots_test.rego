package trailgate.chain.snapshots_test

import data.trailgate.chain.snapshots
import data.trailgate.cis_aws.control_4_4 as control
import data.trailgate.passing_test as passing

_day := 86400

_two(apart, allowed) := {
	"origin": {"sources": [{"as_of": 1000000}, {"as_of": 1000000 + apart, "account": "222233334444"}]},
	"settings": {"max_spread_hours": allowed},
}

_weak(at, apart, allowed) := found if {
	found := snapshots.apart({"id": "thing", "at": at}) with input as _two(apart, allowed)
}

test_a_link_of_a_snapshot_far_from_the_accounts_own_is_weaker if {
	_weak("1#/calls/0", _day + 1, 24) == {{
		"code": "snapshots_apart",
		"effect": "unknown",
		"id": "thing",
		"at": "1#/calls/0",
		"detail": {"account": "222233334444", "seconds": _day + 1},
	}}
}

test_one_that_is_older_by_as_much_is_weaker_too if {
	count(_weak("1#/calls/0", (0 - _day) - 1, 24)) == 1
}

test_at_the_limit_it_is_not if {
	_weak("1#/calls/0", _day, 24) == set()
	_weak("1#/calls/0", 0 - _day, 24) == set()
}

test_the_accounts_own_snapshot_never_is if {
	_weak("0#/calls/0", 30 * _day, 24) == set()
}

test_where_one_snapshot_tells_everything_nothing_is if {
	untold := object.remove(_two(30 * _day, 24), ["settings"])
	found := snapshots.apart({"id": "thing", "at": "1#/calls/0"}) with input as untold
	found == set()
}

_spread(seconds) := found if {
	source := object.union(passing.document.origin.sources[0], {"spread": seconds})
	change := {"origin": {"sources": [source]}, "settings": {"max_spread_hours": 24}}
	found := passing.weakened(change)
}

test_answers_of_one_export_that_lie_far_apart_were_never_seen_together if {
	_spread(_day + 1) == {"status": "pass", "effective": "unknown", "weaknesses": {{
		"code": "snapshots_apart",
		"effect": "unknown",
		"id": passing.trail,
		"at": passing.document.trails[passing.trail].at,
		"detail": {"seconds": _day + 1, "within": true},
	}}}
	_spread(_day).effective == "yes"
}

_far := object.union(passing.document, {
	"origin": object.union(passing.document.origin, {"sources": [
		object.union(passing.document.origin.sources[0], {"as_of": passing.document.origin.as_of}),
		{"kind": "aws_snapshot", "digest": "sha256:0", "as_of": _long_ago, "account": "222233334444"},
	]}),
	"settings": object.union(passing.document.settings, {"max_spread_hours": 24}),
})

_long_ago := passing.document.origin.as_of - (2 * _day)

_links := {
	"trails": passing.trail,
	"log_groups": passing.log_group,
	"alarms": passing.alarm,
	"topics": passing.topic,
	"subscriptions": passing.subscription,
}

_of(kind, id) := {weak.id |
	document := object.union(_far, {kind: {id: {"at": "1#/there"}}})
	decision := control.decision with input as document
	some chain in decision.chains
	some weak in chain.weaknesses
	weak.code == "snapshots_apart"
}

test_every_link_that_stands_in_another_account_says_so if {
	every kind, id in _links {
		_of(kind, id) == {id}
	}
}

test_a_subscription_says_it_only_where_its_topic_does_not if {
	document := object.union(_far, {
		"topics": {passing.topic: {"at": "1#/there"}},
		"subscriptions": {passing.subscription: {"at": "1#/here"}},
	})
	decision := control.decision with input as document
	{weak.id | some chain in decision.chains; some weak in chain.weaknesses} == {passing.topic}
}

_three(first, second) := object.union(_far, {"origin": object.union(_far.origin, {"sources": [
	_far.origin.sources[0],
	{"kind": "aws_snapshot", "digest": "sha256:0", "as_of": _now + first, "account": "222233334444"},
	{"kind": "aws_snapshot", "digest": "sha256:1", "as_of": _now + second, "account": "333344445555"},
]})})

_now := passing.document.origin.as_of

_chain(first, second) := chain if {
	document := object.union(_three(first, second), {
		"log_groups": {passing.log_group: {"at": "1#/there"}},
		"alarms": {passing.alarm: {"at": "2#/there"}},
	})
	decision := control.decision with input as document
	some chain in decision.chains
}

_apart(chain) := {weak | some weak in chain.weaknesses; weak.code == "snapshots_apart"}

test_two_links_that_lie_far_from_each_other_say_so_where_none_does_from_the_accounts_own if {
	chain := _chain(0 - 50000, 50000)
	chain.effective == "unknown"
	{[weak.id, weak.detail] | some weak in _apart(chain)} == {[
		passing.alarm,
		{"account": "333344445555", "seconds": 100000, "from": "222233334444"},
	]}
}

test_two_that_lie_on_one_side_of_it_do_not if {
	chain := _chain(50000, 80000)
	chain.effective == "yes"
	_apart(chain) == set()
}

test_one_that_lies_far_from_the_accounts_own_says_so_once if {
	count(_apart(_chain(0 - 90000, 50000))) == 1
}

# What no link stands in lies further away.
_with_a_fourth(document) := object.union(document, {"origin": object.union(document.origin, {"sources": array.concat(
	document.origin.sources,
	[{"kind": "aws_snapshot", "digest": "sha256:2", "as_of": _now + 80000, "account": "666677778888"}],
)})})

test_two_that_lie_just_near_enough_do_not if {
	every document in [_three(0 - 43200, 43200), _with_a_fourth(_three(0 - 43200, 43200))] {
		route := snapshots.over(_route(1), []) with input as document
		route == _route(1)
	}
}

_route(value) := {
	"value": value,
	"effect": value,
	"weaknesses": set(),
	"links": {"log_group": {"id": "l", "at": "1#/there"}, "alarm": {"id": "a", "at": "2#/there"}},
}

test_nothing_is_said_of_a_route_that_is_broken if {
	document := _three(0 - 50000, 50000)
	broken := snapshots.over(_route(0), []) with input as document
	broken == _route(0)
	whole := snapshots.over(_route(1), []) with input as document
	count(whole.weaknesses) == 1
}
