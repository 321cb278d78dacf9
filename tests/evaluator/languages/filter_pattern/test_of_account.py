"""What is said of any account is said of one by its number: every text that is the other's, and no part of one."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trailgate_evaluator.languages.filter_pattern.answers.of_account import ANY_ACCOUNT, said_of

NUMBER = "123456789012"
TEXTS = st.sampled_from(
    [ANY_ACCOUNT, f'"{ANY_ACCOUNT}"', f'\\"{ANY_ACCOUNT}\\"', f"arn:aws:iam::{ANY_ACCOUNT}:root", "x", '"', "\\"]
)
SAID = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers(-5, 5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["is", "one_of", '"']), inner, max_size=3),
    max_leaves=12,
)


def one_by_one(said: Any) -> Any:
    match said:
        case dict():
            return {name: one_by_one(inner) for name, inner in said.items()}
        case list():
            return [one_by_one(inner) for inner in said]
        case _:
            return NUMBER if said == ANY_ACCOUNT else said


@given(said=SAID)
def test_the_number_takes_the_place_of_whole_texts_alone(said: Any) -> None:
    assert said_of(said, NUMBER) == one_by_one(said)
