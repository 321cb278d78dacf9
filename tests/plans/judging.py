"""Plans and snapshots judged in this process by one engine, as `trailgate evaluate` judges them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.evaluation import Choices
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.inputs import read

if TYPE_CHECKING:
    from pathlib import Path

    from trailgate_evaluator.engine import Engine

CONTROL = "iam-policy-change-alarm"


def judged(engine: Engine, path: Path, content: dict[str, Any], **choices: Any) -> tuple[str, str | None]:
    """Status and effect of an input that is written to `path` first."""
    path.write_text(json.dumps(content))
    done = judge(read([str(path)]), engine, Choices(**choices), lambda _: None)
    (entry,) = done.inputs
    if entry["error"] is not None:
        return f"error: {entry['error']['found']}"[:80], None
    result = next(result for result in done.results if result["control"] == CONTROL)
    return str(result["status"]), result["effective"]
