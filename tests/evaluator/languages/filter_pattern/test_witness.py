"""A text that lies in many sets: found wherever there is one, none where there is none; told by every short text."""

from __future__ import annotations

import random
from itertools import product
from typing import Final

import pytest

from trailgate_evaluator.languages.filter_pattern.decision.languages import Exactly, TextSet, of_order, of_regex
from trailgate_evaluator.languages.filter_pattern.decision.record_model import language_of
from trailgate_evaluator.languages.filter_pattern.decision.witness import common_text, contains, text_in
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.regex_parser import RegexParser

STEPS: Final = 40_000
TEXTS: Final = ["".join(one) for length in range(6) for one in product("abx", repeat=length)]
LANGUAGES: Final = [
    "a", "ab", "a.*", ".*b", "[ab]{2}", "a|bb", ".*a.*", ".*ab.*", "[ab]*", "b?a?", ".{3}", "[^a]*", "a.b", "(ab)", ".*", "a{2,}",
    "x*", "[ax]{1,2}b",
]  # fmt: skip
FOUND: Final = ["a", "b$", "^a", "ab", "^b", "a$", "^[ab]*$", "x", "a.?b", "bb"]
NUMBERS: Final = ["0", "1", "-1", "1.5", "2", "10", "-0.5", "9", "1.4", "1.6", "11", "100", "-2"]


def found_in(source: str) -> TextSet:
    """The texts in which an expression is found."""
    made = of_regex(RegexParser(source, 0).parse(), frozenset())
    assert isinstance(made, TextSet)
    return made


TEXT_SETS: Final = [
    *(language_of(one) for one in LANGUAGES if "(" not in one), *map(found_in, FOUND),
    *(TextSet(Exactly(one)) for one in ("", "a", "ab", "bb", "x", "aab")),
]  # fmt: skip
ORDERS: Final = [
    of_order(constant, order) for constant in ("0", "1.5", "10", "-1") for order in ("=", "!=", "<", ">", "<=", ">=")
]


def spent(sets: list[TextSet], texts: list[str]) -> int:
    """What the answer costs, once it is seen to be right as far as these texts tell."""
    work = Work(STEPS)
    found = common_text(sets, work)
    there = [text for text in texts if all(contains(one, text) for one in sets)]
    if found is None:
        assert not there, sets
    else:
        assert all(contains(one, found) for one in sets), (found, sets)
        assert not there or len(found) <= len(max(there, key=len)) + 2
    return work.spent


def test_of_texts_one_is_found_wherever_there_is_one_at_its_price() -> None:
    """The work is told as well: a search that forgets what it has seen finds the same, later."""
    chance = random.Random(7)  # noqa: S311 - the same sets in every run
    total = 0
    for count in (1, 2, 2, 3, 3, 4, 5, 6) * 25:
        chosen = chance.sample(TEXT_SETS, count)
        total += spent([one.inverse() if chance.random() < 0.4 else one for one in chosen], TEXTS)
    assert total == 5_007


def test_of_numbers_one_is_found_wherever_there_is_one_at_its_price() -> None:
    chance = random.Random(8)  # noqa: S311 - the same sets in every run
    total = 0
    for count in (1, 2, 3, 4, 5) * 8:
        chosen = chance.sample(ORDERS, count)
        total += spent([one.inverse() if chance.random() < 0.3 else one for one in chosen], NUMBERS)
    assert total == 37_975


def test_a_sample_is_taken_where_it_may_be() -> None:
    some = language_of("a.*")
    assert common_text([some], Work(STEPS), samples=("b", "axx", "a")) == "axx"
    assert common_text([], Work(STEPS), samples=("b",)) == "b"
    assert common_text([some, TextSet(Exactly("ab"))], Work(STEPS), samples=("a",)) == "ab"
    assert common_text([some], Work(STEPS)) == "a"
    assert common_text([some, TextSet(Exactly("b"))], Work(STEPS), samples=("a",)) is None
    assert common_text([some, some.inverse()], Work(STEPS)) is None


def test_letters_come_before_signs_and_what_is_short_before_what_is_long() -> None:
    assert common_text([language_of(".+")], Work(STEPS)) == "a"
    assert common_text([found_in("[#b]")], Work(STEPS)) == "b"
    assert common_text([language_of("[^a-z]")], Work(STEPS)) == "A"
    assert common_text([language_of(".{2}"), *(TextSet(Exactly(one), negated=True) for one in ("aa", "ab"))], Work(STEPS)) == "ac"
    assert common_text([TextSet(Exactly(one), negated=True) for one in ("", "a")], Work(STEPS)) == "b"
    everything = "".join(map(chr, range(32, 127)))
    assert common_text([language_of("."), *(TextSet(Exactly(one), negated=True) for one in everything)], Work(STEPS)) == "\u00e9"
    assert text_in(language_of("bab|c").among) == "c"


def test_number_orders_are_decided_by_numbers_alone() -> None:
    below, above = of_order("1", "<"), of_order("1", ">")
    assert [common_text([one], Work(STEPS)) for one in (below, above, below.inverse(), above.inverse())] == ["0", "2", "1", "0"]
    assert common_text([below, above], Work(STEPS)) is None
    assert common_text([below.inverse(), above.inverse()], Work(STEPS)) == "1"
    assert common_text([below.inverse(), above.inverse(), TextSet(Exactly("1"), negated=True)], Work(STEPS)) is None


def test_the_work_is_bounded() -> None:
    with pytest.raises(BoundReached):
        common_text([language_of("[ab]*a[ab]{12}"), language_of("[ab]*b[ab]{12}")], Work(STEPS))
    assert text_in(language_of("[ab]*a[ab]{12}^").among) is None
