"""The names of metrics: as written, or as the metric filter that an alarm refers to has them."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.terraform.addresses import Steps
from trailgate_evaluator.terraform.instances import Instance
from trailgate_evaluator.terraform.links import attribute, nowhere
from trailgate_evaluator.terraform.references import known_at
from trailgate_evaluator.terraform.world import World

_FILTER: Final = frozenset({"aws_cloudwatch_log_metric_filter"})


def named(world: World, instance: Instance, path: Steps, value: object) -> tuple[Any, bool]:
    """The name or namespace of a metric: the known text, else that of the metric filter that is referenced.

    A filter's `id` is its name, unknown before it is made; most modules write it for the metric's name.
    """
    if isinstance(value, str):
        return world.shown(value), False
    called = ".".join(str(step) for step in path if isinstance(step, str))
    if value is None:
        return world.unknown(instance, called), False
    resolved = world.resolver.attribute(instance, path, _FILTER)
    if not resolved.references and len(resolved.literals) == 1 and isinstance(resolved.literals[0], str):
        return resolved.literals[0], False
    texts: set[str] = set()
    for reach in resolved.reaches:
        for filter_ in reach.instances:
            told = _told(filter_, reach.path, path[-1])
            if told is None:
                return world.unknown(instance, called), False
            texts.add(told)
    if len(texts) == 1:
        return world.shown(texts.pop()), True
    lost = nowhere(resolved.opaque)
    return world.unknown(instance, called, reason=lost.reason, name=lost.name), False


def _told(filter_: Instance, path: Steps, wanted: object) -> str | None:
    """What a reference to a metric filter says as text: its name for its id, and for a lost index."""
    steps = [step for step in path if isinstance(step, str)]
    if steps[:1] in ([], ["id"], ["name"]):
        own = known_at(filter_, attribute("name"))
        return own if isinstance(own, str) and wanted != "namespace" else None
    value = known_at(filter_, path)
    return value if isinstance(value, str) else None

