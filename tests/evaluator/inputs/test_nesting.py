"""The depth found level by level is the depth of the value."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trailgate_evaluator.inputs.nesting import nests_deeper

texts = st.text(alphabet='a"\\{}[]\n,:é')
values = st.recursive(
    st.none() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=20,
)


def depth(value: Any) -> int:
    match value:
        case dict():
            return 1 + max(map(depth, value.values()), default=0)
        case list():
            return 1 + max(map(depth, value), default=0)
        case _:
            return 0


@given(value=values)
def test_the_limit_is_passed_exactly_where_the_value_is_deeper(value: Any) -> None:
    deep = depth(value)
    assert not nests_deeper(value, deep)
    assert deep == 0 or nests_deeper(value, deep - 1)


def test_a_long_flat_list_is_not_deep() -> None:
    assert not nests_deeper([{}] * 100_000, 2)
