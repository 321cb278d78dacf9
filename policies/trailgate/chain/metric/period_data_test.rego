package trailgate.chain.period_data_test

import data.trailgate.chain.period_data
import data.trailgate.chain.statistics

_alone(fallback) := {"amounts": {"value": 1000, "default": fallback}, "together": null}

# The record, a zero of another filter in its minute, and default values of both in other minutes.
_beside := {
	"amounts": {"value": 1000, "default": 10},
	"together": {
		"least": {"count": 2, "total": 1000, "least": 0, "most": 1000},
		"most": {"count": 2, "total": 2000, "least": 1000, "most": 1000},
		"steady": {"count": 2, "total": 30, "least": 10, "most": 20},
	},
}

test_a_minute_at_rest_holds_the_default_value if {
	period_data.at_rest(_alone(10), 3) == statistics.points(10, 3)
	period_data.at_rest(_beside, 3) == {"count": 6, "total": 90, "least": 10, "most": 20}
}

test_nothing_rests_in_no_minute_or_without_a_default_value if {
	not period_data.at_rest(_alone(null), 3)
	not period_data.at_rest(_alone(10), 0)
	not period_data.at_rest(_beside, 0)
	not period_data.at_rest(object.union(_beside, {"together": {"steady": null}}), 3)
	not period_data.at_rest(object.union(_alone(null), {"together": {"least": null, "steady": null}}), 3)
}

test_a_busy_period_of_one_minute_is_the_records_own if {
	period_data.busy(_alone(10), 1) == {statistics.points(1000, 1)}
	period_data.busy(_beside, 1) == period_data.quiet(_beside)
	period_data.quiet(_beside) == {_beside.together.least, _beside.together.most}
}

test_a_busy_period_holds_default_values_in_all_other_minutes if {
	period_data.busy(_alone(10), 3) == {{"count": 3, "total": 1020, "least": 10, "most": 1000}}
	period_data.busy(_beside, 3) == {
		{"count": 6, "total": 1060, "least": 0, "most": 1000},
		{"count": 6, "total": 2060, "least": 10, "most": 1000},
	}
	period_data.busy(_alone(null), 3) == {statistics.points(1000, 1)}
}

test_the_record_is_thinned_by_its_own_default_value_in_other_minutes if {
	period_data.thinned(_beside, 3) == {"count": 3, "total": 1020, "least": 10, "most": 1000}
	not period_data.thinned(_alone(10), 1)
	not period_data.thinned(_alone(null), 3)
}
