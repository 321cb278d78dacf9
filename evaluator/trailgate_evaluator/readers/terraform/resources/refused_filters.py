"""What CloudWatch Logs refuses of a metric filter of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from trailgate_evaluator.languages.filter_pattern import PatternError, parse
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import EmptyPattern, TermsPattern
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, blocks, look
from trailgate_evaluator.readers.terraform.world.world import World

_DIMENSIONS: Final = 3


def _transformations(instance: Instance) -> Iterator[Any]:
    listed = blocks(instance, "metric_transformation")
    yield from listed if isinstance(listed, list) else ()


def _dimensions(instance: Instance) -> list[Mapping[str, Any]]:
    found = (nested.look("dimensions") for nested in _transformations(instance))
    return [dimensions for dimensions in found if isinstance(dimensions, dict) and dimensions]


def terms_with_dimensions(_: World, instance: Instance) -> bool:
    """Whether its metric has dimensions, and its pattern no fields."""
    pattern = look(instance, "pattern")
    if not _dimensions(instance) or not isinstance(pattern, str | None):
        return False
    try:
        return isinstance(parse(pattern or ""), TermsPattern | EmptyPattern)
    except PatternError:
        return False  # an invalid pattern is refused for itself


def default_with_dimensions(_: World, instance: Instance) -> bool:
    """Whether its metric has dimensions beside a default value."""
    return any(
        isinstance(nested.look("dimensions"), dict)
        and nested.look("dimensions")
        and nested.look("default_value") not in (None, "", UNKNOWN)
        for nested in _transformations(instance)
    )


def many_dimensions(_: World, instance: Instance) -> bool:
    """Whether its metric has more than three dimensions."""
    return any(len(dimensions) > _DIMENSIONS for dimensions in _dimensions(instance))


def part_left_out(_: World, instance: Instance) -> bool:
    """Whether the metric lacks a part that must be there: the provider leaves out an empty text."""
    return any(
        nested.look(part) in (None, "") for nested in _transformations(instance) for part in ("name", "namespace", "value")
    )
