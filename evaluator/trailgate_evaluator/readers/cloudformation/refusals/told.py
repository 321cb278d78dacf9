"""What of a property's value is known: a text, a list, a number."""

from __future__ import annotations

from typing import Any

from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain
from trailgate_evaluator.readers.cloudformation.intrinsics.values import Either, Unknown, as_text
from trailgate_evaluator.readers.cloudformation.world.world import number


def is_told(value: Any) -> bool:
    """Whether a value is known in its own layer."""
    return not isinstance(value, Unknown | Either)


def text_of(value: Any) -> str | None:
    """A text that is known as a whole."""
    text = as_text(value) if is_told(value) else None
    return text if text is not None and is_plain(text) else None


def list_of(value: Any) -> list[Any]:
    """The elements of a list; none of anything else."""
    return value if isinstance(value, list) else []


def amount_of(value: Any) -> int | float | None:
    """A number that is known."""
    found = number(value) if is_told(value) else None
    return found if isinstance(found, int | float) else None
