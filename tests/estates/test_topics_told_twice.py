"""A topic of which its own account and the alarm's account were told all subscriptions, and not the same ones."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.estates.accounts import ARCHIVE, MANAGEMENT, MEMBER, TOPICS, calls, estate, later, written
from tests.estates.generated import emptied
from tests.estates.judging import judged, statuses

Json = dict[str, Any]


def told_twice(owner: bool, alarms: bool, hours: int) -> dict[str, Json]:
    """The topic's account and, so many hours later, the alarm's, which each list the one subscription or none."""
    made = estate(group=ARCHIVE, topic=TOPICS)
    of_topic = [copy.deepcopy(one) for one in made[TOPICS]["calls"] if one["service"] == "sns"]
    made[ARCHIVE]["calls"] += of_topic
    lists = {TOPICS: owner, ARCHIVE: alarms}
    made |= {
        account: made[account] if full else emptied(made[account], "ListSubscriptionsByTopic") for account, full in lists.items()
    }
    if hours > 0:
        made[ARCHIVE] = later(made[ARCHIVE], hours)
    elif hours < 0:
        made[TOPICS] = later(made[TOPICS], -hours)
    return made


CASES = [
    (True, True, 0, "pass"), (True, True, 3, "pass"), (False, False, 0, "fail"), (False, False, 3, "fail"),
    (True, False, -3, "pass"), (False, True, -3, "fail"),
    (True, False, 3, "unknown"), (False, True, 3, "unknown"), (True, False, 0, "unknown"), (False, True, 0, "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("owner", "alarms", "hours", "status"), CASES)
def test_the_owners_list_counts_unless_another_one_that_is_no_older_tells_something_else(
    owner: bool, alarms: bool, hours: int, status: str, tmp_path: Path
) -> None:
    made = told_twice(owner, alarms, hours)
    assert calls(made[ARCHIVE], "ListSubscriptionsByTopic")
    report = judged(written(tmp_path, made), engine="both")
    found = statuses(report)
    assert {found[account] for account in (MANAGEMENT, MEMBER, ARCHIVE)} == {status}
    if status == "unknown":
        gaps = {(gap["link"], gap["reason"], gap["account"]) for result in report["results"] for gap in result["gaps"]}
        assert gaps == {("subscription", "not_collected", TOPICS)}
