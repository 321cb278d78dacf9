"""However nasty a pattern is, the answer is a decision or says which bound it met. What each costs stands in `work.json`."""

from __future__ import annotations

import pytest

from tests.evaluator.languages.filter_pattern.nasty import NASTY, REQUIRED
from tests.records import coverage
from trailgate_evaluator.languages.filter_pattern import describe, matches, parse


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_pattern_is_decided_or_names_what_it_met(name: str) -> None:
    assert len(NASTY[name]) <= 1024
    described = describe(NASTY[name], REQUIRED)
    assert described["valid"] or described["error"]
    for found in coverage(NASTY[name], REQUIRED)["control"].values():
        if found["matched"] == "undecided":
            assert found["why"].startswith(("bound: ", "doubt: ", "unknown constant: ", "unsupported: "))


@pytest.mark.parametrize(
    ("regex", "found"), [("a*a*a*a*a*a*a*a*c", False), ("[ab]*a[ab]{300}c", False), (".*.*.*=.*", False), ("b$", True)]
)
def test_a_long_event_is_searched_though_a_backtracking_engine_would_not_end(regex: str, found: bool) -> None:
    assert matches(parse("{ $.x = %" + regex + "% }"), {"x": "ab" * 100_000}) is found


def test_a_selector_of_hundreds_of_steps_names_the_bound() -> None:
    found = coverage("{ $" + ".a" * 500 + " = 1 }", REQUIRED)["control"].values()
    assert {one["why"] for one in found} == {"bound: a selector of more than 100 steps"}


def test_thirty_selectors_in_sixty_atoms_are_decided() -> None:
    text = "{" + "&&".join(f"($.s{at}=a||$.s{(at + 7) % 30}!=b)" for at in range(30)) + "}"
    assert {found["matched"] for found in coverage(text, REQUIRED)["control"].values()} == {"sometimes"}
