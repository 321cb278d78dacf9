"""Two answers about one trail: whether they cannot both be true, and what is said where they are of one time."""

from __future__ import annotations

from typing import Any

from trailgate_evaluator.document.parts import is_unknown
from trailgate_evaluator.errors import InputError

Json = dict[str, Any]


def differ(one: object, other: object) -> bool:
    """Whether two answers cannot both be true; of one that is not known in full nobody can tell."""
    return one != other and not (holds_unknown(one) or holds_unknown(other))


def holds_unknown(value: object) -> bool:
    """Whether some part of an answer is not known, so that it cannot be compared as a whole."""
    if is_unknown(value):
        return True
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(holds_unknown, parts))


def of_one_time(trail: str, name: str, one: str, other: str) -> InputError:
    """The error of one answer that two accounts were told in two ways at one time."""
    return InputError(
        expected=f"one answer about {trail}, since both snapshots are of one time",
        found=f"`{name}` told in two ways by accounts {one} and {other}",
        where=f"accounts {one} and {other}",
        what_to_do="Collect both accounts again; nothing tells which answer is true.",
    )
