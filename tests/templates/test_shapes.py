"""The properties that the reader knows are those of AWS's own schemas, as cfn-lint ships them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cfnlint
import pytest

from trailgate_evaluator.readers.cloudformation.refusals.shapes import SHAPES, Shape
from trailgate_evaluator.readers.cloudformation.refusals.types import is_strange_type

SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas"


def schema_of(kind: str) -> dict[str, Any]:
    schemas: dict[str, Any] = json.loads((SCHEMAS / "resources" / f"{ids()[kind]}.json").read_bytes())
    return schemas


def ids() -> dict[str, str]:
    told: dict[str, str] = json.loads((SCHEMAS / "providers" / "us-east-1.json").read_bytes())
    return told


def differences(shape: Shape, told: dict[str, Any], whole: dict[str, Any], path: str) -> list[str]:
    known, read_only = set(told["properties"]), {one.rpartition("/")[2] for one in whole.get("readOnlyProperties", ())}
    found = [f"{path}.{name}" for name in sorted(shape.known ^ (known - (read_only if path.count(".") == 0 else set())))]
    found += [f"{path}.{name} is required" for name in sorted(shape.required ^ set(told.get("required", ())))]
    for name, inner in shape.within.items():
        held = told["properties"][name]
        reference = (held.get("items") or held)["$ref"].rpartition("/")[2]
        found += differences(inner, whole["definitions"][reference], whole, f"{path}.{name}")
    return found


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_a_type_has_the_properties_of_its_schema(kind: str) -> None:
    whole = schema_of(kind)
    assert differences(SHAPES[kind], whole, whole, kind.rpartition("::")[2]) == []


def test_no_type_of_aws_is_taken_for_a_misspelling() -> None:
    assert [kind for kind in ids() if is_strange_type(kind)] == []
