"""What CloudWatch Logs refuses of a metric filter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.filter_pattern import parse, parses
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import EmptyPattern, TermsPattern
from trailgate_evaluator.readers.cloudformation.intrinsics.values import as_text
from trailgate_evaluator.readers.cloudformation.refusals.told import is_told, list_of, text_of
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

_DIMENSIONS: Final = 3
_METRIC_NAME: Final = regex(r"[^:*$]{1,255}", re.DOTALL)


def _transformations(resource: Resource) -> Iterator[dict[str, Any]]:
    yield from (one for one in list_of(resource.get("MetricTransformations")) if isinstance(one, dict))


def number_of_transformations(_: World, resource: Resource) -> bool:
    """Whether it has another number of metric transformations than one."""
    listed = resource.get("MetricTransformations")
    return isinstance(listed, list) and len(listed) != 1 and all(map(is_told, listed))


def group_by_arn(_: World, resource: Resource) -> bool:
    """Whether its log group is given by ARN."""
    value = as_text(resource.get("LogGroupName"))
    return value is not None and value.startswith("arn:")


def pattern(_: World, resource: Resource) -> bool:
    """Whether its pattern is not valid."""
    text = text_of(resource.get("FilterPattern"))
    return text is not None and not parses(text)


def terms_with_dimensions(_: World, resource: Resource) -> bool:
    """Whether its metric has dimensions, and its pattern no fields."""
    text = text_of(resource.get("FilterPattern"))
    if text is None or not any(map(_dimensions, _transformations(resource))) or not parses(text):
        return False
    return isinstance(parse(text), TermsPattern | EmptyPattern)


def _dimensions(one: dict[str, Any]) -> int:
    return len(list_of(one.get("Dimensions")))


def default_with_dimensions(_: World, resource: Resource) -> bool:
    """Whether its metric has dimensions beside a default value."""
    return any(_dimensions(one) and is_told(one.get("DefaultValue", "")) and one.get("DefaultValue") is not None
               for one in _transformations(resource))  # fmt: skip


def many_dimensions(_: World, resource: Resource) -> bool:
    """Whether its metric has more than three dimensions."""
    return any(_dimensions(one) > _DIMENSIONS for one in _transformations(resource))


def name_of_metric(_: World, resource: Resource) -> bool:
    """Whether the name or namespace of its metric is none that CloudWatch takes."""
    told = (text_of(one.get(name)) for one in _transformations(resource) for name in ("MetricName", "MetricNamespace"))
    return any(text is not None and _METRIC_NAME.fullmatch(text) is None for text in told)
