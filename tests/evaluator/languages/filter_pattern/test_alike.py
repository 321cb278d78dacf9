"""Records of which a pattern sees the same are decided once: each is told what it would be told alone, with its own example."""

from __future__ import annotations

from typing import Final

import pytest
from msgspec.structs import replace

from tests.benchmarks.made_patterns import made
from tests.evaluator.languages.filter_pattern.required import every_record
from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements
from trailgate_evaluator.languages.filter_pattern.answers.samples import LIKELY, SAMPLES
from trailgate_evaluator.languages.filter_pattern.decision.answer import Decision
from trailgate_evaluator.languages.filter_pattern.decision.decide import Prepared, decide
from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel
from trailgate_evaluator.languages.filter_pattern.decision.shape import shape_of
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse, parses
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import JsonPattern

ANYWHERE: Final = [
    "{ $.* = Create* }",
    "{ $.* != Delete* && $.eventName != CreateUser }",
    "{ $.* = %Delete|Detach% || $.* = 1111*3333 }",
    "{ ($.* IS TRUE || $.* = iam.amazonaws.com) && $.errorCode NOT EXISTS }",
    "{ $.*.type = Root && $.* = *Policy }",
    "{ $.* = true && $.* != null }",
    *(text for text in made(3000, every_record(), seed=5) if "$.* " in text and parses(text)),
]


def _prepared(text: str) -> Prepared:
    pattern = parse(text)
    assert isinstance(pattern, JsonPattern)
    return Prepared(pattern.condition)


def _decided(prepared: Prepared, model: RecordModel) -> Decision:
    """The decision; what it cost is told of the first."""
    return replace(decide(prepared, shape_of(model), samples=SAMPLES, shapes=1, likely=LIKELY), steps=0)


@pytest.mark.parametrize("text", ANYWHERE)
def test_a_selector_of_any_property_tells_each_record_what_it_would_alone(text: str) -> None:
    found = requirements(every_record()).controls.values()
    models = list({part: None for records in found for one in records.values() for part in one.parts})[::5]
    shared = _prepared(text)
    assert [_decided(shared, one) for one in models] == [_decided(_prepared(text), one) for one in models]


def test_records_that_such_a_selector_cannot_tell_apart_are_one_question() -> None:
    found = requirements(every_record()).controls.values()
    models = {part for records in found for one in records.values() for part in one.parts}
    shared = _prepared("{ $.* = nobody }")
    for one in models:
        _decided(shared, one)
    assert len(shared.decided) < len(models) / 8
