package trailgate.chain.floods_test

import data.trailgate.chain.ordinary
import data.trailgate.passing_test as passing

_decided(classes) := passing.decided({"patterns": {passing.pattern: {"ordinary": classes}}})

_weaknesses(decision) := {weak | some chain in decision.chains; some weak in chain.weaknesses}

_weak(code, effect, classes, record) := {
	"code": code,
	"effect": effect,
	"id": passing.metric_filter,
	"at": "0#/metric_filter",
	"detail": {"classes": classes, "record": record},
}

test_a_filter_that_matches_no_ordinary_record_is_no_flood if {
	decision := _decided([])
	[decision.effective, _weaknesses(decision)] == ["yes", set()]
}

test_a_filter_that_matches_every_event_passes_and_tells_nobody if {
	decision := _decided(["any", "iam.amazonaws.com:Get"])
	[decision.status, decision.effective] == ["pass", "no"]
	_weaknesses(decision) == {_weak("filter_matches_everything", "no", {"any"}, ordinary.records.any.example)}
}

test_a_filter_that_matches_routine_reads_may_tell_nobody if {
	classes := ["iam.amazonaws.com:List", "iam.amazonaws.com:Get"]
	decision := _decided(classes)
	[decision.status, decision.effective] == ["pass", "unknown"]
	record := {
		"awsRegion": "us-east-1",
		"eventCategory": "Management",
		"eventName": "GetRole",
		"eventSource": "iam.amazonaws.com",
		"eventType": "AwsApiCall",
		"managementEvent": true,
		"readOnly": true,
		"recipientAccountId": passing.account,
		"responseElements": null,
	}
	_weaknesses(decision) == {_weak("filter_matches_routine", "unknown", {class | some class in classes}, record)}
}

test_a_narrow_filter_beside_one_that_floods_tells_somebody if {
	filter := passing.document.metric_filters[passing.metric_filter]
	transformation := object.union(passing.transformation, {"name": "Flood"})
	decision := passing.decided({
		"metric_filters": {"flood": object.union(
			filter,
			{"id": "flood", "pattern": "p2", "transformations": [transformation]},
		)},
		"patterns": {"p2": object.union(passing.document.patterns[passing.pattern], {"ordinary": ["any"]})},
	})
	decision.effective == "yes"
}

# Beside another filter on the metric, which matches every event, writes this, and is on this group.
_beside(value, group, firing) := passing.decided(_flooded(value, group, firing))

_flooded(value, group, firing) := {
	"alarms": {passing.alarm: {"firing": firing}},
	"metric_filters": {
		passing.metric_filter: {"flooded_by": "flood"},
		"flood": object.union(passing.document.metric_filters[passing.metric_filter], {
			"id": "flood",
			"pattern": "p2",
			"log_group": group,
			"transformations": [object.union(passing.transformation, {"value": value})],
		}),
	},
	"patterns": {"p2": object.union(passing.document.patterns[passing.pattern], {"ordinary": ["any"]})},
}

_group := passing.document.metric_filters[passing.metric_filter].log_group

_by_flood(decision) := {[weak.code, weak.id] | some weak in _weaknesses(decision); startswith(weak.code, "filter_")}

_everything := {["filter_matches_everything", "flood"]}

test_a_narrow_filter_on_the_metric_of_one_that_floods_tells_nobody if {
	decision := _beside("1", _group, {})
	[decision.effective, _by_flood(decision)] == ["no", _everything]
}

# The filter that floods may see less than its pattern matches, or is never made.
test_of_one_from_which_events_are_kept_it_is_not_known_that_it_floods if {
	every change in [
		{"masked": true},
		{"transformed": true},
		{"scope": "@aws.region = other", "admits": false},
		{"scope": "?", "admits": null},
		{"scope": passing.unknown("flood", "scope", [])},
		{"refused": "some_rule"},
	] {
		decision := _beside_one(change)
		[decision.effective, _by_flood(decision)] == ["unknown", _everything]
		{weak.detail.undecided | some weak in _weaknesses(decision)} == {true}
	}
	every change in [{"masked": false}, {"scope": "@aws.account = 1", "admits": true}] {
		_beside_one(change).effective == "no"
	}
}

_beside_one(change) := passing.decided(object.union(
	_flooded("1", _group, {}),
	{"metric_filters": {"flood": object.union(_flooded("1", _group, {}).metric_filters.flood, change)}},
))

test_of_one_that_floods_from_another_log_group_nobody_knows_how_much if {
	decision := _beside("1", "other", {})
	[decision.status, decision.effective, _by_flood(decision)] == ["pass", "unknown", _everything]
}

test_zeros_do_not_flood_an_alarm_that_does_not_see_them if {
	every group in [_group, "other"] {
		decision := _beside("0", group, {})
		[decision.effective, _weaknesses(decision)] == ["yes", set()]
	}
}

test_zeros_flood_an_alarm_that_counts_them if {
	every statistic in ["SampleCount", "tc99"] {
		decision := _beside("0", _group, {"statistic": statistic, "threshold": "2"})
		[decision.status, _by_flood(decision)] == ["pass", _everything]
	}
}

test_zeros_flood_an_alarm_that_they_bring_into_alarm if {
	_by_flood(_beside("0", _group, {"threshold": "0"})) == _everything
}

