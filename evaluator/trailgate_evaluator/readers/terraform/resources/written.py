"""What the sources write of an attribute that a plan does not know."""

from __future__ import annotations

from trailgate_evaluator.languages.hcl.values.values import Value, settled
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, look
from trailgate_evaluator.readers.terraform.world.world import World


def written(world: World, instance: Instance, name: str) -> Value:
    """What the expression of an attribute comes to that the plan does not know; None where the sources are not at hand."""
    if look(instance, name) is not UNKNOWN or not world.resolver.is_at_hand(instance):
        return None
    return settled(world.resolver.value(instance, (name,)))
