"""Why a fix cannot be made from here, and what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.fix.account.room import no_room
from trailgate_evaluator.fix.account.wishes import WAITS, Obstacle
from trailgate_evaluator.report import orders, sentences
from trailgate_evaluator.report.links import SERVICE
from trailgate_evaluator.report.others import called
from trailgate_evaluator.report.result import result
from trailgate_evaluator.report.services import is_of_service

if TYPE_CHECKING:
    from trailgate_evaluator.fix.account.view import View

Json = dict[str, Any]


def obstacle(view: View, way: str | None = None) -> Obstacle:
    """What stands between the document of a view and the goal, along a trail where one is given."""
    decision = view.decision
    full = no_room(view, way)
    if full is not None:
        return full
    told = result(view.control, 0, view.document, decision)
    if decision["status"] == "unknown":
        gap = told["gaps"][0] if told["gaps"] else None
        says = "The verdict is unknown" if gap is None else sentences.of_gap(gap, told)
        says = f"{says} No change is proposed for what cannot be seen."
        if gap is not None and gap["reason"] == "role_unknown":
            return Obstacle(says=f"{says} {orders.of_gap(gap, told)}", missing=True, apart=True)
        return Obstacle(says=says, missing=True, apart=is_of_service(told))
    if decision["status"] == "pass":
        return _weak(told)
    breaks = [found for found in told["breaks"] if way is None or found["id"] == way or way in found["after"]] or told["breaks"]
    found = max(breaks, key=lambda one: len(one["after"]))
    says = sentences.of_break(found, told)
    if found["link"] == "subscription" and view.wishes.email is None:
        return _nobody_is_named(view, found, says)
    entry = told["resources"].get(found["id"] or "")
    if entry is not None and entry["account"] != view.subject:
        where = (
            f"It stands in account {called(entry['account'], told)}: run `trailgate fix` on a folder that has its snapshot, too."
        )
        return Obstacle(says=f"{says} {where}")
    advice = orders.of_break(found, told)
    if found["link"] == SERVICE:
        return Obstacle(says=f"{sentences.of_result(told)} {advice} `--format aws-cli` writes the commands.")
    if view.wishes.additive:
        return Obstacle(says=f"{says} {advice} `--format aws-cli` can edit what exists.")
    return Obstacle(says=f"{says} {advice}")


def _nobody_is_named(view: View, found: Json, says: str) -> Obstacle:
    """That somebody has to be named; of a topic that only the changes would make there is nothing to tell."""
    if any(topic is not None and topic["at"] is None for topic in (view.entry("topics", one) for one in found["after"])):
        says = "Nobody is named who is to be told."
    return Obstacle(
        says=f"{says} Give --email ADDRESS, or --topic-arn of a topic that somebody reads.", missing=True, address=True
    )


def _weak(told: Json) -> Obstacle:
    """A pass that no change here makes effective."""
    points = [weak for chain in told["chains"] for weak in chain["weaknesses"] if weak["effect"] != "none"]
    if not points:
        return Obstacle(says="The control passes, and whether it is effective cannot be told.", missing=True)
    worst = min(points, key=lambda one: (one["effect"] != "no", one["code"] == WAITS, one["code"]))
    says = f"{sentences.of_weakness(worst, told)} {orders.of_weakness(worst, told)}"
    if worst["code"] in {"subscription_filtered", "subscription_to_machine"}:
        return Obstacle(says=f"{says} Or give --email with an address that is not subscribed yet.", missing=True)
    said = [says, *(sentences.of_gap(gap, told) for gap in told["gaps"][:1])]
    return Obstacle(says=" ".join(said), missing=told["effective"] == "unknown")
