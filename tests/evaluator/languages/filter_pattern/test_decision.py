"""The decision against brute force: every record made of the values that the atoms can tell apart."""

from __future__ import annotations

import json
import random
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from tests.records import control, model
from trailgate_evaluator.languages.filter_pattern.answers.samples import SAMPLES
from trailgate_evaluator.languages.filter_pattern.decision.decide import ALIKE, DEEPEST, STEPS, Prepared, decide, known
from trailgate_evaluator.languages.filter_pattern.decision.shape import Shape, shape_of
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind, doubts_of
from trailgate_evaluator.languages.filter_pattern.matching.matcher import holds
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Condition, JsonPattern, atoms_of

SUITE = json.loads((Path(__file__).parents[4] / "fixtures" / "patterns" / "decision.json").read_text(encoding="utf-8"))
CASES = [case for case in SUITE["cases"] if case["pattern"].startswith("{") and "unknown" not in case]
SHAPE = shape_of(model({"c": "ab", "d.e": "k"}, {"t": ["absent", "string"]}))
CONSTANTS = {"c": "ab", "d": {"e": "k"}}
ABSENT = object()
SCALARS: tuple[Any, ...] = (None, True, False, "a", "b", "ab", "aab", "a\n", "zz", "", 0, 1, 1.5, 2, 7)
VALUES: tuple[Any, ...] = (
    ABSENT, *SCALARS, {}, [], {"a": "a"}, {"a": "b"}, {"a": 1}, {"a": None}, {"b": "a"}, {"a": "b", "b": "a"}, ["a"], ["b"],
    ["a", "b"], ["b", "a"], ["b", "b"], ["a", "a"], [1], [None, "a"], [{"a": "a"}], [{}], {"a": {"a": "a"}},
)  # fmt: skip
RECORDS = [
    {**CONSTANTS, **{name: value for name, value in (("x", x), ("y", y), ("t", t)) if value is not ABSENT}}
    for x, y, t in product(VALUES, (ABSENT, "a", "b"), (ABSENT, "a", "ab"))
]
ATOMS = (
    "$.x = a", "$.x != a", "$.x = a*", "$.x != *b", "$.x = *", "$.x != *", "$.x = %a.?b%", "$.x > 1", "$.x <= 1", "$.x = 1",
    "$.x != 1", "$.x IS NULL", "$.x IS TRUE", "$.x IS FALSE", "$.x NOT EXISTS", "$.x.a = a", "$.x.a != a", "$.x.a NOT EXISTS",
    "$.x[0] = a", "$.x[0] NOT EXISTS", "$.x[1] != b", "$.x[1] NOT EXISTS", "$.x = a*b", "$.x != true", "$.x = null", "$.y = a",
    "$.y != a", "$.y NOT EXISTS", "$.t = a", "$.t != a", "$.t = *b", "$.t NOT EXISTS", "$.t IS NULL", "$.c = ab", "$.c = a",
    "$.c != a*", "$.c.z NOT EXISTS", "$.d.e = k", "$.d.e != k", "$.d NOT EXISTS", "$.d.z = 1",
)  # fmt: skip
WILD = (
    "$.x[*] = a",
    "$.x[*] != a",
    "$.x.* = a",
    "$.x.* != b",
    "$.x[*].a = a",
    "$.x.*.a = a",
    "$.* = a",
    "$.* = zz",
    "$.x[*] IS NULL",
)


def condition_of(text: str) -> Condition:
    pattern = parse("{ " + text + " }")
    assert isinstance(pattern, JsonPattern)
    return pattern.condition


def compound(chance: random.Random) -> str:
    """A condition over a few atoms, at times with one or two wildcard selectors."""
    atoms = [chance.choice(ATOMS) for _ in range(chance.randint(1, 5))]
    atoms = [atom if "%" not in atom or at == 0 else "$.x = b" for at, atom in enumerate(atoms)]
    atoms += [chance.choice(WILD) for _ in range(chance.choice((0, 0, 1, 2)))]
    chance.shuffle(atoms)
    text = atoms[0]
    for atom in atoms[1:]:
        text = f"({text}) {chance.choice(('&&', '||'))} ({atom})"
    return text


def readings_of(condition: Condition) -> list[frozenset[str]]:
    doubts = sorted({doubt for atom in atoms_of(condition) for doubt in doubts_of(atom)})
    return [frozenset(chosen) for count in range(len(doubts) + 1) for chosen in combinations(doubts, count)]


