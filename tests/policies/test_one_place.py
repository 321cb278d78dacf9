"""The calls, services and numbers that controls know stand in their folders and nowhere else in the product's code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.engine.bundle import packaged_bundle

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for folder in ("collector", "evaluator", "tools")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".yaml", ".html", ".css", ".js", ".rego"} and "_bundle" not in path.parts
)


NAMES_SERVICES = {
    "evaluator/trailgate_evaluator/languages/filter_pattern/answers/likely.py": "what CloudTrail writes around what decides",
}
"""Where services are named beside the folders of the controls, and what for; nothing there decides anything."""
OTHER_NUMBERS = {"sarif.py": {"5.5"}}
"""Numbers that a control has, too: how grave code scanning takes a result to be."""
OTHER_CALLS = {"template_shape.py": {"UpdatePolicy"}}
"""Words that are the names of calls, too: what a template's resource says of its updates."""
PRINCIPAL = "cloudtrail.amazonaws.com"
"""Whom a trail's roles and buckets let in: a link of every chain, and one control's service besides."""


@pytest.fixture(scope="module")
def required() -> list[dict[str, dict[str, Any]]]:
    with open_engine("wasm") as engine:
        every = engine.required_records({"partition": "aws", "account": None}).values()
        return [one["fields"] for records in every for one in records.values()]


@pytest.fixture(scope="module")
def records(required: list[dict[str, dict[str, Any]]]) -> list[str]:
    return sorted({fields["eventName"]["is"] for fields in required if "is" in fields["eventName"]})


@pytest.fixture(scope="module")
def sources(required: list[dict[str, dict[str, Any]]]) -> set[str]:
    return {fields["eventSource"]["is"] for fields in required if "is" in fields["eventSource"]}


@pytest.fixture(scope="module")
def numbers() -> list[str]:
    about = packaged_bundle().controls.values()
    return sorted({number for one in about for number in one["benchmarks"].values()})


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_code_outside_the_policies_knows_a_record_a_service_or_a_number(
    path: Path, records: list[str], sources: set[str], numbers: list[str]
) -> None:
    place = path.relative_to(ROOT)
    said = "\n".join(spoken(path))
    assert {name for name in records if re.search(rf"\b{name}\b", said)} == OTHER_CALLS.get(path.name, set())
    if str(place) not in NAMES_SERVICES:
        assert [name for name in sources - {PRINCIPAL} if re.search(rf"(?<![\w.-]){re.escape(name)}", said)] == []
    if path.suffix == ".py" and place.parts[0] != "tools" and "cli" not in place.parts:  # where examples are typed
        found = {one for one in numbers if re.search(rf"(?<![\w.])(?<!Python ){re.escape(one)}(?![\w.%])", said)}
        assert found == OTHER_NUMBERS.get(path.name, set())


def test_ordinary_reads_are_those_of_the_services_that_controls_watch(sources: set[str]) -> None:
    with open_engine("wasm") as engine:
        classes = engine.ordinary_records({"partition": "aws", "account": None})
    reads = {name.partition(":")[0] for name in classes if not name.startswith("any")}
    assert sources - {"signin.amazonaws.com"} <= reads  # a sign-in is no call


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
