# METADATA
# title: Recordings - which trails write one real record into which log group
# description: >-
#   What a control asks of a trail is more than this: a trail of one region is not enough, and yet writes what happens
#   there. What comes into a copy of its group comes by the trail, too. Asked to measure what records did to alarms, of
#   records that no control asks for as well.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
#     description: trails of one and of all Regions, of an organization, and global service events
# custom:
#   link: trail
package trailgate.chain.recordings

import data.trailgate.chain.gaps
import data.trailgate.chain.refusals
import data.trailgate.chain.steps
import data.trailgate.chain.trail_delivery
import data.trailgate.chain.trail_selectors

# METADATA
# title: The log groups into which a record is written
# description: >-
#   {group: {"surely": trails, "perhaps": trails}}; under the empty name stand trails that may deliver to any group, and
#   for trails that nobody sees stand their gaps. `record` is {fields, recorded_as, global}; `global` says whether a
#   global service writes it: true, false or perhaps.
groups(record) := {group: found |
	seen := _seen(record)
	some group in _every_group
	found := {
		"surely": {id | some id, value in seen; group in _written(value, _places[id])},
		"perhaps": ({id | some id, value in seen; group in _perhaps(value, _places[id])} | {id |
			some id, place in _hidden
			group in place
		}),
	}
	count(found.surely | found.perhaps) > 0
}

_every_group := {group | some place in _places; some group in (place.sure | place.open)} | {group |
	some place in _hidden
	some group in place
}

_written(2, place) := place.sure

_perhaps(1, place) := place.sure | place.open

_perhaps(2, place) := place.open - place.sure

# Undefined of a trail that delivers to none.
_places[id] := {"sure": sure, "open": open} if {
	some id, trail in input.trails
	told := {trail.log_group} | {copy | some copy in object.get(trail, "copies", [])}
	sure := {group | some group in told; is_string(group)}
	open := _groups(trail.log_group) | {group | some copy in told; some group in _candidates(copy)}
}

_hidden[id] := _listed(input.gaps[id].candidates) if {
	scope := concat("|", ["trail", input.subject.account])
	some id in object.get(input.index.gaps_by_scope, scope, [])
}

# A group that is not known may be any; a copy that is not, none of which anything is known here.
_groups(group) := set() if is_string(group)

_groups(group) := _listed(object.get(group.unknown, "candidates", null)) if is_object(group)

_candidates(copy) := {group | some group in object.get(copy.unknown, "candidates", [])}

_listed(null) := {""}

_listed(candidates) := {group | some group in candidates} if is_array(candidates)

# 2 surely, 1 perhaps, 0 not: the worst of all that a trail needs to record it.
_seen(record) := {id: value |
	selected := object.union(_told(record), record.recorded_as)
	some id, _ in _places
	trail := input.trails[id]
	value := min({
		_stands(trail),
		_owned(trail),
		_flag(trail.logging),
		_covers(trail, record.fields),
		_global(trail, record.global),
		_selected(trail.selectors, selected),
		_delivers(trail, selected),
	})
}

_told(record) := {path: object.get(spec, "is", spec) | some path, spec in record.fields}

_stands(trail) := 0 if refusals.is_refused(trail)

else := 2

_owned(trail) := 2 if trail.account == input.subject.account

else := _flag(trail.organization)

_flag(true) := 2

_flag(false) := 0

_flag(value) := 1 if not is_boolean(value)

# A trail of one region records what happens there.
_covers(trail, fields) := 2 if trail.multi_region == true

else := 2 if trail.region == fields.awsRegion.is

else := 0 if {
	trail.multi_region == false
	_is_known(trail.region)
	is_string(fields.awsRegion.is)
}

else := 1

# The region of a trail that is planned may be told by its provider alone.
_is_known(region) if not startswith(region, "tf:")

_global(_, "false") := 2

_global(trail, "true") := _flag(trail.global_services)

_global(trail, "perhaps") := max({1, _flag(trail.global_services)})

# Whether data events are recorded, classic selectors say in what is not read: nobody is asked about these.
_selected(selectors, fields) := _unmanaged(selectors) if {
	fields.eventCategory != "Management"
	not selectors.kind == "advanced"
} else := _admitted[trail_selectors.admission(selectors, fields)]

_unmanaged(selectors) := 0 if selectors.kind == "default"

else := 1

_admitted := [0, 1, 1, 2]

_delivers(trail, fields) := 1 if steps.effect_of(trail_delivery.weak_for(trail, fields)) == 0

else := 1 if gaps.is_unknown(trail.delivery)

else := 2