@pytest.mark.parametrize("seed", range(40))
def test_the_decision_is_that_of_all_records_under_all_readings(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same conditions in every run
    for _ in range(5):
        text = compound(chance)
        condition = condition_of(text)
        decision = decide(Prepared(condition), SHAPE, samples={}, shapes=1)
        assert decision.bound is None, text
        by_reading = {reading: {holds(condition, record, reading) for record in RECORDS} for reading in readings_of(condition)}
        for reading, found in by_reading.items():
            if decision.matched == "always":
                assert found == {True}, (text, reading)
            if decision.matched == "never":
                assert found == {False}, (text, reading)
            if decision.missed is not None:
                assert not holds(condition, {**CONSTANTS, **decision.missed}, reading), text
        if decision.matched in {"always", "sometimes"}:
            assert decision.hit is not None, text
            assert holds(condition, {**CONSTANTS, **decision.hit}), text
        if decision.matched in {"never", "sometimes"}:
            assert decision.missed is not None, text
        if decision.matched == "undecided":
            assert decision.doubts, text
            told = [found for reading, found in by_reading.items() if reading <= set(decision.doubts)]
            assert len({frozenset(found) for found in told}) > 1, (text, decision.doubts)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_case_of_the_suite_is_decided(case: dict[str, Any]) -> None:
    (record,) = control(SUITE["model"]).controls["control"].values()
    shape = shape_of(record.model)
    pattern = parse(case["pattern"])
    assert isinstance(pattern, JsonPattern)
    decision = decide(Prepared(pattern.condition), shape, samples=SAMPLES, shapes=1)
    assert decision.matched == case["decision"]
    if decision.matched == "sometimes":
        assert decision.missed is not None
        assert decision.hit is not None
        constants = record.model.constants
        assert holds(pattern.condition, {**constants, **decision.hit})
        assert not holds(pattern.condition, {**constants, **decision.missed})


def test_an_answer_that_met_a_bound_says_which_and_what_it_cost() -> None:
    for text, bound in (("$.*[64] = x", "an index above 63"), ("$.x[64] = x", "an index above 63")):
        decision = decide(Prepared(condition_of(text)), SHAPE, samples={}, shapes=1)
        assert (decision.matched, decision.bound) == ("undecided", bound)
        assert decision.steps > 0


def test_a_selector_of_a_hundred_steps_is_decided_and_one_of_more_is_not() -> None:
    deep = "$" + ".a" * DEEPEST
    assert decide(Prepared(condition_of(f"{deep} = 1")), SHAPE, samples={}, shapes=1).matched == "sometimes"
    with pytest.raises(BoundReached, match="a selector of more than 100 steps"):
        Prepared(condition_of(f"{deep}.a = 1"))


def test_shapes_that_share_the_work_have_their_part_of_it() -> None:
    text = " && ".join(f"$.x = *{one}{one}*" for one in "abcdefghijklmnopqrstu") + " && $.x = %^[a-u]{40}$%"
    whole, part = (decide(Prepared(condition_of(text)), SHAPE, samples={}, shapes=shapes) for shapes in (1, 10))
    assert whole.bound == f"more than {STEPS} steps of work"
    assert part.bound == f"more than {STEPS // 10} steps of work"
    wild = decide(Prepared(condition_of(f"{text} && $.* = z")), SHAPE, samples={}, shapes=1)
    assert wild.bound == f"more than {STEPS // ALIKE} steps of work"


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("$.c = a*c", ()),
        ("$.x = a*b && $.x != a*b && $.y = *", ()),
        ("$.t = a*b || $.t != a*b || $.t NOT EXISTS", ()),
        ("$.x IS NULL && $.x != a", ("null_compared",)),
        ("$.x IS TRUE && $.x = true || $.x IS NULL && $.x = null", ("boolean_compared", "null_compared")),
        ("$.t NOT EXISTS || $.t = %^.*$%", ("regex_newline",)),
        ('$.c != "a\\x"', ()),
        ('$.c = "a\\b"', ("string_escape",)),
        ("$.x[*] NOT EXISTS", ("wildcard_not_exists",)),
        ("$.c = a*b*", ("inner_wildcard",)),
        ("$.c != a*b || $.y = a", ("inner_wildcard",)),
        ('$.c != "a\\b" || $.y = a', ("string_escape",)),
        ("$.c = a*b && $.y = a", ("inner_wildcard",)),
        ("$.t != %^.*$% && $.y = a", ("regex_newline",)),
        ("$.x IS TRUE && $.x != a || $.y = a", ()),
    ],
)
def test_the_doubts_that_decide_are_named(text: str, doubts: tuple[str, ...]) -> None:
    assert decide(Prepared(condition_of(text)), SHAPE, samples={}, shapes=1).doubts == doubts


