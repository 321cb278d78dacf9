"""Numbers of a metric as whole multiples of one unit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailgate_evaluator.document.amounts import LIMIT, MAX_PLACES, amounts_of, decimal_of
from trailgate_evaluator.document.parts import unknown

Json = dict[str, Any]
HIDDEN = unknown("known_after_apply", "x")


def written(value: Any, default: Any = None, **names: Any) -> Json:
    return {"transformations": [{"namespace": "N", "name": "M", "value": value, "default": default} | names]}


def watching(threshold: Any, statistic: Any = "Sum", **names: Any) -> Json:
    metric = {"namespace": "N", "name": "M"} | names
    return {"kind": "metric", "metric": metric, "firing": {"threshold": threshold, "statistic": statistic}}


def amounts(filters: Json, alarms: Json) -> tuple[Json, Json]:
    found = amounts_of(filters, alarms)
    return found["amounts_written"], found["amounts_watched"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("1", "1"),
        ("+0.50", "0.50"),
        ("-1e3", "-1000"),
        ("1e-3", "0.001"),
        (0.1, "0.1"),
        (0.30000000000000004, "0.30000000000000004"),
        (5, "5"),
        (1e22, "1E+22"),
        ("$.bytes", None),
        ("1e100", None),
        ("1" * 41, None),
        (None, None),
        (True, None),
        (HIDDEN, None),
    ],
)
def test_a_number_is_the_decimal_that_is_written(value: object, said: str | None) -> None:
    assert decimal_of(value) == (None if said is None else Decimal(said))


def test_the_numbers_of_a_metric_count_its_finest_decimal() -> None:
    filters = {"f": written("1", 0.2), "g": written("5")}
    assert amounts(filters, {"a": watching(0.36), "b": watching(2)}) == (
        {"f": [{"value": 100, "default": 20}], "g": [{"value": 500, "default": None}]},
        {
            "a": {"one": 100, "threshold": 36, "low": None, "high": None},
            "b": {"one": 100, "threshold": 200, "low": None, "high": None},
        },
    )


def test_metrics_of_other_names_count_by_themselves() -> None:
    filters = {"f": written("1"), "g": written("0.001", name="O"), "h": written("0.01", namespace="P")}
    _, watched = amounts(filters, {"a": watching(1), "b": watching(1, name="O"), "c": watching(1, namespace=HIDDEN)})
    assert [watched[name]["one"] for name in "abc"] == [1, 1000, 1]


def test_the_bounds_of_a_statistic_are_amounts() -> None:
    _, watched = amounts({}, {"a": watching(1, "TM(0.5:150)"), "b": watching(1, "TC(10%:90%)"), "c": watching(1, HIDDEN)})
    assert [(one["low"], one["high"]) for one in watched.values()] == [(5, 1500), (None, None), (None, None)]


def test_a_number_that_is_too_fine_or_too_large_has_no_amount() -> None:
    filters = {"f": written(f"0.{'0' * MAX_PLACES}1"), "g": written(str(LIMIT + 1)), "h": written(str(LIMIT))}
    found, _ = amounts(filters, {})
    assert [found[name][0]["value"] for name in "fgh"] == [None, None, LIMIT]


def test_a_threshold_beyond_everything_that_is_written_stands_at_the_limit() -> None:
    _, watched = amounts({"f": written("1")}, {"a": watching(1e300), "b": watching(-1e300), "c": watching(LIMIT + 1)})
    assert [watched[name]["threshold"] for name in "abc"] == [LIMIT, -LIMIT, LIMIT]


def test_a_threshold_that_large_values_might_reach_has_no_amount() -> None:
    _, watched = amounts({"f": written("1000000")}, {"a": watching(LIMIT + 1), "b": watching(LIMIT)})
    assert [watched[name]["threshold"] for name in "ab"] == [None, LIMIT]


def test_what_is_not_known_has_no_amount() -> None:
    filters = {"f": {"transformations": HIDDEN}, "g": {"transformations": [HIDDEN]}, "h": written(HIDDEN, HIDDEN, name=HIDDEN)}
    alarms = {"a": watching(None), "b": {"kind": "metric", "metric": HIDDEN, "firing": HIDDEN}, "c": {"kind": "composite"}}
    assert amounts(filters, alarms) == (
        {"f": [], "g": [{"value": None, "default": None}], "h": [{"value": None, "default": None}]},
        {"a": {"one": 1, "threshold": None, "low": None, "high": None}},
    )


@given(st.lists(st.decimals(-1000, 1000, places=3, allow_nan=False), min_size=1, max_size=5), st.decimals(-9, 9, places=4))
def test_amounts_compare_and_add_up_as_the_numbers_do(values: list[Decimal], threshold: Decimal) -> None:
    filters = {str(number): written(format(value, "f")) for number, value in enumerate(values)}
    found, watched = amounts(filters, {"a": watching(float(threshold))})
    total = sum(found[str(number)][0]["value"] for number in range(len(values)))
    one = watched["a"]["one"]
    assert Fraction(total, one) == sum(map(Fraction, values))
    assert Fraction(watched["a"]["threshold"], one) == Fraction(threshold)
