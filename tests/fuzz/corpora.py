"""The fixtures as seeds of fuzzing: their snapshots, their plans, and the documents that are made of both."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.asking import of_one
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import Source, read

if TYPE_CHECKING:
    from trailgate_evaluator.engine import Engine

Json = dict[str, Any]
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CONTROL = "iam-policy-change-alarm"
_LARGEST = 200_000


@cache
def snapshots() -> dict[str, Json]:
    """Every snapshot of the fixtures by its name."""
    return _read("snapshots/*/snapshot.json")


@cache
def plans() -> dict[str, Json]:
    """Every plan of the fixtures by its name."""
    return _read("plans/*/plan.json")


def _read(pattern: str) -> dict[str, Json]:
    paths = [path for path in sorted(FIXTURES.glob(pattern)) if path.stat().st_size < _LARGEST]
    return {path.parent.name: json.loads(path.read_bytes()) for path in paths}


def documents(engine: Engine) -> dict[str, Json]:
    """The document of every snapshot and plan by its name; whoever changes one changes a copy."""
    if engine.digest not in _documents:
        _documents[engine.digest] = _made(engine)
    return _documents[engine.digest]


_documents: dict[str, dict[str, Json]] = {}


def _made(engine: Engine) -> dict[str, Json]:
    found = {}
    maker = DocumentMaker(engine, of_one())
    for pattern in ("snapshots/*/snapshot.json", "plans/*/plan.json"):
        for path in sorted(FIXTURES.glob(pattern)):
            for source in read([str(path)]):
                if isinstance(source, Source):
                    found[f"{path.parts[-3]}/{path.parent.name}"] = maker.documents(source).after
    return found
