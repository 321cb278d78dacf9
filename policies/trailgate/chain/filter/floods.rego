# METADATA
# title: Floods - does a filter match what an account writes all day?
# description: >-
#   It carries the required records and keeps its alarm in ALARM, from which no change tells anybody. What matches every
#   management event surely does; what matches a class of routine calls may, which their number tells and no document.
#   Reads do not arrive where every trail of the log group records writes alone.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
#     description: an alarm invokes actions only when it changes state
# custom:
#   link: metric_filter
package trailgate.chain.floods

import data.trailgate.chain.filter_matches
import data.trailgate.chain.gaps
import data.trailgate.chain.ordinary
import data.trailgate.chain.refusals
import data.trailgate.chain.statistics
import data.trailgate.chain.trail_selectors
import data.trailgate.chain.weaknesses

# METADATA
# scope: document
# title: The weakness of a filter that matches ordinary records
# description: >-
#   A set of at most one. Its detail has the classes that are always matched, or of which that cannot be told, and a
#   record of one of them.
of(filter) := {weaknesses.of("filter_matches_everything", filter, _detail({"any"}))} if {
	"any" in _classes(filter, "ordinary")
	_sees_all(filter)
} else := {weaknesses.unsure("filter_matches_everything", filter, detail)} if {
	"any" in _classes(filter, "ordinary")
	detail := object.union(_detail({"any"}), {"undecided": true})
} else := {weaknesses.of("filter_matches_routine", filter, detail)} if {
	matched := _classes(filter, "ordinary")
	detail := _detail(matched)
} else := {weaknesses.unsure("filter_matches_everything", filter, detail)} if {
	open := _classes(filter, "ordinary_undecided")
	detail := object.union(_detail(open), {"undecided": true})
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

# A filter that is not made, or from which events are kept, does not write what its pattern matches.
_sees_all(filter) if {
	not refusals.is_refused(filter)
	object.get(filter, "admits", true) == true
	count(filter_matches.unclear(filter)) == 0
}

_rests_on_zeros(source, alarm) if {
	not statistics.counts_zero(alarm.firing.statistic)
	amounts := input.index.amounts_watched[alarm.id]
	statistics.crossing(alarm.firing, amounts, statistics.points(0, 1)) == "never"
	every written in input.index.amounts_written[source.flood.by] {
		written.value == 0
	}
}

_classes(filter, answer) := {class |
	some class in object.get(input.patterns, [filter.pattern, answer], [])
	_arrives(filter, class)
}

_arrives(_, "any:write")

_arrives(filter, _) if not filter.log_group in _writes_alone

# Log groups to which trails deliver, none of which records reads. None, where a trail may be hidden or reads go nobody
# knows where.
default _writes_alone := set()

_writes_alone := {trail.log_group | some trail in input.trails} - _read if {
	count(gaps.hiding(concat("|", ["trail", input.subject.account]))) == 0
	every group in _read {
		not gaps.is_unknown(group)
	}
}

_read contains trail.log_group if {
	some trail in input.trails
	not trail_selectors.write_only(trail.selectors)
}

_detail(classes) := {"classes": classes, "record": ordinary.records[min(classes)].example}
