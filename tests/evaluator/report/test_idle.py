"""Statements that count for nothing are told, one about a control that nobody has among them."""

from __future__ import annotations

from trailgate_evaluator.report.idle import strays, unmatched

SETTINGS = {
    "attestations": [{"id": "siem", "control": "iam-policy-change-alarm"}],
    "waivers": [{"id": "typo", "control": "iam-policy-changes-alarm"}],
}


def test_a_statement_about_a_control_that_the_policies_do_not_have_is_a_stray() -> None:
    found = strays(SETTINGS, ["iam-policy-change-alarm"])
    assert found == [{"kind": "waiver", "id": "typo", "state": "no_control"}]
    assert unmatched({"results": [{"exceptions": found}]}) == [
        "Waiver typo names a control that is not here: it wants the id that `trailgate explain` lists."
    ]
