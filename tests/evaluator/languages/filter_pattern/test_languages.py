"""Sets of texts as they are described: what a value stands for under each reading, and which number a text is."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import combinations, permutations, product
from typing import Any, Final

import pytest

from trailgate_evaluator.languages.filter_pattern.decision.languages import (
    LONGEST_NUMBER,
    NUMBERS,
    Exactly,
    Expression,
    NumberOrder,
    TextSet,
    canonical_number,
    of_order,
    of_regex,
    of_text,
    reads_newlines,
    tightest,
)
from trailgate_evaluator.languages.filter_pattern.decision.record_model import among
from trailgate_evaluator.languages.filter_pattern.decision.witness import contains
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import INNER_WILDCARD, REGEX_NEWLINE, STRING_ESCAPE
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.regex_parser import RegexParser
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Regex, Text

TEXTS: Final = ["".join(one) for length in range(5) for one in product("ab*\\", repeat=length)]
SOURCES: Final = ("", "a", "*", "**", "a*", "*a", "*a*", "a*b", "*a*b*", r"a\*", r"\*", r"\\", "a\\", r"a\b", "***", r"\a*")
READINGS: Final = [frozenset(chosen) for count in range(3) for chosen in combinations((INNER_WILDCARD, STRING_ESCAPE), count)]
SIDES: Final = [frozenset(chosen) for count in range(4) for chosen in combinations((-1, 0, 1), count)]


def meant(source: str, reading: frozenset[str]) -> re.Pattern[str]:
    """What a value stands for, as an expression of Python's."""
    marks = re.findall(r"\\.|.", source, re.DOTALL) if STRING_ESCAPE in reading else list(source)
    last = len(marks) - 1
    wild = [mark == "*" and (INNER_WILDCARD in reading or at in {0, last}) for at, mark in enumerate(marks)]
    return re.compile("".join(".*" if star else re.escape(mark[-1]) for mark, star in zip(marks, wild, strict=True)), re.DOTALL)


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: " ".join(sorted(reading)))
@pytest.mark.parametrize("source", SOURCES)
def test_a_value_stands_for_itself_and_a_star_for_any_text(source: str, reading: frozenset[str]) -> None:
    found = of_text(Text(source=source), reading)
    for text in [*TEXTS, "a\nb"]:
        assert (found if isinstance(found, bool) else contains(found, text)) == bool(meant(source, reading).fullmatch(text)), text


def test_every_text_and_the_one_text_are_said_plainly() -> None:
    assert of_text(Text(source="*"), frozenset()) is True
    assert of_text(Text(source="**"), frozenset()) is True
    assert of_text(Text(source=""), frozenset()) == TextSet(Exactly(""))
    assert of_text(Text(source="a*b"), frozenset()) == TextSet(Exactly("a*b"))
    assert of_text(Text(source=r"\*"), frozenset({STRING_ESCAPE})) == TextSet(Exactly("*"))


def regex(source: str) -> Regex:
    """The expression of a pattern."""
    return RegexParser(source, 0).parse()


@pytest.mark.parametrize("source", ["a.b", "a$", "^a.?$", "[^a]b", "ab", "a|b$", ".", "^a", "b.{2}", "a.+|b"])
def test_a_line_feed_is_read_in_two_ways(source: str) -> None:
    strict, loose = (of_regex(regex(source), reading) for reading in (frozenset(), frozenset({REGEX_NEWLINE})))
    narrow = source.replace("$", r"\Z")
    ends = re.compile(narrow.replace(".", r"[^\n\r\u0085\u2028\u2029]"))
    for text in ("ab", "a\nb", "a\n", "b\n", "a\n\n", "a", "axb", "bxy", "b\nx", "\nb", "\n", "b", "ab\n", "xa"):
        assert isinstance(strict, TextSet)
        assert isinstance(loose, TextSet)
        assert contains(strict, text) == bool(ends.search(text)), text
        assert contains(loose, text) == bool(re.search(source, text, re.DOTALL)), text
    assert reads_newlines(regex(source)) == ("." in source or "$" in source)


@pytest.mark.parametrize("operator", ["=", "!=", "<", ">", "<=", ">="])
def test_numbers_stand_in_the_order_that_is_asked(operator: str) -> None:
    asked = {"=": {0}, "!=": {-1, 1}, "<": {-1}, ">": {1}, "<=": {-1, 0}, ">=": {0, 1}}[operator]
    for constant, number in product(("1", "1.50", "-2e1", "0"), ("0", "1", "1.5", "2", "-20", "-21", "-1")):
        side = (Decimal(number) > Decimal(constant)) - (Decimal(number) < Decimal(constant))
        assert contains(of_order(constant, operator), number) == (side in asked)
    assert of_order("1.50", "=") == TextSet(Exactly("1.5"))
    assert of_order("1.50", "!=") == TextSet(Exactly("1.5"), negated=True)