test_what_is_said_of_every_event_is_known_of_every_event if {
	fields := ordinary.records.any.fields
	{path: spec.is | some path, spec in fields} == {"eventCategory": "Management", "managementEvent": true}
	{path | some path, spec in fields; "absent" in spec.kinds} == {"errorCode", "errorMessage"}
	fields.readOnly == {"kinds": ["boolean"]}
}

test_a_class_of_reads_is_told_by_how_its_names_begin if {
	class := ordinary.records["ec2.amazonaws.com:Describe"] with input as {"partition": "aws", "account": passing.account}
	class.fields.eventName == {"like": "Describe[A-Za-z0-9]+"}
	class.example.eventName == "DescribeInstances"
	class.fields.eventSource == {"is": "ec2.amazonaws.com"}
	[class.fields.readOnly, class.fields.responseElements] == [{"is": true}, {"is": null}]
}

test_assuming_a_role_is_ordinary_and_answers_something if {
	subject := {"partition": "aws", "account": passing.account}
	class := ordinary.records["sts.amazonaws.com:AssumeRole"] with input as subject
	class.fields.eventName == {"is": "AssumeRole"}
	not "responseElements" in object.keys(class.fields)
}

test_each_example_is_a_record_of_its_class if {
	every class in ordinary.records {
		every path, value in {path: spec.is | some path, spec in class.fields} {
			class.example[path] == value
		}
	}
	{name |
		some name, class in ordinary.records
		not startswith(class.example.eventName, trim_prefix(name, concat("", [class.example.eventSource, ":"])))
	} == {"any", "any:write"}
}

test_writes_of_any_service_are_ordinary if {
	class := ordinary.records["any:write"] with input as {"partition": "aws", "account": passing.account}
	[class.fields[path].is | some path in ["readOnly", "eventType", "awsRegion"]] == [false, "AwsApiCall", "us-east-1"]
	class.fields.recipientAccountId == {"is": passing.account}
	kinds := [class.fields[path].kinds | some path in ["eventName", "eventSource", "errorCode"]]
	kinds == [["string"], ["string"], ["absent"]]
}

_writing := {"kind": "classic", "classic": [{
	"management_events": true,
	"read_write_type": "WriteOnly",
	"excluded_sources": [],
}]}

_classes := ["any", "any:write", "iam.amazonaws.com:Get"]

# The weaknesses of the filter where the trail records writes alone, and the account differs in this.
_of_writes(change) := {[weak.code, weak.effect, weak.detail.classes] |
	decision := passing.decided(object.union_n([
		{
			"trails": {passing.trail: {"selectors": _writing}},
			"patterns": {passing.pattern: {"ordinary": _classes}},
		},
		change,
	]))
	some weak in _weaknesses(decision)
	startswith(weak.code, "filter_")
}

_other_trail(change) := {"trails": {"other": object.union(passing.document.trails[passing.trail], change)}}

_everything_there := {["filter_matches_everything", "no", {"any"}]}

_writes_there := {["filter_matches_routine", "unknown", {"any:write"}]}

test_reads_do_not_arrive_from_a_trail_of_writes_alone if {
	_of_writes({}) == _writes_there
	_of_writes({"patterns": {passing.pattern: {"ordinary": ["iam.amazonaws.com:Get"]}}}) == set()
}

test_reads_arrive_from_another_trail_that_delivers_there_or_may if {
	_of_writes(_other_trail({"id": "other"})) == _everything_there
	_of_writes(_other_trail({"id": "other", "log_group": passing.unknown("other", "log_group", [])})) == _everything_there
	hidden := passing.hiding(concat("|", ["trail", passing.account]), [])
	_of_writes(hidden) == _everything_there
}

test_a_trail_that_delivers_elsewhere_or_nowhere_or_no_reads_brings_none if {
	_of_writes(_other_trail({"id": "other", "log_group": "elsewhere"})) == _writes_there
	_of_writes(_other_trail({"id": "other", "log_group": null})) == _writes_there
	_of_writes(_other_trail({"id": "other", "selectors": _writing})) == _writes_there
}

test_what_is_not_decided_may_flood if {
	decision := passing.decided({"patterns": {passing.pattern: {"ordinary_undecided": ["iam.amazonaws.com:Get"]}}})
	[decision.status, decision.effective] == ["pass", "unknown"]
	[[weak.code, weak.effect] | some weak in _weaknesses(decision)] == [["filter_matches_everything", "unknown"]]
	{object.remove(weak.detail, ["record"]) | some weak in _weaknesses(decision)} == {{
		"classes": {"iam.amazonaws.com:Get"},
		"undecided": true,
	}}
	{weak.detail.record.eventName | some weak in _weaknesses(decision)} == {"GetRole"}
}

test_what_is_not_decided_of_reads_does_not_matter_where_none_arrive if {
	_of_writes({"patterns": {passing.pattern: {"ordinary": [], "ordinary_undecided": ["iam.amazonaws.com:Get"]}}}) == set()
}

test_what_surely_floods_is_said_first if {
	decided := {passing.pattern: {"ordinary": ["iam.amazonaws.com:Get"], "ordinary_undecided": ["any"]}}
	{weak.code | some weak in _weaknesses(passing.decided({"patterns": decided}))} == {"filter_matches_routine"}
}
