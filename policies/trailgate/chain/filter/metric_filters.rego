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
import data.trailgate.chain.log_groups
import data.trailgate.chain.metric_writers
import data.trailgate.chain.metrics
import data.trailgate.chain.misses
import data.trailgate.chain.steps

# METADATA
# title: The routes from some log groups, per group and required record
# description: "`law` is {control, records, fields}: the records and, for each, its constant fields."
routes(law, groups) := {group: _routes(law, group, filters, alarmed) | some group, filters in placed} if {
	placed := {group: _on(group) | some group in groups}
	sources := _written_by(law, {id | some ids in placed; some id in ids})
	distinct := {source |
		some transformations in sources
		some by_record in transformations
		some source in by_record
	}
	own := {source: alarms.route(source) | some source in distinct; not _routed_alike[source]}
	alarmed := {"sources": sources, "routes": object.union(_routed_alike, own)}
}

# What is written alike for every record goes the same way for every control, which is worked out once for all of them.
_routed_alike := {source: alarms.route(source) |
	some group in log_groups.reachable
	some id in _on(group)
	filter := input.metric_filters[id]
	some number, transformation in filter.transformations
	not _tells_apart(filter, transformation)
	source := _alike(filter, number)
}

_alike(filter, number) := metrics.source(filter, number, metric, null) if {
	metric := metrics.metric(filter, filter.transformations[number], {})
}

# The filters on a group, and those that may be on it.
_on(group) := {id |
	some id in object.get(input.index.metric_filters_by_log_group, group, [])
} | {id |
	some id in object.get(input.index, "metric_filters_anywhere", [])
}

# METADATA
# title: What the filters on some log groups write, by filter, transformation and record
# description: Sources, as alarms take them. Under null stands what is the same for every record.
written(law, groups) := _written_by(law, {id | some group in groups; some id in _on(group)})

_written_by(law, ids) := {id: by_transformation |
	together := metric_writers.together(law, ids)
	some id in ids
	filter := input.metric_filters[id]
	by_transformation := [_by_record(law, together, filter, number) | some number, _ in filter.transformations]
}

# Records differ for a metric only where its dimensions take their values from them, or others write into it as well.
_by_record(law, together, filter, number) := {record: source |
	some record in law.records
	transformation := filter.transformations[number]
	metric := metrics.metric(filter, transformation, law.fields[record])
	beside := object.get(together[record], [metric_writers.key(filter, metric, transformation)], null)
	source := metrics.source(filter, number, metric, beside)
} if {
	_tells_apart(filter, filter.transformations[number])
} else := {null: _alike(filter, number)} if {
	_alike(filter, number)
} else := {}

_tells_apart(_, transformation) if count(transformation.dimensions) > 0

_tells_apart(filter, transformation) if metric_writers.shared(filter, transformation)

_routes(law, group, ids, alarmed) := {record: best |
	some record in law.records
	best := calculus.best_of([
		_through(law, record, ids, alarmed),
		_jointly(law, group, record, {"ids": ids, "alarmed": alarmed}),
		_unseen(group),
		_none(group),
	])
}

_through(law, record, ids, alarmed) := {found |
	some id in ids
	filter := input.metric_filters[id]
	not filter_matches.elsewhere(law, record, filter)
	found := _matched(law, record, filter, alarmed)
}

# Several filters that only together match every such record. It is not told which of them it takes, so it is a doubt
# where more than one leads anywhere; it reaches somebody where one of them does.
_jointly(law, group, record, placed) := {calculus.limited(calculus.hidden("metric_filter", {doubt}), effect) |
	record in input.log_groups[group].jointly[law.control]
	leading := {id: max(effects) |
		some id in placed.ids
		filter := input.metric_filters[id]
		filter_matches.mismatch(law, record, filter).cause.code in {"filter_matches_sometimes", "filter_misses_failed_calls"}
		effects := {route.effect |
			some number, _ in filter.transformations
			route := _written(record, filter, number, placed.alarmed)
			route.value > 0
		}
	}
	count(leading) > 1
	effect := max({found | some found in leading})
	doubt := gaps.found("metric_filter", "matched_jointly", input.log_groups[group], "jointly")
}

_matched(law, record, filter, alarmed) := calculus.broken(mismatch.cause, mismatch.rank) if {
	mismatch := filter_matches.mismatch(law, record, filter)
} else := calculus.onward(step, calculus.hidden("metric", gaps.behind(filter.transformations))) if {
	step := _step(law, record, filter)
} else := calculus.onward(step, calculus.best({found |
	some number, _ in filter.transformations
	found := _written(record, filter, number, alarmed)
})) if {
	step := _step(law, record, filter)
}

_step(law, record, filter) := steps.passable("metric_filter", filter.id, filter.at, opinion) if {
	gaps.is_told(filter.log_group)
	gaps.is_told(filter.pattern)
	opinion := {"gaps": filter_matches.doubts(law, record, filter), "weaknesses": floods.of(filter)}
}

_written(record, filter, number, alarmed) := metrics.route(filter, transformation, source, alarmed.routes[source]) if {
	by_record := alarmed.sources[filter.id][number]
	source := object.get(by_record, record, object.get(by_record, null, false))
	transformation := filter.transformations[number]
}

# Undefined of one that is known.
_written(_, filter, number, _) := calculus.hidden("metric", gaps.behind(filter.transformations[number]))

_unseen(group) := {found |
	some id in object.get(input.index.gaps_by_scope, concat("|", ["metric_filter", group]), [])
	gap := input.gaps[id]
	place := concat("|", [gap.account, gap.region])
	step := steps.uncertain("metric_filter", null, null, {gaps.reported(gap)})
	found := calculus.onward(step, alarms.unseen[place])
}

_none(group) := {calculus.broken(cause, misses.nothing) |
	count(_unseen(group)) == 0
	cause := {"link": "metric_filter", "code": "filter_none", "id": group, "at": null}
}
