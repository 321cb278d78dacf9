"""A pass that reaches nobody is counted and named apart; every line that stands for a result leads with what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluator.report import samples
from trailgate_evaluator.report.advice import advice_of, fix_command
from trailgate_evaluator.report.cause import cause_of
from trailgate_evaluator.report.findings import of_result
from trailgate_evaluator.report.standing import WORDS, counted, standing_of, standings, worst_first

ACCOUNT = "444455556666"


def result(**values: Any) -> dict[str, Any]:
    base = {"outcome": "pass", "status": "pass", "effective": "yes", "subject": {"account": None, "touches_chain": True}}
    return {**base, "breaks": [], "gaps": [], "chains": [], **values}


HUB = {"link": "service", "detail": {"service": "Security Hub"}}
"""A break of a control that asks for no chain."""


@pytest.mark.parametrize(
    ("values", "standing"),
    [
        ({}, "reaches"),
        ({"effective": None}, "holds"),
        ({"effective": "no"}, "reaches_nobody"),
        ({"effective": "unknown"}, "reach_unknown"),
        ({"status": "fail", "outcome": "fail", "effective": None}, "fail"),
        ({"outcome": "fail", "effective": "no"}, "fail"),
        ({"status": "unknown", "outcome": "unknown", "effective": None}, "unknown"),
        ({"status": "fail", "outcome": "waived", "effective": None}, "waived"),
        ({"status": "unknown", "outcome": "attested", "effective": None}, "attested"),
        ({"status": "fail", "effective": None}, "as_before"),
        ({"status": "fail", "effective": None, "subject": {"account": None, "touches_chain": False}}, "unrelated"),
        (
            {"status": "fail", "effective": None, "subject": {"account": None, "touches_chain": False}, "breaks": [HUB]},
            "as_before",
        ),
        ({"status": "unknown", "effective": None}, "unrelated"),
    ],
)
def test_a_result_stands_where_its_question_is_answered(values: dict[str, Any], standing: str) -> None:
    assert standing_of(result(**values)) == standing


def test_the_counts_lead_with_the_worst_and_agree_with_the_results() -> None:
    report = samples.every_outcome()
    assert counted(report) == (
        "2 fail, 1 cannot be told, 1 passes but reaches nobody, 1 is waived, 1 reaches a person, 1 input cannot be read"
    )
    assert sum(standings(report).values()) == len(report["results"])
    order = [standing_of(one) for one in worst_first(report["results"])]
    assert order == sorted(order, key=list(WORDS).index)
    assert counted(samples.report()) == "nothing to judge"


def test_the_cause_of_several_breaks_is_the_one_that_stops_most_records_and_lies_furthest() -> None:
    (failing,) = samples.report((ACCOUNT, samples.failing()))["results"]
    (found,) = failing["breaks"]
    other = {**found, "link": "trail", "code": "trail_not_logging", "id": samples.ids(ACCOUNT)["trail"]}
    failing["breaks"] = [other, found]
    assert cause_of(failing) == "metric filter iam-changes: Filter misses some records (1 of 3 records: PutUserPolicy)"
    failing["breaks"] = [{**other, "records": [*found["records"], "CreatePolicy"]}, found]
    assert cause_of(failing) == "trail main: Trail is stopped (2 of 3 records: PutUserPolicy and CreatePolicy)"


def test_where_nothing_stands_at_the_link_the_resource_before_it_is_named_for_what_it_is() -> None:
    (failing,) = samples.report((ACCOUNT, samples.failing()))["results"]
    (found,) = failing["breaks"]
    after = [samples.ids(ACCOUNT)[link] for link in ("trail", "log_group", "metric_filter")]
    failing["breaks"] = [
        {**found, "link": "alarm", "code": "alarm_none", "after": after, "id": after[-1], "records": samples.RECORDS}
    ]
    assert cause_of(failing) == "metric filter iam-changes: No alarm on the metric"


def test_a_pass_that_reaches_a_person_has_no_cause() -> None:
    (passing,) = samples.report((ACCOUNT, samples.passing(ACCOUNT)))["results"]
    assert cause_of(passing) is None


def test_a_plan_beside_the_chain_is_told_what_it_is_and_not_to_create_a_trail() -> None:
    (failing,) = samples.report((ACCOUNT, samples.failing()))["results"]
    failing |= {"origin": "terraform_plan", "subject": {**failing["subject"], "touches_chain": False}}
    assert cause_of(failing) == "This plan touches no resource of the chain"
    (advice,) = advice_of(failing)
    assert "--fail-on regression" in advice
    assert fix_command(failing, {"name": "plan.json"}) is None
    assert list(of_result(failing, "plan.json"))
    failing["outcome"] = "pass"
    assert (advice_of(failing), list(of_result(failing, "plan.json"))) == ([], [])


def test_the_command_that_prints_the_changes_is_named_with_the_file_quoted_for_a_shell() -> None:
    (failing,) = samples.report((ACCOUNT, samples.failing()))["results"]
    assert fix_command(failing, {"name": "a b.json"}) == "trailgate fix 'a b.json' --control iam-policy-change-alarm"
    assert fix_command(failing, {"name": "-"}) is None
    told = fix_command(failing, {"name": "x.json", "options": {"role": "member"}}, "cis_aws_5.0.0")
    assert told == "trailgate fix x.json --role member --benchmark cis_aws_5.0.0 --control iam-policy-change-alarm"
    assert fix_command(failing | {"outcome": "pass", "outcome_by": "regression"}, {"name": "x.json"}) is None
    silent = failing | {"status": "pass", "effective": "no", "chains": [{"effective": "no"}]}
    assert fix_command(silent, {"name": "x.json"}) == "trailgate fix --effective x.json --control iam-policy-change-alarm"
    (unknown,) = samples.report(("777788889999", samples.unknown()))["results"]
    assert fix_command(unknown, {"name": "x.json"}) is None
    laid_over = failing | {"origin": "terraform_plan", "sources": [{}, {}]}
    assert (
        fix_command(laid_over, {"name": "x.json"}) == "trailgate fix x.json --baseline SNAPSHOT --control iam-policy-change-alarm"
    )
    assert (
        fix_command(laid_over | {"sources": [{}]}, {"name": "x.json"}) == "trailgate fix x.json --control iam-policy-change-alarm"
    )


def test_the_command_has_what_the_plan_was_read_with_and_nothing_that_a_report_makes_up() -> None:
    (failing,) = samples.report((ACCOUNT, samples.failing()))["results"]
    options = {"source": "a b", "region": "us-east-1", "json": "p.json", "account": "111122223333", "evil; rm": "x", "graph": 1}
    told = fix_command(failing, {"name": "-tfplan", "options": options})
    assert told == (
        "trailgate fix ./-tfplan --account 111122223333 --json p.json --region us-east-1 --source 'a b'"
        " --control iam-policy-change-alarm"
    )
    laid_over = failing | {"origin": "terraform_plan", "sources": [{}, {}]}
    told = fix_command(laid_over, {"name": "x.json", "options": {"baseline": "acme.json.gz"}})
    assert told == "trailgate fix x.json --baseline acme.json.gz --control iam-policy-change-alarm"
