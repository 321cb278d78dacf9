"""docs/law.md names every file of the law, and its worked example is what the program prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.asking import of_one
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.engine.bundle import packaged_bundle
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.explain.walk import said, walk
from trailgate_evaluator.inputs import read_one
from trailgate_evaluator.report.links import CHAIN

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "law.md"
EXAMPLE = re.compile(r"<!-- walk: (?P<fixture>\w+) (?P<record>\w+) (?P<link>\w+) -->\n```text\n(?P<shown>.*?)```", re.DOTALL)
CONTROL = "iam-policy-change-alarm"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("both") as opened:
        yield opened


def test_the_page_names_every_file_of_the_law() -> None:
    text = PAGE.read_text()
    files = {path.name for path in (ROOT / "policies" / "trailgate").rglob("*.rego") if "passing" not in path.parts}
    assert [name for name in sorted(files) if not name.endswith("_test.rego") and name not in text] == []


def test_every_step_of_the_example_is_what_the_law_says(engine: Engine, request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text()
    walks: dict[tuple[str, str], list[dict[str, Any]]] = {}

    def told(example: re.Match[str]) -> str:
        key = (example["fixture"], example["record"])
        if key not in walks:
            source = read_one(str(ROOT / "fixtures" / "snapshots" / key[0] / "snapshot.json"))
            document = DocumentMaker(engine, of_one()).documents(source).after
            walks[key] = walk(engine, packaged_bundle(), document, key[1])["controls"][CONTROL]
        steps = [
            f"{entry['rule'].removeprefix('data.trailgate.chain.')} = {said(entry['value'])}\n"
            for entry in walks[key]
            if entry["link"] == example["link"]
        ]
        return f"{example[0].partition('```text')[0]}```text\n{''.join(steps)}```"

    written = EXAMPLE.sub(told, text)
    if request.config.getoption("--golden"):
        PAGE.write_text(written)
    assert PAGE.read_text() == written


def test_the_example_goes_through_the_whole_chain_in_order() -> None:
    found = [example["link"] for example in EXAMPLE.finditer(PAGE.read_text()) if example["fixture"] == "pass_whole_chain"]
    assert found == list(CHAIN)
