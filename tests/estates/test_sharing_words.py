"""Whom advice turns to where several accounts have a part: whose links, topics and snapshots settle it, to all alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.estates.judging import judged
from tests.estates.make_fixtures import FOLDER
from tests.evaluator.formats.showing import shown
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.evaluation import evaluate_inputs
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.report import orders, sentences
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.shared import shared_causes

Json = dict[str, Any]
ARCHIVE, MEMBER, MANAGEMENT = "222233334444", "444455556666", "777788889999"
SAID = {
    "monitoring_account_links_not_asked": ("Links between accounts not read", "that account's links were not read."),
    "monitoring_account_links_refused": ("Links between accounts not read", "that account's links were not read."),
    "monitoring_account_link_filtered": ("Not sure that the link shares the metric", "the link between them may leave it out."),
    "monitoring_account_let_in_by_a_role": ("Role may share the metric", "may let the alarm's account in."),
    "monitoring_account_role_not_asked": ("Sharing role not read", "was not read."),
    "monitoring_account_without_a_link": (
        "Metric is not shared with the alarm's account",
        "shares none with the alarm's account.",
    ),
}
FIRST = {"monitoring_account_links_refused": "alarm: Links to monitoring accounts not read"}
"""What is told first where more than this alarm hangs on it."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


@pytest.mark.parametrize("name", sorted(SAID))
def test_what_is_not_shared_is_told_of_the_account_whose_metric_it_is(name: str, engine: Engine) -> None:
    report = {**judged([str(FOLDER / name / "snapshots")], opened=engine), "controls": {}, "benchmark": None}
    results = {result["subject"]["account"]: result for result in report["results"]}
    title, ends = SAID[name]
    for account, result in results.items():
        of = sentences.of_break if result["breaks"] else sentences.of_gap
        said = {of(one, result): one for one in result["breaks"] or result["gaps"]}
        (told,) = [one for one in said if one.startswith(("Alarm iam-policy-changes", "Whether alarm iam-policy-changes"))]
        found = said[told]
        assert f"of account {ARCHIVE}" in told
        assert told.endswith(ends)
        assert cause_of(result) == FIRST.get(name, f"alarm iam-policy-changes: {title}")
        advice = orders.of_break(found, result) if result["breaks"] else orders.of_gap(found, result)
        assert advice.startswith(f"In account {ARCHIVE}") == (account != ARCHIVE)
    (cause,) = shared_causes(report)
    assert f"in account {ARCHIVE}" in f"{cause.once()} {cause.order()}".lower()


@pytest.mark.parametrize("name", sorted(SAID))
def test_titles_name_the_account_whose_metric_it_is(name: str) -> None:
    report = evaluate_inputs([str(FOLDER / name / "snapshots")], Choices(controls=("4.4",)))
    title, _ = SAID[name]
    assert f"title=trailgate%3A {title}%3A account {ARCHIVE}" in shown("github", report)
    (rule,) = json.loads(shown("sarif", report))["runs"][0]["tool"]["driver"]["rules"]
    assert name in FIRST or rule["shortDescription"]["text"] == title  # of two titles the rule has neither
    assert f"of account {ARCHIVE}" in shown("gitlab", report)


def test_rules_that_nobody_was_told_are_asked_for_where_they_are_told(engine: Engine) -> None:
    report = judged([str(FOLDER / "collected_centralization_rules_refused" / "snapshots")], opened=engine)
    for result in report["results"]:
        (gap,) = result["gaps"]
        told, advice = sentences.of_gap(gap, result), orders.of_gap(gap, result)
        assert told.startswith(
            "Whether a centralization rule copies log group org-trail to a group that is watched cannot be told: "
        )
        assert "observabilityadmin:ListCentralizationRulesForOrganization" in advice
        own = result["subject"]["account"] == MANAGEMENT
        assert advice.startswith(f"In account {MANAGEMENT} (master), which is told the rules: ") is not own
        assert cause_of(result) == "log group org-trail: Rules that may copy the log group not read"
    (cause,) = shared_causes({**report, "controls": {}, "benchmark": None})
    assert len(cause.results) == 3


def test_a_topic_that_nobody_asked_about_is_asked_about_with_every_topic(engine: Engine) -> None:
    report = judged([str(FOLDER / "collected_without_all_topics" / "snapshots")], opened=engine)
    for result in report["results"]:
        weak = [weak for chain in result["chains"] for weak in chain["weaknesses"]]
        assert len(weak) == 3
        assert all("--all-topics" in orders.of_weakness(one, result) for one in weak)


def test_snapshots_that_lie_apart_are_no_one_accounts_to_mend(engine: Engine) -> None:
    report = judged([str(FOLDER / "snapshots_far_apart" / "snapshots")], opened=engine, most_apart=12 * 3600)
    (member,) = (result for result in report["results"] if result["subject"]["account"] == MEMBER)
    weak = [weak for chain in member["chains"] for weak in chain["weaknesses"]]
    assert {orders.of_weakness(one, member).partition(" ")[0] for one in weak} == {"Collect"}
    assert [cause.once() for cause in shared_causes({**report, "controls": {}, "benchmark": None})] == [None, None]
