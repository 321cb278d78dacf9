"""Which classes of ordinary records a pattern matches always, and of which that is open: told of small classes."""

from __future__ import annotations

from typing import Any, Final

import pytest

from trailgate_evaluator.languages.filter_pattern.answers import floods as module
from trailgate_evaluator.languages.filter_pattern.answers.caches import clear_caches
from trailgate_evaluator.languages.filter_pattern.answers.coverage import Coverage, coverage, seen_by
from trailgate_evaluator.languages.filter_pattern.answers.floods import floods
from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements
from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse

Json = dict[str, Any]
ACCOUNT: Final = {"unknown": {"like": "[a-z]{2}"}}
CLASSES: Final = requirements(
    {},
    {
        "reads": {"fields": {"readOnly": {"is": True}, "f": {"kinds": ["string"]}}, "example": {"readOnly": True}},
        "other": {"fields": {"readOnly": {"is": True}, "g": {"like": "a.*"}}, "example": {"readOnly": True, "g": "ab"}},
        "open": {"fields": {"readOnly": {"is": True}, "h": ACCOUNT}, "example": {"readOnly": True, "h": {"reason": "x"}}},
    },
).ordinary


@pytest.mark.parametrize(
    ("text", "always", "undecided"),
    [
        ("{ $.readOnly IS TRUE }", ["open", "other", "reads"], []),
        ("{ $.readOnly IS FALSE }", [], []),
        ("{ $.f = * }", ["reads"], []),
        ("{ $.f = x }", [], []),
        ("{ $.g = a* }", ["other"], []),
        ("{ $.g = ab }", [], []),
        ("{ $.h = ab }", [], ["open"]),
        ("{ $.h = ab || $.g = a* }", ["other"], ["open"]),
        ("{ $.h = * }", ["open"], []),
        ("{ $.h = ab && $.x = a }", [], []),
        ("{ $.h = abc }", [], []),
        ("{ $.x.* NOT EXISTS || $.f = * }", ["reads"], ["open", "other"]),
        (" { $.readOnly IS TRUE }", [], ["open", "other", "reads"]),
        (f"{{ $.g != %{'b{999}' * 4}% }}", [], ["other"]),
        (f"{{ $.f = %{'b{999}' * 4}% || $.x = y }}", [], ["reads"]),
        ("", ["open", "other", "reads"], []),
        ("{ not a pattern", [], []),
    ],
)
def test_classes_are_flooded_that_are_matched_always(text: str, always: list[str], undecided: list[str]) -> None:
    assert floods(text, CLASSES) == (always, undecided)


def test_one_that_aws_accepted_and_we_cannot_read_may_match_them_all() -> None:
    assert floods("{ not a pattern", CLASSES, accepted=True) == ([], ["open", "other", "reads"])
    assert floods(" { $.readOnly IS TRUE }", CLASSES, accepted=True) == (["open", "other", "reads"], [])


def test_a_class_that_no_value_of_an_unknown_lets_match_always_is_not_open() -> None:
    text = "{ $.h = ab && $.f = x || $.h != ab && $.f = y }"
    both = {"readOnly": {"is": True}, "h": ACCOUNT, "f": {"kinds": ["string"]}}
    read = requirements({}, {"class": {"fields": both, "example": {"readOnly": True, "h": {"reason": "x"}}}}).ordinary
    assert coverage("{ $.h = ab && $.f = x }", read["class"].model).hopeless
    assert floods("{ $.h = ab && $.f = x }", read) == ([], [])
    assert floods(text, read) == ([], [])


def test_an_example_that_is_missed_settles_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most patterns match none of these records: to decide each would cost more than all the rest."""
    asked: list[RecordModel] = []

    def decided(text: str, model: RecordModel, *, accepted: bool) -> Coverage:
        asked.append(model)
        return coverage(text, model, accepted=accepted)

    monkeypatch.setattr(module, "coverage", decided)
    text = "{ $.g = a* && $.readOnly IS TRUE }"
    clear_caches()
    for _ in range(2):
        assert floods(text, CLASSES) == (["other"], [])
    assert asked == [seen_by(text, parse(text), CLASSES["other"].model)]
