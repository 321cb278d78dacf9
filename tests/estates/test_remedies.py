"""A way to mend is told where the account alone can be mended: other accounts' part in a chain may be mended in theirs."""

from __future__ import annotations

import pytest

from tests.estates.judging import judged
from tests.estates.make_fixtures import FOLDER
from tests.evaluator.formats.showing import shown
from trailgate_evaluator.report.advice import advice_of, is_joined

WAY = "All that has to change"
JOINED = ("collected_centralized_logs_without_a_filter", "monitoring_account_without_a_link")
"""The organization's trail records every account; what is missing stands in one of them."""


@pytest.mark.parametrize("name", JOINED)
def test_no_new_trail_is_told_beside_an_organizations_that_holds(name: str) -> None:
    report = judged([str(FOLDER / name / "snapshots")], remedies=True)
    broken = [result for result in report["results"] if result["status"] == "fail" and is_joined(result)]
    assert broken
    for result in broken:
        assert "remedy" not in result
        assert advice_of(result), "what to do stands nevertheless"
    for text in ("text", "markdown", "html"):
        told = shown(text, report)
        assert "management-events, records every region" not in told
        assert WAY not in told


def test_an_account_by_itself_and_a_service_of_its_own_have_their_way() -> None:
    own = FOLDER / "collected_own_trails" / "snapshots"
    alone = judged([str(own)], remedies=True)["results"]
    assert any(result["status"] == "fail" and result["remedy"]["changes"] for result in alone if not is_joined(result))
    joined = judged([str(FOLDER / "collected_central_log_archive" / "snapshots")], remedies=True, controls=("4.16",))["results"]
    broken = [result for result in joined if result["status"] == "fail"]
    assert broken
    assert all("remedy" in result for result in broken)
