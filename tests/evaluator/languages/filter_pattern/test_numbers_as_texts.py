"""What is compared with the text of a number is its plain decimal: no exponent, no needless zeros, no minus before zero."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from trailgate_evaluator.languages.filter_pattern import matches, parse


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
