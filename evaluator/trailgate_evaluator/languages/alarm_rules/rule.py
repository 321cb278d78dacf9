"""The parts of a composite alarm's rule, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

State = Literal["ALARM", "OK", "INSUFFICIENT_DATA"]

STATES: Final[tuple[State, ...]] = ("ALARM", "INSUFFICIENT_DATA", "OK")
"""The three states of an alarm; it is always in exactly one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """`TRUE` or `FALSE`."""

    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InState:
    """`STATE(alarm)`: the alarm, by name or ARN as written, is in that state."""

    alarm: str
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """`NOT operand`."""

    operand: Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """All operands; there are at least two."""

    operands: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """Any operand; there are at least two."""

    operands: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """`AT_LEAST(count, [NOT] STATE, (alarms))`; `operands` are `InState` or `Not` of it."""

    count: int
    operands: tuple[InState | Not, ...]


Rule = Constant | InState | Not | And | Or | AtLeast
