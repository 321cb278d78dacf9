"""All that would have to change where nobody would hear, in order: a report that stops at the first break tells the whole way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.report.advice import can_be_mended
from trailgate_evaluator.report.links import KINDS

if TYPE_CHECKING:
    from trailgate_evaluator.engine import Engine

Json = dict[str, Any]

MOST_INPUTS: Final = 25
"""A run of more inputs tells the first break of each alone: finding a way asks the law dozens of times."""
_MOST_RESOURCES: Final = 400
_SOMEBODY: Final = "ADDRESS"
"""Stands for whoever is to be told, where the input names nobody."""


def remedy(engine: Engine, document: Json, result: Json) -> Json | None:
    """{`changes` [sentence], `email`: whether an address has to be given}; None where `trailgate fix` would print nothing."""
    if not can_be_mended(result) or sum(len(document[kind]) for kind in KINDS) > _MOST_RESOURCES:
        return None
    from trailgate_evaluator.fix import Planner, Wishes

    document = {**document, "asked": {**document["asked"], "controls": [result["control"]]}}
    effective = result["status"] == "pass"
    for email in (None, _SOMEBODY):
        plan = Planner(engine, document, Wishes(effective=effective, email=email)).plan()
        if plan.obstacle is None:
            return {"changes": [change.why for change in plan.changes], "email": email is not None} if plan.changes else None
        if not plan.obstacle.missing:
            return None
    return None
