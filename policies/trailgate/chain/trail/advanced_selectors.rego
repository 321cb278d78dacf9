# METADATA
# title: Advanced event selectors
# description: >-
#   Conditions on fields, all of which must hold, one of them that the event's category is Management. A condition on a
#   field that is not the same in every such record admits it sometimes, which is not enough.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
#     description: >-
#       several operators on a field - those that include are alternatives, of those that exclude none may match; an
#       event without the field matches none
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
#     description: fields and operators; the operators, which are for including or excluding
# custom:
#   link: trail
package trailgate.chain.advanced_selectors

import data.trailgate.chain.gaps

# METADATA
# scope: document
# title: Does this selector admit the record? 3 always, 2 may, 1 for some records, 0 never
# description: The worst of its conditions; `fields` are what selectors see of the record.
admission(selector, fields) := 2 if gaps.is_unknown(selector.fields)

else := 0 if not _names_category(selector)

else := min({_condition(condition, fields) | some condition in selector.fields})

# METADATA
# scope: document
# title: Why none of the selectors admits the record
# description: >-
#   The nearest miss speaks - conditional, excluded by name, by source, by being a read or a write, by not being
#   managed. Where it is the source, `sources` has the record's.
refusal(selectors, fields) := {"code": code, "detail": object.union({"fields": blamed}, _source(code, fields))} if {
	reasons := {_reason(selector, fields) | some selector in selectors}
	nearest := min({reason.rank | some reason in reasons} | {4})
	blamed := {field | some reason in reasons; reason.rank == nearest; some field in reason.fields}
	code := _code(nearest, fields)
}

default _source(_, _) := {}

_source("trail_excludes_source", fields) := {"sources": {fields.eventSource}} if is_string(fields.eventSource)

# METADATA
# title: Does the selector leave out some of these records, and name none that it takes?
# description: What another leaves out as well, or names, such selectors may record together.
leaves_out(selector, fields) if {
	admission(selector, fields) == 1
	count({operator |
		some condition in selector.fields
		_condition(condition, fields) == 1
		some operator, _ in condition
		_wanted[operator]
	}) == 0
}

# METADATA
# scope: document
# title: Do the selectors record writes alone?
# description: Each leaves out reads, or everything that is managed.
write_only(selectors) if {
	every selector in selectors {
		_reads_left_out(selector)
	}
}

_codes := [
	"trail_selector_conditional",
	"trail_selector_excludes",
	"trail_excludes_source",
	"trail_no_writes",
	"trail_no_management_events",
]

_code(nearest, fields) := "trail_no_reads" if {
	_codes[nearest] == "trail_no_writes"
	fields.readOnly == "true"
} else := _codes[nearest]

_reason(selector, fields) := {"rank": _rank(missing), "fields": missing} if {
	missing := {"eventCategory"}
	not _names_category(selector)
} else := {"rank": _rank(against), "fields": against} if {
	against := _fields(selector, fields, 0)
	count(against) > 0
} else := {"rank": 0, "fields": _fields(selector, fields, 1)}

_fields(selector, fields, admission) := {condition.field |
	some condition in selector.fields
	_condition(condition, fields) == admission
}

_rank(against) := 4 if "eventCategory" in against

else := 3 if "readOnly" in against

else := 2 if "eventSource" in against

else := 1

# Without eventCategory equal to something a selector selects nothing: CloudTrail requires it.
_names_category(selector) if {
	some condition in selector.fields
	condition.field == "eventCategory"
	condition.equals
}

_names_category(selector) if {
	some condition in selector.fields
	gaps.is_unknown(condition.field)
}

_condition(condition, fields) := 2 if gaps.is_unknown(condition.field)

else := rank if rank := min(_ranks(condition, object.get(fields, condition.field, null)))

# A condition without an operator that we know says nothing of any record.
else := 1

# Operators that include are alternatives; what any that excludes matches is left out.
_ranks(condition, value) := {most | most := max(included)} | {_kept[matched] | some matched in excluded} if {
	included := {min({_most(value), matched}) | some matched in _by_each(_wanted, condition, value)}
	excluded := _by_each(_unwanted, condition, value)
}

_by_each(operators, condition, value) := {_matched(manner, condition[operator], value) |
	some operator, manner in operators
}

# A field that is not the same in every such record is never like one of some values in all of them.
_most(value) := 3 if is_string(value)

else := 1

# What is kept of the records, by what is matched of them.
_kept := [3, 1, 2, 0]

_wanted := {"equals": "is", "starts_with": "starts", "ends_with": "ends"}

_unwanted := {"not_equals": "is", "not_starts_with": "starts", "not_ends_with": "ends"}

# Is a field like one of the values? 3 in every record, 2 perhaps, 1 in some, 0 in none, as where there is no field.
_matched(manner, wanted, value) := 0 if value == {"kinds": ["absent"]}

else := 3 if {
	some one in wanted
	_fits(manner, value, one)
} else := 1 if {
	not is_string(value)
	some one in _each(wanted)
	not _avoids(manner, value, one)
} else := 2 if count(gaps.among(_each(wanted))) > 0

else := 0

_each(wanted) := {wanted} if gaps.is_unknown(wanted)

_each(wanted) := {one | some one in wanted} if is_array(wanted)

_fits("is", value, one) if value == one

_fits("starts", value, one) if startswith(value, one)

_fits("ends", value, one) if endswith(value, one)

# Of a field that has any text but some: these it has not, and what is not known may be one of them.
_avoids("is", value, one) if one in value["not"]

_avoids("is", value, one) if {
	value["not"]
	gaps.is_unknown(one)
}

# A selector that leaves out reads, or everything that is managed.
_reads_left_out(selector) if {
	some condition in selector.fields
	_condition(condition, {"readOnly": "true"}) == 0
}

_reads_left_out(selector) if _condition(_management(selector), {"eventCategory": "Management"}) == 0

_management(selector) := condition if {
	some condition in selector.fields
	condition.field == "eventCategory"
}
