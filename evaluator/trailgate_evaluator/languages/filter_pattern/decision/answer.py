"""What is decided of a condition and the records of one shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

Matched: TypeAlias = Literal["always", "sometimes", "never", "undecided"]


class Decision(Struct, frozen=True, kw_only=True):
    """The answer for one shape. `missed` and `hit` are the free fields of a record that is not, and is, matched.

    `doubts` and `bound` say why an undecided one is, `steps` what the answer cost.
    """

    matched: Matched
    missed: Mapping[str, Any] | None = None
    hit: Mapping[str, Any] | None = None
    doubts: tuple[str, ...] = ()
    bound: str | None = None
    steps: int = 0
