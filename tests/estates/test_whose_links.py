"""A link that another account's snapshot shows says whose it is, in each format that draws chains; one's own does not."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.estates.judging import judged
from tests.estates.make_fixtures import FOLDER
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS
from trailgate_evaluator.report.ladder import ladders

Json = dict[str, Any]
ARCHIVE, AUDIT, TOPICS = "598386756508", "786838738069", "925634168587"


@pytest.fixture(scope="module")
def report() -> Json:
    return judged([str(FOLDER / "collected_monitoring_account" / "snapshots")])


def test_each_link_names_its_account_but_the_subjects_own(report: Json) -> None:
    (result,) = (one for one in report["results"] if one["subject"]["account"] == ARCHIVE)
    (ladder,) = ladders(result)
    assert {step.link: step.whose for step in ladder.steps} == {
        "trail": "account 777788889999, master",
        **dict.fromkeys(("log_group", "metric_filter", "metric"), ""),
        "alarm": f"account {AUDIT}, audit",
        **dict.fromkeys(("topic", "subscription"), f"account {TOPICS}, alerts"),
    }
    assert [step.told for step in ladder.steps][:2] == ["org (account 777788889999, master)", "org-trail"]


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_formats_that_draw_chains_say_so(name: str, report: Json) -> None:
    shown = str(FORMATS[name].written(report, Page(details=True)))
    plain = re.sub(r"<[^>]+>|\\n|[\\\s`]", "", shown)
    assert f"iam-policy-changes(account{AUDIT},audit)" in plain
