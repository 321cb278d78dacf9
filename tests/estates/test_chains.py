"""Chains that run through several accounts, each judged on both engines, and estates at random against a judge by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

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
    without,
    written,
)
from tests.estates.generated import estates, of_two_partitions
from tests.estates.judging import judged, statuses
from tests.estates.oracle import verdicts
from trailgate_evaluator.engine import Engine, open_engine

Json = dict[str, Any]


def _member_refused() -> dict[str, Json]:
    made = estate(group=ARCHIVE)
    return {**made, MEMBER: refused(made[MEMBER], "DescribeTrails", "GetTrailStatus", "GetEventSelectors")}


def _unlisted() -> dict[str, Json]:
    made = estate(group=ARCHIVE)
    for call in calls(made[MEMBER], "DescribeTrails"):
        call["pages"][0]["trailList"] = []
    return made


def _monitored(*monitors: str) -> dict[str, Json]:
    made = estate(group=ARCHIVE, alarm=AUDIT)
    return {**made, ARCHIVE: with_links(made[ARCHIVE], set(monitors))}


ALL_PASS = dict.fromkeys((MANAGEMENT, MEMBER), "pass")
CHAINS = {
    "in_management": (estate(), ALL_PASS),
    "in_a_log_archive": (estate(group=ARCHIVE), {**ALL_PASS, ARCHIVE: "pass"}),
    "in_a_member": (estate(group=MEMBER), ALL_PASS),
    "topic_elsewhere": (estate(group=ARCHIVE, topic=TOPICS), {**ALL_PASS, ARCHIVE: "pass", TOPICS: "pass"}),
    "topic_of_the_member": (estate(group=ARCHIVE, topic=MEMBER), {**ALL_PASS, ARCHIVE: "pass"}),
    "monitored": (_monitored(AUDIT), {**ALL_PASS, ARCHIVE: "pass", AUDIT: "pass"}),
    "monitored_links_not_asked": (
        estate(group=ARCHIVE, alarm=AUDIT),
        dict.fromkeys((MANAGEMENT, MEMBER, ARCHIVE, AUDIT), "unknown"),
    ),
    "monitored_without_a_link": (_monitored(), dict.fromkeys((MANAGEMENT, MEMBER, ARCHIVE, AUDIT), "fail")),
    "monitor_not_supplied": (without(_monitored(AUDIT), AUDIT), dict.fromkeys((MANAGEMENT, MEMBER, ARCHIVE), "unknown")),
    "member_was_refused_everything": (_member_refused(), {**ALL_PASS, ARCHIVE: "pass"}),
    "member_has_another_list": (_unlisted(), {MANAGEMENT: "pass", MEMBER: "fail", ARCHIVE: "pass"}),
    "no_log_archive": (without(estate(group=ARCHIVE), ARCHIVE), dict.fromkeys((MANAGEMENT, MEMBER), "unknown")),
    "no_management": (without(estate(group=ARCHIVE), MANAGEMENT), dict.fromkeys((MEMBER, ARCHIVE), "unknown")),
    "a_member_alone": (without(estate(), MANAGEMENT), {MEMBER: "unknown"}),
}


@pytest.mark.parametrize("name", sorted(CHAINS))
def test_each_account_has_the_verdict_of_all_that_its_chain_runs_through(name: str, tmp_path: Path) -> None:
    snapshots, expected = CHAINS[name]
    report = judged(written(tmp_path, snapshots), engine="both")
    assert statuses(report) == expected == verdicts(snapshots)


@pytest.fixture(scope="module")
def engine() -> Any:
    with open_engine() as opened:
        yield opened


@settings(max_examples=60)
@given(snapshots=estates())
def test_estates_at_random_have_the_verdicts_that_a_judge_by_hand_gives(
    snapshots: dict[str, Json], engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    report = judged(written(tmp_path_factory.mktemp("estate"), snapshots), opened=engine)
    assert statuses(report) == verdicts(snapshots)


@settings(max_examples=8)
@given(snapshots=of_two_partitions())
def test_neither_of_two_partitions_is_a_part_of_the_other(
    snapshots: dict[str, Json], engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    report = judged(written(tmp_path_factory.mktemp("estates"), snapshots), opened=engine)
    assert statuses(report) == verdicts(snapshots)


def _encrypted(key_told: bool) -> dict[str, Json]:
    """A topic with a key of another account, which only that account is told of."""
    made = estate(group=ARCHIVE)
    key = f"arn:aws:kms:us-east-1:{AUDIT}:key/0001"
    for call in calls(made[ARCHIVE], "GetTopicAttributes"):
        call["pages"][0]["Attributes"]["KmsMasterKeyId"] = key
    made[AUDIT] = estate(group=ARCHIVE, members=(AUDIT,))[AUDIT]
    told = {
        "service": "kms",
        "region": "us-east-1",
        "request": {"KeyId": key},
        "outcome": "answered",
        "at": "2026-11-02T09:00:00Z",
    }
    metadata = {
        "Arn": key,
        "KeyId": "0001",
        "KeyState": "Enabled",
        "KeyManager": "CUSTOMER",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "Enabled": True,
    }
    statement = {"Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Action": "kms:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    described = {**told, "operation": "DescribeKey", "pages": [{"KeyMetadata": metadata}]}
    asked = {
        **told,
        "operation": "GetKeyPolicy",
        "request": {"KeyId": key, "PolicyName": "default"},
        "pages": [{"Policy": policy}],
    }
    made[AUDIT]["calls"] += [described, asked] if key_told else []
    return made


@pytest.mark.parametrize("key_told", [True, False])
def test_a_key_of_another_account_is_judged_by_what_that_account_is_told(key_told: bool, engine: Engine, tmp_path: Path) -> None:
    report = judged(written(tmp_path, _encrypted(key_told)), opened=engine)
    found = {result["subject"]["account"]: result["effective"] for result in report["results"]}
    assert {found[account] for account in (ARCHIVE, MEMBER, MANAGEMENT)} == {"yes" if key_told else "unknown"}


HOMES: dict[str, tuple[str, list[str] | None, str]] = {
    "enabled_everywhere": ("eu-west-1", None, "pass"),
    "to_be_opted_into": ("af-south-1", None, "unknown"),
    "that_the_member_has": ("af-south-1", ["af-south-1", "us-east-1"], "pass"),
    "that_the_member_lacks": ("af-south-1", ["us-east-1"], "unknown"),
    "that_nobody_knows": ("xx-new-9", None, "unknown"),
}


@pytest.mark.parametrize("name", sorted(HOMES))
def test_a_member_that_was_refused_is_covered_from_a_home_region_that_it_has(name: str, engine: Engine, tmp_path: Path) -> None:
    home, enabled, status = HOMES[name]
    made = estate(group=ARCHIVE)
    for account, one in made.items():
        text = json.dumps(one).replace("arn:aws:cloudtrail:us-east-1", f"arn:aws:cloudtrail:{home}")
        made[account] = json.loads(text.replace('"HomeRegion": "us-east-1"', f'"HomeRegion": "{home}"'))
        for call in calls(made[account], "GetEventSelectors"):
            call["region"] = home
        status_calls = calls(made[account], "GetTrailStatus")
        made[account]["calls"] += [{**call, "region": home} for call in status_calls]
    hidden = refused(made[MEMBER], "DescribeTrails", "GetTrailStatus", "GetEventSelectors")
    regions = {"pages": [{"Regions": [{"RegionName": region, "OptInStatus": "opted-in"} for region in enabled or ()]}]}
    told = [one | regions if one["operation"] == "DescribeRegions" else one for one in hidden["calls"]]
    made[MEMBER] = {**hidden, "calls": told} if enabled else refused(hidden, "DescribeRegions")
    found = statuses(judged(written(tmp_path, made), opened=engine))
    assert (found[MANAGEMENT], found[MEMBER]) == ("pass", status)
