"""The repository's own policies, on every fixture: one decision, whoever runs them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.asking import of_one
from trailgate_evaluator.engine import Engine, canonical_bytes, open_engine
from trailgate_evaluator.engine.canonical import canonical_decision
from trailgate_evaluator.engine.opa_command import find_opa
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import Source, read

ROOT = Path(__file__).resolve().parents[3]
FIXTURES = sorted((ROOT / "fixtures" / "snapshots").glob("*/snapshot.json"))


def document_of(engine: Engine, path: Path) -> dict[str, Any]:
    (source,) = read([str(path)])
    assert isinstance(source, Source)
    return DocumentMaker(engine, of_one()).documents(source).after


@pytest.fixture(scope="module")
def both() -> Iterator[Engine]:
    with open_engine("both") as engine:
        yield engine


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.parent.name)
def test_both_engines_give_the_same_bytes_on_every_fixture(both: Engine, path: Path) -> None:
    assert both.decide(document_of(both, path))


@pytest.mark.parametrize("path", [FIXTURES[0], FIXTURES[len(FIXTURES) // 2], FIXTURES[-1]], ids=lambda path: path.parent.name)
def test_stock_opa_gives_the_same_decision_of_the_same_document(both: Engine, path: Path, tmp_path: Path) -> None:
    document = document_of(both, path)
    (tmp_path / "document.json").write_text(json.dumps(document))
    command = [str(find_opa()), "eval", "-b", str(ROOT / "policies"), "-i", str(tmp_path / "document.json")]
    printed = subprocess.run([*command, "data.trailgate.decision"], check=True, capture_output=True).stdout
    value = json.loads(printed)["result"][0]["expressions"][0]["value"]
    assert canonical_bytes(canonical_decision(value)) == canonical_bytes(both.decide(document))
