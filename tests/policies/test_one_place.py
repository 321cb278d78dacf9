"""The sixteen API calls stand in the law and nowhere else in the product's code."""

from __future__ import annotations

from pathlib import Path

import pytest

from trailgate_evaluator.engine import open_engine

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for folder in ("collector", "evaluator", "tools")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".yaml", ".html", ".css", ".js", ".rego"} and "_bundle" not in path.parts
)


@pytest.fixture(scope="module")
def records() -> list[str]:
    with open_engine("wasm") as engine:
        required = engine.required_records({"partition": "aws", "account": None}).values()
        named = (one["fields"]["eventName"] for records in required for one in records.values())
        return sorted({spec["is"] for spec in named if "is" in spec})


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_code_outside_the_policies_knows_a_required_record(path: Path, records: list[str]) -> None:
    text = path.read_text(encoding="utf-8")
    assert [name for name in records if name in text] == []


def test_the_law_names_each_record_in_one_file(records: list[str]) -> None:
    law = [path for path in (ROOT / "policies" / "trailgate").rglob("*.rego") if not path.name.endswith("_test.rego")]
    for name in records:
        assert [path.parent.name for path in law if f'"{name}"' in path.read_text(encoding="utf-8")] == ["control_4_4"]
