"""The calls and events that controls require stand in their folders and nowhere else in the product's code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
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
    texts = list(spoken(path))
    assert [name for name in records if any(re.search(rf"\b{name}\b", text) for text in texts)] == []


def spoken(path: Path) -> Iterator[str]:
    """What a file works with: of Python its texts but docstrings, which name AWS's calls as sources; of others everything."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield text
        return
    tree = ast.parse(text)
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    yield from (
        node.value for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare
    )  # fmt: skip


def test_the_law_names_each_record_in_the_folders_of_the_controls_that_require_it(records: list[str]) -> None:
    law = [path for path in (ROOT / "policies" / "trailgate").rglob("*.rego") if not path.name.endswith("_test.rego")]
    for name in records:
        places = {path.parent.name for path in law if f'"{name}"' in path.read_text(encoding="utf-8")}
        assert places
        assert all(place.startswith("control_") for place in places), name
