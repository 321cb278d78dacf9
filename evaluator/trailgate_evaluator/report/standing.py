"""Where a control stands, in the words of the question that is asked: would a person hear of it?

A pass that reaches nobody is another thing than one that does, so whatever counts or colours verdicts does it by these.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal

from trailgate_evaluator.report.services import is_of_service

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]
Standing = Literal[
    "fail",
    "unknown",
    "reaches_nobody",
    "reach_unknown",
    "waived",
    "attested",
    "as_before",
    "unrelated",
    "holds",
    "reaches",
]

WORDS: Final[dict[Standing, str]] = {
    "fail": "fails",
    "unknown": "cannot tell",
    "reaches_nobody": "passes, reaches nobody",
    "reach_unknown": "passes, may reach nobody",
    "waived": "waived",
    "attested": "attested",
    "as_before": "fails as before this change",
    "unrelated": "not this change's business",
    "holds": "passes",
    "reaches": "reaches a person",
}
"""Every standing, the worst first, as it is said of one control."""

_COUNTED: Final[dict[Standing, tuple[str, str]]] = {
    "fail": ("fails", "fail"),
    "unknown": ("cannot be told", "cannot be told"),
    "reaches_nobody": ("passes but reaches nobody", "pass but reach nobody"),
    "reach_unknown": ("passes and may reach nobody", "pass and may reach nobody"),
    "waived": ("is waived", "are waived"),
    "attested": ("is attested", "are attested"),
    "as_before": ("fails as before its change", "fail as before their change"),
    "unrelated": ("is not its change's business", "are not their change's business"),
    "holds": ("passes without a chain", "pass without a chain"),
    "reaches": ("reaches a person", "reach a person"),
}

GOOD: Final[frozenset[Standing]] = frozenset({"holds", "reaches"})
"""Where nothing is left to do: a control that asks for no chain cannot reach anybody."""


def standing_of(result: Json) -> Standing:
    """The standing of one result; its outcome first, since that is what was asked for."""
    match result["outcome"]:
        case "pass" if result["status"] != "pass":
            return "unrelated" if is_beside(result) or result["status"] == "unknown" else "as_before"
        case "pass":
            reach: dict[str | None, Standing] = {None: "holds", "yes": "reaches", "no": "reaches_nobody"}
            return reach.get(result["effective"], "reach_unknown")
        case "fail" | "unknown" | "waived" | "attested" as said:
            outcome: Standing = said
            return outcome
        case other:
            raise ValueError(other)


def is_beside(result: Json) -> bool:
    """Whether the result is of a plan that touches no resource of the chain, so that its breaks say nothing of the account."""
    return result["status"] == "fail" and not result["subject"].get("touches_chain", True) and not is_of_service(result)


def worst_first(results: list[Json]) -> list[Json]:
    """The results, the worst standing first, otherwise in their order; none of those that are good is worse than another."""
    order = {standing: place for place, standing in enumerate(WORDS)} | dict.fromkeys(GOOD, len(WORDS))
    return sorted(results, key=lambda result: order[standing_of(result)])


def counted_of(results: list[Json]) -> str:
    """How many of these results stand where, in a phrase: `2 fail, 1 cannot be told`."""
    return _phrase(Counter(map(standing_of, results)))


def _phrase(counts: Mapping[Standing, int]) -> str:
    told = [(one, counts.get(one, 0)) for one in WORDS]
    return ", ".join(f"{count} {_COUNTED[one][count != 1]}" for one, count in told if count)


def standings(report: Json) -> dict[Standing, int]:
    """How many results stand where, the worst first, those that occur."""
    counts = Counter(standing_of(result) for result in report["results"])
    return {standing: counts[standing] for standing in WORDS if counts[standing]}


def counted(report: Json) -> str:
    """The whole report in one line: `2 fail, 1 passes but reaches nobody, 1 input cannot be read`."""
    return counted_as(Counter(map(standing_of, report["results"])), report["summary"]["unreadable"])


def counted_as(standings: Mapping[Standing, int], unreadable: int) -> str:
    """The same, of so many results of each standing and so many inputs that cannot be read."""
    told = _phrase(standings)
    parts = [told] if told else []
    if unreadable:
        parts.append(f"{unreadable} input{'' if unreadable == 1 else 's'} cannot be read")
    return ", ".join(parts) or "nothing to judge"
