package trailgate.chain.metrics_test

import data.trailgate.chain.metrics
import data.trailgate.passing_test as passing

_filter := passing.document.metric_filters[passing.metric_filter]

# The filter writes this transformation.
_writing(change) := {"metric_filters": {passing.metric_filter: {"transformations": [object.union(
	passing.transformation,
	change,
)]}}}

_watching(metric) := {"alarms": {passing.alarm: {"metric": metric}}}

_counting := {"alarms": {passing.alarm: {"firing": {"statistic": "SampleCount"}}}}

_broken(code, detail) := {passing.broken("metric", code, _filter, passing.before("metric"), detail)}

test_a_value_of_zero_breaks if {
	passing.decided(_writing({"value": "0"})).breaks == _broken(
		"metric_value_zero",
		{"metric": passing.metric, "value": "0"},
	)
}

test_a_value_of_zero_written_otherwise_breaks if {
	passing.decided(_writing({"value": "0.00"})).breaks == _broken(
		"metric_value_zero",
		{"metric": passing.metric, "value": "0.00"},
	)
}

test_a_value_of_zero_is_seen_by_an_alarm_that_counts if {
	decision := passing.decided(object.union(_writing({"value": "0"}), _counting))
	[decision.status, decision.effective] == ["pass", "yes"]
}

test_a_value_of_zero_may_be_seen_by_an_alarm_of_unknown_statistic if {
	firing := {"statistic": passing.unknown(passing.alarm, "firing.statistic", [])}
	decision := passing.decided(object.union_n([
		_writing({"value": "0"}),
		{"alarms": {passing.alarm: {"firing": firing}}},
		{"gaps": {passing.gap_id(passing.alarm, "firing.statistic"): passing.gap(passing.alarm, "firing.statistic")}},
	]))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.alarm, "firing.statistic"))}
}

test_a_value_from_the_record_breaks if {
	passing.decided(_writing({"value": "$.requestParameters.size"})).breaks == _broken(
		"metric_value_from_record",
		{"metric": passing.metric, "value": "$.requestParameters.size"},
	)
}

test_a_negative_value_is_not_zero if passing.decided(_writing({"value": "-1"})).status == "pass"

test_one_transformation_that_works_is_enough if {
	decision := passing.decided({"metric_filters": {passing.metric_filter: {"transformations": [
		object.union(passing.transformation, {"value": "0"}),
		passing.transformation,
	]}}})
	decision.status == "pass"
}

test_a_dimension_that_is_constant_in_every_record_is_a_dimension_like_any if {
	decision := passing.decided(object.union(
		_writing({"dimensions": {"Source": "$.eventSource"}}),
		_watching({"dimensions": {"Source": "iam.amazonaws.com"}}),
	))
	decision.status == "pass"
}

test_a_dimension_by_event_name_needs_an_alarm_for_every_event if {
	decision := passing.decided(object.union(
		_writing({"dimensions": {"Name": "$.eventName"}}),
		_watching({"dimensions": {"Name": "PutUserPolicy"}}),
	))
	decision.status == "fail"
	decision.records.carried == {"PutUserPolicy"}
	{one.code | some one in decision.breaks} == {"alarm_other_dimensions"}
}

test_a_dimension_from_a_free_field_is_no_metric_that_an_alarm_could_name if {
	decision := passing.decided(_writing({"dimensions": {"User": "$.userIdentity.arn"}}))
	decision.breaks == {passing.broken(
		"alarm",
		"alarm_other_dimensions",
		_filter,
		passing.before("metric"),
		{"metric": passing.metric, "value": "1"},
	)}
}

test_a_dimension_from_a_flag_is_no_text_that_an_alarm_could_name if {
	decision := passing.decided(_writing({"dimensions": {"ReadOnly": "$.readOnly"}}))
	decision.breaks == {passing.broken(
		"alarm",
		"alarm_other_dimensions",
		_filter,
		passing.before("metric"),
		{"metric": passing.metric, "value": "1"},
	)}
}

test_hidden_alarms_may_watch_a_metric_of_many_values if {
	place := concat("|", ["alarm", passing.account, passing.region])
	decision := passing.decided(object.union(
		_writing({"dimensions": {"User": "$.userIdentity.arn"}}),
		passing.hiding(place, null),
	))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.hidden(place, null))}
}

test_hidden_alarms_may_count_zeros if {
	place := concat("|", ["alarm", passing.account, passing.region])
	decision := passing.decided(object.union(_writing({"value": "0"}), passing.hiding(place, null)))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.hidden(place, null))}
}

test_a_system_dimension_is_the_filters_own_account_and_region if {
	decision := passing.decided(object.union(
		_writing({"system_dimensions": ["@aws.account", "@aws.region"]}),
		_watching({"dimensions": {"@aws.account": passing.account, "@aws.region": passing.region}}),
	))
	decision.status == "pass"
}

