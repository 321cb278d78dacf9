"""Plans and snapshots judged in this process by one engine, as `trailgate evaluate` judges them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.asking import of_one
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.inputs import read

if TYPE_CHECKING:
    from pathlib import Path

    from trailgate_evaluator.engine import Engine

CONTROL = "iam-policy-change-alarm"

Verdict = tuple[str, str | None]
"""Status and effect."""


def judged(engine: Engine, path: Path, **choices: Any) -> Verdict:
    """What is said of an input; an input that cannot be read is an error."""
    chosen = of_one(**choices)
    done = judge(read([str(path)], chosen.plan_files), engine, chosen, lambda _: None)
    (entry,) = done.inputs
    if entry["error"] is not None:
        return f"error: {entry['error']['found']}"[:200], None
    result = next(result for result in done.results if result["control"] == CONTROL)
    return str(result["status"]), result["effective"]
