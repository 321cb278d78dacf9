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

_OPTIONS: Final = ("account", "baseline", "graph", "json", "partition", "region", "source")
"""What `fix` reads a plan with; nothing else in a report becomes an option."""


def fix_command(result: dict[str, Any], given: dict[str, Any]) -> str | None:
    """The command that prints the changes, where it would print any: nothing for what only a person or a collector can settle.

    `given` is the input as the report has it: with what the user gave beside it, since the same is needed again.
    """
    name = given["name"]
    mends = result["status"] == "fail" or (result["status"] == "pass" and result["effective"] == "no")
    if not mends or name == "-" or not result["subject"].get("touches_chain", True) or result["origin"] == "terraform_state":
        return None
    effective = " --effective" if result["status"] == "pass" else ""
    if name.startswith("-"):
        name = f"./{name}"
    told = given.get("options", {})
    options = {option: told[option] for option in _OPTIONS if isinstance(told.get(option), str)}
    if result["origin"] == "terraform_plan" and len(result["sources"]) > 1:
        options.setdefault("baseline", "SNAPSHOT")
    beside = "".join(f" --{option} {shlex.quote(one_line(value))}" for option, value in options.items())
    return f"trailgate fix{effective} {shlex.quote(one_line(name))}{beside}"


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
