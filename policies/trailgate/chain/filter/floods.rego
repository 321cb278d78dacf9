# METADATA
# title: Floods - does a filter match what an account writes all day?
# description: >-
#   It carries the required records and keeps its alarm in ALARM, from which no change tells anybody. What matches every
#   management event surely does; what matches a class of routine calls may, which their number tells and no document.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
#     description: an alarm invokes actions only when it changes state
# custom:
#   link: metric_filter
package trailgate.chain.floods

import data.trailgate.chain.ordinary
import data.trailgate.chain.statistics
import data.trailgate.chain.weaknesses

# METADATA
# scope: document
# title: The weakness of a filter that matches ordinary records
# description: A set of at most one. Its detail has the classes that are always matched, and a record of one of them.
of(filter) := {weaknesses.of("filter_matches_everything", filter, _detail({"any"}))} if {
	"any" in _matched(filter)
} else := {weaknesses.of("filter_matches_routine", filter, _detail(_matched(filter)))} if {
	count(_matched(filter)) > 0
} else := set()

# METADATA
# title: What another filter that matches ordinary records makes of an alarm on this metric
# description: >-
#   `source` is what this filter writes. Zeros that do not bring the alarm into ALARM leave it at rest. On another log
#   group nobody knows what is written.
beside(source, alarm) := set() if source.flood == null

else := set() if _rests_on_zeros(source, alarm)

else := of(input.metric_filters[source.flood.by]) if source.flood.here

else := {object.union(found, {"effect": "unknown"}) | some found in of(input.metric_filters[source.flood.by])}

_rests_on_zeros(source, alarm) if {
	alarm.kind == "metric"
	not statistics.counts_zero(alarm.firing.statistic)
	amounts := input.index.amounts_watched[alarm.id]
	statistics.crossing(alarm.firing, amounts, statistics.points(0, 1)) == "never"
	every written in input.index.amounts_written[source.flood.by] {
		written.value == 0
	}
}

_matched(filter) := {class | some class in object.get(input.patterns, [filter.pattern, "ordinary"], [])}

_detail(classes) := {"classes": classes, "record": ordinary.records[min(classes)].example}
