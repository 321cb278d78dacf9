"""What CloudTrail refuses of a trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain, marks_in
from trailgate_evaluator.readers.cloudformation.intrinsics.values import as_text
from trailgate_evaluator.readers.cloudformation.refusals.told import is_told, list_of, text_of
from trailgate_evaluator.readers.cloudformation.world.world import boolean
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

_SELECTORS: Final = 5
_TRAIL_NAME: Final = regex(r"(?=.{3,128}\Z)[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
_READ_WRITE: Final = frozenset({"All", "ReadOnly", "WriteOnly"})


def group_without_star(_: World, resource: Resource) -> bool:
    """Whether the trail's group is given by name, or by an ARN without `:*`; a mark at the end may have it."""
    value = as_text(resource.get("CloudWatchLogsLogGroupArn"))
    if value is None or value.endswith(":*") or not value:
        return False
    if is_plain(value) or value.startswith("arn:"):
        return value[-1:] != "\ue001" or _is_name(marks_in(value)[-1])
    marks = marks_in(value)
    return len(marks) == 1 and value[0] == "\ue000" and value[-1] == "\ue001" and _is_name(marks[0])


def _is_name(mark: str) -> bool:
    """Whether a mark stands for a name that AWS makes up, which ends in no `:*`."""
    return mark.startswith("own ") and mark.endswith(".name")


def group_without_role(_: World, resource: Resource) -> bool:
    """Whether its log group is given without a role."""
    group = resource.get("CloudWatchLogsLogGroupArn")
    return is_told(group) and group is not None and resource.get("CloudWatchLogsRoleArn") in (None, "")


def trail_name(_: World, resource: Resource) -> bool:
    """Whether its name is none that CloudTrail takes."""
    name = text_of(resource.get("TrailName"))
    return name is not None and _TRAIL_NAME.fullmatch(name) is None


def empty_selector(_: World, resource: Resource) -> bool:
    """Whether an event selector asks for neither management events nor data events."""
    return any(
        isinstance(one, dict) and boolean(one.get("IncludeManagementEvents")) is False and one.get("DataResources") in (None, [])
        for one in list_of(resource.get("EventSelectors"))
    )


def many_selectors(_: World, resource: Resource) -> bool:
    """Whether it has more than five event selectors."""
    listed = list_of(resource.get("EventSelectors"))
    return len(listed) > _SELECTORS and all(map(is_told, listed))


def read_write_type(_: World, resource: Resource) -> bool:
    """Whether a selector asks for neither reads nor writes nor both."""
    told = (text_of(one.get("ReadWriteType")) for one in list_of(resource.get("EventSelectors")) if isinstance(one, dict))
    return any(text is not None and text not in _READ_WRITE for text in told)
