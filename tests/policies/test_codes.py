"""The codes that the law's text uses are the codes of `codes/data.json`, and each has a test of its own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

POLICIES: Final = Path(__file__).parents[2] / "policies" / "trailgate"
CODES: Final = json.loads((POLICIES / "codes" / "data.json").read_text(encoding="utf-8"))
BREAKS: Final = {code for codes in CODES["breaks"].values() for code in codes}
WEAKNESSES: Final = set(CODES["weaknesses"])
REASONS: Final = set(CODES["gap_reasons"])

# What a break's code begins with; no other name in the law does.
BREAK_WORDS: Final = ("trail", "log_group", "filter", "metric_value", "alarm", "actions", "topic", "subscription", "service")


def text_of(*, tests: bool) -> str:
    """The law's text, or that of its tests, without comments."""
    files = sorted(path for path in POLICIES.rglob("*.rego") if path.name.endswith("_test.rego") == tests)
    assert files
    return "\n".join(re.sub(r"(?m)^\s*#.*$", "", path.read_text(encoding="utf-8")) for path in files)


def literals(text: str) -> set[str]:
    """The strings in it that look like codes."""
    return set(re.findall(r'"([a-z]+(?:_[a-z]+)*)"', text))


def test_the_law_breaks_chains_with_exactly_the_codes_of_the_data() -> None:
    links = {"log_group", "metric_filter"}
    weak = WEAKNESSES | REASONS
    used = {name for name in literals(text_of(tests=False)) if name.startswith(tuple(f"{w}_" for w in BREAK_WORDS))}
    assert used - links - weak - {"filter_policy", "actions_enabled"} == BREAKS


def test_the_law_finds_exactly_the_weaknesses_of_the_data() -> None:
    assert set(re.findall(r'weaknesses\.(?:of|unsure)\(\s*"(\w+)"', text_of(tests=False))) == WEAKNESSES


def test_the_law_gives_no_reason_that_is_not_in_the_data() -> None:
    text = text_of(tests=False)
    given = set(re.findall(r'"reason": "(\w+)"', text)) | set(re.findall(r'gaps\.found\("\w+", "(\w+)"', text))
    assert given <= REASONS


def test_the_law_itself_finds_what_was_read_and_cannot_be_decided() -> None:
    found = {
        "pattern_undecided",
        "pattern_unsupported",
        "masked_logs",
        "scope_undecided",
        "matched_jointly",
        "transformed_logs",
        "unsupported_alarm",
    }
    assert found <= literals(text_of(tests=False)) & REASONS


def test_every_link_of_the_data_has_its_breaks() -> None:
    assert list(CODES["breaks"]) == CODES["links"]


def test_every_code_that_the_law_can_give_stands_in_a_test_of_the_law() -> None:
    found = {
        "pattern_undecided",
        "pattern_unsupported",
        "masked_logs",
        "scope_undecided",
        "matched_jointly",
        "transformed_logs",
        "unsupported_alarm",
    }
    assert (BREAKS | WEAKNESSES | found) - literals(text_of(tests=True)) == set()


def test_no_two_tests_of_a_package_have_one_name() -> None:
    for path in sorted(POLICIES.rglob("*_test.rego")):
        names = re.findall(r"(?m)^(test_\w+)", path.read_text(encoding="utf-8"))
        assert len(names) == len(set(names)), path.name
