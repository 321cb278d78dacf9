"""What is said of several records together, by what is said of each."""

from __future__ import annotations

from itertools import product
from typing import Final

import pytest

from tests.records import control, named
from trailgate_evaluator.languages.filter_pattern.answers.coverage import Coverage, coverage
from trailgate_evaluator.languages.filter_pattern.answers.covering import covering, of_parts
from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, record_model

TEXT: Final = "{ $.f = a* && $.g = b* }"
A, B, EITHER, OPEN = {"is": "a1"}, {"is": "b1"}, {"one_of": ["b", "c"]}, {"unknown": {"like": "[a-z]"}}
PARTS: Final[dict[str, RecordModel]] = {
    "always": record_model({"f": A, "g": B}),
    "sometimes": record_model({"f": A, "g": EITHER}),
    "never": record_model({"f": {"like": "[bc].*"}, "g": EITHER}),
    "undecided": record_model({"f": OPEN, "g": B}),
    "hopeless": record_model({"f": OPEN, "g": EITHER}),
}


def answer(kind: str) -> Coverage:
    """What is said of one part."""
    return coverage(TEXT, PARTS[kind])


def test_each_part_has_the_answer_it_stands_for() -> None:
    assert {kind: (answer(kind).matched, answer(kind).hopeless) for kind in PARTS} == {
        "always": ("always", False),
        "sometimes": ("sometimes", False),
        "never": ("never", False),
        "undecided": ("undecided", False),
        "hopeless": ("undecided", True),
    }


def test_what_it_costs_is_not_nothing() -> None:
    assert all(answer(kind).steps for kind in ("sometimes", "never", "hopeless"))


def expected(kinds: set[str]) -> tuple[str, bool]:
    """What all together are, and whether they are hopeless: some hit and some missed is sometimes, whatever the others are."""
    missed = kinds & {"sometimes", "never"}
    if "sometimes" in kinds or {"always", "never"} <= kinds:
        return "sometimes", False
    if missed:
        return ("never", False) if kinds == missed else ("undecided", True)
    return ("always", False) if kinds == {"always"} else ("undecided", "hopeless" in kinds)


@pytest.mark.parametrize("kinds", [*product(PARTS, repeat=2), *product(PARTS, repeat=3)], ids=" ".join)
def test_all_together(kinds: tuple[str, ...]) -> None:
    found = of_parts(TEXT, [PARTS[kind] for kind in kinds])
    assert (found.matched, found.hopeless) == expected(set(kinds))
    assert found.steps == sum(answer(kind).steps for kind in kinds)
    missed = next((kind for kind in ("sometimes", "never") if kind in kinds), None)
    if missed is not None:
        assert (found.counterexample, found.blame) == (answer(missed).counterexample, answer(missed).blame)
    open_ = next((kind for kind in ("hopeless", "undecided") if kind in kinds), None)
    told = open_ if found.matched == "undecided" else missed
    assert found.why == (None if told is None else answer(told).why)


@pytest.mark.parametrize("kind", PARTS)
def test_one_part_has_its_own_answer(kind: str) -> None:
    assert of_parts(TEXT, [PARTS[kind]]) is answer(kind)


def test_a_pattern_that_was_accepted_is_not_one_that_aws_may_refuse() -> None:
    text = "{ $.eventName = a* && $.g NOT EXISTS }"
    doubted = "{ $.eventName = abc* && $.['g'] NOT EXISTS }"
    (record,) = control(named(["abc"], {}, {"g": ["absent"]})).controls["control"].values()
    parts = [record.model, record.model]
    assert covering(text, record).matched == "always"
    assert covering(doubted, record).matched == of_parts(doubted, parts).matched == "undecided"
    assert covering(doubted, record, accepted=True).matched == of_parts(doubted, parts, accepted=True).matched == "always"
