"""Properties that take a list, a number, or true and false: CloudFormation refuses anything else in their place.

Source: CloudFormation's resource provider schemas; a test holds this against them. Numbers and flags may be written as texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.readers.cloudformation.intrinsics.marks import marks_in
from trailgate_evaluator.readers.cloudformation.intrinsics.values import as_text, unknown_in
from trailgate_evaluator.readers.cloudformation.refusals.told import is_told
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.world.world import MISSING, boolean, number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource

LISTS: Final[Mapping[str, frozenset[str]]] = {
    names.TRAIL: frozenset({"AdvancedEventSelectors", "EventSelectors"}),
    names.METRIC_FILTER: frozenset({"MetricTransformations"}),
    names.ALARM: frozenset({"AlarmActions", "Dimensions", "InsufficientDataActions", "Metrics", "OKActions"}),
    names.COMPOSITE: frozenset({"AlarmActions", "InsufficientDataActions", "OKActions"}),
    names.TOPIC: frozenset({"Subscription"}),
    names.TOPIC_POLICY: frozenset({"Topics"}),
}
NUMBERS: Final[Mapping[str, frozenset[str]]] = {names.ALARM: frozenset({"Threshold"})}
WHOLE: Final[Mapping[str, frozenset[str]]] = {
    names.LOG_GROUP: frozenset({"RetentionInDays"}),
    names.ALARM: frozenset({"DatapointsToAlarm", "EvaluationPeriods", "Period"}),
    names.TOPIC: frozenset({"MaximumMessageSize"}),
}
FLAGS: Final[Mapping[str, frozenset[str]]] = {
    names.TRAIL: frozenset(
        {"EnableLogFileValidation", "IncludeGlobalServiceEvents", "IsLogging", "IsMultiRegionTrail", "IsOrganizationTrail"}
    ),
    names.METRIC_FILTER: frozenset({"ApplyOnTransformedLogs"}),
    names.ALARM: frozenset({"ActionsEnabled"}),
    names.COMPOSITE: frozenset({"ActionsEnabled"}),
    names.TOPIC: frozenset({"ContentBasedDeduplication", "FifoTopic"}),
    names.SUBSCRIPTION: frozenset({"RawMessageDelivery"}),
}


def _is_no_list(value: Any) -> bool:
    """Whether it surely is none: what a function of others gives may be a list."""
    if isinstance(value, dict):
        return True
    text = as_text(value)
    return text is not None and not any(name.startswith("value ") for name in marks_in(text))


def _is_no_number(value: Any) -> bool:
    return unknown_in(value) is None and not isinstance(number(value), int | float)


def _is_not_whole(value: Any) -> bool:
    found = number(value)
    return unknown_in(value) is None and not isinstance(found, int)


def _is_no_flag(value: Any) -> bool:
    return unknown_in(value) is None and boolean(value) is MISSING


_KINDS: Final[tuple[tuple[str, Mapping[str, frozenset[str]], Callable[[Any], bool]], ...]] = (
    ("not_a_list", LISTS, _is_no_list),
    ("not_a_number", NUMBERS, _is_no_number),
    ("not_whole", WHOLE, _is_not_whole),
    ("not_a_flag", FLAGS, _is_no_flag),
)
RULES: Final = tuple(rule for rule, _, _ in _KINDS)


def of_another_kind(resource: Resource) -> Iterator[tuple[str, str]]:
    """The rules that a resource's properties break, with the property of each."""
    for rule, table, offends in _KINDS:
        for name in sorted(table.get(resource.type, ())):
            value = resource.get(name)
            if value is not None and is_told(value) and offends(value):
                yield rule, name