def test_the_smallest_values_are_preferred() -> None:
    decision = decide(Prepared(condition_of("$.c = ab && $.x = a && $.y[1] != b")), SHAPE, samples={}, shapes=1)
    assert (decision.missed, decision.hit) == ({}, {"x": "a", "y": [None, "a"]}) or decision.hit == {"x": "a", "y": ["a", "a"]}


def test_realistic_values_are_preferred_to_made_up_ones() -> None:
    decision = decide(Prepared(condition_of("$.x.y NOT EXISTS")), SHAPE, samples={"x.y": ("real",)}, shapes=1)
    assert decision.missed == {"x": {"y": "real"}}


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("$.x[64] = 1", "an index above 63"),
        ("$.x = 1e99", "a number of more than 64 digits"),
        ("$.x > 1e-999999999999999999999", "a number of more than 64 digits"),
        ("$.x = %a{2000}a{2000}%", "a regular expression of more than 3000 states"),
        ("$.x = %a{1000}a{1000}b%", "more than 150000 steps of work"),
    ],
)
def test_past_a_bound_nothing_is_decided_and_the_bound_is_named(text: str, bound: str) -> None:
    from trailgate_evaluator.languages.filter_pattern.answers.coverage import coverage

    found = coverage("{ " + text + " }", model({"eventName": "e"}))
    assert (found.matched, found.why) == ("undecided", f"bound: {bound}")


@pytest.mark.parametrize("shapes", [1, 100])
def test_a_bound_met_below_a_property_that_the_shape_speaks_of_is_named_whoever_asks(shapes: int) -> None:
    shape = Shape(kinds=frozenset({Kind.OBJECT}), properties={"x": Shape()})
    prepared = Prepared(condition_of("$.x[64] = 1"))
    for _ in range(2):
        decision = decide(prepared, shape, samples={}, shapes=shapes)
        assert (decision.matched, decision.bound) == ("undecided", "an index above 63")
        assert known(prepared, shape, {}, frozenset()) is None


def test_an_index_at_the_bound_is_decided() -> None:
    assert decide(Prepared(condition_of("$.x[63] = 1")), SHAPE, samples={}, shapes=1).matched == "sometimes"


def test_shapes_that_differ_where_it_matters_do_not_share_an_answer() -> None:
    prepared = Prepared(condition_of("$.t NOT EXISTS || $.t = *"))
    typed, free = shape_of(model({}, {"t": ["absent", "string"]})), shape_of(model({}))
    assert [decide(prepared, shape, samples={}, shapes=1).matched for shape in (typed, free, typed)] == [
        "always",
        "sometimes",
        "always",
    ]


def test_a_wildcard_at_the_root_is_decided_together_with_what_it_selects() -> None:
    shape = shape_of(model({}, {"x.a": ["string"]}))
    assert decide(Prepared(condition_of("$.*.a = a || $.x.a != a")), shape, samples={}, shapes=1).matched == "always"
    assert decide(Prepared(condition_of("$.*.a = a || $.x.a != b")), shape, samples={}, shapes=1).matched == "sometimes"


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("($.x = a || $.y = a) && ($.x = b || $.z = a) && ($.x = b || $.z = b)", "sometimes"),
        ("($.x = a || $.y = a) && ($.x = b || $.y != a)", "sometimes"),
        ("($.x = a || $.x = b) && ($.x = b || $.y = a) && ($.x = a || $.y = b)", "sometimes"),
        ("($.x = a || $.y = a) && ($.x = b || $.y = b) && ($.y = b || $.y = c)", "sometimes"),
        ("($.x = a || $.x = b) && ($.x = *b* || $.y = a) && ($.y = b || $.y = c)", "sometimes"),
        ("($.x = a || $.x = b) && ($.x = *b* || $.x = c)", "sometimes"),
        ("($.x = a || $.x = b) && ($.x != a || $.y = a) && ($.x != b || $.y = a) && $.y = b", "never"),
    ],
)
def test_a_choice_that_leads_nowhere_is_taken_back(text: str, matched: str) -> None:
    condition = condition_of(text)
    decision = decide(Prepared(condition), SHAPE, samples={}, shapes=1)
    assert decision.matched == matched
    assert decision.hit is None or holds(condition, {**CONSTANTS, **decision.hit})


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("$.n > 0", "always"),
        ("$.t > 0", "never"),
        ("$.n = 1", "always"),
        ("$.n != 1", "never"),
        ("$.n = a*", "never"),
        ("$.t = 2", "never"),
    ],
)
def test_a_constant_is_held_against_tests_of_its_own_kind(text: str, matched: str) -> None:
    shape = shape_of(model({"n": 1, "t": "1"}))
    assert decide(Prepared(condition_of(text)), shape, samples={}, shapes=1).matched == matched
