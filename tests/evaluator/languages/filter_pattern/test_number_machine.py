"""Numbers compared digit by digit, against Python's own: every short text, in every order to some constants."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product
from typing import Any, Final

import pytest

from trailgate_evaluator.languages.filter_pattern.decision.languages import NumberOrder
from trailgate_evaluator.languages.filter_pattern.decision.number_machine import NumberMachine

TEXTS: Final = ["".join(one) for length in range(5) for one in product("-.015", repeat=length)]
CANONICAL: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
BEGINNING: Final = re.compile(r"-?((0|[1-9][0-9]*)(\.[0-9]*)?)?")
CONSTANTS: Final = ("0", "1", "-1", "5", "1.5", "-0.5", "10", "-10", "15.01", "0.05", "-5.1", "11", "100", "0.1", "0.55", "-1.15")


def read(machine: NumberMachine, text: str) -> Any:
    """The state after a text; None where no number begins so."""
    state: Any = machine.start
    for character in text:
        state = None if state is None else machine.step(state, character)
    return state


@pytest.mark.parametrize("constant", CONSTANTS)
def test_canonical_numbers_stand_in_the_order_that_they_have(constant: str) -> None:
    machines = {one: NumberMachine(NumberOrder(constant, frozenset({one}))) for one in (-1, 0, 1)}
    for text in TEXTS:
        found = {
            one for one, machine in machines.items() if (state := read(machine, text)) is not None and machine.accepts(state)
        }
        if not CANONICAL.fullmatch(text) or text == "-0":
            assert not found, text
        else:
            assert found == {(Decimal(text) > Decimal(constant)) - (Decimal(text) < Decimal(constant))}, text


def test_several_orders_are_accepted_together() -> None:
    machine = NumberMachine(NumberOrder("1", frozenset({-1, 0})))
    assert [machine.accepts(read(machine, text)) for text in ("0", "1", "5")] == [True, True, False]


def test_what_no_number_begins_with_is_left_at_once() -> None:
    machine = NumberMachine(NumberOrder("1.5", frozenset({1})))
    for text in TEXTS:
        assert (read(machine, text) is not None) == bool(BEGINNING.fullmatch(text)), text
    assert all(machine.step(machine.start, character) is None for character in "x \u0661e+")
    assert set(machine.alphabet) == set("-.0123456789")


def test_the_states_are_few_however_long_a_number_is() -> None:
    machine = NumberMachine(NumberOrder("15.01", frozenset({1})))
    few = {begin: len({read(machine, begin + "1" * length) for length in range(1, 40)}) for begin in ("", "15.", "-2")}
    assert few == {"": 3, "15.": 3, "-2": 2}