test_of_what_comes_by_copy_it_is_where_that_came_from if {
	decision := passing.decided(object.union_n([
		{"metric_filters": {passing.metric_filter: {"origin": {"account": passing.other_account, "region": "eu-west-1"}}}},
		_writing({"system_dimensions": ["@aws.account", "@aws.region"]}),
		_watching({"dimensions": {"@aws.account": passing.other_account, "@aws.region": "eu-west-1"}}),
	]))
	decision.status == "pass"
}

test_a_dimension_of_an_unknown_constant_is_unknown if {
	decision := passing.decided(object.union_n([
		{"subject": {"partition": "aws-new"}},
		_writing({"dimensions": {"Region": "$.awsRegion"}}),
		_watching({"dimensions": {"Region": "us-east-1"}}),
	]))
	decision.status == "unknown"
}

_unknown_part(attribute) if _unknown_where(attribute, passing.unknown(passing.metric_filter, attribute, []))

_unknown_where(attribute, value) if {
	gap := passing.gap(passing.metric_filter, attribute)
	decision := passing.decided(object.union(
		_writing({attribute: value}),
		{"gaps": {passing.gap_id(passing.metric_filter, attribute): gap}},
	))
	decision.status == "unknown"
	decision.gaps == {passing.reported(gap)}
}

test_a_namespace_may_be_unknown if _unknown_part("namespace")

test_a_name_may_be_unknown if _unknown_part("name")

test_an_alarm_without_actions_is_no_near_miss_of_a_metric_whose_namespace_is_not_known if {
	unknown := passing.unknown(passing.metric_filter, "namespace", [])
	decision := passing.decided(object.union_n([
		_writing({"namespace": unknown}),
		{"alarms": {passing.alarm: {"actions": []}}},
		{"gaps": {passing.gap_id(passing.metric_filter, "namespace"): passing.gap(passing.metric_filter, "namespace")}},
	]))
	{one.code | some one in decision.breaks} == {"alarm_none"}
}

test_the_dimensions_may_be_unknown if _unknown_part("dimensions")

test_the_system_dimensions_may_be_unknown if _unknown_part("system_dimensions")

_env := {
	"metric_filters": _writing({"dimensions": {"Env": passing.unknown(passing.metric_filter, "Env", [])}}).metric_filters,
	"gaps": {passing.gap_id(passing.metric_filter, "Env"): passing.gap(passing.metric_filter, "Env")},
}

test_where_a_dimension_comes_from_may_be_unknown if {
	decision := passing.decided(object.union(_env, _watching({"dimensions": {"Env": "iam.amazonaws.com"}})))
	decision.status == "unknown"
	decision.gaps == {passing.reported(passing.gap(passing.metric_filter, "Env"))}
}

test_an_alarm_without_the_dimension_does_not_watch_wherever_it_comes_from if {
	decision := passing.decided(_env)
	{one.code | some one in decision.breaks} == {"alarm_other_dimensions"}
}

test_one_system_dimension_may_be_unknown if {
	_unknown_where("system_dimensions", ["@aws.region", passing.unknown(passing.metric_filter, "system_dimensions", [])])
}

test_a_value_may_be_unknown if _unknown_part("value")

test_a_part_that_is_not_known_has_a_question_mark_in_the_title if {
	metrics.title({"namespace": passing.unknown("x", "namespace", []), "name": "Changes"}) == "?/Changes"
}

test_an_unknown_namespace_that_has_only_other_candidates_fails if {
	gap := passing.gap(passing.metric_filter, "namespace")
	decision := passing.decided(object.union(
		_writing({"namespace": passing.unknown(passing.metric_filter, "namespace", ["Other"])}),
		{"gaps": {passing.gap_id(passing.metric_filter, "namespace"): gap}},
	))
	decision.status == "fail"
}

_decided_for(value) := passing.decided({"metric_filters": {passing.metric_filter: {"transformations": [written]}}}) if {
	written := object.union(passing.transformation, {"value": value})
}

test_text_that_is_no_number_is_nothing_that_an_alarm_could_count_on if {
	every value in ["", "abc", "0x0", " 0", "NaN", "true", "1_0", "1e400"] {
		{one.code | some one in _decided_for(value).breaks} == {"metric_value_from_record"}
	}
}

test_a_signed_zero_is_a_zero if {
	every value in ["+0", "-0", "0.0", "00", "0e5"] {
		{one.code | some one in _decided_for(value).breaks} == {"metric_value_zero"}
	}
}

test_a_signed_number_is_a_number if {
	_decided_for("+1").effective == "yes"
}
