# METADATA
# title: Delivery - do a trail's records arrive in the log group?
# description: >-
#   CloudTrail delivers region by region, and GetTrailStatus tells of one: an error without a time, and when something
#   was last delivered. Neither changes the status. Every region that was asked counts for the records that arise there.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
#     description: the status of a trail in a single Region
# custom:
#   link: trail
package trailgate.chain.trail_delivery

import data.trailgate.chain.trail_selectors
import data.trailgate.chain.weaknesses
import data.trailgate.partitions

# METADATA
# title: What stands between this trail and its log group
# description: >-
#   Of the region in which the record arises, or of each where it may arise in several; `fields` are the record's.
#   Nobody tells of a trail that is only planned.
weak_for(trail, fields) := set() if trail.delivery == null

else := _weak_in(trail, fields.awsRegion) if is_string(fields.awsRegion)

# In a partition that we do not know, the home region stands for IAM's.
else := _told(trail, trail.delivery, {}) if fields.awsRegion

else := union({_weak_in(trail, region) | some region in _told_of(trail)})

_weak_in(trail, region) := _told(trail, trail.delivery, {}) if trail.region == region

else := _told(trail, elsewhere, {"region": region}) if elsewhere := trail.delivery_elsewhere[region]

else := {weaknesses.of("delivery_unread", trail, {"region": region})} if region == partitions.iam_region

# Two regions of each trail are asked, its own and IAM's; another that nobody asked is taken as the trail's own.
else := _told(trail, trail.delivery, {})

_told_of(trail) := {trail.region} | {region |
	some region in (object.keys(object.get(trail, "delivery_elsewhere", {})) | {partitions.iam_region})
	_arises(region)
}

_arises(region) if region in partitions.regions.one_of

_arises(region) if {
	is_string(region)
	not partitions.regions.one_of
}

_told(trail, delivery, place) := {weaknesses.of("delivery_stale", trail, _with(place, unread))} if {
	unread := {"gap": delivery.unknown.gap}
} else := {weaknesses.unsure("delivery_error", trail, _with(place, error))} if {
	_failed(delivery)
	_delivers_still(trail, delivery)
	error := {"error": delivery.error, "delivered": delivery.latest}
} else := {weaknesses.of("delivery_error", trail, _with(place, {"error": delivery.error}))} if _failed(delivery)

else := {weaknesses.of("delivery_stale", trail, _with(place, {"never": true}))} if _never_delivered(trail, delivery)

else := {weaknesses.of("delivery_stale", trail, _with(place, {"last": delivery.latest}))} if {
	_stale(trail, delivery)
	not trail_selectors.write_only(trail.selectors)
} else := set()

_with(place, detail) := object.union(place, detail)

_failed(delivery) if {
	is_string(delivery.error)
	delivery.error != ""
}

# An error bears no time. Where something was delivered lately, it may be over, or be about some records only; where
# writes alone are recorded, there may have been none since.
_delivers_still(trail, delivery) if {
	is_number(delivery.latest)
	not _stale(trail, delivery)
}

_delivers_still(trail, delivery) if {
	is_number(delivery.latest)
	trail_selectors.write_only(trail.selectors)
}

# A trail that has never delivered may be quiet or broken, unless it has had no time yet.
_never_delivered(trail, delivery) if {
	not is_number(delivery.latest)
	not _just_started(trail, delivery)
}

# One of writes alone may be quiet after it, too. Without a clock, nobody tells how long ago it was.
_just_started(trail, delivery) if {
	_collected(trail, delivery) - delivery.started <= _first_delivery * _hour
	not trail_selectors.write_only(trail.selectors)
}

# In hours. CloudTrail delivers within about five minutes of a call on average, which it does not guarantee.
_first_delivery := 1

_stale(trail, delivery) if {
	_collected(trail, delivery) - delivery.latest > input.settings.stale_after_hours * _hour
}

# In seconds, as all times of a document are.
_hour := 3600

# When the delivery was read, whatever date the judgement is made for: of a plan over a snapshot, with the snapshot.
_collected(trail, delivery) := delivery.read if is_number(delivery.read)

else := source.as_of if {
	source := input.origin.sources[to_number(split(trail.at, "#")[0])]
}
