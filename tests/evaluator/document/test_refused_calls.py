"""Whatever calls of the fixtures are refused, cut off or left out, the document stays whole, and never shows more than before."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from trailgate_evaluator.document.assembling import assemble
from trailgate_evaluator.document.checking import problems_of
from trailgate_evaluator.document.parts import RESOURCE_KINDS
from trailgate_evaluator.inputs import Source, read_one
from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements
from trailgate_evaluator.readers.snapshot import read_snapshot
from trailgate_evaluator.settings import NO_SETTINGS

Json = dict[str, Any]

ROOT = Path(__file__).parents[3]
SCHEMAS = ROOT / "policies" / "schemas"
FIXTURES = sorted((ROOT / "fixtures" / "snapshots").glob("*/snapshot.json"))
OUTCOMES = ["denied", "failed", "skipped", "absent", None]


@cache
def fixture(path: Path) -> Source:
    return read_one(str(path))


def document(content: Json) -> Json:
    source = Source(name="x", kind="aws_snapshot", digest="sha256:" + "0" * 64, content=content)
    return assemble(read_snapshot(source), settings=NO_SETTINGS, required=requirements({}))


def refused(call: Json, outcome: str) -> Json:
    rest = {key: value for key, value in call.items() if key != "pages"}
    return rest | {"outcome": outcome, "error": {"code": "Code", "message": ""}}


@settings(max_examples=150, deadline=None)
@given(path=st.sampled_from(FIXTURES), data=st.data())
def test_refused_calls_leave_a_whole_document_that_shows_no_more(path: Path, data: st.DataObject) -> None:
    content = fixture(path).content
    kept = [
        data.draw(st.sampled_from([call, call, *(outcome and refused(call, outcome) for outcome in OUTCOMES)]))
        for call in content["calls"]
    ]

    made = document(content | {"calls": [call for call in kept if call is not None]})

    assert problems_of(made, SCHEMAS) == []
    whole = document(content)
    for kind in RESOURCE_KINDS:
        assert made[kind].keys() <= whole[kind].keys()
