"""For which control a pattern is made, where all are asked for, and where only another one is."""

from __future__ import annotations

from functools import cache

import pytest

from tests.evaluator.languages.filter_pattern.required import IDS, PRESCRIBED, every_record, newest_texts, required_of
from tests.records import named
from trailgate_evaluator.languages.filter_pattern import describe
from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements, requirements

TEXTS = [
    pytest.param(number, text, id=f"{number}-{at}") for number in sorted(IDS) for at, text in enumerate(newest_texts(number))
]
INVALID = [(one["number"], text["text"]) for one in PRESCRIBED.values() for text in one["texts"] if not text["valid"]]


@cache
def _all() -> Requirements:
    return requirements(every_record())


@pytest.mark.parametrize(("number", "text"), TEXTS)
def test_a_prescribed_text_is_made_for_its_own_control_alone(number: str, text: str) -> None:
    assert describe(text, _all())["sought"] == [IDS[number]]


@pytest.mark.parametrize(("number", "text"), INVALID, ids=[number for number, _ in INVALID])
def test_one_with_a_plain_mistake_is_made_for_it_as_well(number: str, text: str) -> None:
    assert describe(text, _all())["sought"] == [IDS[number]]


@pytest.mark.parametrize(("number", "text"), TEXTS)
def test_where_only_another_control_is_asked_for_it_is_made_for_none(number: str, text: str) -> None:
    for other in IDS:
        found = describe(text, required_of(other))["sought"]
        assert found == ([IDS[number]] if other == number else []), other


def asking(asked: list[str] | None = None, **controls: tuple[str, list[str]]) -> Requirements:
    """Requirements of controls, each by its source and the names of its records."""
    told = {control: named(names, {"eventSource": source}) for control, (source, names) in controls.items()}
    return requirements(told, asked=asked)


def looked_for(text: str, required: Requirements) -> list[str]:
    """The controls for which a pattern is made."""
    found: list[str] = describe(text, required)["sought"]
    return found


def names(*said: str) -> str:
    """A pattern that asks for these names."""
    return "{ " + " || ".join(f"$.eventName = {name}" for name in said) + " }"


def test_one_name_of_many_is_enough_where_no_other_control_is_meant() -> None:
    assert looked_for(names("a"), asking(["one"], one=("s", ["a", "b", "c", "d"]), other=("t", ["e"]))) == ["one"]
    assert looked_for(names("a"), asking(one=("s", ["a", "b", "c", "d"]))) == ["one"]
    assert looked_for(names("x"), asking(one=("s", ["a", "b", "c", "d"]))) == []


@pytest.mark.parametrize(("asked", "sought"), [(None, ["two"]), (["one"], []), (["two"], ["two"])])
def test_of_controls_that_share_a_name_the_one_counts_that_it_fits_twice_as_well(
    asked: list[str] | None, sought: list[str]
) -> None:
    assert looked_for(names("a"), asking(asked, one=("s", ["a", "b"]), two=("t", ["a"]))) == sought


def test_one_that_it_fits_nearly_as_well_counts_as_well() -> None:
    assert looked_for(names("a", "b"), asking(one=("s", ["a", "b", "c"]), two=("t", ["b", "a"]))) == ["one", "two"]
    assert looked_for(names("a", "b"), asking(["one"], one=("s", ["a", "b", "c"]), two=("t", ["a", "b"]))) == ["one"]


def test_what_is_matched_in_part_or_never_counts_for_less() -> None:
    both = asking(one=("s", ["a"]), two=("t", ["a"]))
    assert looked_for("{ $.eventName = a }", both) == ["one", "two"]
    assert looked_for("{ $.eventName = a && $.eventSource = s }", both) == ["one"]
    assert looked_for("{ $.eventName = a && $.errorCode NOT EXISTS && ($.eventSource = s || $.eventSource != t) }", both) == [
        "one"
    ]


def test_a_source_alone_is_asked_for_as_what_it_matches() -> None:
    required = asking(one=("s", ["a", "b", "c"]), two=("t", ["d"]))
    assert looked_for("{ $.eventSource = s }", required) == ["one"]
    assert looked_for("{ $.eventSource = s && $.eventName != a }", required) == ["one"]
    assert looked_for("{ $.eventSource = s && $.eventName = z }", required) == ["one"]


def test_where_names_are_asked_for_nothing_else_counts() -> None:
    required = asking(one=("s", ["a", "b", "c", "d"]), two=("t", ["a"]))
    assert looked_for("{ $.eventName = a || $.eventName = * }", required) == ["two"]


@pytest.mark.parametrize(("records", "sought"), [(["a", "b"], ["two"]), (["a", "b", "c"], ["one", "two"])])
def test_without_a_name_those_count_that_are_matched(records: list[str], sought: list[str]) -> None:
    required = asking(one=("s", records), two=("s", ["d"]))
    assert looked_for("{ $.eventSource = s && $.eventName != a }", required) == sought


def test_other_names_of_a_source_that_controls_share_are_no_sign() -> None:
    assert looked_for("{ $.eventSource = s && $.eventName = z }", asking(one=("s", ["a"]), two=("s", ["b"]))) == []
    assert looked_for("{ $.eventSource = s && $.eventName = z }", asking(["one"], one=("s", ["a"]), two=("s", ["b"]))) == []


def test_of_the_ways_to_mend_a_mistake_the_one_counts_that_fits_best() -> None:
    text = "{ $.eventName = ab cd || $.eventName = b }"
    assert looked_for(text, asking(one=("s", ["abcd", "b"]), two=("t", ["x"]))) == ["one"]
    assert looked_for(text, asking(one=("s", ["ab cd", "b", "c", "d"]), two=("t", ["x"]))) == ["one"]
    assert looked_for("{ $.eventName = ab cd }", asking(one=("s", ["ab cd", "b", "c"]), two=("t", ["x"]))) == ["one"]
    assert looked_for("{ $.eventName = ab cd }", asking(one=("s", ["ab cd"]), two=("t", ["abcd", "b"]))) == ["one"]
    assert looked_for("{ $.eventName = ab cd }", asking(one=("s", ["abcd"]), two=("t", ["ab cd", "b"]))) == ["one"]
    assert looked_for("{ $.eventName = ab cd }", asking(one=("s", ["abcd"]), two=("t", ["ab cd"]))) == ["one"]
    assert looked_for("{ $.eventName = ab cd }", asking(one=("s", ["ab cd"]), two=("t", ["abcd"]))) == ["two"]
    assert looked_for("{ $.eventName = ", asking(one=("s", ["a"]))) == []
