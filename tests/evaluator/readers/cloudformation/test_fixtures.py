"""Every template fixture has the verdict that it claims, its document is whole, and both engines say the same of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import orjson
import pytest

from tests.evaluator.readers.cloudformation.judging import CONTROL, TEMPLATES, document_of, engine, expected, names, of_fixture
from tests.templates.make_benchmarks import every
from trailgate_evaluator.document.checking import problems_of
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.readers.cloudformation.intrinsics.functions import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERYTHING = {"controls": None, "benchmark": None, "role": None}


@pytest.fixture(scope="module")
def opa() -> Iterator[Engine]:
    with open_engine("opa") as opened:
        yield opened


@pytest.mark.parametrize("name", names())
def test_a_template_has_the_verdict_that_its_fixture_claims_on_both_engines(name: str, opa: Engine) -> None:
    claim, document = expected(name), document_of(of_fixture(name).after)
    assert problems_of(document) == []
    decisions = [one.decide(document) for one in (engine(), opa)]
    assert decisions[0][CONTROL]["status"] == claim["status"], claim["note"]
    if "effective" in claim:
        assert decisions[0][CONTROL]["effective"] == claim["effective"], claim["note"]
    one, other = (orjson.dumps(decision, option=orjson.OPT_SORT_KEYS) for decision in decisions)
    assert one == other


@pytest.mark.parametrize("name", [name for name in names() if "controls" in expected(name)])
def test_every_control_has_the_verdict_that_its_fixture_claims_on_both_engines(name: str, opa: Engine) -> None:
    claim = expected(name)["controls"]
    document = document_of(of_fixture(name).after, EVERYTHING)
    decisions, others = (one.decide(document) for one in (engine(), opa))
    assert len(decisions) == 16
    assert {name: one["status"] for name, one in decisions.items()} == {name: claim.get(name, claim["*"]) for name in decisions}
    assert orjson.dumps(decisions, option=orjson.OPT_SORT_KEYS) == orjson.dumps(others, option=orjson.OPT_SORT_KEYS)


def test_fixtures_of_all_controls_are_what_their_maker_writes() -> None:
    made = list(every())
    assert {one.name for one in made} == {name for name in names() if "_fifteen_" in name}
    for one in made:
        assert expected(one.name) == one.expected()
        assert {name: (TEMPLATES / one.name / name).read_text("utf-8") for name in one.files} == one.files


@pytest.mark.parametrize("function", [*FUNCTIONS, "Condition", "Fn::ForEach", "Fn::Transform"])
def test_every_intrinsic_function_stands_in_a_fixture(function: str) -> None:
    short = function.removeprefix("Fn::")
    written = re.compile(rf"!{short}\b|{{? *[\"']?{function}(?:::\w+)?[\"']? *:")
    assert [path for path in TEMPLATES.rglob("*") if path.is_file() and written.search(path.read_text("utf-8"))]
