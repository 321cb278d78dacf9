# METADATA
# title: Floods - does a filter match what an account writes all day?
# description: >-
#   It carries the required records and keeps its alarm in ALARM, from which no change tells anybody. What matches every
#   management event surely does; what matches a class of routine reads may, which their number tells and no document.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
#     description: an alarm invokes actions only when it changes state
# custom:
#   link: metric_filter
package trailgate.chain.floods

import data.trailgate.chain.ordinary
import data.trailgate.chain.weaknesses

# METADATA
# scope: document
# title: The weakness of a filter that matches ordinary records
# description: >-
#   A set of at most one, of this filter or of another that writes the same metric. Its detail has the classes that are
#   always matched, and a record of one of them.
of(filter) := found if {
	flooding := object.get(input.metric_filters, object.get(filter, "flooded_by", filter.id), filter)
	found := _of(flooding)
}

_of(filter) := {weaknesses.of("filter_matches_everything", filter, _detail({"any"}))} if {
	"any" in _matched(filter)
} else := {weaknesses.of("filter_matches_routine", filter, _detail(_matched(filter)))} if {
	count(_matched(filter)) > 0
} else := set()

_matched(filter) := {class | some class in object.get(input.patterns, [filter.pattern, "ordinary"], [])}

_detail(classes) := {"classes": classes, "record": ordinary.records[min(classes)].example}
