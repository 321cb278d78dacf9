# METADATA
# title: Services - is one enabled in every region of the account?
# description: >-
#   For a control that asks for no chain. What is judged is a region: the service is enabled there, it is not, or nobody
#   can tell. Pass needs it enabled in every region in which the account can be used, and somebody who listed them all;
#   one region without it is a fail. The regions stand where other controls have their records.
# custom:
#   link: service
package trailgate.services

import data.trailgate.chain.exceptions
import data.trailgate.chain.exclusions
import data.trailgate.chain.gaps
import data.trailgate.partitions

# METADATA
# title: What stands for the regions that nobody listed
# description: Where it is not known in which regions the account can be used, others than those seen may be among them.
others := "other-regions"

# METADATA
# title: The decision on a control that asks for a service
# description: >-
#   `control` is its id, `service` {id: as the document's `services` have it, name: for people}. It is no matter of
#   whom a change reaches, so `effective` is null.
decision(control, service) := {
	"status": status,
	"effective": null,
	"exception": exceptions.applied(control, _reached(status)),
	"exceptions": exceptions.considered(control),
	"exclusions": exclusions.considered(control, {}),
	"records": {
		"carried": _of(states, "enabled"),
		"unknown": _of(states, "unknown"),
		"missing": _of(states, "not_enabled"),
	},
	"chains": {_chain(region, entry) | some region in _of(states, "enabled"); some entry in _entries(service, region)},
	"breaks": {_break(region, entry, service) |
		some region in _of(states, "not_enabled")
		some entry in _entries(service, region)
	},
	"gaps": {object.union(gap, {"link": "service", "name": _called(gap, service), "records": {region}}) |
		some region in _of(states, "unknown")
		some gap in _gaps(service, region)
	},
	"changes": null,
} if {
	states := {region: _state(_entries(service, region)) | some region in _regions(service)}
	status := _status(states)
}

# A pass has nothing to except.
_reached("pass") := "yes"

_reached(status) := null if status != "pass"

_status(states) := "fail" if {
	count(_of(states, "not_enabled")) > 0
} else := "unknown" if {
	count(_of(states, "unknown")) > 0
} else := "pass"

_of(states, wanted) := {region | some region, state in states; state == wanted}

# The regions in which the account can be used, by the list or by an answer that only such a region gives; where nobody
# listed them those that were seen, and others.
_regions(service) := {region | some region in _enabled_regions} | _answering(service) if count(_enabled_regions) > 0

else := {entry.region | some entry in _every(service)} | {others}

default _enabled_regions := []

_enabled_regions := input.subject.enabled_regions if is_array(input.subject.enabled_regions)

_answering(service) := {entry.region | some entry in _every(service); is_boolean(entry.enabled)}

_every(service) := [entry |
	some entry in input.services
	entry.service == service.id
	entry.account == partitions.account
	not startswith(entry.region, "tf:")
]

_entries(service, region) := [entry | some entry in _every(service); entry.region == region]

# Nothing holds from silence, nothing is proven by two who say different things, and what a plan that cannot be applied
# would make may never stand.
_state(entries) := "enabled" if {
	{entry.enabled | some entry in entries} == {true}
	count(gaps.hiding("plan")) == 0
} else := "not_enabled" if {
	{entry.enabled | some entry in entries} == {false}
} else := "unknown"

_chain(region, entry) := {
	"value": "holds",
	"effective": null,
	"records": {region},
	"links": {"service": {"id": entry.id, "at": entry.at}},
	"weaknesses": set(),
}

_break(region, entry, service) := {
	"link": "service",
	"code": "service_not_enabled",
	"id": entry.id,
	"at": entry.at,
	"records": {region},
	"after": {},
	"detail": {"service": service.name, "region": region},
}

_gaps(service, region) := told if {
	told := gaps.among([entry.enabled | some entry in _entries(service, region)]) | gaps.hiding("plan")
	count(told) > 0
} else := hidden if {
	region == others
	hidden := gaps.hiding("regions")
	count(hidden) > 0
} else := {_untold(service, region)}

_called(gap, _) := gap.name if is_string(gap.name)

_called(gap, service) := service.name if not is_string(gap.name)

_untold(service, region) := {
	"link": "service",
	"reason": "not_collected",
	"account": partitions.account,
	"region": _named(region),
	"id": null,
	"attribute": null,
	"call": null,
	"error": null,
	"at": null,
	"candidates": null,
	"address": null,
	"name": service.name,
	"settled_by": ["snapshot"],
}

_named(region) := null if region == others

else := region
