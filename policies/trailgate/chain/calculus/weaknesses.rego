# METADATA
# title: Weaknesses - a link that holds and may still reach nobody
# description: They never change the status. Each has an effect on whether the first real change would reach a person.
package trailgate.chain.weaknesses

# METADATA
# title: A weakness of a resource, with the effect that its code has
# description: The effects stand beside the codes, as data.
of(code, resource, detail) := {
	"code": code,
	"effect": data.trailgate.codes.weaknesses[code],
	"id": resource.id,
	"at": resource.at,
	"detail": detail,
}

# METADATA
# title: A weakness that may be there - what would show it is not known
# description: The same code, with the effect unknown.
unsure(code, resource, detail) := object.union(of(code, resource, detail), {"effect": "unknown"})
