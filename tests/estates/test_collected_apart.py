"""Accounts that are collected one by one, by whoever may enter each: how the account of a copy comes to tell what watches it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tests.aws.make_fixtures import NOW
from tests.estates.accounts import written
from tests.estates.claims_collected import copied_to_audit
from tests.estates.judging import judged, statuses
from tests.estates.organization import MANAGEMENT, Organization, organization
from trailgate_collector.aws_session import AwsSession, SessionOptions
from trailgate_collector.collection import collect_account
from trailgate_collector.snapshot import Asked
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.report import orders, sentences

Json = dict[str, Any]


@pytest.fixture(scope="module")
def engine() -> Any:
    with open_engine() as opened:
        yield opened


@pytest.fixture
def made() -> Iterator[Organization]:
    with organization(int(NOW.timestamp())) as found:
        copied_to_audit(found)
        yield found


def _collected(made: Organization, name: str, *named: str) -> Json:
    with mock.patch.dict(os.environ, {**made.aws.environment(made.accounts[name]), "AWS_MAX_ATTEMPTS": "1"}):
        asked = Asked(beyond=frozenset({"cross_account"}), named=named)
        return collect_account(AwsSession(SessionOptions()), asked=asked, clock=lambda: NOW).to_json()


def _judged(made: Organization, folder: Path, engine: Engine, *named: str) -> Json:
    snapshots = {MANAGEMENT: _collected(made, "management"), made.accounts["audit"]: _collected(made, "audit", *named)}
    return judged(written(folder, snapshots), opened=engine)


def _of_both(made: Organization, report: Json) -> set[str]:
    """The verdicts of the accounts that were collected; a third is on the organization's list alone."""
    return {status for account, status in statuses(report).items() if account in {MANAGEMENT, made.accounts["audit"]}}


def test_the_account_of_a_copy_that_is_not_told_the_rule_is_asked_about_the_group_by_name(
    made: Organization, engine: Engine, tmp_path: Path
) -> None:
    audit = made.accounts["audit"]
    unasked = _judged(made, tmp_path / "unasked", engine)
    for account in (MANAGEMENT, audit):
        (result,) = (one for one in unasked["results"] if one["subject"]["account"] == account)
        assert {(gap["reason"], gap["account"]) for gap in result["gaps"]} == {("not_collected", audit)}
        assert "--log-group" in orders.of_gap(result["gaps"][0], result)
        assert "nobody asked about it there" in sentences.of_gap(result["gaps"][0], result)
    group = f"arn:aws:logs:us-east-1:{audit}:log-group:org-trail"
    assert _of_both(made, _judged(made, tmp_path / "asked", engine, group)) == {"pass"}


def test_the_account_of_a_copy_that_administers_the_rules_asks_by_itself(
    made: Organization, engine: Engine, tmp_path: Path
) -> None:
    made.aws.layer.state.delegated[made.accounts["audit"]] = MANAGEMENT
    assert _of_both(made, _judged(made, tmp_path, engine)) == {"pass"}
