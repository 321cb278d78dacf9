"""What may stand at each place of a record, by the specs of its fields."""

from __future__ import annotations

from typing import Any

import pytest

from trailgate_evaluator.languages.filter_pattern.decision.record_model import record_model
from trailgate_evaluator.languages.filter_pattern.decision.shape import FREE, shape_of
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Index, Name


@pytest.mark.parametrize(
    ("spec", "text", "sets"),
    [
        ({"is": "x"}, "x", 0),
        ({"not": ["x"]}, None, 1),
        ({"not": ["x", "y"]}, None, 2),
        ({"like": "x.*"}, None, 1),
        ({"like": "x.*", "not": ["xy"]}, None, 2),
        ({"kinds": ["string"]}, None, 0),
    ],
)
def test_the_one_text_that_may_stand_there_is_told_and_no_other(spec: Any, text: str | None, sets: int) -> None:
    place = shape_of(record_model({"a": spec})).at("a")
    assert (place.text, len(place.strings) + len(place.numbers)) == (text, sets)
    assert place.kinds == {Kind.STRING}


def test_what_stands_below_a_place_makes_it_an_object_where_it_is_there_for_certain() -> None:
    shape = shape_of(
        record_model({"a": {"kinds": ["object", "absent"]}, "a.b": {"is": 5}, "c.d": {"kinds": ["absent", "string"]}})
    )
    assert shape.at("a").kinds == {Kind.OBJECT}
    assert shape.at("c").kinds == frozenset(Kind)
    assert shape.at("other") is FREE
    assert shape.fixed((Name(name="a"), Name(name="b"))) == (Kind.NUMBER, "5")
    assert shape.fixed((Name(name="a"),)) is None
    assert shape.fixed((Name(name="a"), Index(index=0))) is None
    assert shape.fixed((Name(name="c"), Name(name="d"))) is None
