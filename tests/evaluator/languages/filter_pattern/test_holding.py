"""Whether a record holds the fields of a model: told by the slow judge, which reads specs for itself."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.evaluator.languages.filter_pattern.oracle import ABSENT, belongs
from tests.evaluator.languages.filter_pattern.test_spec_algebra import VALUES
from tests.evaluator.languages.filter_pattern.test_specs import SPECS
from tests.records import control, named
from trailgate_evaluator.languages.filter_pattern.answers.holding import holds, is_excluded
from trailgate_evaluator.languages.filter_pattern.decision.record_model import record_model

Json = dict[str, Any]


def record_of(**values: Any) -> Json:
    """A record of these values, of those that are there."""
    return {name: value for name, value in values.items() if value is not ABSENT}


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_a_field_is_held_where_its_spec_allows_what_is_there(spec: Json) -> None:
    chance = random.Random(str(spec))  # noqa: S311 - the same records in every run
    for value in VALUES:
        assert holds(record_of(f=value), record_model({"f": spec})) == belongs(record_of(f=value), {"f": spec}), value
        other = {"f": spec, "o.h": chance.choice(SPECS), "o.p.q": chance.choice(SPECS)}
        below = record_of(h=chance.choice(VALUES), p=chance.choice([record_of(q=chance.choice(VALUES)), "p", ABSENT]))
        record = record_of(f=value, o=chance.choice([below, below, below, "text", None, ABSENT]))
        assert holds(record, record_model(other)) == belongs(record, other), (record, other)


def test_a_number_of_too_many_digits_is_not_said_to_be_held() -> None:
    assert not holds({"f": 10**80 + 1}, record_model({"f": {"is": 1}}))
    assert holds({"f": 10**80 + 1}, record_model({"f": {"kinds": ["string", "number"]}}))


def test_a_record_is_excluded_by_the_whole_of_one_exclusion() -> None:
    told = named(["a"], {})
    told["a"]["excluded"] = [
        {"id": "one", "fields": {"f": {"is": "x"}, "g": {"is": "y"}}},
        {"id": "two", "fields": {"h": {"is": "z"}}},
        {"id": "other", "fields": {"eventName": {"is": "b"}}},
    ]
    (required,) = control(told).controls["control"].values()
    assert is_excluded({"f": "x", "g": "y"}, required)
    assert is_excluded({"h": "z"}, required)
    assert not is_excluded({"f": "x", "g": "z"}, required)
    assert not is_excluded({"eventName": "b"}, required)  # it takes nothing away from records of another name
