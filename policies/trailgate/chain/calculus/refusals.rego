# METADATA
# title: Refusals - what AWS or Terraform's provider will not make
# description: >-
#   A plan may hold a resource that its apply will refuse: then it will not stand, whatever else is right with it. The
#   reader of plans knows the rules and names one in `refused`; nothing in an account was refused.
package trailgate.chain.refusals

import data.trailgate.chain.calculus
import data.trailgate.chain.misses

# METADATA
# title: Will the apply refuse the resource?
# description: Only a plan's reader says so.
is_refused(resource) if is_string(resource.refused)

# METADATA
# title: The route that ends at a resource which will not be made
# description: The rule stands in the detail.
route(link, code, resource) := calculus.broken(
	{"link": link, "code": code, "id": resource.id, "at": resource.at, "detail": detail(resource)},
	misses.refused,
)

# METADATA
# title: The detail of such a break
# description: The rule by its name.
detail(resource) := {"refused": resource.refused}
