"""The answer before all else: numbers that add up, a sentence of the accounts, and each cause once."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.asking import of_one
from tests.evaluator.formats.estates import KINDS, estate, number
from tests.evaluator.report import samples
from trailgate_evaluator.evaluation import evaluate_inputs
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.text import render as text
from trailgate_evaluator.report import answer
from trailgate_evaluator.report.shared import TO_MEND, shared_causes
from trailgate_evaluator.report.standing import standing_of

Json = dict[str, Any]
ESTATES = st.lists(st.integers(0, len(KINDS) - 1), max_size=12)


@given(ESTATES)
def test_the_numbers_count_each_verdict_once(kinds: list[int]) -> None:
    report = estate(kinds)
    told = answer.numbers(report)
    assert [name for name, _, _ in told][:4] == ["reaches", "idle", "fail", "unknown"]
    assert sum(number for _, _, number in told) == len(report["results"])


@given(ESTATES)
def test_what_is_to_mend_is_of_one_cause_and_nothing_else_is(kinds: list[int]) -> None:
    report = estate(kinds)
    told = [id(result) for cause in shared_causes(report) for result in cause.results]
    assert sorted(told) == sorted(id(result) for result in report["results"] if standing_of(result) in TO_MEND)


@given(ESTATES)
def test_the_sentence_accounts_for_every_account(kinds: list[int]) -> None:
    said = answer.sentence(estate(kinds)).partition(" Most often")[0]
    if len(kinds) > 1:
        counts = [int(word) for word in said.replace(";", " ").split() if word.isdigit()]
        every = said.startswith(("In none", "In all"))
        assert counts[0 if every else 1] == len(kinds)
        of_each = counts[:1] if said.startswith("In all") else counts[1:] if every else [counts[0], *counts[2:]]
        assert sum(of_each) == len(kinds), said


def test_what_cannot_be_read_is_not_passed_over() -> None:
    one = answer.sentence(estate([2], unreadable=True))
    assert one.endswith(
        "a person would hear of all that the control asks for. 1 input cannot be read, and nothing is said of it."
    )


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ([], "Nothing was judged."),
        ([2], "In account 000012345678 (team-0) a person would hear of all that the control asks for."),
        ([0], "In account 000012345678 (team-0) not all is as the control asks: something fails."),
        ([3], "The control passes in account 000012345678 (team-0), and yet a change would reach nobody, or nobody knows."),
        ([4], "Whether all in account 000012345678 (team-0) is as the control asks cannot be told."),
        ([5], "In account 000012345678 (team-0) not all is as the control asks, and somebody answers for it."),
        ([2, 2], "In all 2 accounts a person would hear of all that the control asks for."),
        (
            [0, 0, 1, 2],
            (
                "In 1 of 4 accounts a person would hear of all that the control asks for; in 3 something fails. "
                "Most often the chain breaks at the metric filter (2 accounts)."
            ),
        ),
        (
            [4, 3, 5],
            (
                "In none of 3 accounts would a person hear of all that the control asks for; of 1 it cannot be told; "
                "1 would pass and yet reach nobody, or nobody knows; for 1 somebody answers."
            ),
        ),
    ],
)
def test_the_sentence(kinds: list[int], said: str) -> None:
    assert answer.sentence(estate(kinds)) == said


def test_a_title_says_what_the_report_is_of() -> None:
    assert answer.subject(estate([2])) == "Account 000012345678 (team-0): 4.4 IAM policy changes raise an alarm"
    assert answer.subject(estate([0, 1])) == "2 accounts: 4.4 IAM policy changes raise an alarm"
    twice = samples.report(("111122223333", samples.passing()), ("111122223333", samples.passing()))
    assert answer.subject(twice) == "2 inputs: 4.4 IAM policy changes raise an alarm"


def test_one_cause_of_many_accounts_is_told_once_with_one_fix() -> None:
    causes = shared_causes(estate([1, 0, 0, 2, 1, 0]))
    assert [(cause.told, len(cause.accounts())) for cause in causes] == [
        ("metric filter iam-changes: Filter misses some records (1 of 3 records: PutUserPolicy)", 3),
        ("trail: No trail", 2),
    ]
    assert all(cause.once() is None for cause in causes), "each account has a filter of its own"


def test_one_resource_that_stops_many_accounts_is_mended_once() -> None:
    report = estate([0, 0])
    owner = samples.ids("999988887777")
    for result in report["results"]:
        (found,) = result["breaks"]
        entry = result["resources"].pop(found["id"])
        found["id"] = owner["metric_filter"]
        result["resources"][found["id"]] = entry | {"account": "999988887777"}
    (cause,) = shared_causes(report)
    assert cause.once() == "It is one resource, in account 999988887777: what is done there counts for all."
    assert cause.advice == f"In account 999988887777, which owns it: {cause.order()}"


def test_what_one_answer_settles_names_no_place_but_in_what_is_to_be_asked_there() -> None:
    report = estate([3, 3])
    topic = samples.ids("999988887777")["topic"]
    for result in report["results"]:
        (chain,) = result["chains"]
        chain["weaknesses"] = [
            {"code": "topic_policy_unclear", "effect": "unknown", "id": topic, "at": None, "detail": {"gap": "g"}}
        ]
        chain["effective"] = result["effective"] = "unknown"
        result["resources"][topic] = {"account": "999988887777", "policy": {"unknown": {"reason": "not_collected"}}}
        result["sources"] = [{"kind": "aws_snapshot"}, {"kind": "aws_snapshot", "account": "999988887777"}]
    (cause,) = shared_causes(report)
    assert cause.once() == "One answer settles it for all."
    assert cause.order().startswith("In account 999988887777: Collect it again with `trailgate collect --all-topics`")


def test_what_each_account_mends_for_itself_is_not_one_change() -> None:
    report = estate([0, 0])
    trail = samples.ids("999988887777")["trail"]
    for result in report["results"]:
        (found,) = result["breaks"]
        found |= {"link": "trail", "code": "trail_other_account", "id": trail, "detail": {}, "after": {}}
        result["resources"][trail] = {"account": "999988887777"}
    (cause,) = shared_causes(report)
    assert cause.once() is None
    assert cause.order().startswith("Use a trail of this account")


def _of_one_account(kinds: list[int]) -> Json:
    """A report of these results, as if each were another control of one account."""
    report = estate(kinds)
    for place, result in enumerate(report["results"]):
        result |= {"input": 0, "control": f"control-{place}", "subject": report["results"][0]["subject"]}
    report["controls"] = {result["control"]: next(iter(samples.CONTROLS.values())) for result in report["results"]}
    return report


def test_where_something_fails_what_cannot_be_told_is_counted_beside_it() -> None:
    report = _of_one_account([0, 4, 4])
    assert answer.sentence(report) == (
        "In account 000012345678 (team-0) not all is as these 3 controls ask: something fails (1 of 3 controls), and more "
        "cannot be told (2)."
    )
    more = [{**result, "input": 1, "subject": {**result["subject"], "account": number(1)}} for result in report["results"]]
    both = {**report, "results": report["results"] + more}
    assert "; in 2 something fails and more cannot be told." in answer.sentence(both)
    one = {**report, "results": report["results"] + more[:1]}
    assert "; in 2 something fails, and in 1 of these more cannot be told." in answer.sentence(one)
    assert "; 2 cannot be told" in " ".join(text(both, Page()).split())


def test_what_stops_more_records_stands_first() -> None:
    assert [[result["breaks"][0]["code"] for result in results] for results in answer.looks(estate([0, 1, 0]))] == [
        ["trail_none"], ["filter_matches_sometimes"], ["filter_matches_sometimes"],
    ]  # fmt: skip


def test_numbers_and_verbs_agree() -> None:
    one, two = ({words for _, words, _ in answer.numbers(estate(kinds))} for kinds in ([0, 2, 3], [0, 0, 2, 2, 3, 3]))
    assert {"fails", "reaches a person", "passes, but would reach nobody, or nobody knows"} < one
    assert {"fail", "reach a person", "pass, but would reach nobody, or nobody knows"} < two


def test_names_that_hold_the_accounts_own_number_are_alike() -> None:
    report = estate([3, 3, 4, 4])
    weak, gap = report["results"][:2], report["results"][2:]
    for result in weak:
        (chain,) = result["chains"]
        account = result["subject"]["account"]
        result["resources"][chain["weaknesses"][0]["id"]]["name"] = f"alarm-of-{account}"
    told = {cause.standing: cause for cause in shared_causes(report)}
    assert told["reaches_nobody"].told == "alarm alarm-of-ACCOUNT: Alarm actions are switched off"
    assert len(told["reaches_nobody"].results) == len(told["unknown"].results) == len(gap) == 2


def test_what_nobody_has_to_mend_has_no_cause() -> None:
    report = deepcopy(estate([2, 5]))
    assert shared_causes(report) == []


HUB_OFF = "fixtures/controls/fail_4_16/snapshot.json"
ONLY = "a person would hear of all that 1 of these 2 controls asks for; 4.16, which asks for a service and no chain,"


def test_what_asks_for_a_service_alone_takes_nothing_from_what_a_person_hears(tmp_path: Path) -> None:
    whole = Path("fixtures/snapshots/pass_whole_chain/snapshot.json").read_text()
    chosen = of_one(controls=("4.4", "4.16"))
    report = evaluate_inputs([HUB_OFF], chosen)
    assert {one["control"].partition("-")[0]: one["status"] for one in report["results"]}["iam"] == "pass"
    assert answer.sentence(report) == f"In account 111122223333 {ONLY} fails."
    others = {"off": Path(HUB_OFF).read_text().replace("111122223333", "222233334444"), "unknown": whole}
    for name, kept in others.items():
        told = kept if name == "off" else kept.replace("DescribeHub", "DescribeHubs").replace("111122223333", "333344445555")
        (tmp_path / f"{name}.json").write_text(told)
    many = evaluate_inputs([HUB_OFF, str(tmp_path)], chosen)
    assert answer.sentence(many) == f"In all 3 accounts {ONLY} fails in 2 and cannot be told of 1."
