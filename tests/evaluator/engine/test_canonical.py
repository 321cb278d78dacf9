from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailgate_evaluator.engine.canonical import canonical_bytes, canonical_decision, canonical_text

SCALARS = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=20
)


def shuffled(value: Any, order: random.Random) -> Any:
    match value:
        case dict():
            keys = order.sample(list(value), len(value))
            return {key: shuffled(value[key], order) for key in keys}
        case list():
            return [shuffled(element, order) for element in order.sample(value, len(value))]
        case _:
            return value


@given(VALUES, st.randoms(use_true_random=False))
def test_order_never_changes_a_decision(value: Any, order: random.Random) -> None:
    assert canonical_bytes(canonical_decision(shuffled(value, order))) == canonical_bytes(canonical_decision(value))


@given(VALUES)
def test_a_canonical_decision_is_its_own_canonical_form(value: Any) -> None:
    once = canonical_decision(value)
    assert canonical_bytes(canonical_decision(once)) == canonical_bytes(once)


@given(VALUES)
def test_canonical_bytes_are_json_of_the_same_value(value: Any) -> None:
    assert json.loads(canonical_bytes(value)) == value


def test_numbers_stand_in_their_own_order_ahead_of_everything_else() -> None:
    assert canonical_decision(["b", 210, None, 33.0, True, "a"]) == [33, 210, "a", "b", None, True]


def test_a_whole_number_is_an_integer_however_an_engine_prints_it() -> None:
    assert canonical_bytes(canonical_decision({"b": 1e3, "a": 1.5})) == b'{"a":1.5,"b":1000}'


@given(st.lists(st.text()))
def test_texts_stand_in_the_order_of_their_canonical_text(texts: list[str]) -> None:
    assert canonical_decision(texts) == sorted(texts, key=canonical_text)


def test_that_order_is_not_the_texts_own() -> None:
    texts = ["a", "a ", "a!", 'a"', "a#", "a\n", "\x1f", "\\", "é", ""]
    assert canonical_decision(texts) == sorted(texts, key=canonical_text) != sorted(texts)
    assert canonical_decision([*texts, None]) == sorted([*texts, None], key=canonical_text)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_json_in_utf_8_cannot_say_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (json's message is not ours)
        canonical_bytes([value])
