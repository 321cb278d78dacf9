"""The properties that the reader knows are those of AWS's own schemas, as cfn-lint ships them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cfnlint
import pytest

from trailgate_evaluator.readers.cloudformation.refusals import kinds, log_groups
from trailgate_evaluator.readers.cloudformation.refusals.shapes import SHAPES, Shape
from trailgate_evaluator.readers.cloudformation.refusals.types import is_strange_type
from trailgate_evaluator.readers.cloudformation.stacks import names

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


@pytest.mark.parametrize(
    ("table", "kind"), [(kinds.LISTS, "array"), (kinds.NUMBERS, "number"), (kinds.WHOLE, "integer"), (kinds.FLAGS, "boolean")]
)
def test_a_property_takes_what_its_schema_says(table: Mapping[str, frozenset[str]], kind: str) -> None:
    told = {(of, name): schema_of(of)["properties"][name]["type"] for of, listed in table.items() for name in listed}
    assert set(told.values()) == {kind}


def test_records_are_kept_for_the_days_of_the_schema() -> None:
    told = schema_of("AWS::Logs::LogGroup")["properties"]["RetentionInDays"]["enum"]
    assert set(told) == log_groups.RETENTIONS


def test_what_may_be_asked_of_a_type_is_what_its_schema_gives() -> None:
    for kind, asked in names.ATTRIBUTES.items():
        given = {one.rpartition("/")[2] for one in schema_of(kind).get("readOnlyProperties", ())}
        assert asked - {"TopicName"} == given  # what SNS has given before there were schemas


def test_no_type_of_aws_is_taken_for_a_misspelling() -> None:
    assert [kind for kind in ids() if is_strange_type(kind)] == []
