"""The chain drawn link by link says what holds, what is broken and what cannot be told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluator.report import samples
from trailgate_evaluator.report.ladder import ladders


def marks(decision: dict[str, Any], account: str) -> list[tuple[tuple[str, ...], list[str]]]:
    drawn = ladders(samples.one_result(decision, account))
    return [(ladder.records, [step.mark for step in ladder.steps]) for ladder in drawn]


def test_a_pass_holds_from_trail_to_subscription() -> None:
    assert marks(samples.passing("1"), "1") == [(tuple(samples.RECORDS), ["holds"] * 7)]


def test_a_weakness_marks_its_link() -> None:
    assert marks(samples.weak("1"), "1") == [(tuple(samples.RECORDS), [*["holds"] * 4, "weak", *["holds"] * 2])]


def test_a_fail_shows_the_broken_link_first_then_what_holds() -> None:
    broken = ["holds", "holds", "broken", *["unreached"] * 4]
    assert marks(samples.failing("1"), "1") == [(("PutUserPolicy",), broken), (tuple(samples.RECORDS[:2]), ["holds"] * 7)]


def test_without_a_trail_the_first_link_is_broken() -> None:
    assert marks(samples.no_trail("1"), "1") == [(tuple(samples.RECORDS), ["broken", *["unreached"] * 6])]


def test_a_hidden_resource_is_unknown_where_it_would_stand() -> None:
    assert marks(samples.unknown("1"), "1") == [(tuple(samples.RECORDS), [*["holds"] * 4, "unknown", *["unreached"] * 2])]


def test_a_gap_without_any_visible_chain_is_drawn_too() -> None:
    decision = samples.unknown("1") | {"chains": []}
    assert [marks for _, marks in marks(decision, "1")] == [[*["unreached"] * 4, "unknown", *["unreached"] * 2]]


def test_a_gap_at_a_visible_resource_marks_that_resource() -> None:
    decision = samples.unknown("1")
    identity = samples.ids("1")["metric_filter"]
    decision["gaps"] = [
        samples.gap("1", link="metric_filter", reason="pattern_undecided", id=identity, attribute="pattern", call=None)
    ]
    assert marks(decision, "1")[0][1] == ["holds", "holds", "unknown", "holds", *["unreached"] * 3]


@pytest.mark.parametrize("code", ["subscription_none", "actions_none", "filter_none"])
def test_a_link_that_has_nothing_has_no_name(code: str) -> None:
    decision = samples.failing("1")
    decision["breaks"][0] |= {"code": code, "id": samples.ids("1")["log_group"]}
    step = ladders(samples.one_result(decision, "1"))[0].steps[2]
    assert (step.mark, step.name, step.id) == ("broken", "", None)
    assert "cloudtrail" in step.notes[0]


def test_a_metric_without_an_alarm_is_named_by_its_own_name() -> None:
    known = samples.ids("1")
    decision = samples.failing("1")
    before = {link: known[link] for link in ("trail", "log_group", "metric_filter", "metric")}
    decision["breaks"][0] |= {"link": "alarm", "code": "alarm_none", "id": known["metric_filter"], "after": before, "detail": {}}
    step = ladders(samples.one_result(decision, "1"))[0].steps[4]
    assert step.notes == ("No alarm watches the metric CISBenchmark/IAMPolicyChanges.",)
