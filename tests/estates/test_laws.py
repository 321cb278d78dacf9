"""What holds of every estate: unrelated accounts, the order of files, and snapshots that are taken away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.estates.accounts import ARCHIVE, MEMBER, calls, estate, written
from tests.estates.generated import estates, rolled
from tests.estates.judging import judged, statuses, told
from tests.estates.oracle import QUESTIONS, is_gone, newest, trails_of
from trailgate_evaluator.engine import Engine, open_engine

Json = dict[str, Any]
STRANGER = "999988887777"
RANK = {"fail": 0, "unknown": 1, "pass": 2}


@pytest.fixture(scope="module")
def engine() -> Any:
    with open_engine() as opened:
        yield opened


@settings(max_examples=15)
@given(snapshots=estates())
def test_an_unrelated_account_changes_no_byte_of_anothers_result(
    snapshots: dict[str, Json], engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    alone = told(judged(written(tmp_path_factory.mktemp("estate"), snapshots), opened=engine))
    beside = {**snapshots, STRANGER: json.loads(json.dumps(estate(members=())).replace("777788889999", STRANGER))[STRANGER]}
    beside[STRANGER]["organization"] = {"id": "o-another", "management_account": STRANGER}
    with_it = told(judged(written(tmp_path_factory.mktemp("beside"), beside), opened=engine))
    assert {account: with_it[account] for account in alone} == alone


@settings(max_examples=10)
@given(snapshots=estates(), order=st.randoms(use_true_random=False))
def test_the_order_of_files_changes_nothing(
    snapshots: dict[str, Json], order: Any, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    paths = written(tmp_path_factory.mktemp("estate"), snapshots)
    mixed = order.sample(paths, len(paths))
    assert told(judged(mixed, opened=engine)) == told(judged(paths, opened=engine))


@settings(max_examples=60)
@given(snapshots=rolled(), gone=st.integers(0, 4))
def test_a_snapshot_that_is_taken_away_proves_nothing(
    snapshots: dict[str, Json], gone: int, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nothing passes for it that did not, and nothing that passed fails, but where it alone had the newest answer about a trail.

    Nor where it lists nobody for a topic that a subscriber lists, or it alone was asked about centralization rules, or about
    links that are attached to its sinks. Nor of an account that it alone was told to have left (docs/decisions/0040). What could
    not be told fails without it where it has the alarms that may watch the metrics, and nobody asked whether they do.
    """
    whole = statuses(judged(written(tmp_path_factory.mktemp("whole"), snapshots), opened=engine))
    missing = sorted(snapshots)[gone % len(snapshots)]
    fewer = {account: snapshot for account, snapshot in snapshots.items() if account != missing}
    if not fewer:
        return
    less = statuses(judged(written(tmp_path_factory.mktemp("fewer"), fewer), opened=engine))
    for account, status in less.items():
        before = whole.get(account)
        if (
            "refused" in {before, status}
            or _is_newest_of_a_trail(missing, snapshots)
            or _lists_nobody(snapshots[missing])
            or calls(snapshots[missing], "ListCentralizationRulesForOrganization")
            or calls(snapshots[missing], "ListSinks")
        ):
            continue
        event(f"{before} became {status}")
        left = account in _lacking(snapshots) - _lacking(fewer)
        assert not (status == "pass" and before != "pass") or left, account
        assert not (status == "fail" and before == "pass"), account
        assert not (status == "fail" and before == "unknown") or left or _watches(missing, snapshots), account


@settings(max_examples=15)
@given(snapshots=estates(), wrong=st.integers(0, 4))
def test_a_snapshot_that_is_not_whole_is_to_the_others_as_if_it_were_not_given(
    snapshots: dict[str, Json], wrong: int, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    one = sorted(snapshots)[wrong % len(snapshots)]
    fewer = {account: snapshot for account, snapshot in snapshots.items() if account != one}
    odd = {**snapshots[one], "regions": "no list"}
    broken = statuses(judged(written(tmp_path_factory.mktemp("odd"), {**fewer, one: odd}), opened=engine))
    assert broken.pop(one) == "refused"
    assert broken == (statuses(judged(written(tmp_path_factory.mktemp("fewer"), fewer), opened=engine)) if fewer else {})


def _is_newest_of_a_trail(account: str, snapshots: dict[str, Json]) -> bool:
    """Whether the account alone has the newest answer to a question about a trail, and others were told otherwise before.

    That a trail is there at all is a question, too. Nothing that is merely newer, or agrees, changes a verdict by its going.
    """
    fewer = {other: snapshot for other, snapshot in snapshots.items() if other != account}
    trails = {arn for one in fewer.values() for arn in trails_of(one)}
    return any(
        is_gone(arn, snapshots) != is_gone(arn, fewer)
        or any(
            newest(arn, question, snapshots).keys() != before.keys()
            for question in QUESTIONS
            if (before := newest(arn, question, fewer))
        )
        for arn in trails
    )


def _lacking(snapshots: dict[str, Json]) -> set[str]:
    """The accounts that the newest list of accounts lacks, and that were asked before."""
    lists = {account: one for account, one in snapshots.items() if calls(one, "ListAccounts")}
    if not lists:
        return set()
    last = max(_time(one) for one in lists.values())
    rows = [
        row["Id"] for one in lists.values() if _time(one) == last for row in calls(one, "ListAccounts")[0]["pages"][0]["Accounts"]
    ]
    return {account for account, one in snapshots.items() if account not in rows and _time(one) < last}


def _time(snapshot: Json) -> str:
    return str(snapshot["collected"]["finished_at"])


def _watches(account: str, snapshots: dict[str, Json]) -> bool:
    """Whether it has alarms on the metrics of another account, whose sharing nobody may have been asked about, or its role."""
    watched = {
        query["AccountId"]
        for call in calls(snapshots[account], "DescribeAlarms")
        for page in call.get("pages", [])
        for alarm in page["MetricAlarms"]
        for query in alarm.get("Metrics", [])
        if "AccountId" in query
    }
    return not watched.isdisjoint(snapshots)


def _lists_nobody(snapshot: Json) -> bool:
    """Whether it was told of a topic that nobody is subscribed to it."""
    listed = calls(snapshot, "ListSubscriptionsByTopic")
    return any(not page["Subscriptions"] for call in listed for page in call.get("pages", []))


def test_an_estate_of_one_is_the_account_alone(engine: Engine, tmp_path: Path) -> None:
    for account, snapshot in estate(group=ARCHIVE).items():
        paths = written(tmp_path / account, {account: snapshot})
        assert told(judged(paths, opened=engine)) == told(judged(paths, opened=engine, join=False))


def test_without_joining_each_account_stands_alone(engine: Engine, tmp_path: Path) -> None:
    snapshots = estate(group=ARCHIVE)
    apart = told(judged(written(tmp_path / "all", snapshots), opened=engine, join=False))
    for account, snapshot in snapshots.items():
        assert told(judged(written(tmp_path / account, {account: snapshot}), opened=engine))[account] == apart[account]


def test_documents_of_many_members_are_as_large_as_of_few(engine: Engine, tmp_path: Path) -> None:
    few = estate(group=ARCHIVE)
    members = tuple(f"{number:012}" for number in range(100000000000, 100000000030))
    many = estate(group=ARCHIVE, members=(MEMBER, *members))
    one, other = (told(judged(written(tmp_path / name, made), opened=engine)) for name, made in (("few", few), ("many", many)))
    assert one[MEMBER] == other[MEMBER]
