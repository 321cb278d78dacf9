# METADATA
# title: Metric filters - what a log group makes of a record
# description: >-
#   A filter carries a record if its pattern matches it whatever the record's free fields hold. What a pattern means is
#   decided before and stands in the document's `patterns`, per control and record; here it is judged.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
#     description: the pattern language
# custom:
#   link: metric_filter
package trailgate.chain.metric_filters

import data.trailgate.chain.alarms
import data.trailgate.chain.calculus
import data.trailgate.chain.filter_matches
import data.trailgate.chain.floods
import data.trailgate.chain.gaps
import data.trailgate.chain.metrics
import data.trailgate.chain.steps

# METADATA
# title: The routes from some log groups, per group and required record
# description: "`law` is {control, records, fields}: the records and, for each, its constant fields."
routes(law, groups) := {group: _routes(law, group, filters, alarmed) | some group, filters in placed} if {
	placed := {group: _on(group) | some group in groups}
	alarmed := {source: alarms.route(source) | some source in _sources(law, {id | some ids in placed; some id in ids})}
}

# The filters on a group, and those that may be on it.
_on(group) := {id |
	some id in object.get(input.index.metric_filters_by_log_group, group, [])
} | {id |
	some id in object.get(input.index, "metric_filters_anywhere", [])
}

_sources(law, ids) := {source |
	some id in ids
	filter := input.metric_filters[id]
	some transformation in filter.transformations
	some fields in _kinds(law, transformation)
	source := metrics.source(filter, transformation, fields)
}

# Records differ for a metric only where its dimensions take their values from them.
_kinds(law, transformation) := {fields | some fields in law.fields} if count(transformation.dimensions) > 0

_kinds(_, transformation) := {{}} if count(transformation.dimensions) == 0

_routes(law, group, ids, alarmed) := {record: best |
	some record in law.records
	best := calculus.best_of([_through(law, record, ids, alarmed), _unseen(group), _none(group)])
}

_through(law, record, ids, alarmed) := {found |
	some id in ids
	filter := input.metric_filters[id]
	not filter_matches.elsewhere(law, record, filter)
	found := _matched(law, record, filter, alarmed)
}

_matched(law, record, filter, alarmed) := calculus.broken(mismatch.cause, mismatch.rank) if {
	mismatch := filter_matches.mismatch(law, record, filter)
} else := calculus.onward(step, calculus.hidden("metric", gaps.behind(filter.transformations))) if {
	step := _step(law, record, filter)
} else := calculus.onward(step, calculus.best({found |
	some transformation in filter.transformations
	found := _written(law, record, filter, transformation, alarmed)
})) if {
	step := _step(law, record, filter)
}

_step(law, record, filter) := steps.passable("metric_filter", filter.id, filter.at, {
	"gaps": filter_matches.doubts(law, record, filter),
	"weaknesses": floods.of(filter),
}) if {
	gaps.is_told(filter.log_group)
	gaps.is_told(filter.pattern)
}

_written(law, record, filter, transformation, alarmed) := found if {
	source := metrics.source(filter, transformation, _fields(law, record, transformation))
	found := metrics.route(filter, transformation, source, alarmed[source])
}

# Undefined of one that is known.
_written(_, _, _, transformation, _) := calculus.hidden("metric", gaps.behind(transformation))

_fields(law, record, transformation) := law.fields[record] if count(transformation.dimensions) > 0

_fields(_, _, transformation) := {} if count(transformation.dimensions) == 0

_unseen(group) := {found |
	some id in object.get(input.index.gaps_by_scope, concat("|", ["metric_filter", group]), [])
	gap := input.gaps[id]
	place := concat("|", [gap.account, gap.region])
	step := steps.uncertain("metric_filter", null, null, {gaps.reported(gap)})
	found := calculus.onward(step, alarms.unseen[place])
}

_none(group) := {calculus.broken(cause, 9) |
	count(_unseen(group)) == 0
	cause := {"link": "metric_filter", "code": "filter_none", "id": group, "at": null}
}
