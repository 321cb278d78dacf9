# METADATA
# title: Classic event selectors
# description: Management events on, the record's reads or writes among them, and its source not left out.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
#     description: IncludeManagementEvents, ReadWriteType, ExcludeManagementEventSources
# custom:
#   link: trail
package trailgate.chain.classic_selectors

import data.trailgate.chain.gaps

# METADATA
# scope: document
# title: Does this selector admit the record? 3 always, 2 may, 1 for some records, 0 never
# description: The worst of its settings; `fields` are what selectors see of the record.
admission(selector, fields) := min({
	_manages(selector),
	_classed(selector, fields.readOnly),
	_leaves_in(selector.excluded_sources, object.get(fields, "eventSource", null)),
})

# METADATA
# scope: document
# title: Do several selectors together record all sources? 3 always, 2 may; undefined where they do not
# description: What one of them leaves out another takes; one that may record nothing takes nothing for certain.
together(selectors, fields) := 3 if {
	_complete(selectors, fields, 3)
} else := 2 if _complete(selectors, fields, 2)

# METADATA
# scope: document
# title: Why none of the selectors admits the record
# description: The first that all have in common - nothing managed, no such calls, the source excluded.
refusal(selectors, fields) := {"code": "trail_no_management_events", "detail": {}} if count(_managing(selectors)) == 0

else := {"code": _unclassed[fields.readOnly], "detail": {}} if count(_recording(selectors, fields)) == 0

else := {"code": "trail_excludes_source", "detail": {"sources": _sources(selectors, fields)}}

# METADATA
# scope: document
# title: Do the selectors record writes alone?
# description: Each that records management events records only writes.
write_only(selectors) if {
	every one in _managing(selectors) {
		one.read_write_type == "WriteOnly"
	}
}

_complete(selectors, fields, least) if {
	excluded := {{source | some source in selector.excluded_sources} |
		some selector in selectors
		admission(selector, fields) == 1
		min({_manages(selector), _classed(selector, fields.readOnly)}) >= least
	}
	count(excluded) > 0
	count(intersection(excluded)) == 0
}

_managing(selectors) := {one | some one in selectors; _manages(one) > 0}

_recording(selectors, fields) := {one | some one in _managing(selectors); _classed(one, fields.readOnly) > 0}

_unclassed := {"true": "trail_no_reads", "false": "trail_no_writes"}

# What is left out: the record's own source, or of records of any source those that are not recorded.
_sources(_, fields) := {fields.eventSource} if is_string(fields.eventSource)

_sources(selectors, fields) := {source |
	some selector in _recording(selectors, fields)
	some source in selector.excluded_sources
} if {
	not is_string(object.get(fields, "eventSource", null))
}

_manages(selector) := 3 if selector.management_events == true

else := 2 if gaps.is_unknown(selector.management_events)

else := 0

_classed(selector, read_only) := 3 if selector.read_write_type in _types[read_only]

else := 2 if gaps.is_unknown(selector.read_write_type)

else := 0

_types := {"true": {"All", "ReadOnly"}, "false": {"All", "WriteOnly"}}

# A record of any source is left out where any is.
_leaves_in(excluded, source) := 2 if gaps.is_unknown(excluded)

else := 0 if source in excluded

else := 2 if count(gaps.among({one | some one in excluded})) > 0

else := 1 if {
	not is_string(source)
	count(excluded) > 0
} else := 3
