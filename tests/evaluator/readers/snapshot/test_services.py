"""Security Hub in a snapshot: enabled and not enabled are proven by AWS's own words, and nothing else is either."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluator.readers.snapshot.samples import ACCOUNT, OTHER, Json, call, snapshot, source
from trailgate_evaluator.document.parts import Parts
from trailgate_evaluator.readers.snapshot import read_snapshot

DESCRIBE = "securityhub:DescribeHub"
REGIONS = "ec2:DescribeRegions"
NOT_SUBSCRIBED = {"code": "InvalidAccessException", "message": f"Account {ACCOUNT} is not subscribed to AWS Security Hub"}


def arn(region: str, account: str = ACCOUNT) -> str:
    return f"arn:aws:securityhub:{region}:{account}:hub/default"


def regions(*names: str) -> Json:
    return call(REGIONS, {}, {"Regions": [{"RegionName": name, "OptInStatus": "opt-in-not-required"} for name in names]})


def hub(region: str, **page: Any) -> Json:
    answer = {"HubArn": arn(region), "SubscribedAt": "2026-01-01T00:00:00.000Z", **page}
    return {**call(DESCRIBE, {}, answer), "region": region}


def refused(region: str, outcome: str, error: Json) -> Json:
    told = {key: value for key, value in call(DESCRIBE, {}, {}).items() if key != "pages"}
    return {**told, "region": region, "outcome": outcome, "error": error}


def read(*calls: Json) -> Parts:
    return read_snapshot(source(snapshot(list(calls))))


def enabled(parts: Parts, region: str) -> Any:
    return parts.resources["services"][arn(region)]["enabled"]


def test_a_hub_of_the_account_is_enabled_and_says_where_it_stands() -> None:
    parts = read(regions("eu-west-1"), hub("eu-west-1"))
    (entry,) = parts.resources["services"].values()
    assert entry == {
        "id": arn("eu-west-1"),
        "name": "Security Hub",
        "service": "securityhub",
        "account": ACCOUNT,
        "region": "eu-west-1",
        "at": "0#/calls/1/pages/0",
        "enabled": True,
    }
    assert [gap for gap in parts.gaps.values() if gap["link"] == "service"] == []


def test_not_subscribed_is_not_enabled() -> None:
    parts = read(regions("eu-west-1"), refused("eu-west-1", "absent", NOT_SUBSCRIBED))
    assert enabled(parts, "eu-west-1") is False
    assert parts.resources["services"][arn("eu-west-1")]["at"] == "0#/calls/1"


@pytest.mark.parametrize(
    ("outcome", "error", "reason"),
    [
        ("absent", {**NOT_SUBSCRIBED, "message": "There is an issue with the account used to make the request."}, "failed"),
        ("absent", {**NOT_SUBSCRIBED, "code": "ResourceNotFoundException"}, "failed"),
        ("denied", {"code": "AccessDeniedException", "message": "no"}, "denied"),
        ("denied", NOT_SUBSCRIBED, "denied"),
        ("failed", NOT_SUBSCRIBED, "failed"),
        ("skipped", {"code": "UnrecognizedClientException", "message": "no"}, "skipped"),
    ],
)
def test_other_words_say_neither(outcome: str, error: Json, reason: str) -> None:
    parts = read(regions("eu-west-1"), refused("eu-west-1", outcome, error))
    assert enabled(parts, "eu-west-1") == {"unknown": {"reason": reason, "gap": f"{arn('eu-west-1')}#enabled"}}
    gap = parts.gaps[f"{arn('eu-west-1')}#enabled"]
    assert (gap["link"], gap["region"], gap["call"], gap["error"]) == ("service", "eu-west-1", DESCRIBE, error)


@pytest.mark.parametrize("named", [arn("eu-west-1", OTHER), "arn:aws:guardduty:eu-west-1:111122223333:hub/default", "hub"])
def test_an_answer_about_something_else_proves_nothing(named: str) -> None:
    parts = read(regions("eu-west-1"), hub("eu-west-1", HubArn=named))
    assert enabled(parts, "eu-west-1")["unknown"]["reason"] == "failed"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"HubArn": arn("eu-west-1").replace("arn:aws:", "arn:aws-us-gov:")}, "failed"),
        ({"HubArn": arn("eu-west-1").replace("hub/default", "hubv2/abc")}, "failed"),
        ({"SubscribedAt": ""}, "failed"),
        ({"SubscribedAt": "never"}, "failed"),
    ],
)
def test_an_answer_that_is_not_this_hubs_or_has_no_time_proves_nothing(changed: Json, reason: str) -> None:
    assert enabled(read(regions("eu-west-1"), hub("eu-west-1", **changed)), "eu-west-1")["unknown"]["reason"] == reason


def test_another_account_that_is_not_subscribed_says_nothing_of_this_one() -> None:
    error = {**NOT_SUBSCRIBED, "message": f"Account {OTHER} is not subscribed to AWS Security Hub"}
    assert enabled(read(regions("eu-west-1"), refused("eu-west-1", "absent", error)), "eu-west-1")["unknown"]
    unnamed = {**NOT_SUBSCRIBED, "message": "Account is not subscribed to AWS Security Hub"}
    assert enabled(read(regions("eu-west-1"), refused("eu-west-1", "absent", unnamed)), "eu-west-1") is False


def test_two_that_say_different_things_of_one_hub_say_nothing() -> None:
    by_name = {**refused("eu-west-1", "absent", NOT_SUBSCRIBED), "request": {"HubArn": arn("eu-west-1")}}
    assert enabled(read(regions("eu-west-1"), hub("eu-west-1"), by_name), "eu-west-1")["unknown"]["reason"] == "failed"
    another = {**hub("eu-west-1"), "request": {"HubArn": arn("eu-west-1", OTHER)}}
    assert enabled(read(regions("eu-west-1"), another), "eu-west-1")["unknown"]["reason"] == "not_collected"


@pytest.mark.parametrize(
    "calls",
    [
        [{**regions("eu-west-1"), "request": {"RegionNames": ["eu-west-1"]}}],
        [{**regions("eu-west-1"), "request": {"Filters": []}}],
        [regions("eu-west-1"), {**regions("eu-west-1", "us-east-1"), "region": "eu-west-1"}],
        [call(REGIONS, {}, {"Regions": [{"RegionName": "eu-west-1"}, "us-east-1"]})],
    ],
)
def test_a_list_of_regions_that_is_not_whole_or_is_contradicted_is_none(calls: list[Json]) -> None:
    parts = read(*calls, hub("eu-west-1"))
    assert parts.subject["enabled_regions"] is None
    assert parts.gaps["regions"]["link"] == "service"


def test_an_answer_of_another_region_or_without_its_time_is_none() -> None:
    for call_of in (hub("eu-west-1", HubArn=arn("us-east-1")), hub("eu-west-1", SubscribedAt=None)):
        assert enabled(read(regions("eu-west-1"), call_of), "eu-west-1")["unknown"]["reason"] == "failed"


def test_a_region_that_nobody_asked_was_not_collected() -> None:
    parts = read(regions("eu-west-1", "us-east-1"), hub("eu-west-1"))
    assert enabled(parts, "us-east-1")["unknown"]["reason"] == "not_collected"
    assert parts.resources["services"][arn("us-east-1")]["at"] is None


def test_of_two_calls_the_better_answer_counts() -> None:
    denied = refused("eu-west-1", "denied", {"code": "AccessDeniedException", "message": "no"})
    assert enabled(read(regions("eu-west-1"), denied, hub("eu-west-1")), "eu-west-1") is True


def test_regions_that_nobody_listed_are_a_gap_of_their_own() -> None:
    refused_list = {"code": "UnauthorizedOperation", "message": "no"}
    told = {key: value for key, value in call(REGIONS, {}, {}).items() if key != "pages"}
    parts = read({**told, "outcome": "denied", "error": refused_list}, hub("eu-west-1"))
    gap = parts.gaps["regions"]
    assert (gap["link"], gap["reason"], gap["scope"], gap["attribute"]) == ("service", "denied", "regions", "regions")
    assert enabled(parts, "eu-west-1") is True
    assert read(hub("eu-west-1")).gaps["regions"]["reason"] == "not_collected"
    unreadable = call(REGIONS, {}, {"Regions": [{"RegionName": None}]})
    assert read(unreadable).gaps["regions"]["reason"] == "failed"
