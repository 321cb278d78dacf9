"""Whether changes lead on: what may end a break, a gap or a weakness, and whether nothing goes back where it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.fix.account.wishes import WAITS
from trailgate_evaluator.fix.planning import candidates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.fix.account.change import Change
    from trailgate_evaluator.fix.account.view import View

Json = dict[str, Any]

_LINKS: Final = ("trail", "log_group", "metric_filter", "metric", "alarm", "topic", "subscription")


def candidates_of(view: View, way: str | None) -> Iterator[tuple[Json, tuple[Change, ...]]]:
    """What may end a break, a gap or a weakness: a change, or several that help only together."""
    if view.decision["status"] == "fail":
        for found in sorted(_breaks(view.decision, way), key=_order):
            for changes in candidates.of_break(view, found):
                yield found, changes
    if view.decision["status"] != "pass":
        for gap in view.decision["gaps"]:
            for change in candidates.of_gap(view, gap):
                yield gap, (change,)
        return
    for chain in view.decision["chains"]:
        for weak in sorted(in_the_way({"chains": [chain]}), key=lambda one: (one["effect"] != "no", one["code"], one["id"])):
            for changes in candidates.of_weakness(view, chain, weak):
                yield weak, changes


def _order(found: Json) -> tuple[Any, ...]:
    return (-len(found["after"]), -len(found["records"]), found["code"], found["id"] or "")


def _breaks(decision: Json, way: str | None) -> list[Json]:
    return [found for found in decision["breaks"] if way is None or trail_of(found) == way]


def trail_of(found: Json) -> str | None:
    """The trail along which a break stops records; None where it is of none."""
    after: str | None = found["after"].get("trail")
    return after if after is not None else found["id"] if found["link"] == "trail" else None


def is_improved(before: Json, after: Json, way: str | None, finding: Json) -> bool:
    """Whether nothing went back, and what was found is no longer so."""
    ranks = {"fail": 0, "unknown": 1, "pass": 2}
    if ranks[after["status"]] < ranks[before["status"]]:
        return False
    if not set(before["records"]["carried"]) <= set(after["records"]["carried"]):
        return False
    if "reason" in finding:
        return len(after["records"]["carried"]) > len(before["records"]["carried"])
    if "link" not in finding:
        return _weak(after) < _weak(before) and (finding["code"], finding["id"]) not in _weak_points(after)
    then, now = _depths(before, way), _depths(after, way)
    if any(now.get(record, len(_LINKS)) < depth for record, depth in then.items()):
        return False
    here = (finding["code"], finding["id"])
    left = {record for found in _breaks(after, way) if (found["code"], found["id"]) == here for record in found["records"]}
    return not set(finding["records"]) <= left


def _depths(decision: Json, way: str | None) -> dict[str, int]:
    """How far each record that is not carried comes."""
    depths: dict[str, int] = {}
    for found in _breaks(decision, way):
        for record in found["records"]:
            depths[record] = max(depths.get(record, 0), len(found["after"]))
    return depths


def in_the_way(decision: Json) -> list[Json]:
    """Weaknesses that a change can do something about: a planned subscription waits for its recipient, whatever is changed."""
    return [
        weak for chain in decision["chains"] for weak in chain["weaknesses"] if weak["effect"] != "none" and weak["code"] != WAITS
    ]


def _weak_points(decision: Json) -> set[tuple[str, str | None]]:
    return {(weak["code"], weak["id"]) for chain in decision["chains"] for weak in chain["weaknesses"]}


def _weak(decision: Json) -> int:
    """How much stands between a pass and an effective one."""
    worst = {"yes": 0, "unknown": 1, "no": 2, None: 3}
    points = {
        (weak["code"], weak["id"]) for chain in decision["chains"] for weak in chain["weaknesses"] if weak["effect"] != "none"
    }
    return 100 * worst[decision["effective"]] + min(len(points), 99)
