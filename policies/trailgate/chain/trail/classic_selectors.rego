# METADATA
# title: Classic event selectors
# description: Management events on, writes among them, and IAM not left out.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
#     description: IncludeManagementEvents, ReadWriteType, ExcludeManagementEventSources
# custom:
#   link: trail
package trailgate.chain.classic_selectors

import data.trailgate.chain.gaps

# METADATA
# scope: document
# title: Does this selector admit the record? 3 always, 2 may, 0 never
# description: The worst of its settings; `fields` are what selectors see of the record.
admission(selector, fields) := min({
	_manages(selector),
	_writes(selector),
	_leaves_in(selector.excluded_sources, fields.eventSource),
})

# METADATA
# scope: document
# title: Why none of the selectors admits the record
# description: The first that all have in common - nothing managed, no writes, IAM excluded.
refusal(selectors, _) := {"code": "trail_no_management_events", "detail": {}} if count(_managing(selectors)) == 0

else := {"code": "trail_no_writes", "detail": {}} if count(_writing(selectors)) == 0

refusal(selectors, fields) := {"code": "trail_excludes_iam", "detail": {"source": fields.eventSource}} if {
	count(_writing(selectors)) > 0
}

# METADATA
# scope: document
# title: Do the selectors record writes alone?
# description: Each that records management events records only writes.
write_only(selectors) if {
	every one in _managing(selectors) {
		one.read_write_type == "WriteOnly"
	}
}

_managing(selectors) := {one | some one in selectors; _manages(one) > 0}

_writing(selectors) := {one | some one in _managing(selectors); _writes(one) > 0}

_manages(selector) := 3 if selector.management_events == true

else := 2 if gaps.is_unknown(selector.management_events)

else := 0

_writes(selector) := 3 if selector.read_write_type in {"All", "WriteOnly"}

else := 2 if gaps.is_unknown(selector.read_write_type)

else := 0

_leaves_in(excluded, source) := 2 if gaps.is_unknown(excluded)

else := 0 if source in excluded

else := 2 if count(gaps.among({one | some one in excluded})) > 0

else := 3
