# METADATA
# title: Firing - does one record move the alarm from rest into ALARM?
# description: >-
#   One data point of the filter's value, alone in its period but for what is written beside it. Actions run on a
#   transition, so an alarm that rests in ALARM never runs one. None of this changes the status.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
#     description: how an alarm's state is evaluated, M out of N, and missing data
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringPolicyExamples.html
#     description: metric value and default value of a metric filter
# custom:
#   link: alarm
package trailgate.chain.alarm_firing

import data.trailgate.chain.gaps
import data.trailgate.chain.period_data
import data.trailgate.chain.statistics
import data.trailgate.chain.weaknesses

# METADATA
# title: What keeps the alarm from firing on one record
# description: "`source` is what the filter writes, and what others write beside it; `alarm` is of kind metric."
weak(source, alarm) := {weaknesses.unsure("threshold_not_crossed", alarm, {"unknown": {"firing"}})} if {
	gaps.is_unknown(alarm.firing)
} else := {weaknesses.unsure("threshold_not_crossed", alarm, {"unknown": unknown})} if {
	unknown := _unknown(source, alarm.firing) | _unusable(alarm.firing)
	count(unknown) > 0
} else := {weaknesses.of("unit_mismatch", alarm, {"alarm": alarm.firing.unit, "metric": _unit(source)})} if {
	alarm.firing.unit != null
	alarm.firing.unit != _unit(source)
} else := {weaknesses.of("math_not_computed", alarm, object.filter(alarm.firing, ["statistic", "operator"]))} if {
	not _computable(source, alarm)
} else := union({
	_threshold(source, alarm),
	_rest(source, alarm),
	_more(source, alarm),
	_stays(source, alarm),
	_short(alarm),
})

# METADATA
# title: The states in which the alarm may wait for the next record
# description: >-
#   Without data it is as treat-missing-data says. A default value is data, where something is logged, and so is what
#   other filters write. Empty where that is not known.
resting_states(source, alarm) := states | {"OK" | _has_data(source, alarm)} if {
	states := _without_data(alarm)
} else := set()

_has_data(source, _) if source["default"] != null

_has_data(source, alarm) if not _alone(source, alarm)

_treat_missing(alarm) := object.get(alarm.firing, "treat_missing", null)

# One that ignores missing data is kept in its state, which is INSUFFICIENT_DATA until the first data.
_without_data(alarm) := {alarm.state} if {
	_treat_missing(alarm) == "ignore"
	alarm.state == "OK"
} else := {_resting_without_data[_treat_missing(alarm)]}

_resting_without_data := {
	"notBreaching": "OK",
	"breaching": "ALARM",
	"missing": "INSUFFICIENT_DATA",
	"ignore": "INSUFFICIENT_DATA",
}

_unknown(source, firing) := {name |
	written := {"value": source.value, "default": source["default"], "unit of the metric": source.unit}
	some name, value in object.union(_that_matters(firing), written)
	gaps.is_unknown(value)
}

# Only percentiles look at the setting for few samples.
_that_matters(firing) := object.remove(firing, ["evaluate_low_sample"]) if {
	is_string(firing.statistic)
	not statistics.is_percentile(firing.statistic)
} else := firing

# What AWS always tells, and refuses otherwise: silence is not taken for a number of periods.
_unusable(firing) := ((({name |
	some name in ["period", "evaluation_periods", "datapoints_to_alarm"]
	not _whole(firing[name])
} | {"datapoints_to_alarm" | firing.datapoints_to_alarm > firing.evaluation_periods}) | {"treat_missing" |
	not _resting_without_data[firing.treat_missing]
}) | {"period" |
	firing.period >= _minute
	firing.period % _minute != 0
}) | {"period" | firing.period > _longest_period}

# In seconds. CloudWatch takes 10, 20, 30 or a multiple of 60, up to a week.
_minute := 60

_longest_period := 604800

# A count of AWS is of 32 bits; of more than 64 the engines would work it out differently.
_most := 2147483647

_whole(number) if {
	is_number(number)
	number >= 1
	number <= _most
	floor(number) == number
}

_unit(source) := "None" if source.unit == null

_unit(source) := source.unit if source.unit != null

_computable(source, alarm) if {
	alarm.firing.operator in statistics.comparisons
	is_number(_amounts(alarm).threshold)
	is_number(source.amounts.value)
	_has_default_amount(source)
	_crossing(alarm, period_data.alone(source))
	every amount in _written(source) {
		statistics.computed_of(alarm.firing.statistic, amount)
	}
}

