"""A log group says of which records its filters match every one only together."""

from __future__ import annotations

from typing import Any

from tests.records import named
from trailgate_evaluator.document.jointly import with_jointly
from trailgate_evaluator.languages.filter_pattern import describe
from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements

Json = dict[str, Any]
REQUIRED = requirements({"c": named(["PutUserPolicy", "CreatePolicy"], {}, {"errorCode": ["absent", "string"]})})
SUCCEEDED = "{ $.eventName = PutUserPolicy && $.errorCode NOT EXISTS }"
FAILED = "{ $.eventName = PutUserPolicy && $.errorCode = * }"


def told(*filters: tuple[Any, Any], kept: Json | None = None) -> object:
    """What is said of group `g`, where these groups have filters of these patterns."""
    patterns = {text: describe(text, REQUIRED, accepted=True) for _, text in filters if isinstance(text, str)}
    made = {str(number): {"log_group": group, "pattern": text} for number, (group, text) in enumerate(filters)}
    return with_jointly({"g": {"id": "g"} | (kept or {})}, made, patterns, REQUIRED)["g"].get("jointly")


def test_two_filters_that_cover_a_record_together_are_told_with_it() -> None:
    assert told(("g", SUCCEEDED), ("g", FAILED)) == {"c": ["PutUserPolicy"]}


def test_filters_of_two_groups_or_one_alone_or_one_that_is_not_known_are_not() -> None:
    assert told(("g", SUCCEEDED), ("h", FAILED)) is None
    assert told(("g", SUCCEEDED), ("g", SUCCEEDED)) is None
    assert told(("g", SUCCEEDED), ("g", {"unknown": {}})) is None
    assert told(("g", SUCCEEDED), ({"unknown": {}}, FAILED)) is None


def test_a_filter_that_covers_a_record_by_itself_is_none_of_the_parts() -> None:
    assert told(("g", SUCCEEDED), ("g", "{ $.eventName = PutUserPolicy }")) is None


def test_what_was_said_before_is_not_kept() -> None:
    assert told(("g", SUCCEEDED), kept={"jointly": {"c": ["CreatePolicy"]}}) is None
