# METADATA
# title: Event selectors - which management events a trail records
# description: >-
#   Classic selectors, and advanced ones with every operator. Any selector may admit a record. A condition on a field
#   that is not the same in every such record admits it sometimes, which is not enough.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
#     description: fields and operators; several operators on a field must all hold, values of one are alternatives
package trailgate.chain.trail_selectors

# METADATA
# scope: document
# title: Why no selector admits the record
# description: >-
#   {code, detail}; undefined where a selector admits it, and where the selectors are not known. `fields` are what
#   CloudTrail's selectors see of the record.
refusal(selectors, fields) := _classic_refusal(selectors.classic, fields) if selectors.kind == "classic"

refusal(selectors, fields) := _advanced_refusal(selectors.advanced, fields) if selectors.kind == "advanced"

# METADATA
# scope: document
# title: Does the trail record writes alone?
# description: Required records are writes, so nothing is lost; quiet hours then say nothing about delivery.
write_only(selectors) if {
	selectors.kind == "classic"
	count({one | some one in _managing(selectors.classic); one.read_write_type == "All"}) == 0
}

write_only(selectors) if {
	selectors.kind == "advanced"
	every selector in selectors.advanced {
		_reads_left_out(selector)
	}
}

_classic_refusal(selectors, _) := {"code": "trail_no_management_events", "detail": {}} if {
	count(_managing(selectors)) == 0
}

else := {"code": "trail_no_writes", "detail": {}} if count(_writing(selectors)) == 0

_classic_refusal(selectors, fields) := {"code": "trail_excludes_iam", "detail": {"source": fields.eventSource}} if {
	count(_writing(selectors)) > 0
	every selector in _writing(selectors) {
		fields.eventSource in selector.excluded_sources
	}
}

_managing(selectors) := {one | some one in selectors; one.management_events == true}

_writing(selectors) := {one | some one in _managing(selectors); one.read_write_type in {"All", "WriteOnly"}}

# The nearest miss speaks: conditional, excluded by name, by source, by being a write, by not being managed.
_advanced_refusal(selectors, fields) := {"code": _codes[nearest], "detail": {"fields": blamed}} if {
	reasons := {reason | some selector in selectors; reason := _reason(selector, fields)}
	count({reason | some reason in reasons; reason.rank < 0}) == 0
	nearest := min({reason.rank | some reason in reasons} | {4})
	blamed := {field | some reason in reasons; reason.rank == nearest; some field in reason.fields}
}

_codes := [
	"trail_selector_conditional",
	"trail_selector_excludes",
	"trail_excludes_iam",
	"trail_no_writes",
	"trail_no_management_events",
]

_reason(selector, fields) := {"rank": rank, "fields": (against | doubtful)} if {
	against := {condition.field | some condition in selector.fields; _admits(condition, fields) == 0}
	doubtful := {condition.field | some condition in selector.fields; _admits(condition, fields) == 1; count(against) == 0}
	rank := _rank(against, doubtful)
}

_rank(against, _) := 4 if "eventCategory" in against

else := 3 if "readOnly" in against

else := 2 if "eventSource" in against

else := 1 if count(against) > 0

_rank(against, doubtful) := 0 if {
	count(against) == 0
	count(doubtful) > 0
}

_rank(against, doubtful) := -1 if {
	count(against) == 0
	count(doubtful) == 0
}

# 2 always, 1 for some records, 0 never. (`not` around a call whose argument is undefined is itself undefined.)
_admits(condition, fields) := 1 if not is_string(object.get(fields, condition.field, null))

else := 2 if _holds(condition, fields[condition.field])

else := 0

_holds(condition, value) if {
	_meets_alternatives(condition, value)
	not value in object.get(condition, "not_equals", [])
	not _starts(value, object.get(condition, "not_starts_with", []))
	not _ends(value, object.get(condition, "not_ends_with", []))
}

_meets_alternatives(condition, value) if {
	_one_of(value, object.get(condition, "equals", [value]))
	_starts(value, object.get(condition, "starts_with", [value]))
	_ends(value, object.get(condition, "ends_with", [value]))
}

_one_of(value, values) if value in values

_starts(value, prefixes) if {
	some prefix in prefixes
	startswith(value, prefix)
}

_ends(value, suffixes) if {
	some suffix in suffixes
	endswith(value, suffix)
}

# A selector that leaves out reads, or everything that is managed.
_reads_left_out(selector) if {
	some condition in selector.fields
	condition.field == "readOnly"
	condition.equals == ["false"]
}

_reads_left_out(selector) if {
	some condition in selector.fields
	condition.field == "eventCategory"
	not _holds(condition, "Management")
}
