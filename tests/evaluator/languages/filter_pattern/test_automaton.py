"""Automata against Python's own search, over every short text; and what the search for a text is told by their states."""

from __future__ import annotations

import random
import re
from itertools import product
from typing import Final

import pytest

from trailgate_evaluator.languages.filter_pattern.decision.automaton import MOST_PLACES, Automaton, automaton_of
from trailgate_evaluator.languages.filter_pattern.decision.languages import Expression
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.regex_parser import RegexParser

LETTERS: Final = "ab\n"
TEXTS: Final = ["".join(one) for length in range(5) for one in product(LETTERS, repeat=length)]
SOURCES: Final = [
    "a", "ab", "a|b", "a*b", "a+", "a?b", "a{2}", "a{1,2}b", "a{0}b", "a{2,}", "[ab]b", "[^a]", "[^a]b*a", "ba{0,2}b", "ab|bb",
    "^a", "a$", "^ab?$", "^a|b$", "^$", "a^b", "a$b", "^[ab]{2}$", "^a*$", "b$|^a", "^[^b]+$", "a|^", "a|$", "^^a", "a$$", "b*^a",
    "[^a]$", "[^b]{2}$", "a[^b]*$", "^[^a]$", "a$[^a]$",
]  # fmt: skip


def automaton(source: str, *, line_end: bool = False) -> Automaton:
    """That of an expression."""
    return Automaton(Expression(RegexParser(source, 0).parse().alternatives, line_end))


def read(one: Automaton, text: str) -> int:
    """The state after a text."""
    state = one.start
    for character in text:
        state = one.step(state, character)
    return state


@pytest.mark.parametrize("line_end", [False, True])
@pytest.mark.parametrize("source", SOURCES)
def test_a_text_is_accepted_in_which_the_expression_is_found(source: str, *, line_end: bool) -> None:
    one = automaton(source, line_end=line_end)
    written = re.compile(source if line_end else source.replace("$", r"\Z"))
    for text in TEXTS:
        assert one.accepts(read(one, text)) == bool(written.search(text)), text


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_accepted_whatever_follows_is_known(source: str) -> None:
    one = automaton(source)
    found = {text for text in TEXTS if one.always(read(one, text))}
    for text in TEXTS[:40]:
        follows = [after for after in TEXTS if after.startswith(text)]
        assert text not in found or all(one.accepts(read(one, after)) for after in follows), text
        if "$" not in source:
            assert (text in found) == one.accepts(read(one, text)), text


@pytest.mark.parametrize("source", SOURCES)
def test_no_fewer_characters_are_missing_than_is_said(source: str) -> None:
    one = automaton(source)
    exact = not re.search(r"[$^]", source)
    for text in TEXTS[:40]:
        missing = [len(after) - len(text) for after in TEXTS if after.startswith(text) and one.accepts(read(one, after))]
        told = one.distance(read(one, text))
        if exact and missing:
            assert told == min(missing), text
        else:
            assert told <= min(missing, default=told), text


def test_where_nothing_can_match_any_more_it_is_far() -> None:
    one = automaton("^ab$")
    assert one.distance(one.start) == 2
    assert read(one, "b") == 0
    assert one.distance(0) > len(TEXTS)
    assert automaton("b$|^[ac]{2}").classes == {*automaton("b").classes, *automaton("[ac]").classes}
    assert automaton_of(Expression(())) is automaton_of(Expression(()))
    assert not automaton_of(Expression(())).accepts(automaton_of(Expression(())).start)


def test_random_expressions_too() -> None:
    chance = random.Random(5)  # noqa: S311 - the same expressions in every run
    for _ in range(60):
        parts = (
            chance.choice(["a", "b", "[ab]", "[^a]", "^", "$"]) + chance.choice(["", "", "*", "+", "?", "{2}"]) for _ in range(4)
        )
        source = re.sub(r"([$^])[*+?{][2}]*", r"\1", "".join(parts))
        one = automaton(source)
        written = re.compile(source.replace("$", r"\Z"))
        assert [one.accepts(read(one, text)) for text in TEXTS] == [bool(written.search(text)) for text in TEXTS], source


def test_so_many_places_and_no_more() -> None:
    """A place for each character, for where it begins and ends, and for what comes before and after."""
    beside = 10
    assert Automaton(_letters(MOST_PLACES - beside)).start
    with pytest.raises(BoundReached) as reached:
        Automaton(_letters(MOST_PLACES - beside + 1))
    assert reached.value.bound == f"a regular expression of more than {MOST_PLACES} states"


def _letters(count: int) -> Expression:
    return Expression(RegexParser("a{500}" * (count // 500) + f"a{{{count % 500}}}", 0).parse().alternatives)
