# METADATA
# title: Passes where every trail is at most as long as the limit
# custom:
#   id: short-names
#   severity: high
#   benchmarks:
#     example_1.0: "1.2"
package trailgate.controls.by_name

id := "short-names"

decision := {"status": status, "long": long, "limit": data.trailgate.limits.longest}

long contains trail if {
	some trail, _ in input.trails
	count(trail) > data.trailgate.limits.longest
}

default status := "fail"

status := "pass" if count(long) == 0
