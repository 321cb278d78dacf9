"""A trail that is told of in two ways at one time: no chain may rest on it, whoever was told what."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.estates.accounts import ARCHIVE, AUDIT, MANAGEMENT, MEMBER, calls, estate, later, refused, stopped, written
from tests.estates.judging import judged, statuses

Json = dict[str, Any]
ALL = (MANAGEMENT, MEMBER, AUDIT)


def _verdicts(folder: Path, snapshots: dict[str, Json]) -> dict[str, str]:
    return statuses(judged(written(folder, snapshots)))


def _made() -> dict[str, Json]:
    made = estate(members=(MEMBER, AUDIT))
    return {**made, AUDIT: refused(made[AUDIT], "GetTrailStatus")}


def test_whoever_rests_on_the_answer_gets_no_verdict(tmp_path: Path) -> None:
    """The owner, the member that was told otherwise, and one that was told nothing itself and passes by the owner's answer."""
    made = _made()
    assert _verdicts(tmp_path / "whole", made) == dict.fromkeys(ALL, "pass")
    report = judged(written(tmp_path / "odd", {**made, MEMBER: stopped(made[MEMBER])}))
    assert report["results"] == []
    assert {entry["error"]["where"] for entry in report["inputs"]} == {f"accounts {MANAGEMENT} and {MEMBER}"}


def test_a_member_that_lists_no_trail_rests_on_the_answer_of_its_organizations_owner(tmp_path: Path) -> None:
    made = _made()
    hidden = {**made, AUDIT: refused(made[AUDIT], "DescribeTrails", "GetTrailStatus")}
    assert _verdicts(tmp_path / "whole", hidden)[AUDIT] == "pass"
    assert _verdicts(tmp_path / "odd", {**hidden, MEMBER: stopped(made[MEMBER])}) == dict.fromkeys(ALL, "refused")


def test_where_the_group_of_the_trail_is_told_in_two_ways_nobody_gets_a_verdict(tmp_path: Path) -> None:
    made = _made()
    other = copy.deepcopy(made[MEMBER])
    for call in calls(other, "DescribeTrails"):
        call["pages"][0]["trailList"][0]["CloudWatchLogsLogGroupArn"] = f"arn:aws:logs:us-east-1:{ARCHIVE}:log-group:other:*"
    assert _verdicts(tmp_path, {**made, MEMBER: other}) == dict.fromkeys(ALL, "refused")


@pytest.mark.parametrize("change", ["an older answer", "not whole", "refused"])
def test_what_is_no_contradiction_takes_no_verdict_from_the_others(change: str, tmp_path: Path) -> None:
    made = _made()
    odd = stopped(made[MEMBER])
    odd = {
        "an older answer": lambda: odd,
        "not whole": lambda: {**odd, "regions": "no list"},
        "refused": lambda: refused(odd, "DescribeTrails"),
    }[change]()
    owner = later(made[MANAGEMENT], 2 if change == "an older answer" else 0)
    found = _verdicts(tmp_path, {**made, MANAGEMENT: owner, MEMBER: odd})
    assert {found[MANAGEMENT], found[AUDIT]} == {"pass"}


def test_who_has_no_part_in_the_trail_is_judged(tmp_path: Path) -> None:
    made = estate()
    stranger = estate(trail="999988887777", group="999988887777", members=())
    stranger["999988887777"]["organization"] = {"id": "o-another", "management_account": "999988887777"}
    found = _verdicts(tmp_path, {**made, **stranger, MEMBER: stopped(made[MEMBER])})
    assert found == {MANAGEMENT: "refused", MEMBER: "refused", "999988887777": "pass"}
