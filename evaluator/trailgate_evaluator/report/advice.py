"""What to do about a result: one order per distinct finding, the first in the chain first."""

from __future__ import annotations

import shlex
from typing import Any, Final

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report import orders
from trailgate_evaluator.report.break_words import BREAKS

_BESIDE: Final = (
    "Run workspaces that do not own the chain with `--fail-on regression`, or lay the plan over a snapshot of its account with "
    "`--baseline`."
)


def fix_command(result: dict[str, Any], name: str) -> str | None:
    """The command that prints the changes, where it would print any: nothing for what only a person or a collector can settle."""
    mends = result["status"] == "fail" or (result["status"] == "pass" and result["effective"] == "no")
    if not mends or name == "-" or not result["subject"].get("touches_chain", True) or result["origin"] == "terraform_state":
        return None
    effective = " --effective" if result["status"] == "pass" else ""
    over = " --baseline SNAPSHOT" if result["origin"] == "terraform_plan" and len(result["sources"]) > 1 else ""
    return f"trailgate fix{effective} {shlex.quote(one_line(name))}{over}"


def advice_of(result: dict[str, Any]) -> list[str]:
    """The orders for this result, each once; nothing for a pass that would reach a person, nor for a plan beside the chain."""
    if not result["subject"].get("touches_chain", True) and result["status"] == "fail":
        return [] if result["outcome"] == "pass" else [_BESIDE]
    told: dict[str, None] = {}
    for found in result["breaks"]:
        told.setdefault(BREAKS[found["code"]].advice)
    for gap in result["gaps"]:
        told.setdefault(orders.of_gap(gap, result))
    if result["effective"] in {"no", "unknown"}:
        for chain in result["chains"]:
            for weak in chain["weaknesses"]:
                if weak["effect"] != "none":
                    told.setdefault(orders.of_weakness(weak, result))
    return list(told)
