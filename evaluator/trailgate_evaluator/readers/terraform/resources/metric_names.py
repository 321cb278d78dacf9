"""The names of metrics: as written, or as the metric filter that an alarm refers to has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from trailgate_evaluator.document.parts import Json
from trailgate_evaluator.readers.terraform.plan_json.addresses import Index, Steps
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.plan_json.paths import MISSING, known_at
from trailgate_evaluator.readers.terraform.references.links import attribute, nested, nowhere
from trailgate_evaluator.readers.terraform.references.meaning import canonical
from trailgate_evaluator.readers.terraform.world.world import World

_FILTER: Final = frozenset({"aws_cloudwatch_log_metric_filter"})
_WRITTEN: Final = nested("metric_transformation", 0, "name")


def named(world: World, instance: Instance, path: Steps, value: object) -> tuple[Any, bool]:
    """The name or namespace of a metric: the known text, else that of the metric filter that is referenced.

    A filter's `id` is its name, unknown before it is made; most modules write it for the metric's name. Where the
    filter's own text is not known either, both have the same symbol, which `shared` may take for the value.
    """
    if isinstance(value, str):
        return world.shown(value), False
    called = ".".join(str(step) for step in path if isinstance(step, str))
    if value is None:
        return world.unknown(instance, called), False
    if world.resolver.is_at_hand(instance):
        return _by_expression(world, instance, path, called)
    resolved = world.resolver.attribute(instance, path, _FILTER)
    if not resolved.references and len(resolved.literals) == 1 and isinstance(resolved.literals[0], str):
        return resolved.literals[0], False
    texts: set[str | None] = set()
    symbols: set[str] = set()
    for reach in () if resolved.opaque or resolved.noise else (*resolved.reaches, *resolved.behind):
        for filter_ in reach.instances:
            if resolved.references > 1 and known_at(filter_, reach.path) is not MISSING:
                # Something else that is referenced made the value unknown: the known text is only a part of it.
                continue
            texts.add(_told(filter_, reach.path, path[-1]))
            symbols.add(symbol(filter_, reach.path))
    told = next(iter(texts)) if len(texts) == 1 else None
    if told is not None:
        return world.shown(told), True
    lost = nowhere([*resolved.opaque, *resolved.noise])
    missing = world.unknown(instance, called, reason=lost.reason, name=lost.name)
    if len(symbols) == 1 and path[-1] in ("name", "metric_name"):
        missing["symbol"] = next(iter(symbols))
    return missing, False


def _by_expression(world: World, instance: Instance, path: Steps, called: str) -> tuple[Any, bool]:
    """As its expression has it: a text, or what stands for one that is the same wherever the same is written."""
    told = world.resolver.value(instance, path)
    if isinstance(told, str):
        return world.shown(told), True
    resolved = world.resolver.meant(told, frozenset())
    lost = nowhere([*resolved.opaque, *resolved.noise])
    missing = world.unknown(instance, called, reason=lost.reason, name=lost.name)
    if path[-1] in {"name", "metric_name"} and (same := canonical(told)) is not None:
        missing["symbol"] = f"tf:{same}"
    return missing, False


def symbol_of(world: World, filter_: Instance, path: Steps) -> str:
    """What stands for the text that a metric filter writes, by its expression where that is at hand."""
    same = canonical(world.resolver.value(filter_, path)) if world.resolver.is_at_hand(filter_) else None
    return symbol(filter_, path) if same is None else f"tf:{same}"


def symbol(filter_: Instance, path: Steps) -> str:
    """What stands for a text of a metric filter that nobody knows yet."""
    steps = (f"[{step.key}]" if isinstance(step, Index) else f".{step}" for step in path)
    return f"tf:{filter_.address}{''.join(steps)}"


def _told(filter_: Instance, path: Steps, wanted: object) -> str | None:
    """What a reference to a metric filter says as text: its name for its id.

    A splat drops the attribute, and a filter has two names that could be meant: its own and its metric's. Only what is
    both is said.
    """
    steps = [step for step in path if isinstance(step, str)]
    if not steps and known_at(filter_, attribute("name")) != known_at(filter_, _WRITTEN):
        return None
    if steps[:1] in ([], ["id"], ["name"]):
        own = known_at(filter_, attribute("name"))
        return own if isinstance(own, str) and wanted != "namespace" else None
    value = known_at(filter_, path)
    return value if isinstance(value, str) else None


def share(filters: Mapping[str, Json], alarms: Mapping[str, Json]) -> None:
    """Let a symbol be the name where a filter and an alarm that refers to it have the same, and no other can be it.

    Every `symbol` is taken out again. With a literal name of the same namespace in sight, unknown stays unknown:
    the name might turn out to be just that.
    """
    written = [t for f in filters.values() for t in f["transformations"]]
    offered = {t["name"].pop("symbol"): t for t in written if _has_symbol(t["name"])}
    watched = [m for alarm in alarms.values() for m in _metrics(alarm)]
    asked = [(m["name"].pop("symbol"), m) for m in watched if _has_symbol(m["name"])]
    if not offered or not asked:
        return
    literal = {m["namespace"] if isinstance(m["namespace"], str) else None for m in written if isinstance(m["name"], str)}
    literal |= {m["namespace"] if isinstance(m["namespace"], str) else None for m in watched if isinstance(m["name"], str)}
    for shown, metric in asked:
        transformation = offered.get(shown)
        if transformation is None or None in literal or metric["namespace"] != transformation["namespace"]:
            continue
        if isinstance(metric["namespace"], str) and metric["namespace"] not in literal:
            metric["name"] = transformation["name"] = shown


def _has_symbol(value: object) -> bool:
    return isinstance(value, dict) and "symbol" in value


def _metrics(alarm: Json) -> Iterator[Json]:
    if alarm["kind"] == "metric":
        yield alarm["metric"]
    elif alarm["kind"] == "math":
        yield from (q["metric"] for q in alarm["queries"].values() if q["metric"] is not None)
