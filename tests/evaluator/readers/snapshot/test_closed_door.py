"""An account that the collector could not enter: every gap names the call that kept it out."""

from __future__ import annotations

import pytest

from tests.evaluator.readers.snapshot.samples import ACCOUNT, Json, snapshot, source, without
from trailgate_evaluator.readers.snapshot import read_snapshot

ROLE = f"arn:aws:iam::{ACCOUNT}:role/trailgate"
REFUSED: Json = {
    "service": "sts",
    "operation": "AssumeRole",
    "region": "us-east-1",
    "request": {"RoleArn": ROLE, "RoleSessionName": "trailgate-collect"},
    "outcome": "denied",
    "error": {"code": "AccessDenied", "message": f"not authorized to perform: sts:AssumeRole on resource: {ROLE}"},
    "at": "2026-11-02T09:00:00Z",
}


def gaps_of(*calls: Json, regions: tuple[str, ...] = ("us-east-1",)) -> list[Json]:
    content = {**snapshot(list(calls)), "regions": list(regions)}
    return list(read_snapshot(source(content)).gaps.values())


@pytest.mark.parametrize("regions", [("us-east-1",), ("us-east-1", "eu-west-1"), ()])
def test_a_role_that_may_not_be_assumed_is_why_nothing_is_known(regions: tuple[str, ...]) -> None:
    gaps = gaps_of(REFUSED, regions=regions)
    assert sorted(gap["link"] for gap in gaps) == ["service", *(["trail"] * max(1, len(regions)))]
    for gap in gaps:
        assert (gap["reason"], gap["call"], gap["error"], gap["at"]) == (
            "denied",
            "sts:AssumeRole",
            REFUSED["error"],
            "0#/calls/0",
        )


def test_whoever_did_not_answer_who_it_is_is_why_nothing_is_known() -> None:
    call = {**REFUSED, "operation": "GetCallerIdentity", "outcome": "failed", "request": {}}
    gaps = gaps_of(call)
    assert {(gap["reason"], gap["call"]) for gap in gaps} == {("failed", "sts:GetCallerIdentity")}


def test_a_collection_that_looked_nowhere_for_trails_shows_no_absence_of_them() -> None:
    gaps = gaps_of(regions=())
    assert [(gap["reason"], gap["region"]) for gap in gaps if gap["link"] == "trail"] == [("not_collected", None)]


def test_a_call_that_is_not_there_is_not_laid_on_a_door_that_others_came_through() -> None:
    trails = [gap for gap in gaps_of(REFUSED, *without("cloudtrail:DescribeTrails")) if gap["link"] == "trail"]
    assert {(gap["reason"], gap["call"]) for gap in trails} == {("not_collected", "cloudtrail:DescribeTrails")}
