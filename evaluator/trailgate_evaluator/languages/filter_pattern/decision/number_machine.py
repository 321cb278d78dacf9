"""Canonical numbers compared with a constant, one character at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from trailgate_evaluator.languages.filter_pattern.decision.languages import NumberOrder

_DIGITS = "0123456789"


class NumberState(Struct, frozen=True):
    """What was read: its sign, where we are, how many digits count, how they compare with the constant's, the last digit."""

    negative: bool = False
    phase: str = "start"  # start, sign, zero, integer, point, fraction
    count: int = 0
    compared: int = 0
    last: str = ""


class NumberMachine:
    """Accepts the canonical numbers in the given order to the constant; every other text it refuses."""

    alphabet = _DIGITS + "-."

    def __init__(self, order: NumberOrder) -> None:
        self._accepted = order.accepted
        self._negative = order.constant.startswith("-")
        self._integer, _, self._fraction = order.constant.removeprefix("-").partition(".")
        self.start = NumberState()

    def step(self, state: NumberState, character: str) -> NumberState | None:
        """The state after one more character; None where no number begins so."""
        match state.phase:
            case "start" if character == "-":
                return replace(state, phase="sign", negative=True)
            case "start" | "sign" if character in _DIGITS:
                phase = "zero" if character == "0" else "integer"
                return self._digit(replace(state, phase=phase), character, self._integer)
            case "integer" if character in _DIGITS:
                return self._digit(state, character, self._integer)
            case "integer" | "zero" if character == ".":
                return replace(state, phase="point", compared=self._integers_compared(state), count=0)
            case "point" | "fraction" if character in _DIGITS:
                return self._digit(replace(state, phase="fraction"), character, self._fraction)
            case _:
                return None

    def accepts(self, state: NumberState) -> bool:
        """Whether the text read is a canonical number in the order asked for."""
        match state.phase:
            case "zero" | "integer":
                compared = self._integers_compared(state)
                if compared == 0 and self._fraction:
                    compared = -1
                if state.phase == "zero" and state.negative:
                    return False
            case "fraction" if state.last != "0":
                compared = state.compared
                if compared == 0 and state.count < len(self._fraction):
                    compared = -1
            case _:
                return False
        return self._signed(state, compared) in self._accepted

    def _signed(self, state: NumberState, compared: int) -> int:
        if state.negative != self._negative:
            return -1 if state.negative else 1
        return -compared if state.negative else compared

    def _digit(self, state: NumberState, digit: str, constant: str) -> NumberState:
        count, compared = state.count, state.compared
        if compared == 0:
            other = constant[count] if count < len(constant) else "0"
            compared = (digit > other) - (digit < other)
        return replace(state, count=min(count + 1, len(constant) + 1), compared=compared, last=digit)

    def _integers_compared(self, state: NumberState) -> int:
        digits = len(self._integer)
        return (state.count > digits) - (state.count < digits) or state.compared
