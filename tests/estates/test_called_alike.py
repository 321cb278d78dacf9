"""Resources of several accounts that are called alike: each is a cause of its own, and the report says whose it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.estates.accounts import ARCHIVE, AUDIT, MANAGEMENT, MEMBER, ORGANIZATION, TRAIL, estate, written
from tests.estates.generated import emptied
from tests.evaluator.formats.showing import shown
from trailgate_evaluator.evaluation import evaluate_inputs
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.report.shared import shared_causes

Json = dict[str, Any]


def _other(account: str) -> str:
    return str(int(account) + 1)


def _two() -> dict[str, Json]:
    """Two organizations, each with a log archive whose group, called alike, has no metric filter."""
    one = {account: emptied(snapshot, "DescribeMetricFilters") for account, snapshot in _archived().items()}
    text = json.dumps(one).replace(ORGANIZATION, "o-another")
    for account in (MANAGEMENT, MEMBER, ARCHIVE, AUDIT):
        text = text.replace(account, _other(account))
    return {**one, **json.loads(text)}


def _archived() -> dict[str, Json]:
    return estate(group=ARCHIVE, members=(MEMBER, AUDIT))


def _report(snapshots: dict[str, Json], folder: Path) -> Json:
    written(folder, snapshots)
    return evaluate_inputs([str(folder)], Choices(controls=("4.4",)))


def test_log_groups_of_one_name_in_two_accounts_are_two_causes(tmp_path: Path) -> None:
    report = _report(_two(), tmp_path)
    told = {one.told: {subject["account"] for subject in one.accounts()} for one in shared_causes(report)}
    accounts = {ARCHIVE, MANAGEMENT, MEMBER, AUDIT}
    assert told == {
        f"log group org-trail: No filter looks for these records, in account {ARCHIVE}": accounts,
        f"log group org-trail: No filter looks for these records, in account {_other(ARCHIVE)}": set(map(_other, accounts)),
    }
    said = shown("text", report)
    for archive in (ARCHIVE, _other(ARCHIVE)):
        assert said.count(f"No filter looks for these records, in account {archive}") == 2
    for form in ("html", "markdown"):
        assert f", in account {_other(ARCHIVE)}" in shown(form, report), form


def test_what_each_account_has_for_itself_is_one_cause(tmp_path: Path) -> None:
    own = {
        account: emptied(estate(trail=account, group=account, members=())[account], "DescribeMetricFilters")
        for account in (MEMBER, AUDIT, ARCHIVE)
    }
    (cause,) = shared_causes(_report(own, tmp_path))
    assert (len(cause.accounts()), cause.where) == (3, "")
    assert TRAIL not in cause.told


def test_one_archive_is_one_cause_for_itself_too(tmp_path: Path) -> None:
    report = _report({account: emptied(one, "DescribeMetricFilters") for account, one in _archived().items()}, tmp_path)
    (cause,) = shared_causes(report)
    assert (len(cause.accounts()), cause.where) == (4, "")


def test_what_accounts_have_for_themselves_is_told_apart_from_what_they_share(tmp_path: Path) -> None:
    shared = {account: emptied(one, "DescribeMetricFilters") for account, one in _archived().items()}
    own = {
        account: emptied(estate(trail=account, group=account, members=())[account], "DescribeMetricFilters")
        for account in ("111111111111", "111111111112")
    }
    report = _report({**shared, **own}, tmp_path)
    assert [(one.told.partition("records, ")[2], len(one.accounts())) for one in shared_causes(report)] == [
        (f"in account {ARCHIVE}", 4),
        ("in each account its own", 2),
    ]