# All amounts that are seen to reach the metric.
_written(source) := {amount | some amount in source.amounts; amount != null} | {point.amount |
	some kind in ["points", "fillers"]
	some point in source.together[kind]
}

_has_default_amount(source) if source["default"] == null

_has_default_amount(source) if is_number(source.amounts["default"])

_amounts(alarm) := input.index.amounts_watched[alarm.id]

_verdict(alarm, sample, verdict) if _crossing(alarm, sample) == verdict

_crossing(alarm, sample) := statistics.crossing(alarm.firing, _amounts(alarm), sample)

# The record's own minute first, then what the period's other minutes and other filters bring.
_threshold(source, alarm) := {weaknesses.of("threshold_not_crossed", alarm, {"threshold": alarm.firing.threshold})} if {
	_crossing(alarm, period_data.alone(source)) == "never"
	_never(source, alarm)
} else := {weaknesses.of("threshold_not_crossed", alarm, {"evaluate_low_sample": "ignore"})} if {
	statistics.is_percentile(alarm.firing.statistic)
	alarm.firing.evaluate_low_sample == "ignore"
} else := {weaknesses.of("other_data_in_metric", alarm, _beside(source, alarm))} if {
	_never(source, alarm)
} else := {weaknesses.unsure("threshold_not_crossed", alarm, {"default": source["default"]})} if {
	_verdict(alarm, period_data.alone(source), "sometimes")
} else := {weaknesses.unsure("threshold_not_crossed", alarm, {"default": source["default"]})} if {
	thinned := period_data.thinned(source, _minutes(alarm))
	some sample in [period_data.alone(source), thinned]
	not _verdict(alarm, sample, "always")
} else := {weaknesses.unsure("other_data_in_metric", alarm, _beside(source, alarm))} if {
	not _sure(source, alarm)
} else := set()

_never(source, alarm) if {
	_never_filled(source, alarm)
	every sample in period_data.quiet(source) {
		_verdict(alarm, sample, "never")
	}
}

_never_filled(source, alarm) if {
	every sample in period_data.busy(source, _minutes(alarm)) {
		_verdict(alarm, sample, "never")
	}
}

# Default values that bring the record across bring the alarm there without it, be they many or one. Where it takes many
# of them, a log group that is busy now and then may have a few, and the record be what is missing.
_never_filled(source, alarm) if {
	every minutes in [1, _minutes(alarm)] {
		_verdict(alarm, period_data.at_rest(source, minutes), "always")
	}
}

_sure(source, alarm) if {
	not _spoilt(source, alarm)
	every sample in period_data.quiet(source) | period_data.busy(source, _minutes(alarm)) {
		_verdict(alarm, sample, "always")
	}
}

# A point that may come at any time; its own value is not another's unless another filter writes the same.
_spoilt(source, alarm) if count(_pulling(source, alarm)) > 0

_spoilt(source, alarm) if {
	is_string(source.together.unclear)
	statistics.movable(alarm.firing)
}

# Nobody counts events with negative numbers, as far as we cannot see.
_spoilt(source, alarm) if {
	_unseen(source.together)
	statistics.movable_by_counts(alarm.firing)
}

# A refused listing of the metric's writers may hide one of another log group that floods it, whatever the statistic.
_spoilt(source, _) if {
	some gap in source.together.gaps
	input.gaps[gap].attribute == "writers_listed"
	input.gaps[gap].reason != "not_collected"
}

_spoilt(source, alarm) if _puzzled(source.together, alarm)

_spoilt(source, alarm) if {
	"?" in source.together.units
	statistics.movable(alarm.firing)
}

# Data of another unit are another series to an alarm that names its unit, and a puzzle to one that does not.
_puzzled(together, alarm) if {
	alarm.firing.unit == null
	count(together.units) > 0
}

_unseen(together) if count(together.gaps) > 0

_unseen(together) if together.crowd

_pulling(source, alarm) := _pulled(alarm, source.together.points, source.amounts.value)

_pulled(alarm, points, own) := {point |
	some point in points
	_is_anothers(point, own)
	statistics.pulls(alarm.firing, _amounts(alarm), point.amount)
}

_is_anothers(point, _) if point.filters > 1

_is_anothers(point, own) if point.amount != own

