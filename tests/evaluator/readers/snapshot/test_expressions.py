"""What is picked without JMESPath is what JMESPath picks."""

from __future__ import annotations

import re
from typing import Any

import jmespath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailgate_evaluator.readers.snapshot.arns import name_in
from trailgate_evaluator.readers.snapshot.expressions import compiled, lenient

EXPRESSIONS = ["aa", "aa.bb", "aa[].bb", "aa.bb[].aa", "aa[].bb.aa", "aa[].bb[].aa", "aa[].aa[].bb[].bb"]
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([None, "x", 0, False]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["aa", "bb"]), inner, max_size=2),
    max_leaves=12,
)


@pytest.mark.parametrize("expression", EXPRESSIONS)
@given(value=VALUES)
def test_names_of_each_element_are_picked_as_jmespath_picks_them(expression: str, value: Any) -> None:
    found = jmespath.search(expression, value)
    assert compiled(expression)(value) == found
    assert lenient(expression)(value) == found


def test_what_is_more_than_names_is_left_to_jmespath() -> None:
    assert compiled("aa[?bb == 'x'].aa")({"aa": [{"aa": 1, "bb": "x"}, {"aa": 2}]}) == [1]
    assert compiled("aa[0].bb")({"aa": [{"bb": 1}]}) == 1


@given(resource=st.text(alphabet="ab:/"))
def test_a_name_stands_behind_the_first_colon_or_slash(resource: str) -> None:
    assert name_in(resource) == re.sub(r"\A[^:/]*[:/]", "", resource, count=1)
