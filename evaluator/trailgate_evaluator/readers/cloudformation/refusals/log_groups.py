"""What CloudWatch Logs refuses of a log group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.readers.cloudformation.refusals.told import amount_of

if TYPE_CHECKING:
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

RETENTIONS: Final = frozenset(
    {1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}
)
"""The days that records may be kept."""


def retention(_: World, resource: Resource) -> bool:
    """Whether records are to be kept for other days than CloudWatch Logs knows."""
    days = amount_of(resource.get("RetentionInDays"))
    return days is not None and days not in RETENTIONS
