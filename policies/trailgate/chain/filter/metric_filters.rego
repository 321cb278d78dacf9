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
routes(law, groups) := {group: _routes(law, group, _asked(law, _on[group]), alarmed) | some group in groups} if {
	apart := _apart(law)
	distinct := {source | some by_number in apart; some by_record in by_number; some source in by_record}
	alarmed := {"sources": apart, "routes": {source: alarms.route(source) | some source in distinct}}
}

# What is written alike for every record goes the same way for every control, which is worked out once for all of them;
# filters that write the same share one source.
_routes_alike := {id: by_number |
	some id, sources in _alike
	not id in _idle
	filter := input.metric_filters[id]
	by_number := {number: metrics.route(filter, filter.transformations[number], source, _alarmed_alike[source]) |
		some number, source in sources
	}
}

_alarmed_alike := {source: alarms.route(source) | some id, sources in _alike; not id in _idle; some source in sources}

# Filters that look for no record that is asked for, and match none. Nothing goes through them, so it is not worked out
# beforehand where that would lead.
_idle := {id |
	some id in _reachable
	filter := input.metric_filters[id]
	filter.transformed == false
	pattern := input.patterns[filter.pattern]
	pattern.sought == []
	every answers in pattern.coverage {
		every answer in answers {
			answer.matched == "never"
		}
	}
}

_alike := {id: sources |
	some id in _reachable
	filter := input.metric_filters[id]
	sources := {number: source |
		some number, transformation in filter.transformations
		not number in object.get(_telling, id, set())
		source := metrics.source(filter, number, metrics.metric(filter, transformation, {}), null)
	}
}

# Records differ for a metric only where its dimensions take their values from them, or others write into it as well.
_telling := {id: found |
	some id in _reachable
	filter := input.metric_filters[id]
	found := {number | some number, transformation in filter.transformations; _tells_apart(filter, transformation)}
	count(found) > 0
}

_reachable := {id | some ids in _on; some id in ids}

_tells_apart(_, transformation) if count(transformation.dimensions) > 0

_tells_apart(filter, transformation) if metric_writers.shared(filter, transformation)

# What is written for each record by those filters that tell records apart, where it may be written for the record.
_apart(law) := {id: by_number |
	together := metric_writers.together(law, object.keys(_telling))
	some id, _ in _telling
	by_number := {number: _by_record(law, together, input.metric_filters[id], number) | some number in _telling[id]}
}

_by_record(law, together, filter, number) := {record: source |
	some record in law.records
	_leads(law, record, filter)
	transformation := filter.transformations[number]
	metric := metrics.metric(filter, transformation, law.fields[record])
	beside := object.get(together[record], [metric_writers.key(filter, metric, transformation)], null)
	source := metrics.source(filter, number, metric, beside)
}

# A filter that does not match the record leads it nowhere, unless with others.
_leads(law, record, filter) if not filter_matches.mismatch(law, record, filter)

_leads(law, record, _) if {
	some group, _ in _on
	record in input.log_groups[group].jointly[law.control]
}

# Those filters to which some record of the control may matter.
_asked(law, ids) := {id | some id in ids; not filter_matches.idle(law, input.metric_filters[id])}

# The filters on a group, and those that may be on it.
_on := {group: _placed(group) | some group in log_groups.reachable}

_placed(group) := {id |
	some id in object.get(input.index.metric_filters_by_log_group, group, [])
} | {id |
	some id in object.get(input.index, "metric_filters_anywhere", [])
}

# METADATA
# title: What the filters on some log groups write, by filter, transformation and record
# description: Sources, as alarms take them. Under null stands what is the same for every record.
written(law, groups) := {id: by_transformation |
	ids := {id | some group in groups; some id in _on[group]}
	apart := _apart(law)
	some id in ids
	alike := {number: {null: source} | some number, source in _alike[id]}
	by_number := object.union(alike, object.get(apart, id, {}))
	by_transformation := [object.get(by_number, number, {}) | some number, _ in input.metric_filters[id].transformations]
}

_routes(law, group, ids, alarmed) := {record: best |
	proven := _proven(law, ids)
	some record in law.records
	best := _best(law, group, record, {"ids": ids, "alarmed": alarmed, "proven": proven})
}

# Beside a filter that surely carries the record to somebody no other filter matters. What lies behind those that may
# match it is not worked out then.
_best(law, group, record, placed) := settled if {
	settled := calculus.best({found |
		some id, beyond in placed.proven
		found := _surely(law, record, input.metric_filters[id], beyond)
	})
	calculus.own(settled) == 2
} else := calculus.best_of(array.concat([_unseen(group), _none(group)], [
	_through(law, record, placed.ids, placed.alarmed),
	_jointly(law, group, record, placed),
]))

# What lies behind those filters that match some of the records always. Where some filter tells records apart, all are
# looked at, since of those that carry a record one is chosen.
_proven(law, ids) := {id: beyond |
	count(_telling) == 0
	some id in ids
	filter := input.metric_filters[id]
	filter_matches.proven(law, filter)
	beyond := calculus.best({metrics.route(filter, filter.transformations[number], source, alarms.route(source)) |
		some number, source in _alike[id]
	})
}

_surely(law, record, filter, beyond) := calculus.onward(step, beyond) if {
	not filter_matches.mismatch(law, record, filter)
	step := _step(law, record, filter)
}

_through(law, record, ids, alarmed) := [found |
	some id in ids
	filter := input.metric_filters[id]
	not filter_matches.elsewhere(law, record, filter)
	found := _matched(law, record, filter, alarmed)
]

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
} else := calculus.onward(step, calculus.best([found |
	some number, _ in filter.transformations
	found := _written(record, filter, number, alarmed)
])) if {
	step := _step(law, record, filter)
}

_step(law, record, filter) := steps.passable("metric_filter", filter.id, filter.at, opinion) if {
	gaps.is_told(filter.log_group)
	gaps.is_told(filter.pattern)
	opinion := {"gaps": filter_matches.doubts(law, record, filter), "weaknesses": floods.of(filter)}
}

_written(_, filter, number, _) := _routes_alike[filter.id][number]

_written(_, filter, number, _) := metrics.route(filter, transformation, source, alarms.route(source)) if {
	filter.id in _idle
	source := _alike[filter.id][number]
	transformation := filter.transformations[number]
}

_written(record, filter, number, alarmed) := metrics.route(filter, transformation, source, alarmed.routes[source]) if {
	source := alarmed.sources[filter.id][number][record]
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
