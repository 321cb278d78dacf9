"""Outcomes come in the order law, effective, regression, exception; exit codes follow from outcomes."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from trailgate_evaluator.report.outcome import decide_outcome, exit_code, summary

WAIVER = {"kind": "waiver", "owner": "Ada", "reason": "r", "expires": 2, "expired": False}
ATTESTATION = {**WAIVER, "kind": "attestation"}
EXPIRED = {**WAIVER, "expired": True}
Case = tuple[str, str | None, str | None, dict[str, Any] | None, bool, Literal["any", "regression"], str, str]
CASES: list[Case] = [
    # status, effective, changes, exception, require effective, fail on, outcome, by
    ("pass", "yes", None, None, False, "any", "pass", "law"),
    ("pass", "no", None, None, False, "any", "pass", "law"),
    ("fail", None, None, None, False, "any", "fail", "law"),
    ("unknown", None, None, None, False, "any", "unknown", "law"),
    ("pass", "yes", None, None, True, "any", "pass", "law"),
    ("pass", "no", None, None, True, "any", "fail", "effective"),
    ("pass", "unknown", None, None, True, "any", "unknown", "effective"),
    ("fail", None, None, None, True, "any", "fail", "law"),
    ("fail", None, "breaks", None, False, "regression", "fail", "law"),
    ("fail", None, "none", None, False, "regression", "pass", "regression"),
    ("fail", None, "unknown", None, False, "regression", "unknown", "regression"),
    ("fail", None, None, None, False, "regression", "fail", "law"),
    ("unknown", None, "unknown", None, False, "regression", "unknown", "law"),
    ("fail", None, "none", None, False, "any", "fail", "law"),
    ("pass", "no", "none", None, True, "regression", "pass", "regression"),
    ("fail", None, None, WAIVER, False, "any", "waived", "exception"),
    ("unknown", None, None, ATTESTATION, False, "any", "attested", "exception"),
    ("fail", None, None, EXPIRED, False, "any", "fail", "law"),
    ("pass", "yes", None, WAIVER, False, "any", "pass", "law"),
    ("pass", "no", None, WAIVER, True, "any", "waived", "exception"),
    ("fail", None, "none", WAIVER, False, "regression", "pass", "regression"),
    ("fail", None, "breaks", WAIVER, False, "regression", "waived", "exception"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_outcome_and_what_decided_it(case: Case) -> None:
    status, effective, verdict, exception, require, fail_on, outcome, by = case
    result: dict[str, Any] = {
        "status": status,
        "effective": effective,
        "exception": exception,
        "changes": verdict and {"verdict": verdict},
    }
    decide_outcome(result, require_effective=require, fail_on=fail_on)
    assert (result["outcome"], result["outcome_by"]) == (outcome, by)
    assert result["status"] == status


@pytest.mark.parametrize(
    ("before", "verdict", "outcome"),
    [
        ("yes", "none", "fail"),
        ("no", "none", "pass"),
        ("unknown", "none", "pass"),
        (None, "fixes", "pass"),
        ("no", "breaks", "fail"),
    ],
)
def test_what_was_effective_and_is_not_any_more_is_lost_where_both_are_asked_for(
    before: str | None, verdict: str, outcome: str
) -> None:
    result: dict[str, Any] = {"status": "pass", "effective": "no", "exception": None, "changes": {"verdict": verdict}}
    decide_outcome(result, require_effective=True, fail_on="regression", effective_before=before)
    assert result["outcome"] == outcome


@pytest.mark.parametrize(
    ("outcomes", "unreadable", "code", "with_exit_zero"),
    [
        ([], 0, 0, 0),
        (["pass", "waived", "attested"], 0, 0, 0),
        (["pass", "fail", "unknown"], 0, 1, 0),
        (["unknown"], 0, 3, 0),
        (["fail"], 1, 4, 4),
        (["pass"], 2, 4, 4),
        ([], 1, 4, 4),
    ],
)
def test_the_exit_code_is_the_gravest(outcomes: list[str], unreadable: int, code: int, with_exit_zero: int) -> None:
    counts = summary([{"outcome": outcome} for outcome in outcomes], unreadable)
    assert exit_code(counts) == code
    assert exit_code(counts, exit_zero=True) == with_exit_zero
