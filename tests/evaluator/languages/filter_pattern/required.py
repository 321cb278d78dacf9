"""What the policies require of one account with two regions, by benchmark and role: asked once for all tests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.records import coverage
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.languages.filter_pattern import matches, parse
from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements, requirements

Json = dict[str, Any]

FIXTURES: Final = Path(__file__).parents[4] / "fixtures"
PRESCRIBED: Final[dict[str, Json]] = json.loads((FIXTURES / "benchmark" / "prescribed.json").read_text(encoding="utf-8"))[
    "controls"
]
IDS: Final = {one["number"]: control for control, one in PRESCRIBED.items()}
"""The controls' ids by their number."""
NEWEST: Final = None
ACCOUNT: Final = "111122223333"
SUBJECT: Final[Json] = {"partition": "aws", "account": ACCOUNT, "enabled_regions": ["eu-west-1", "us-east-1"]}


@cache
def every_record(benchmark: str | None = NEWEST, role: str | None = None) -> Json:
    """{control: {id: record}} of all controls, as the policies say it."""
    with open_engine("wasm") as engine:
        return engine.required_records({**SUBJECT, "asked": {"benchmark": benchmark, "role": role, "controls": None}})


def records_of(number: str, benchmark: str | None = NEWEST) -> dict[str, Json]:
    """The specs of the records of a control, by their ids."""
    return {name: one["fields"] for name, one in every_record(benchmark)[IDS[number]].items()}


@cache
def required_of(number: str, benchmark: str | None = NEWEST) -> Requirements:
    """The requirements where that control alone is asked for."""
    return requirements(every_record(benchmark), asked=[IDS[number]])


def told_apart(number: str, benchmarks: Iterable[str | None]) -> list[str | None]:
    """Of versions that ask the same of a control, the first."""
    found = {json.dumps(records_of(number, one), sort_keys=True): one for one in reversed([*benchmarks])}
    return sorted(found.values(), key=str)


def newest_texts(number: str) -> list[str]:
    """The valid texts that the newest version which prescribes any prints for a control."""
    valid = [one for one in PRESCRIBED[IDS[number]]["texts"] if one["valid"]]
    latest = max(version for one in valid for version in one["benchmarks"])
    return [one["text"] for one in valid if latest in one["benchmarks"]]


def covered(number: str, text: str, benchmark: str | None = NEWEST) -> dict[str, str]:
    """What a pattern covers of a control, as a document says it; what is said to be missed is missed."""
    found = coverage(text, required_of(number, benchmark))[IDS[number]]
    for name, one in found.items():
        if one["counterexample"] is not None:
            assert not matches(parse(text), one["counterexample"]), (name, one)
    return {name: one["matched"] for name, one in found.items()}
