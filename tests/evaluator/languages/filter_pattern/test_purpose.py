"""For which control a pattern is made, where all are asked for, and where only another one is."""

from __future__ import annotations

from functools import cache

import pytest

from tests.evaluator.languages.filter_pattern.required import IDS, PRESCRIBED, every_record, newest_texts, required_of
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
