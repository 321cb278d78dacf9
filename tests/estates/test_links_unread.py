"""Links that were asked for in vain leave open whether a monitoring account has the alarm; those that nobody asked do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.estates.accounts import ARCHIVE, AUDIT, MEMBER, calls, estate, refused, with_links, without_answer, written
from tests.estates.judging import judged, statuses
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.report.advice import advice_of
from trailgate_evaluator.report.cause import cause_of

Json = dict[str, Any]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


def unwatched(owner: str, *, alarms: bool = False) -> dict[str, Json]:
    """An estate whose filters write a metric that no alarm watches, in `owner`."""
    made = estate(group=owner)
    for call in calls(made[owner], "DescribeAlarms"):
        call["pages"][0]["MetricAlarms"] = call["pages"][0]["MetricAlarms"] if alarms else []
    return made


def _truncated(snapshot: Json) -> Json:
    for call in calls(snapshot, "ListLinks"):
        call |= {"outcome": "truncated", "error": {"code": "Throttling", "message": "Rate exceeded"}}
    return snapshot


def _elsewhere(snapshot: Json) -> Json:
    for call in calls(snapshot, "ListLinks"):
        call["region"] = "eu-west-1"
    return snapshot


def _odd(snapshot: Json) -> Json:
    for call in calls(snapshot, "ListLinks"):
        call["pages"] = [{"Items": [{"Arn": 1}]}]
    return snapshot


def _sinks_alone(snapshot: Json) -> Json:
    for call in calls(snapshot, "ListLinks"):
        call["operation"] = "ListSinks"
    return snapshot


def _failed(snapshot: Json) -> Json:
    kept = [without_answer(call, "failed") if call["operation"] == "ListLinks" else call for call in snapshot["calls"]]
    return {**snapshot, "calls": kept}


LINKS: dict[str, tuple[Callable[[Json], Json], str]] = {
    "answered": (lambda one: one, "fail"),
    "denied": (lambda one: refused(one, "ListLinks"), "unknown"),
    "failed": (_failed, "unknown"),
    "truncated": (_truncated, "unknown"),
    "told_of_another_region_alone": (_elsewhere, "unknown"),
    "answered_with_rows_that_are_none_of_aws": (_odd, "unknown"),
    "sinks_asked_and_no_links": (_sinks_alone, "unknown"),
    "role_denied": (lambda one: refused(one, "GetRole"), "fail"),
}


@pytest.mark.parametrize("owner", [ARCHIVE, "777788889999"])
@pytest.mark.parametrize("name", sorted(LINKS))
def test_links_that_were_asked_for_in_vain_leave_the_alarm_open(name: str, owner: str, engine: Engine, tmp_path: Path) -> None:
    change, status = LINKS[name]
    made = unwatched(owner)
    made[owner] = change(with_links(made[owner], set()))
    assert statuses(judged(written(tmp_path, made), opened=engine))[MEMBER] == status


def test_links_that_nobody_asked_leave_a_missing_alarm_missing(engine: Engine, tmp_path: Path) -> None:
    assert set(statuses(judged(written(tmp_path, unwatched(ARCHIVE)), opened=engine)).values()) == {"fail"}


def test_a_chain_that_holds_needs_no_links(engine: Engine, tmp_path: Path) -> None:
    made = unwatched(ARCHIVE, alarms=True)
    made[ARCHIVE] = refused(with_links(made[ARCHIVE], set()), "ListLinks")
    report = judged(written(tmp_path, made), opened=engine)
    assert {(one["status"], one["effective"], len(one["gaps"])) for one in report["results"]} == {("pass", "yes", 0)}


def test_links_of_a_monitoring_account_say_nothing_of_alarms_on_others_metrics(engine: Engine, tmp_path: Path) -> None:
    """It has no alarm, as it was told in full; with whom it shares its own metrics is about these alone."""
    made = unwatched(ARCHIVE)
    made[ARCHIVE] = with_links(made[ARCHIVE], {AUDIT})
    made[AUDIT] = refused(with_links(estate(group=ARCHIVE, members=(AUDIT,))[AUDIT], set()), "ListLinks")
    assert statuses(judged(written(tmp_path, made), opened=engine))[MEMBER] == "fail"
    made[AUDIT] = refused(made[AUDIT], "DescribeAlarms")
    assert statuses(judged(written(tmp_path, made), opened=engine))[MEMBER] == "unknown"


def test_the_report_says_whose_links_were_not_read_and_what_lets_them_be_read(engine: Engine, tmp_path: Path) -> None:
    made = unwatched(ARCHIVE)
    made[ARCHIVE] = refused(with_links(made[ARCHIVE], set()), "ListLinks")
    results = {one["subject"]["account"]: one for one in judged(written(tmp_path, made), opened=engine)["results"]}
    assert cause_of(results[MEMBER]) == "alarm: Links to monitoring accounts not read"
    (advice,) = advice_of(results[MEMBER])
    assert advice.startswith(f"In account {ARCHIVE}, which owns it: Let the collector read the links")
    (own,) = advice_of(results[ARCHIVE])
    assert own.startswith("Let the collector read the links of the account (oam:ListLinks)")
    ((gap,), (call,)) = results[MEMBER]["gaps"], calls(made[ARCHIVE], "ListLinks")
    assert (gap["call"], gap["reason"], gap["account"]) == ("oam:ListLinks", "denied", ARCHIVE)
    assert gap["at"].endswith(f"#/calls/{made[ARCHIVE]['calls'].index(call)}")