_beside(source, alarm) := {
	"statistic": alarm.firing.statistic,
	"filters": {id |
		some id in union({
			{point.filter | some point in _pulling(source, alarm)},
			{point.filter | some point in _filling(source, alarm)},
			{source.together.unclear, source.together.stranger},
		})
		id != null
	},
	"gaps": source.together.gaps,
}

_filling(source, alarm) := _pulled(alarm, source.together.fillers, source.amounts["default"])

# Nothing is written beside it that would tell the alarm of rest.
_alone(source, _) if source.together == null

_alone(source, _) if {
	source.together.writers == 1
	_all_seen(source.together)
}

_alone(source, alarm) if {
	_all_seen(source.together)
	not source.together.crowd
	source.together.unclear == null
	not _strange(source.together, alarm)
	every point in source.together.points | source.together.fillers {
		_verdict(alarm, statistics.points(point.amount, 1), "always")
		not statistics.pulls(alarm.firing, _amounts(alarm), point.amount)
	}
}

_strange(together, alarm) if _puzzled(together, alarm)

_strange(together, _) if "?" in together.units

# Of filters that nobody asked for nothing good is said, and nothing bad either.
_all_seen(together) if {
	every gap in together.gaps {
		input.gaps[gap].reason == "not_collected"
	}
}

# Without a record: what default values make of the periods. Where one of them is too much and many are not, as of a sum
# of negative ones, the alarm waits in a busy log group, and a record may yet bring it across.
_rest(source, alarm) := {weaknesses.of("rests_in_alarm", alarm, {"default": source["default"]})} if {
	_crossing(alarm, period_data.at_rest(source, 1)) == "always"
	_never_filled(source, alarm)
} else := {weaknesses.unsure("rests_in_alarm", alarm, {"default": source["default"]})} if {
	_may_cross_at_rest(source, alarm)
} else := {weaknesses.of("rests_in_alarm", alarm, {"treat_missing": "breaching"})} if {
	_alone(source, alarm)
	source["default"] == null
	alarm.firing.treat_missing == "breaching"
} else := {weaknesses.unsure("rests_in_alarm", alarm, {"treat_missing": "breaching"})} if {
	alarm.firing.treat_missing == "breaching"
} else := set()

_may_cross_at_rest(source, alarm) if {
	some minutes in {1, _minutes(alarm)}
	sample := period_data.at_rest(source, minutes)
	not _verdict(alarm, sample, "never")
}

# Where everything but the record is missing and missing data has no meaning of its own, CloudWatch goes into ALARM
# once the one breaching point is as old as the points it wants, however few they are; missing data that breaches is a
# point by itself. A default value is written only in minutes with events, so that a log group that is quiet around the
# record leaves it alone all the same. Default values that cross together may add the points that it lacks.
_more(source, alarm) := set() if alarm.firing.datapoints_to_alarm <= 1

else := set() if {
	_alone(source, alarm)
	source["default"] == null
	alarm.firing.treat_missing in _adding
} else := {weaknesses.unsure("needs_more_records", alarm, _points(alarm))} if {
	_may_be_added_to(source, alarm)
} else := {weaknesses.of("needs_more_records", alarm, _points(alarm))}

_may_be_added_to(_, alarm) if alarm.firing.treat_missing in _adding

_may_be_added_to(source, alarm) if _may_cross_at_rest(source, alarm)

# Missing data that make up for the points that one record lacks.
_adding := {"breaching", "missing"}

_points(alarm) := object.filter(alarm.firing, ["datapoints_to_alarm", "evaluation_periods"])

# In ALARM, an alarm that ignores missing data waits for a point that does not breach; the filter writes none.
_stays(source, alarm) := {weaknesses.of("stuck_in_alarm", alarm, {"treat_missing": "ignore"})} if {
	_keeps_its_state(source, alarm)
	alarm.state == "ALARM"
} else := {weaknesses.of("stays_in_alarm", alarm, {"treat_missing": "ignore"})} if {
	_keeps_its_state(source, alarm)
} else := set()

_keeps_its_state(source, alarm) if {
	_alone(source, alarm)
	source["default"] == null
	alarm.firing.treat_missing == "ignore"
}

# A metric filter's data come once a minute, and late: most periods of seconds have none.
_short(alarm) := {weaknesses.of("period_below_a_minute", alarm, {"period": alarm.firing.period})} if {
	alarm.firing.period < _minute
} else := set()

_minutes(alarm) := max({1, floor(alarm.firing.period / _minute)})
