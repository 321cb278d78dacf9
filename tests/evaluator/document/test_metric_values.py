"""A metric's value is written as JSON writes numbers; what is no number stays as it is."""

from __future__ import annotations

import pytest

from trailgate_evaluator.document.metric_values import metric_value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "1"),
        (" 1 ", "1"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("1.", "1"),
        ("+2.50", "+2.50"),
        ("1e3", "1e3"),
        (".e1", ".e1"),
        (".", "."),
        ("", ""),
        ("$.bytes", "$.bytes"),
        ("1 2", "1 2"),
        ("\u0661", "\u0661"),
    ],
)
def test_the_text_of_a_number_is_jsons(text: str, expected: str) -> None:
    assert metric_value(text) == expected


def test_blanks_cost_no_more_than_once() -> None:
    text = " " * 1_000_000 + "!"
    assert metric_value(text) == text
    assert metric_value(f"{' ' * 1_000_000}1\n") == "1"
