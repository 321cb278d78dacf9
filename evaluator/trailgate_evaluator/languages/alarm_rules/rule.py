"""The parts of a composite alarm's rule, as values."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

State = Literal["ALARM", "OK", "INSUFFICIENT_DATA"]

STATES: Final[tuple[State, ...]] = ("ALARM", "INSUFFICIENT_DATA", "OK")
"""The three states of an alarm; it is always in exactly one of them."""


class Constant(Struct, frozen=True, kw_only=True):
    """`TRUE` or `FALSE`."""

    value: bool


class InState(Struct, frozen=True, kw_only=True):
    """`STATE(alarm)`: the alarm, by name or ARN as written, is in that state."""

    alarm: str
    state: State


class Not(Struct, frozen=True, kw_only=True):
    """`NOT operand`."""

    operand: Rule


class And(Struct, frozen=True, kw_only=True):
    """All operands; there are at least two."""

    operands: tuple[Rule, ...]


class Or(Struct, frozen=True, kw_only=True):
    """Any operand; there are at least two."""

    operands: tuple[Rule, ...]


class AtLeast(Struct, frozen=True, kw_only=True):
    """`AT_LEAST(count, [NOT] STATE, (alarms))`; `operands` are `InState` or `Not` of it."""

    count: int
    operands: tuple[InState | Not, ...]


Rule = Constant | InState | Not | And | Or | AtLeast
