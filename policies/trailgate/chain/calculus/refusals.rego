# METADATA
# title: Refusals - what AWS, Terraform's provider or CloudFormation will not make
# description: >-
#   A plan may hold a resource that its apply will refuse: then it will not stand, whatever else is right with it. Of a
#   template nothing will stand where one resource is refused, since its stack is rolled back. The readers of plans and
#   templates know the rules and name one in `refused`; nothing in an account was refused.
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
# description: The rule by its name; and whose fault it is, where another of the stack, or a property, is at fault.
detail(resource) := object.union({"refused": resource.refused}, {"of": of | of := resource.refused_of})
