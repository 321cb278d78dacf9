"""What stops a record, or keeps open whether it reaches anybody, in short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.report.links import link_at

if TYPE_CHECKING:
    from trailgate_evaluator.trace.tracer import Fate

Json = dict[str, Any]


def cause_of(fate: Fate) -> Json | None:
    """What stops a record or keeps it open: {link, code, id}, the first of what the law names."""
    if fate.where == "carried":
        return None
    for found in fate.result["breaks"]:
        return {"link": found["link"], "code": found["code"], "id": found["id"]}
    for gap in fate.result["gaps"]:
        return {"link": gap["link"], "code": gap["reason"], "id": gap["id"]}
    for chain in fate.result["chains"]:
        for weak in chain["weaknesses"]:
            if weak["effect"] != "none":
                return {"link": link_at(weak["id"], chain), "code": weak["code"], "id": weak["id"]}
    return None
