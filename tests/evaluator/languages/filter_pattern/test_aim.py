"""Whether a pattern asks for records: those without a name of their own, those that nobody could decide, and where work ends."""

from __future__ import annotations

from typing import Any

import pytest

from tests.records import control, named
from trailgate_evaluator.languages.filter_pattern.answers import aim
from trailgate_evaluator.languages.filter_pattern.answers.aim import named_by, seeks

Json = dict[str, Any]


def asked(text: str, spec: Json, path: str = "errorCode") -> bool:
    """Whether a pattern asks for a record of any name that has this there."""
    record: Json = {
        "one": {
            "fields": {"eventName": {"kinds": ["string"]}, path: spec},
            "recorded_as": {"eventCategory": "Management", "readOnly": "both"},
            "global_service": False,
            "succeeded": None,
        }
    }
    return named_by(text, control(record).controls["control"]) == {"one"}


@pytest.mark.parametrize(
    ("text", "spec", "path", "told"),
    [
        ("{ $.errorCode = Denied }", {"like": "Den.*"}, "errorCode", True),
        ("{ $.errorCode = Other }", {"like": "Den.*"}, "errorCode", False),
        ("{ $.errorCode = Denied }", {"not": ["Denied"]}, "errorCode", False),
        ("{ $.errorCode = Other }", {"not": ["Denied"]}, "errorCode", False),
        ("{ $.errorCode = Other }", {"kinds": ["string"]}, "errorCode", False),
        ("{ $.eventType = AwsApiCall }", {"like": "Aws.*"}, "eventType", False),
        ("{ $.eventType = AwsApiCall }", {"kinds": ["string"]}, "eventType", False),
    ],
)
def test_a_record_of_any_name_is_asked_for_by_a_field_that_tells_it(text: str, spec: Json, path: str, told: bool) -> None:
    assert asked(text, spec, path) is told


def test_what_takes_too_long_to_tell_asks_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked("{ $.errorCode = *Dn* }", {"like": "D.*n"})
    aim._may_ask_for.cache_clear()
    monkeypatch.setattr(aim, "_STEPS", 0)
    assert not asked("{ $.errorCode = *Dn* }", {"like": "D.*n"})


@pytest.mark.parametrize("answer", ["always", "sometimes", "undecided", "never"])
def test_a_record_that_may_be_matched_is_what_a_pattern_that_names_it_looks_for(answer: str) -> None:
    records = control(named(["a", "b", "c", "d"], {"eventSource": "s.amazonaws.com"})).controls["control"]
    text = "{ $.eventSource = other.amazonaws.com && $.eventName = a }"
    matched = {"a": answer, "b": "never", "c": "never", "d": "never"}
    assert seeks(text, records, matched, shared=True) is (answer != "never")
