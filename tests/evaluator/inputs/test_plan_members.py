"""Of a large plan no more becomes objects than is read, and nothing else comes of it than of the whole."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.evaluator.readers.terraform.judging import PLANS
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs import parsing
from trailgate_evaluator.inputs.plan_members import members_read
from trailgate_evaluator.inputs.recognising import recognise
from trailgate_evaluator.readers.terraform import read

FILES = sorted(path for path in PLANS.glob("*/*.json") if path.name.startswith(("plan", "state", "prior")))
PLAN = PLANS / "01_root_pass" / "plan.json"
LARGE = b" " * (1 << 20)
"""What makes a plan large without changing it."""
SOURCE = {"kind": "terraform_plan", "digest": "sha256:0", "as_of": None}


def grown(plan: object) -> bytes:
    """A plan as a large file."""
    return orjson.dumps(plan) + LARGE


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_same_parts_are_read_of_it_as_of_the_whole(path: Path) -> None:
    data = path.read_bytes()
    whole, members = parsing.parse(data, "x"), members_read(data + LARGE, parsing.MAX_DEPTH)
    assert members is not None
    assert len(orjson.dumps(members)) < len(orjson.dumps(whole))
    assert recognise(members, "x") == recognise(whole, "x")
    assert read(members, source=SOURCE) == read(whole, source=SOURCE)


def _deep(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


PLANNED = {"format_version": "1.2", "planned_values": {"root_module": {"resources": []}}}
ODD: dict[str, bytes] = {
    "a snapshot": grown({"format": "trailgate/snapshot/v1", "format_version": "1.2"}),
    "another of its formats": grown({"format_version": "1.0", "provider_schemas": {}}),
    "planned values that are a list": grown({**PLANNED, "planned_values": []}),
    "a module that is null": grown({**PLANNED, "planned_values": {"root_module": None}}),
    "a resource that is a text": grown({**PLANNED, "planned_values": {"root_module": {"resources": ["x"]}}}),
    "changes that are an object": grown({**PLANNED, "resource_changes": {}}),
    "a whole number of 65 bits": grown(PLANNED).replace(b'"1.2"', b'"1.2","variables":{"x":{"value":18446744073709551616}}'),
    "as deep as it may be": grown({**PLANNED, "variables": {"x": _deep(126)}}),
    "too deep": grown({**PLANNED, "variables": {"x": _deep(127)}}),
    "far too deep": grown(PLANNED).replace(b'"1.2"', b'"1.2","variables":' + b"[" * 100_000),
    "bytes that are no UTF-8, where nothing is read": grown(PLANNED).replace(b'"1.2"', b'"1.2","x":"\xff"'),
    "half of a surrogate pair": grown(PLANNED).replace(b'"1.2"', b'"1.2","x":"\\ud800"'),
    "no number": grown(PLANNED).replace(b'"1.2"', b'"1.2","x":NaN'),
    "cut off": grown(PLANNED).replace(b"]}}}", b"]}}"),
    "more behind it": grown(PLANNED) + b"{}",
    "no object": b'["format_version"]' + LARGE,
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
def test_what_is_not_as_expected_is_told_as_of_the_whole(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    told = _told(data)
    monkeypatch.setattr(parsing, "_LARGE", len(data) + 1)
    assert told == _told(data)


def _told(data: bytes) -> object:
    try:
        content = parsing.parse(data, "x.json")
        return recognise(content, "x.json"), read(content, source=SOURCE)
    except InputError as error:
        return str(error)


def test_a_small_one_is_parsed_whole() -> None:
    assert parsing.parse(PLAN.read_bytes(), "x.json") == json.loads(PLAN.read_bytes())


def test_of_the_values_after_a_change_there_is_one_copy() -> None:
    plan = json.loads(PLAN.read_bytes())
    plan["resource_drift"] = plan["resource_changes"]
    content = parsing.parse(grown(plan), "x.json")
    assert all("after" not in entry["change"] for entry in content["resource_changes"])
    assert set(map(str, content["resource_drift"])) == {"{}"}


def test_what_was_made_of_a_plan_is_gone_with_its_reading() -> None:
    content = parsing.parse(PLAN.read_bytes(), "x")
    read(content, source=SOURCE)
    gc.collect()
    gc.disable()
    try:
        read(content, source=SOURCE)
        assert gc.collect() == 0
    finally:
        gc.enable()