@pytest.mark.parametrize(
    ("source", "canonical"),
    [
        ("0", "0"), ("-0", "0"), ("0.00", "0"), ("1", "1"), ("+1", "1"), ("01.50", "1.5"), ("1e3", "1000"), ("1.0", "1"),
        ("-1.50", "-1.5"), ("0.5", "0.5"), (".5", "0.5"), ("-.5", "-0.5"), ("100", "100"), ("1e-3", "0.001"), ("-12e-1", "-1.2"),
        ("10.10", "10.1"), ("1E+2", "100"), ("-100", "-100"), ("1.", "1"), ("0e99", "0"),
        ("1" * LONGEST_NUMBER, "1" * LONGEST_NUMBER), (f"1e{LONGEST_NUMBER}", "1" + "0" * LONGEST_NUMBER),
        (f"1e-{LONGEST_NUMBER}", "0." + "0" * (LONGEST_NUMBER - 1) + "1"),
    ],
)  # fmt: skip
def test_a_number_has_one_canonical_text(source: str, canonical: str) -> None:
    assert canonical_number(source) == canonical
    assert len(canonical) > LONGEST_NUMBER or canonical_number(canonical) == canonical


@pytest.mark.parametrize("source", ["1" * 65, "1e65", "1e-65", "0." + "1" * 65, "1e99999999999999999999", "-" + "9" * 65])
def test_a_number_of_too_many_digits_is_none(source: str) -> None:
    with pytest.raises(BoundReached) as reached:
        canonical_number(source)
    assert reached.value.bound == f"a number of more than {LONGEST_NUMBER} digits"


def orders() -> list[TextSet]:
    """All orders to three constants, negated ones too."""
    every = product(("-1", "0", "2"), SIDES, (False, True))
    return [TextSet(NumberOrder(constant, side), negated) for constant, side, negated in every]


def bounds(order: TextSet) -> bool:
    """Whether it bounds from below or from above alone."""
    accepted = {side for side, number in ((-1, "-9"), (1, "9")) if contains(order, number)}
    return len(accepted) == 1


def test_a_few_bounds_say_what_many_orders_do() -> None:
    """Of orders that bound from below or from above alone; others are kept beside them."""
    bounding = [one for one in orders() if bounds(one)]
    numbers = ("-2", "-1", "-0.5", "0", "1", "2", "3")
    for chosen in [*combinations(bounding, 2), *permutations(bounding[::5], 3)]:
        found = tightest(chosen)
        assert len(found) <= 2
        assert not any(one.negated for one in found)
        for number in numbers:
            assert all(contains(one, number) for one in found) == all(contains(one, number) for one in chosen), (chosen, number)
    others = [one for one in orders() if one not in bounding]
    assert tightest([*others, TextSet(Exactly("1"))]) == []
    assert tightest([others[0], bounding[0]]) == tightest([bounding[0]])


@pytest.mark.parametrize("sign", ["", "-"])
def test_bounds_that_differ_in_their_last_digits_are_told_apart(sign: str) -> None:
    near, far = (f"{sign}1{'0' * (LONGEST_NUMBER - 2)}{digit}" for digit in "12")
    for side in ({1}, {0, 1}, {-1}, {-1, 0}):
        chosen = [TextSet(NumberOrder(constant, frozenset(side))) for constant in (near, far)]
        for both in (chosen, chosen[::-1]):
            for number in (near, far):
                assert all(contains(one, number) for one in tightest(both)) == all(contains(one, number) for one in both)


def test_sets_are_equal_where_they_are_described_alike() -> None:
    made: list[list[Any]] = [
        [TextSet(Exactly("a")) for _ in range(2)],
        [TextSet(Exactly("a"), negated=True) for _ in range(2)],
        [TextSet(NumberOrder("1", frozenset({1, 0}))) for _ in range(2)],
        [TextSet(NumberOrder("1", frozenset({1}))) for _ in range(2)],
        [of_regex(regex("a+^b|[^c]$"), frozenset()) for _ in range(2)],
        [of_regex(regex("a*^b|[^c]$"), frozenset()) for _ in range(2)],
        [of_regex(regex("a+^b|[c]$"), frozenset()) for _ in range(2)],
        [of_regex(regex("a+^b|[^c]$"), frozenset({REGEX_NEWLINE})) for _ in range(2)],
        [among(["ab", "c"]) for _ in range(2)],
        [NUMBERS, TextSet(NumberOrder("0", frozenset({-1, 0, 1})))],
    ]
    for one, other in made:
        assert one == other
        assert hash(one) == hash(other)
        assert repr(one) == one.key
        assert one.inverse().inverse() == one != one.inverse()
        assert one != one.key
    assert len({one for one, _ in made}) == len({hash(one) for one, _ in made}) == len({one.key for one, _ in made}) == len(made)
    expressions = [one.among for one, _ in made if isinstance(one.among, Expression)]
    assert len(set(expressions)) == len({hash(one) for one in expressions}) == 5
    assert expressions[0] == Expression(expressions[0].alternatives) != expressions[0].key
