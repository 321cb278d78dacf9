# METADATA
# title: Firing - does one record move the alarm from rest into ALARM?
# description: >-
#   One data point of the filter's value, alone in its period. Actions run on a transition, so an alarm that rests in
#   ALARM never runs one. None of this changes the status.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
#     description: how an alarm's state is evaluated, M out of N, and missing data
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringPolicyExamples.html
#     description: metric value and default value of a metric filter
# custom:
#   link: alarm
package trailgate.chain.alarm_firing

import data.trailgate.chain.gaps
import data.trailgate.chain.statistics
import data.trailgate.chain.weaknesses

# METADATA
# title: What keeps the alarm from firing on one record
# description: "`source` is what the filter writes (value, default, unit); `alarm` is of kind metric."
weak(source, alarm) := {weaknesses.unsure("threshold_not_crossed", alarm, {"unknown": {"firing"}})} if {
	gaps.is_unknown(alarm.firing)
} else := {weaknesses.unsure("threshold_not_crossed", alarm, {"unknown": unknown})} if {
	unknown := _unknown(source, alarm.firing)
	count(unknown) > 0
} else := {weaknesses.of("unit_mismatch", alarm, {"alarm": alarm.firing.unit, "metric": _unit(source)})} if {
	alarm.firing.unit != null
	alarm.firing.unit != _unit(source)
} else := {weaknesses.of("math_not_computed", alarm, object.filter(alarm.firing, ["statistic", "operator"]))} if {
	not _computable(source, alarm)
} else := union({_threshold(source, alarm), _rest(source, alarm), _more(source, alarm), _stays(source, alarm)})

# METADATA
# title: The state in which the alarm waits for the next record
# description: >-
#   Without data the alarm is as treat-missing-data says; a default value is data. Null where that is not known.
resting_state(source, alarm) := "OK" if source["default"] != null

else := object.get(_resting_without_data, _treat_missing(alarm), null)

_treat_missing(alarm) := object.get(alarm.firing, "treat_missing", null)

_resting_without_data := {
	"notBreaching": "OK",
	"breaching": "ALARM",
	"missing": "INSUFFICIENT_DATA",
	"ignore": "INSUFFICIENT_DATA",
}

_unknown(source, firing) := {name |
	written := {"value": source.value, "default": source["default"], "unit of the metric": source.unit}
	some name, value in object.union(firing, written)
	gaps.is_unknown(value)
}

_unit(source) := "None" if source.unit == null

_unit(source) := source.unit if source.unit != null

_computable(source, alarm) if {
	alarm.firing.threshold != null
	alarm.firing.operator in statistics.comparisons
	statistics.alone(alarm.firing.statistic, _number(source))
}

_number(source) := to_number(trim_prefix(source.value, "+"))

# The record's own minute, then the same with a default value in every other minute of the period.
_threshold(source, alarm) := {weaknesses.of("threshold_not_crossed", alarm, {"threshold": alarm.firing.threshold})} if {
	not _crosses(alarm, statistics.alone(alarm.firing.statistic, _number(source)))
} else := {weaknesses.of("threshold_not_crossed", alarm, {"evaluate_low_sample": "ignore"})} if {
	startswith(alarm.firing.statistic, "p")
	alarm.firing.evaluate_low_sample == "ignore"
} else := {weaknesses.unsure("threshold_not_crossed", alarm, {"default": source["default"]})} if {
	source["default"] != null
	some value in statistics.among(alarm.firing.statistic, _number(source), source["default"], _minutes(alarm))
	not _crosses(alarm, value)
} else := set()

_rest(source, alarm) := {weaknesses.of("rests_in_alarm", alarm, {"default": source["default"]})} if {
	source["default"] != null
	_crosses(alarm, statistics.alone(alarm.firing.statistic, source["default"]))
} else := {weaknesses.unsure("rests_in_alarm", alarm, {"default": source["default"]})} if {
	source["default"] != null
	some value in statistics.among(alarm.firing.statistic, source["default"], source["default"], _minutes(alarm))
	_crosses(alarm, value)
} else := {weaknesses.of("rests_in_alarm", alarm, {"treat_missing": "breaching"})} if {
	source["default"] == null
	alarm.firing.treat_missing == "breaching"
} else := {weaknesses.unsure("rests_in_alarm", alarm, {"treat_missing": "breaching"})} if {
	alarm.firing.treat_missing == "breaching"
} else := set()

# Where everything but the record is missing and missing data has no meaning of its own, CloudWatch goes into ALARM
# once the one breaching point is as old as the points it wants, however few they are.
_more(source, alarm) := set() if alarm.firing.datapoints_to_alarm <= 1

else := set() if {
	source["default"] == null
	alarm.firing.treat_missing == "missing"
} else := {weaknesses.of("needs_more_records", alarm, {
	"datapoints_to_alarm": alarm.firing.datapoints_to_alarm,
	"evaluation_periods": alarm.firing.evaluation_periods,
})}

_stays(source, alarm) := {weaknesses.of("stays_in_alarm", alarm, {"treat_missing": "ignore"})} if {
	source["default"] == null
	alarm.firing.treat_missing == "ignore"
} else := set()

_crosses(alarm, value) if statistics.crosses(value, alarm.firing.operator, alarm.firing.threshold)

_minutes(alarm) := max({1, floor(alarm.firing.period / 60)}) if is_number(alarm.firing.period)

else := 1
