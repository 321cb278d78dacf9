"""What to do about a result: one order per distinct finding, the first in the chain first."""

from __future__ import annotations

import shlex
from pathlib import PurePath
from typing import Any, Final

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report import orders
from trailgate_evaluator.report.links import PLACE, link_at
from trailgate_evaluator.report.services import is_of_service
from trailgate_evaluator.report.standing import is_beside
from trailgate_evaluator.report.telling import to_mend
from trailgate_evaluator.report.template_words import BESIDE, ORIGIN, retold
from trailgate_evaluator.report.unjudged import LISTED

_BESIDE: Final = (
    "Run workspaces that do not own the chain with `--fail-on regression`, or lay the plan over a snapshot of its account with "
    "`--baseline`."
)
"""What to do about a plan that touches nothing of the chain."""

OF_SETTINGS: Final = ("settings", "as-of", "role")
"""What narrows what is asked for."""
_OPTIONS: Final = (
    "account",
    "baseline",
    "graph",
    "json",
    "parameters",
    "partition",
    "region",
    "replaces",
    "source",
    *OF_SETTINGS,
)
"""What `fix` reads an input with; nothing else in a report becomes an option."""


def beside(result: dict[str, Any]) -> str:
    """What to do where a plan, a state or a template has nothing of the chain."""
    return BESIDE if result["origin"] == ORIGIN else retold(_BESIDE, result)


def can_be_mended(result: dict[str, Any]) -> bool:
    """Whether `trailgate fix` is for such a result: nothing is for what only a person or a collector can settle.

    Of a plan it mends the plan's own account, and no other whose chains run through that.
    """
    idle = result["status"] == "pass" and any(chain["effective"] == "no" for chain in result["chains"])
    mends = (result["status"] == "fail" and result.get("outcome_by") != "regression") or idle
    is_others = result["origin"] == "terraform_plan" and [one.get("kind") for one in result["sources"][:1]] == ["aws_snapshot"]
    return (
        mends
        and not is_beside(result)
        and not is_others
        and result["origin"] not in {"terraform_state", "cloudformation_template"}
    )


def is_joined(result: dict[str, Any]) -> bool:
    """Whether other accounts' snapshots have a part in a verdict, so that a command about its own input alone gives another."""
    return result["origin"] in {"aws_snapshot", LISTED} and any(one["kind"] == "aws_snapshot" for one in result["sources"][1:])


def quoted(name: str) -> str:
    """The name of an input as a shell takes it."""
    return shlex.quote(one_line(f"./{name}" if name.startswith("-") else name))


def fix_command(result: dict[str, Any], given: dict[str, Any], benchmark: str | None = None) -> str | None:
    """The command that prints the changes for the result's control, where it would print any.

    `given` is the input as the report has it: with what the user gave beside it, since the same is needed again; `benchmark`
    is that by whose text was judged.
    """
    command = fix_together([result], given)
    return None if command is None else f"{command}{by_text(benchmark)} --control {shlex.quote(one_line(result['control']))}"


def by_text(benchmark: str | None) -> str:
    """The option that asks for the same version of the benchmark."""
    return f" --benchmark {shlex.quote(one_line(benchmark))}" if benchmark else ""


def fix_estate(report: dict[str, Any]) -> str | None:
    """The command that prints what has to change in every account of a folder of snapshots, where all inputs are in one."""
    snapshots = [entry for entry in report["inputs"] if entry["kind"] == "aws_snapshot"]
    folders = {PurePath(entry["name"]).parent for entry in snapshots}
    if len(snapshots) < 2 or len(folders) != 1 or any(entry["name"] == "-" for entry in snapshots):  # noqa: PLR2004
        return None
    mended = [result for result in report["results"] if result["outcome"] in {"fail", "pass"} and _is_mended(result)]
    if not mended or any(result.get("not_joined") for result in report["results"]):  # `fix` of a folder joins
        return None
    effective = " --effective" if any(result["status"] == "pass" for result in mended) else ""
    controls = sorted({result["control"] for result in mended}) if report["selected"] else []
    chosen = "".join(f" --control {shlex.quote(one_line(control))}" for control in controls)
    beside = judged_with(snapshots[0]) + by_text(report["benchmark"]) + chosen
    return f"trailgate fix{effective} {quoted(str(folders.pop()))}{beside}{_to_somebody(mended)} --output FOLDER"


def _to_somebody(mended: list[dict[str, Any]]) -> str:
    """The option that names who is to be told, unless each way was looked for and none needs it, or no chain is asked for.

    A report of several controls, or of many accounts, has looked for no way: an address that turns out not to be needed
    changes nothing.
    """
    for result in mended:
        way = result.get("remedy")
        if way["email"] if way is not None else not is_of_service(result):
            return " --email ADDRESS"
    return ""


def fix_together(results: list[dict[str, Any]], given: dict[str, Any]) -> str | None:
    """The command that prints the changes for every control of the input, where it would print any for these results of it."""
    name = given["name"]
    mended = [result for result in results if _is_mended(result)]
    if not mended or name == "-" or any(is_joined(result) for result in results):
        return None
    effective = " --effective" if any(result["status"] == "pass" for result in mended) else ""
    options = _given(given, _OPTIONS)
    if mended[0]["origin"] == "terraform_plan" and len(mended[0]["sources"]) > 1:
        options.setdefault("baseline", "SNAPSHOT")
    beside = _as_options(options)
    to = " --email ADDRESS" if any((result.get("remedy") or {}).get("email") for result in mended) else ""
    return f"trailgate fix{effective} {quoted(name)}{beside}{to}"


def judged_with(given: dict[str, Any]) -> str:
    """The options by which an input, as the report has it, is judged as it was: with what was given beside it."""
    return _as_options(_given(given, _OPTIONS))


def _given(given: dict[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    told = given.get("options", {})
    return {option: told[option] for option in names if isinstance(told.get(option), str)}


def _as_options(options: dict[str, str]) -> str:
    return "".join(f" --{option} {shlex.quote(one_line(value))}" for option, value in options.items())


def _is_mended(result: dict[str, Any]) -> bool:
    return can_be_mended(result) and ("remedy" not in result or result["remedy"] is not None)


def whole_way(result: dict[str, Any]) -> list[str]:
    """All that `trailgate fix` would change, in order, where that is more than one thing."""
    if any(orders.may_stand_elsewhere(found, result) for found in result["breaks"]):
        return []
    changes = [one_line(change) for change in (result.get("remedy") or {}).get("changes", [])]
    return changes if len(changes) > 1 else []


def advice_of(result: dict[str, Any]) -> list[str]:
    """The orders for this result, each once; nothing for a pass that would reach a person, nor for a plan beside the chain."""
    if is_beside(result):
        return [] if result["outcome"] == "pass" else [beside(result)]
    told: dict[str, None] = {}
    for found in result["breaks"]:
        told.setdefault(orders.of_break(found, result))
    for gap in result["gaps"]:
        told.setdefault(orders.of_gap(gap, result))
    if result["effective"] in {"no", "unknown"}:
        for chain in result["chains"]:
            for weak in sorted(to_mend(chain), key=lambda one: PLACE[link_at(one["id"], chain)]):
                told.setdefault(orders.of_weakness(weak, result))
    return list(told)
