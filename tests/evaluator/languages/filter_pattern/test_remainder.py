"""What is left of a record without those that are taken away: every record is either taken or left, and told by its values."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailgate_evaluator.languages.filter_pattern.answers.holding import holds
from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, record_model
from trailgate_evaluator.languages.filter_pattern.decision.remainder import MOST_PARTS, meets, narrowed, remainder
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached

Json = dict[str, Any]

MODEL = record_model({"p": {"kinds": ["absent", "string"]}})
_SPEC = st.sampled_from([{"is": "a"}, {"one_of": ["a", "b"]}, {"like": "a.*"}, {"not": ["b"]}, {"is": "ab", "absent": True}])


@given(st.lists(st.dictionaries(st.sampled_from(["p", "q.r"]), _SPEC, min_size=1, max_size=2), max_size=3))
def test_what_is_left_is_what_none_of_the_exclusions_holds(exclusions: list[dict[str, Json]]) -> None:
    """Of texts and absent fields each is either excluded or left; told by Python's own comparisons."""
    left = remainder(MODEL, tuple(record_model(one) for one in exclusions))
    for p, r in product(("a", "ab", "b", None), repeat=2):
        record = {**({} if p is None else {"p": p}), "q": {} if r is None else {"r": r}}
        texts = {"p": p, "q.r": r}
        excluded = any(all(_meets(texts[path], spec) for path, spec in one.items()) for one in exclusions)
        assert any(holds(record, part) for part in left) != excluded


def _meets(text: str | None, spec: Json) -> bool:
    if text is None:
        return bool(spec.get("absent"))
    if "is" in spec:
        return bool(text == spec["is"])
    if "one_of" in spec:
        return text in spec["one_of"]
    if "like" in spec:
        return re.fullmatch(spec["like"], text) is not None
    return text not in spec["not"]


def models(*said: Json) -> tuple[RecordModel, ...]:
    """The models of these fields."""
    return tuple(
        record_model({path: {"is": spec} if isinstance(spec, str) else spec for path, spec in one.items()}) for one in said
    )


def test_a_record_that_nothing_is_taken_from_is_left_as_it_is() -> None:
    (whole,) = models({"n": "x", "p": {"kinds": ["absent", "string"]}})
    assert remainder(whole, ()) == (whole,)
    assert remainder(whole, models({"n": "y"}, {"p": {"kinds": ["object"]}}, {"n": "y", "p": "a"})) == (whole,)
    assert remainder(whole, models({"n": "x"})) == ()
    assert remainder(whole, models({"p": "a"}, {"n": "x"})) == ()


def test_each_field_that_may_be_another_is_a_part() -> None:
    (whole,) = models({"n": "x"})
    parts = remainder(whole, models({"p": "a", "q": "b", "n": "x"}))
    assert [[path for path, _ in part.fields] for part in parts] == [["n", "p"], ["n", "q"]]
    assert remainder(whole, models({"p": "a"}, {"p": "a"})) == remainder(whole, models({"p": "a"}))
    assert len(remainder(whole, models({"p": "a"}, {"q": "b"}))) == 1


def test_parts_that_come_twice_are_one() -> None:
    """Lacking the first of each of two exclusions, which is the same field, is one way, not two."""
    (whole,) = models({"n": "x"})
    parts = remainder(whole, models({"p": "a", "q": "b"}, {"p": "a", "q": "b", "r": "c"}))
    assert len(set(parts)) == len(parts) == 2


def test_so_many_parts_and_no_more() -> None:
    (whole,) = models({"n": "x"})
    two = [{f"p{at}": "a", f"q{at}": "b"} for at in range(6)]
    assert len(remainder(whole, models(*two))) == MOST_PARTS == 2 ** len(two)
    with pytest.raises(BoundReached) as reached:
        remainder(whole, models(*two, {"r": "a", "s": "b"}))
    assert reached.value.bound == f"exclusions that split a record into more than {MOST_PARTS}"


@pytest.mark.parametrize(
    ("one", "other", "met"),
    [
        ({"p": "a"}, {"q": "b"}, True), ({"p": "a"}, {"p": {"like": "a.*"}}, True), ({"p": "a"}, {"p": "b"}, False),
        ({"p": "a"}, {"q": "b", "p": "b"}, False), ({"p.q": "a"}, {"p": {"kinds": ["object"]}}, True),
        ({"p.q": "a"}, {"p": "text"}, False), ({"p": {"kinds": ["absent"]}}, {"p.q": "a"}, False),
        ({"p": "text"}, {"p.q": {"is": "a", "absent": True}}, True), ({"o.p": "text"}, {"o.p.q": "a"}, False), ({}, {}, True),
        ({"o.p.q": "a", "o.r": "b"}, {"o.p": "c"}, False),
    ],
)  # fmt: skip
def test_two_meet_where_some_record_is_one_of_both(one: Json, other: Json, *, met: bool) -> None:
    first, second = models(one, other)
    assert meets(first, second) is meets(second, first) is met
    both = narrowed(first, second.fields)
    assert (both is not None) is met
    if both is not None:
        assert {path for path, _ in both.fields} == {*one, *other}
        assert [path for path, _ in both.fields] == sorted({*one, *other})
