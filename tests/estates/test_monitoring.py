"""Alarms in monitoring accounts: what links, the sharing role and queries without an account let them see, and what they may."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.estates.accounts import (
    ARCHIVE,
    AUDIT,
    MANAGEMENT,
    MEMBER,
    TOPICS,
    calls,
    estate,
    refused,
    with_links,
    written,
)
from tests.estates.judging import judged, statuses
from tests.estates.watching import attached, filtered, querying
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.readers.snapshot.sharing_role import let_in

Json = dict[str, Any]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


def monitored(monitors: set[str], role: tuple[str, ...] | None = ()) -> dict[str, Json]:
    made = estate(group=ARCHIVE, alarm=AUDIT)
    return {**made, ARCHIVE: with_links(made[ARCHIVE], monitors, role)}


def status_of(made: dict[str, Json], folder: Path, engine: Engine) -> str:
    found = statuses(judged(written(folder, made), opened=engine))
    (status,) = {found[account] for account in found.keys() & {MANAGEMENT, MEMBER, ARCHIVE}}
    return status


ROLES: dict[str, tuple[tuple[str, ...] | None, str]] = {
    "none": ((), "fail"), "not_asked": (None, "unknown"), "lets_the_alarms_account_in": ((AUDIT,), "unknown"),
    "lets_anybody_in": (("*",), "unknown"), "lets_another_in": ((MEMBER,), "fail"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(ROLES))
def test_without_a_link_the_sharing_role_decides_whether_an_alarm_may_see(name: str, engine: Engine, tmp_path: Path) -> None:
    role, status = ROLES[name]
    assert status_of(monitored(set(), role), tmp_path, engine) == status


def test_a_link_is_enough_whatever_the_role(engine: Engine, tmp_path: Path) -> None:
    for number, role in enumerate((None, (), (MEMBER,))):
        assert status_of(monitored({AUDIT}, role), tmp_path / str(number), engine) == "pass"


def without_alarms(made: dict[str, Json], where: str) -> dict[str, Json]:
    for call in calls(made[where], "DescribeAlarms"):
        call["pages"][0]["MetricAlarms"] = []
    return made


@pytest.mark.parametrize(("role", "status"), [((), "fail"), ((TOPICS,), "unknown"), (None, "fail")], ids=repr)
def test_alarms_may_stand_in_an_account_that_the_role_names_and_nobody_supplies(
    role: tuple[str, ...] | None, status: str, engine: Engine, tmp_path: Path
) -> None:
    made = without_alarms(estate(group=ARCHIVE), ARCHIVE)
    made[ARCHIVE] = with_links(made[ARCHIVE], set(), role)
    assert status_of(made, tmp_path / "without", engine) == status
    beside = {**made, TOPICS: estate(group=ARCHIVE, members=(TOPICS,))[TOPICS]}
    assert status_of(beside, tmp_path / "with", engine) == "fail"
    if role:
        beside[TOPICS] = refused(beside[TOPICS], "DescribeAlarms")
        assert status_of(beside, tmp_path / "refused", engine) == "unknown"


TRUSTS: dict[str, tuple[Any, list[str] | None]] = {
    "a_root": ({"AWS": f"arn:aws:iam::{AUDIT}:root"}, [AUDIT]),
    "numbers": ({"AWS": [AUDIT, MEMBER]}, [AUDIT, MEMBER]),
    "anybody": ({"AWS": "*"}, None),
    "star": ("*", None),
    "a_principal_that_is_gone": ({"AWS": "AIDAGONE"}, None),
    "a_service": ({"Service": "cloudwatch.amazonaws.com"}, None),
    "none": (None, None),
    "one_of_two": ({"AWS": [AUDIT, "*"]}, None),
}


@pytest.mark.parametrize("name", sorted(TRUSTS))
def test_a_trust_names_accounts_or_leaves_open_whom_it_lets_in(name: str) -> None:
    principal, accounts = TRUSTS[name]
    for statement in ({"Effect": "Allow", "Principal": principal}, [{"Effect": "Allow", "Principal": principal}]):
        assert let_in({"AssumeRolePolicyDocument": {"Statement": statement}}) == accounts


@pytest.mark.parametrize("odd", [None, "x", {}, {"AssumeRolePolicyDocument": "x"}, {"AssumeRolePolicyDocument": {}}], ids=repr)
def test_a_role_that_is_none_of_iams_lets_in_anybody(odd: Any) -> None:
    assert let_in(odd) is None


QUERIES: dict[str, tuple[dict[str, Json], str]] = {
    "of_a_linked_account": (querying(monitored({AUDIT}), AUDIT), "unknown"),
    "of_another_metric": (querying(monitored({AUDIT}), AUDIT, "Other"), "fail"),
    "behind_a_filter": (querying(filtered(monitored({AUDIT}), ARCHIVE), AUDIT), "unknown"),
    "of_an_account_without_a_link": (querying(monitored(set()), AUDIT), "fail"),
    "of_an_account_that_a_role_alone_shares": (querying(monitored(set(), (AUDIT,)), AUDIT), "fail"),
}


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_of_a_monitoring_account_may_fetch_what_is_shared_with_it(name: str, engine: Engine, tmp_path: Path) -> None:
    made, status = QUERIES[name]
    assert status_of(made, tmp_path, engine) == status


def test_a_link_that_the_monitoring_account_alone_is_told_of_counts_for_its_queries(engine: Engine, tmp_path: Path) -> None:
    made = querying(estate(group=ARCHIVE, alarm=AUDIT), AUDIT)
    assert status_of(made, tmp_path / "not_told", engine) == "fail"
    made[AUDIT] = attached(made[AUDIT], ARCHIVE)
    assert status_of(made, tmp_path / "told", engine) == "unknown"


def _of_two_groups(linked: set[str]) -> dict[str, Json]:
    """Two trails write into two accounts' groups; a composite of the audit account names an alarm on each one's metric.

    The filter that matches is the log archive's, which shares its metrics with the accounts that are `linked`.
    """
    made = estate(group=ARCHIVE, alarm=AUDIT, members=(MEMBER, TOPICS))
    second = {"trail/org": "trail/second", '"org"': '"second"', f"logs:us-east-1:{ARCHIVE}": f"logs:us-east-1:{TOPICS}"}
    for snapshot in made.values():
        for call in calls(snapshot, "DescribeTrails"):
            call["pages"][0]["trailList"] += _with(call["pages"][0]["trailList"], second)
        status = [*calls(snapshot, "GetTrailStatus"), *calls(snapshot, "GetEventSelectors")]
        snapshot["calls"] += _with(status, {"trail/org": "trail/second"})
    theirs = [*calls(made[ARCHIVE], "DescribeLogGroups"), *calls(made[ARCHIVE], "DescribeMetricFilters")]
    other = {ARCHIVE: TOPICS, "IAMPolicyChanges": "Other", "$.eventName=": "$.eventName=No"}
    made[TOPICS]["calls"] += _with(theirs, other)
    made[ARCHIVE], made[TOPICS] = with_links(made[ARCHIVE], linked), with_links(made[TOPICS], {AUDIT})
    for call in calls(made[AUDIT], "DescribeAlarms"):
        page = call["pages"][0]
        page["MetricAlarms"] += _with(
            page["MetricAlarms"], {ARCHIVE: TOPICS, "IAMPolicyChanges": "Other", "iam-policy-changes": "y"}
        )
        arn = page["MetricAlarms"][0]["AlarmArn"].replace("iam-policy-changes", "either")
        rule = "ALARM(iam-policy-changes) OR ALARM(y)"
        page["CompositeAlarms"] = [
            {
                "AlarmName": "either",
                "AlarmArn": arn,
                "AlarmRule": rule,
                "ActionsEnabled": True,
                "AlarmActions": [],
                "StateValue": "OK",
            }
        ]
    return made


def _with(value: Any, changes: dict[str, str]) -> Any:
    text = json.dumps(value)
    for one, other in changes.items():
        text = text.replace(one, other)
    return json.loads(text)


@pytest.mark.parametrize(("linked", "status"), [({AUDIT}, "pass"), (set(), "fail")], ids=["linked", "not_linked"])
def test_an_alarm_that_two_groups_lead_to_sees_of_each_what_that_one_shares(
    linked: set[str], status: str, engine: Engine, tmp_path: Path
) -> None:
    """What the one shares makes the other's metric no more visible, though a composite ties their alarms together."""
    assert status_of(_of_two_groups(linked), tmp_path, engine) == status


def test_a_query_fetches_of_each_account_that_shares(engine: Engine, tmp_path: Path) -> None:
    made = querying(_of_two_groups({AUDIT}), AUDIT)
    report = judged(written(tmp_path, made), opened=engine)
    (result,) = (one for one in report["results"] if one["subject"]["account"] == MEMBER)
    fetched = {tuple(one.get("fetches_from", ())) for one in result["resources"].values()}
    assert statuses(report)[MEMBER] == "unknown"
    assert (ARCHIVE, TOPICS) in fetched
