"""A record model as it is read: in one order, each spec with all that is said, and where a bound is met."""

from __future__ import annotations

import re
from itertools import permutations
from typing import Any, Final

import pytest

from trailgate_evaluator.languages.filter_pattern.decision.languages import ANY
from trailgate_evaluator.languages.filter_pattern.decision.record_model import (
    RecordModel,
    Spec,
    SpecError,
    among,
    language_of,
    of_values,
    record_model,
    texts_of,
)
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.decision.witness import contains
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import CharacterClass

FIELDS: Final[dict[str, Any]] = {"b": {"is": "x"}, "a.c": {"like": "y.*"}, "a": {"kinds": ["object"]}, "d": {"unknown": {}}}
TEXTS: Final = ("", "a", "ab", "aXb", "a\nb", "a\u00e9b", "abb", "b", "aab", "AB")


def test_the_order_in_which_fields_are_said_makes_no_other_model() -> None:
    models = [record_model(dict(order)) for order in permutations(FIELDS.items())]
    assert [path for path, _ in models[0].fields] == ["a", "a.c", "b", "d"]
    assert len(set(models)) == 1
    known = {model.with_values({"d": "1", "a.b": "2"}) for model in models}
    assert [[path for path, _ in model.fields] for model in known] == [["a", "a.b", "a.c", "b", "d"]]


def test_a_hash_tells_models_apart() -> None:
    """All models in one bucket would give the same answers, slowly."""
    models = [record_model({"f": {"is": value}}) for value in ("a", "b", 1)]
    assert len({hash(one) for one in models}) == len({hash(one.fields[0][1]) for one in models}) == len(models)


def test_texts_take_the_place_of_what_was_said() -> None:
    model = record_model(FIELDS)
    known = model.with_values({"d": "1"})
    assert dict(known.fields) == {**dict(model.fields), "d": of_values(["1"])}
    assert (known.constants, known.unknown) == ({"b": "x", "d": "1"}, {})
    assert model.with_values({}) is model


def test_what_is_constant_unknown_and_varying() -> None:
    model = record_model({
        "always": {"is": "x"}, "perhaps": {"is": "x", "absent": True}, "either": {"one_of": ["x", "y"]}, "open": {"unknown": {}},
        "some": {"kinds": ["string"]}, "maybe": {"kinds": ["string", "absent"]}, "yes": {"is": True},
    })  # fmt: skip
    assert model.constants == {"always": "x", "yes": True}
    assert set(model.unknown) == {"open"}
    assert set(model.varying) == {"either", "some"}
    assert hash(model) == hash(RecordModel(fields=tuple(model.fields)))


@pytest.mark.parametrize(
    "said",
    [{"one_of": ["b", 1, True, None]}, {"like": "a.*", "not": ["ab", "aa"]}, {"is": 2.50}, {"one_of": ["b", "a"]}],
    ids=str,
)
def test_absence_is_all_that_absent_adds(said: dict[str, Any]) -> None:
    here, absent = (dict(record_model({"f": one}).fields)["f"] for one in (said, {**said, "absent": True}))
    assert absent == Spec(
        kinds=here.kinds | {Kind.ABSENT},
        strings=here.strings,
        numbers=here.numbers,
        constants=here.constants,
        unknown=here.unknown,
    )
    assert dict(record_model({"f": {**said, "absent": False}}).fields)["f"] == here


@pytest.mark.parametrize("values", [["b", "a"], [2, 1.50], ["a", 1, True, None, False], [True], ["1", 1], ["a", "a"]], ids=str)
def test_listed_values_are_the_same_in_any_order(values: list[Any]) -> None:
    found = of_values(values)
    assert {of_values(list(order)) for order in permutations(values)} == {found}
    assert [(type(one), one) for one in of_values(values[::-1]).constants] == [(type(one), one) for one in found.constants]
    assert set(found.constants) == set(values)
    assert bool(found.strings) == (Kind.STRING in found.kinds)
    assert bool(found.numbers) == (Kind.NUMBER in found.kinds)
    assert Kind.ABSENT not in found.kinds
    assert of_values(values, absent=True).kinds == found.kinds | {Kind.ABSENT}


def test_the_texts_that_are_listed() -> None:
    assert texts_of([of_values(["a", 1]), of_values(["b", True]), of_values([None])]) == {"a", "b"}
    assert all(contains(among(["a", "abb"]), text) == (text in {"a", "abb"}) for text in TEXTS)


@pytest.mark.parametrize(
    "source", ["a.b", "a.*", ".*b", ".{2,3}", ".?", ".+", "a|.b", "[ab]+", "[ab]{2}", "a{2}b?", "[^b]+", r"\w*"]
)
def test_an_expression_is_meant_from_end_to_end_and_its_dot_is_any_character(source: str) -> None:
    for text in TEXTS:
        assert contains(language_of(source), text) == bool(re.fullmatch(source, text, re.DOTALL | re.ASCII)), text


def test_only_a_dot_becomes_any_character() -> None:
    whole = language_of("a[ab]{2}.{3,4}").among.alternatives[0][1:-1]  # type: ignore[union-attr]
    assert [(one.one == ANY, one.least, one.most) for one in whole] == [(False, 1, 1), (False, 2, 2), (True, 3, 4)]
    assert all(isinstance(one.one, CharacterClass) for one in whole)


WORDS: Final = "one of is, unknown, one_of, like, not, kinds"


@pytest.mark.parametrize(
    ("said", "expected", "found"),
    [
        ("text", f"an object with {WORDS}", "'text'"), ({}, WORDS, "{}"), ({"is": "a", "any": 1}, WORDS, "{'is': 'a', 'any': 1}"),
        ({"is": "a", "absent": 1}, "true or false in absent", "1"), ({"not": "a"}, "a list of texts in not", "'a'"),
        ({"like": 1}, "a regular expression in like", "1"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_was_expected_and_found(said: Any, expected: str, found: str) -> None:
    with pytest.raises(SpecError) as refused:
        record_model({"o.f": said})
    assert str(refused.value) == f"o.f: expected {expected}, found {found}"


def test_a_refusal_of_a_language_says_what_was_found() -> None:
    with pytest.raises(
        SpecError, match=re.escape("o.f: expected a regular expression of the kind that filter patterns have, found {")
    ):
        record_model({"o.f": {"like": "("}})
    with pytest.raises(SpecError, match=re.escape("o.f: expected a field that can have some text, found {'like': 'a',")):
        record_model({"o.f": {"like": "a", "not": ["a"]}})


def test_a_language_of_which_no_text_is_found_is_refused() -> None:
    with pytest.raises(SpecError, match="some text"):
        record_model({"f": {"like": "a{900}" * 60}})
