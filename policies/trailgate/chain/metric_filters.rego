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
import data.trailgate.chain.gaps
import data.trailgate.chain.metrics

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
	not gaps.is_unknown(filter.transformations)
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
	found := _matched(law, record, filter, alarmed)
}

_matched(law, record, filter, alarmed) := calculus.broken(mismatch.cause, mismatch.rank) if {
	mismatch := _mismatch(law, record, filter)
} else := calculus.onward(step, calculus.hidden("metric", gaps.behind(filter.transformations))) if {
	gaps.is_unknown(filter.transformations)
	step := _step(law, record, filter)
} else := calculus.onward(step, calculus.best({found |
	some transformation in filter.transformations
	found := _written(law, record, filter, transformation, alarmed)
})) if {
	step := _step(law, record, filter)
}

_step(law, record, filter) := calculus.passable("metric_filter", filter.id, filter.at, {
	"gaps": _doubts(law, record, filter),
	"weaknesses": set(),
})

_written(law, record, filter, transformation, alarmed) := found if {
	source := metrics.source(filter, transformation, _fields(law, record, transformation))
	found := metrics.route(filter, transformation, source, alarmed[source])
}

_fields(law, record, transformation) := law.fields[record] if count(transformation.dimensions) > 0

_fields(_, _, transformation) := {} if count(transformation.dimensions) == 0

_coverage(law, record, filter) := input.patterns[filter.pattern].coverage[law.control][record]

# The ranks put a near miss first: sometimes, line-break text, scoped, invalid, never.
_mismatch(law, record, filter) := _cause(filter, "filter_matches_sometimes", 0, _detail(law, record, filter)) if {
	_coverage(law, record, filter).matched == "sometimes"
	not _transforms(filter)
} else := _cause(filter, "filter_line_break_text", 1, _error(filter)) if {
	input.patterns[filter.pattern].line_break_text
} else := _cause(filter, "filter_invalid", 3, _error(filter)) if {
	is_string(filter.pattern)
	not input.patterns[filter.pattern].valid
	input.origin.kind == "terraform_plan"
} else := _cause(filter, "filter_matches_never", 4, _detail(law, record, filter)) if {
	input.patterns[filter.pattern].valid
	_coverage(law, record, filter).matched == "never"
	not _transforms(filter)
} else := _cause(filter, "filter_scoped", 2, {"scope": filter.scope}) if {
	is_string(filter.scope)
}

_cause(filter, code, rank, detail) := {
	"cause": {
		"link": "metric_filter",
		"code": code,
		"id": filter.id,
		"at": filter.at,
		"detail": detail,
	},
	"rank": rank,
}

_detail(law, record, filter) := object.filter(_coverage(law, record, filter), ["clause", "counterexample", "why"])

_error(filter) := {"error": input.patterns[filter.pattern].error}

_doubts(law, record, filter) := union({
	gaps.among({filter.log_group, filter.pattern, filter.scope}),
	{gaps.found("metric_filter", "pattern_unsupported", filter, "pattern") |
		is_string(filter.pattern)
		not input.patterns[filter.pattern].valid
	},
	{gaps.found("metric_filter", _undecided(filter), filter, "pattern") |
		input.patterns[filter.pattern].valid
		not _always(law, record, filter)
		not _transforms(filter)
	},
	{gap | _transforms(filter); some gap in _transformation(filter)},
})

# Silence is no proof: a pattern without a decision for this record is undecided.
_always(law, record, filter) if _coverage(law, record, filter).matched == "always"

# Where the fields of a space-delimited pattern end in JSON text depends on blanks inside its values.
_undecided(filter) := "pattern_unsupported" if input.patterns[filter.pattern].language == "space_delimited"

else := "pattern_undecided"

# A pattern that sees transformed records says nothing about the record that CloudTrail wrote.
_transforms(filter) if {
	filter.transformed != false
	object.get(input.log_groups, [filter.log_group, "transformer"], null) != false
}

_transformation(filter) := gaps.behind(filter.transformed) if gaps.is_unknown(filter.transformed)

else := {gaps.found("metric_filter", "transformed_logs", filter, "transformed")}

_unseen(group) := {found |
	some id in object.get(input.index.gaps_by_scope, concat("|", ["metric_filter", group]), [])
	gap := input.gaps[id]
	place := concat("|", [gap.account, gap.region])
	step := calculus.uncertain("metric_filter", null, null, {gaps.reported(gap)})
	found := calculus.onward(step, alarms.unseen[place])
}

_none(group) := {calculus.broken(cause, 9) |
	count(_unseen(group)) == 0
	cause := {"link": "metric_filter", "code": "filter_none", "id": group, "at": null}
}
