"""What is compared with the text of a number is its plain decimal: no exponent, no needless zeros, no minus before zero."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from trailgate_evaluator.languages.filter_pattern import matches, parse
from trailgate_evaluator.languages.filter_pattern.matching.matcher import decimal_of


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"), (0.0, "0"), (-0.0, "0"), (5, "5"), (-5, "-5"), (100, "100"), (120.0, "120"), (0.5, "0.5"), (-0.5, "-0.5"),
        (10.50, "10.5"), (1e21, "1000000000000000000000"), (1e-7, "0.0000001"), (Decimal("7.00"), "7"), (Decimal("0E+3"), "0"),
        (Decimal("0.000"), "0"),
    ],
    ids=str,
)  # fmt: skip
def test_a_number_has_one_text(number: float | Decimal, text: str) -> None:
    assert matches(parse(f"{{ $.n = %^{re.escape(text)}$% }}"), {"n": number})
    assert matches(parse(f'{{ $.n = "{text}*" }}'), {"n": number})
    assert matches(parse(f'{{ $.n = "*{text}" }}'), {"n": number})


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan"), Decimal("NaN"), Decimal("Infinity"), 1 << 12_000])
def test_what_is_no_number_that_can_be_shown_matches_nothing(number: float | Decimal) -> None:
    """JSON readers take 1e999 for infinity."""
    assert decimal_of(number) is None
    for condition in ("= 1", "!= 1", "= *", '!= "x"', "> 1", "< 1", "<= 1", ">= 1", "= %.%"):
        assert not matches(parse(f"{{ $.n {condition} }}"), {"n": number})


def test_a_number_of_many_digits_is_one() -> None:
    assert decimal_of((1 << 12_000) - 1) == (1 << 12_000) - 1
    assert matches(parse("{ $.n > 1 && $.n != 1 && $.n = * }"), {"n": (1 << 12_000) - 1})


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">="])
def test_beside_a_bound_that_is_no_number_nothing_lies(operator: str) -> None:
    for number in (0, 1, -1, Decimal("1e4000")):
        assert not matches(parse(f"{{ $.n {operator} 1e9999999999999999999 }}"), {"n": number})


def test_a_number_that_would_fill_pages_keeps_its_exponent() -> None:
    assert matches(parse('{ $.n = "1000*" && $.n != "*E*" }'), {"n": Decimal("1e4000")})
    assert matches(parse('{ $.n = "1E+4001" }'), {"n": Decimal("1e4001")})
    assert matches(parse('{ $.n = "1E-4001" }'), {"n": Decimal("1e-4001")})
