# METADATA
# title: Evaluation - what AWS itself says of how it evaluates an alarm
# description: >-
#   An evaluation that fails, a warm-up in which the alarm does not act, and a window that ends with the clock. None of
#   this changes the status.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
#     description: EvaluationState, WarmUpConfiguration and EvaluationWindow
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
#     description: a wall clock window looks at complete periods alone
# custom:
#   link: alarm
package trailgate.chain.alarm_evaluation

import data.trailgate.chain.snapshots
import data.trailgate.chain.weaknesses

# METADATA
# title: What keeps the alarm from being evaluated, now or soon
# description: "`alarm` is of kind metric or math."
weak(alarm) := union({_state(alarm), _warm_up(alarm), _late(alarm), snapshots.apart(alarm)})

# An error stays until somebody corrects the alarm; a failure or a part of the data passes by itself. What exported the
# alarm may have left out what AWS says of it.
_state(alarm) := set() if alarm.evaluation.state == null

else := {weaknesses.unsure("alarm_not_evaluated", alarm, {"gap": alarm.evaluation.state.unknown.gap})} if {
	is_object(alarm.evaluation.state)
} else := {weaknesses.of("alarm_not_evaluated", alarm, {"state": alarm.evaluation.state})} if {
	alarm.evaluation.state == "EVALUATION_ERROR"
} else := {weaknesses.unsure("alarm_not_evaluated", alarm, {"state": alarm.evaluation.state})}

_warm_up(alarm) := set() if alarm.evaluation.warm_up == null

else := set() if alarm.evaluation.warm_up.until <= _read(alarm)

else := {weaknesses.of("warming_up", alarm, {"until": alarm.evaluation.warm_up.until})}

# When the alarm was read. Null of either time is less than every number, and says nothing.
_read(alarm) := source.as_of if {
	is_number(alarm.evaluation.warm_up.until)
	source := input.origin.sources[to_number(split(alarm.at, "#")[0])]
	is_number(source.as_of)
}

_late(alarm) := {weaknesses.of("told_late", alarm, {"seconds": _period(alarm)})} if {
	alarm.evaluation.window == "wall_clock"
} else := set()

_period(alarm) := alarm.firing.period if is_number(alarm.firing.period)

else := null
