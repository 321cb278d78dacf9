# METADATA
# title: Matches - does a metric filter match a record always?
# description: >-
#   What the pattern means is decided before and stands in the document's `patterns`, per control and record. Silence is
#   no proof, and a pattern that AWS accepted and we cannot read is our gap, not the account's fault.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
#     description: the pattern language
# custom:
#   link: metric_filter
package trailgate.chain.filter_matches

import data.trailgate.chain.gaps
import data.trailgate.chain.misses
import data.trailgate.chain.refusals

# An answer that leaves out more records than are excluded says nothing of those that are required. A control none of
# whose records is matched may be named instead of each of them.
_coverage(law, record, filter) := said if {
	said := input.patterns[filter.pattern].coverage[law.control][record]
	every id in object.get(said, "excluding", []) {
		id in law.excluded[record]
	}
} else := {"matched": "never"} if {
	misses_all(law.control, input.patterns[filter.pattern])
}

# METADATA
# title: Is it said of a pattern that it matches no record of the control, and is made for others?
# description: Of all records at once, and of none by itself.
misses_all(control, pattern) if {
	control in pattern.never
	not pattern.coverage[control]
}

# METADATA
# scope: document
# title: Why the filter does not match the record
# description: >-
#   {cause, rank}; undefined where it does or may. The nearest miss is of the filter that asks for most of the required
#   records by name; of those that ask for as many - sometimes, line-break text, scoped, invalid, never.
mismatch(law, record, filter) := object.union(found, {"rank": rank}) if {
	found := _mismatch(law, record, filter)
	rank := (misses.unnamed * _unnamed(law, filter)) + (found.rank / 10)
}

# The share of the required records that the pattern does not name: a filter made for other events is no near miss.
_unnamed(law, filter) := 1 - (count(named) / count(law.required)) if {
	named := object.get(input.patterns, [filter.pattern, "named", law.control], [])
}

# METADATA
# scope: document
# title: Is the filter made for other records, and matches this one not always?
# description: >-
#   Such a filter is no near miss: nothing on it names the control's records or their source, so nobody is told to
#   change it. A pattern of which it is not said what it looks for is taken to look for them.
elsewhere(law, record, filter) if {
	sought := input.patterns[filter.pattern].sought
	not law.control in sought
	not refusals.is_refused(filter)
	not _transforms(filter)
	_is_missed(input.patterns[filter.pattern], _coverage(law, record, filter))
}

# METADATA
# scope: document
# title: Does the filter surely match none of the control's records, and is made for others?
# description: The same for all of them at once; undefined where each has to be asked about.
idle(law, filter) if {
	pattern := input.patterns[filter.pattern]
	misses_all(law.control, pattern)
	pattern.valid
	not refusals.is_refused(filter)
	not _transforms(filter)
}

# Whether the pattern, as far as it can be read, is known to miss some such record.
_is_missed(_, coverage) if _matches_sometimes(coverage)

_is_missed(pattern, coverage) if {
	pattern.valid
	coverage.matched == "never"
}

# METADATA
# title: Does the filter's pattern match some of the records always?
# description: Of the pattern alone; whether the filter sees the record is asked apart.
proven(law, filter) if {
	some record in law.records
	_always(law, record, filter)
}

_mismatch(_, _, filter) := _cause(filter, "filter_refused", refusals.detail(filter)) if {
	refusals.is_refused(filter)
}

_mismatch(law, record, filter) := _meaning(law, record, filter) if not refusals.is_refused(filter)

_meaning(law, record, filter) := _cause(filter, "filter_misses_failed_calls", _detail(law, record, filter)) if {
	_coverage(law, record, filter).misses == "failed_calls"
	not _transforms(filter)
} else := _cause(filter, "filter_matches_sometimes", _detail(law, record, filter)) if {
	_matches_sometimes(_coverage(law, record, filter))
	not _transforms(filter)
} else := _cause(filter, "filter_line_break_text", _error(filter)) if {
	input.patterns[filter.pattern].line_break_text
} else := _cause(filter, "filter_invalid", _error(filter)) if {
	is_string(filter.pattern)
	not input.patterns[filter.pattern].valid
	input.origin.kind in {"terraform_plan", "cloudformation_template"}
} else := _cause(filter, "filter_matches_never", _detail(law, record, filter)) if {
	input.patterns[filter.pattern].valid
	_coverage(law, record, filter).matched == "never"
	not _transforms(filter)
} else := _cause(filter, "filter_scoped", {"scope": filter.scope}) if {
	is_string(filter.scope)
	filter.admits == false
}

_matches_sometimes(coverage) if coverage.matched == "sometimes"

# Whatever it is that nobody knows of the record.
_matches_sometimes(coverage) if coverage.covers == "no"

_cause(filter, code, detail) := {
	"cause": {
		"link": "metric_filter",
		"code": code,
		"id": filter.id,
		"at": filter.at,
		"detail": detail,
	},
	"rank": misses.rank[code],
}

_detail(law, record, filter) := object.filter(_coverage(law, record, filter), ["clause", "counterexample", "why"])

_error(filter) := {"error": input.patterns[filter.pattern].error}

# METADATA
# title: What keeps us from knowing whether the filter matches the record
doubts(law, record, filter) := union({
	gaps.among({filter.log_group, filter.pattern}),
	{gaps.found("metric_filter", "pattern_unsupported", filter, "pattern") |
		is_string(filter.pattern)
		not input.patterns[filter.pattern].valid
	},
	{gaps.found("metric_filter", _undecided(filter), filter, "pattern") |
		input.patterns[filter.pattern].valid
		not _always(law, record, filter)
		not _transforms(filter)
	},
	unclear(filter),
})

# METADATA
# title: What may keep some of a log group's events from the filter, or from looking as CloudTrail wrote them
# description: Of such a filter its pattern alone does not tell what it sees.
unclear(filter) := union({
	gaps.among({filter.scope}),
	{gaps.found("metric_filter", "scope_undecided", filter, "scope") |
		is_string(filter.scope)
		not is_boolean(object.get(filter, "admits", null))
	},
	{gaps.found("metric_filter", "masked_logs", filter, "pattern") | filter.masked},
	gaps.among({object.get(input.log_groups, [filter.log_group, "masks"], null)}),
	{gap | _transforms(filter); some gap in _transformation(filter)},
})

# Silence is no proof: a pattern without a decision for this record is undecided.
_always(law, record, filter) if _coverage(law, record, filter).matched == "always"

# Where the fields of a space-delimited pattern end in JSON text depends on blanks inside its values.
_undecided(filter) := "pattern_unsupported" if input.patterns[filter.pattern].language == "space_delimited"

else := "pattern_undecided"

# A pattern that sees transformed records says nothing about the record that CloudTrail wrote.
_transforms(filter) if {
	object.get(filter, "transformed", true) != false
	object.get(input.log_groups, [filter.log_group, "transformer"], null) != false
}

_transformation(filter) := found if found := gaps.behind(filter.transformed)

else := {gaps.found("metric_filter", "transformed_logs", filter, "transformed")}
