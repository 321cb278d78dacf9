"""A value that becomes unknown never decides anything: whatever it was, the answer stays possible or becomes unknown."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.asking import of_one
from tests.laws import decisions
from tests.laws.decisions import KINDS, decided, is_tried
from trailgate_evaluator.document.index import index_of
from trailgate_evaluator.engine import Engine
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import Source, read

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
UNKNOWN = {"unknown": {"reason": "known_after_apply", "gap": "g"}}
_UNTOLD = ("account", "region", "scope", "id", "attribute", "call", "error", "at", "candidates", "address", "name")
GAP = dict.fromkeys(_UNTOLD) | {"link": "alarm", "reason": "known_after_apply", "settled_by": ["apply"]}
ALLOWED = {"pass": {"pass", "unknown"}, "fail": {"fail", "unknown"}, "unknown": {"unknown"}}
ENOUGH = 200


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths to everything in a value, itself left out."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield (*path, name)
        yield from places(member, (*path, name))


def with_unknown(document: Json, path: tuple[str | int, ...]) -> Json:
    """The document with an unknown in this place; the index is as it was."""
    changed = copy.deepcopy(document)
    place: Any = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = UNKNOWN
    changed["gaps"]["g"] = GAP
    return changed


def test_an_unknown_in_the_place_of_a_value_never_decides(engine: Engine) -> None:
    schema = Draft202012Validator(json.loads((ROOT / "policies/schemas/document.schema.json").read_bytes()))
    asked: set[object] = set()
    invalid: set[object] = set()
    for snapshot in sorted((ROOT / "fixtures/snapshots").glob("*/snapshot.json")):
        (source,) = read([str(snapshot)])
        assert isinstance(source, Source)
        document = DocumentMaker(engine, of_one()).documents(source).after
        told = decided(engine, document)
        before = told["status"]
        for path in [(kind, *rest) for kind in KINDS for rest in places(document[kind])]:
            alike = (before, told["effective"], path[0], *("#" if isinstance(name, int) else name for name in path[2:]))
            shape = (alike, document[str(path[0])][str(path[1])].get("kind"))
            if alike in asked or shape in invalid or not is_tried(alike):
                continue
            changed = with_unknown(document, path)
            if not schema.is_valid(changed):
                invalid.add(shape)
                continue
            asked.add(alike)
            changed["index"] = index_of(changed, changed["gaps"])
            after = decided(engine, changed)
            assert after["status"] in ALLOWED[before], f"{snapshot.parent.name}: {before} became {after['status']} without {path}"
            assert after["effective"] in {told["effective"], "unknown", None}, (
                f"{snapshot.parent.name}: {told['effective']} without {path}"
            )
    assert len(asked) > ENOUGH // decisions.SHARE
