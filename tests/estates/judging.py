"""Estates judged for one control, and what of the results does not hang on where the files lie."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.asking import of_one
from tests.estates.oracle import REFUSED
from trailgate_evaluator.engine import Engine
from trailgate_evaluator.evaluation import evaluate_inputs
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.evaluation.together import given

Json = dict[str, Any]


def judged(paths: list[str], opened: Engine | None = None, **choices: Any) -> Json:
    """The report, or with an engine that is open the inputs and results alone, which takes less time."""
    chosen = of_one(**{"join": True, **choices})
    if opened is None:
        return evaluate_inputs(paths, chosen)
    inputs, gathered = given(paths, chosen, len(paths))
    done = judge(inputs, opened, chosen, lambda _: None, gathered)
    return {"inputs": done.inputs, "results": done.results}


def statuses(report: Json) -> dict[str, str]:
    """The status by account, `refused` where its snapshot contradicts another one."""
    found = {result["subject"]["account"]: result["status"] for result in report["results"]}
    wrong = (Path(entry["name"]).stem for entry in report["inputs"] if entry["error"] is not None)
    return found | dict.fromkeys(wrong, REFUSED)


def told(report: Json) -> dict[str, str]:
    """Each account's result as text, but for the number of its input."""
    return {one["subject"]["account"]: json.dumps({**one, "input": None}, sort_keys=True) for one in report["results"]}
