"""One snapshot through the whole pipeline: inputs, document, both engines, report."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.asking import of_one
from trailgate_evaluator.engine import Engine
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.inputs import read

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
SNAPSHOTS = ROOT / "fixtures" / "snapshots"


def report_of(engine: Engine, path: Path) -> Json:
    """The one result, as the report shows it, of the snapshot in `path`."""
    judged = judge(read([str(path)]), engine, of_one(), lambda _: None)
    (result,) = judged.results
    return dict(result)


def changed(folder: Path, fixture: str, change: Callable[[Json], None]) -> Path:
    """A copy of a fixture's snapshot with one thing changed, written into `folder`."""
    snapshot = copy.deepcopy(json.loads((SNAPSHOTS / fixture / "snapshot.json").read_bytes()))
    change(snapshot)
    path = folder / "snapshot.json"
    path.write_text(json.dumps(snapshot))
    return path


def rows(snapshot: Json, operation: str, key: str) -> list[Json]:
    """Every row that the pages of an operation list under a key, to be changed in place."""
    return [
        row for call in snapshot["calls"] if call["operation"] == operation for page in call.get("pages", []) for row in page[key]
    ]
