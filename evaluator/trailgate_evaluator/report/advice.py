"""What to do about a result: one order per distinct finding, the first in the chain first."""

from __future__ import annotations

from typing import Any

from trailgate_evaluator.report.break_words import BREAKS
from trailgate_evaluator.report.gap_words import GAPS
from trailgate_evaluator.report.weakness_words import WEAKNESSES


def advice_of(result: dict[str, Any]) -> list[str]:
    """The orders for this result, each once; nothing for a pass that would reach a person."""
    orders: dict[str, None] = {}
    for found in result["breaks"]:
        orders.setdefault(BREAKS[found["code"]].advice)
    for gap in result["gaps"]:
        orders.setdefault(GAPS[gap["reason"]].advice)
    if result["effective"] in {"no", "unknown"}:
        for chain in result["chains"]:
            for weak in chain["weaknesses"]:
                if weak["effect"] != "none":
                    orders.setdefault(WEAKNESSES[weak["code"]].advice)
    return list(orders)
