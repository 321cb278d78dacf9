"""Every fixture is a snapshot as the schema says, and the schema notices what is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "policies/schemas/snapshot.schema.json").read_text("utf-8"))
FIXTURES = sorted((ROOT / "fixtures/snapshots").glob("*/snapshot.json"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def good() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((ROOT / "fixtures/snapshots/pass_whole_chain/snapshot.json").read_text("utf-8"))
    return content


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert len(FIXTURES) > 60


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.parent.name)
def test_every_fixture_is_a_snapshot(path: Path) -> None:
    VALIDATOR.validate(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("call", "change"),
    [
        (0, {"outcome": "perhaps"}),
        (0, {"pages": []}),
        (0, {"error": {"code": "x", "message": "y"}}),
        (0, {"outcome": "denied"}),
        (0, {"at": "yesterday"}),
        (0, {"secret": "x"}),
    ],
)
def test_a_call_that_contradicts_itself_is_no_snapshot(call: int, change: dict[str, Any]) -> None:
    content = good()
    content["calls"][call].update(change)
    assert not VALIDATOR.is_valid(content)


def test_another_version_is_no_snapshot() -> None:
    assert not VALIDATOR.is_valid({**good(), "format": "trailgate/snapshot/v2"})
