"""Which outcome a result has, and why: the law, then effectiveness, then regression, then an exception."""

from __future__ import annotations

from typing import Any, Final, Literal

Json = dict[str, Any]
FailOn = Literal["any", "regression"]

OF_EFFECTIVE: Final = {"yes": "pass", "no": "fail", "unknown": "unknown"}
"""What a pass counts for where it is asked to be effective."""
OF_EXCEPTION: Final = {"attestation": "attested", "waiver": "waived"}
"""What a fail or an unknown counts for where an exception is in force."""


def decide_outcome(
    result: Json, *, require_effective: bool = False, fail_on: FailOn = "any", effective_before: str | None = None
) -> None:
    """Sets `outcome` and `outcome_by` of the result; `status` is never touched.

    A step only speaks where it changes the outcome. With `regression`, a fail counts only where a pass would be
    lost: without anything to compare with it still counts, and where the comparison is open it is unknown; an unknown that
    the plan surely leaves as it was does not count either. With both,
    what was effective (`effective_before`) and is not any more is lost, too.
    """
    outcome, by = result["status"], "law"
    if require_effective and outcome == "pass" and result["effective"] in {"no", "unknown"}:
        outcome, by = OF_EFFECTIVE[result["effective"]], "effective"
    changes = result["changes"]
    lost = changes is not None and (is_lost(changes) or (by == "effective" and effective_before == "yes"))
    if fail_on == "regression" and outcome == "fail" and changes is not None and not lost:
        outcome, by = ("unknown" if changes["verdict"] == "unknown" else "pass"), "regression"
    if fail_on == "regression" and result["status"] == "unknown" and changes is not None and changes["verdict"] == "none":
        outcome, by = "pass", "regression"
    if outcome == result["status"] == "pass":
        result["exception"] = None  # it has nothing to except
    exception = result["exception"]
    if exception is not None and not exception["expired"] and outcome in {"fail", "unknown"}:
        outcome, by = OF_EXCEPTION[exception["kind"]], "exception"
    result["outcome"], result["outcome_by"] = outcome, by


def is_lost(changes: Json) -> bool:
    """Whether a pass is lost, or what was to be made beside one is refused: nobody may rest on that nothing is made."""
    return changes["verdict"] == "breaks" or bool(changes.get("rolled_back") and changes["before"] == "pass")


def summary(results: list[Json], unreadable: int) -> dict[str, int]:
    """How many results have each outcome, and how many inputs could not be read."""
    counts = dict.fromkeys(("pass", "fail", "unknown", "waived", "attested"), 0)
    for result in results:
        counts[result["outcome"]] += 1
    return {**counts, "unreadable": unreadable}


def exit_code(counts: dict[str, int], *, exit_zero: bool = False) -> int:
    """The exit code of a report: an unreadable input (4) before a fail (1) before an unknown (3) before 0."""
    if counts["unreadable"]:
        return 4
    if exit_zero:
        return 0
    if counts["fail"]:
        return 1
    return 3 if counts["unknown"] else 0
