# METADATA
# title: Advanced event selectors
# description: >-
#   Conditions on fields, all of which must hold, one of them that the event's category is Management. A condition on a
#   field that is not the same in every such record admits it sometimes, which is not enough.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
#     description: fields and operators; several operators on a field must all hold, values of one are alternatives
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
#   managed.
refusal(selectors, fields) := {"code": _code(nearest, fields), "detail": {"fields": blamed}} if {
	reasons := {_reason(selector, fields) | some selector in selectors}
	nearest := min({reason.rank | some reason in reasons} | {4})
	blamed := {field | some reason in reasons; reason.rank == nearest; some field in reason.fields}
}

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

else := 3 if _spares(condition, fields[condition.field])

else := 1 if not is_string(object.get(fields, condition.field, null))

else := rank if rank := min(_ranks(condition, fields))

else := 1

# What is left out is only what no such record has there.
_spares(condition, spec) if {
	{operator | some operator, _ in condition; _operators[operator]} == {"not_equals"}
	every one in condition.not_equals {
		one in spec["not"]
	}
}

_operators := object.union(_wanted, _unwanted)

# A condition without an operator that we know says nothing of any record.
_ranks(condition, fields) := {rank |
	some operator, wanted in condition
	rank := _operator(operator, wanted, fields[condition.field])
}

_operator(operator, wanted, value) := _any(_wanted[operator], wanted, value)

_operator(operator, wanted, value) := 3 - _any(_unwanted[operator], wanted, value) if {
	_any(_unwanted[operator], wanted, value) != 2
} else := 2 if _unwanted[operator]

_wanted := {"equals": "is", "starts_with": "starts", "ends_with": "ends"}

_unwanted := {"not_equals": "is", "not_starts_with": "starts", "not_ends_with": "ends"}

_any(manner, wanted, value) := 3 if {
	some one in wanted
	_fits(manner, value, one)
} else := 2 if count(gaps.among({wanted} | {one | some one in wanted})) > 0

else := 0

_fits("is", value, one) if value == one

_fits("starts", value, one) if startswith(value, one)

_fits("ends", value, one) if endswith(value, one)

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
